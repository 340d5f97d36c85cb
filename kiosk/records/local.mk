# The room records; what it may use is in tests/rooms.txt.
lib_records = kiosk/records/librecords.a
libs_records = $(SQLITE_LIBS) $(SODIUM_LIBS) $(ZLIB_LIBS) $(UNISTRING_LIBS)
noinst_LIBRARIES += $(lib_records)
kiosk_records_librecords_a_CFLAGS = $(AM_CFLAGS) -DSQLITE_ENABLE_SESSION -DSQLITE_ENABLE_PREUPDATE_HOOK $(SQLITE_CFLAGS) $(SODIUM_CFLAGS) $(ZLIB_CFLAGS)
kiosk_records_librecords_a_SOURCES = \
	kiosk/records/aside.c kiosk/records/aside.h \
	kiosk/records/backup.c kiosk/records/backup.h \
	kiosk/records/bundle.h \
	kiosk/records/bundle_parts.c kiosk/records/bundle_parts.h \
	kiosk/records/bundle_reader.c \
	kiosk/records/bundle_writer.c \
	kiosk/records/check.c kiosk/records/check.h \
	kiosk/records/document.c kiosk/records/document.h \
	kiosk/records/event.c kiosk/records/event.h \
	kiosk/records/event_kinds.h \
	kiosk/records/flat.c kiosk/records/flat.h \
	kiosk/records/health.c kiosk/records/health.h \
	kiosk/records/journal.c kiosk/records/journal.h \
	kiosk/records/learner_number.c kiosk/records/learner_number.h \
	kiosk/records/log.c kiosk/records/log.h \
	kiosk/records/migrations.c kiosk/records/migrations.h \
	kiosk/records/origin.c kiosk/records/origin.h \
	kiosk/records/outbox.c kiosk/records/outbox.h \
	kiosk/records/people.c kiosk/records/people.h kiosk/records/people_search.c \
	kiosk/records/people_manage.c kiosk/records/people_manage.h \
	kiosk/records/pin.c kiosk/records/pin.h \
	kiosk/records/projections.c kiosk/records/projections.h \
	kiosk/records/queries.c kiosk/records/queries.h \
	kiosk/records/records.c kiosk/records/records.h \
	kiosk/records/roster.c kiosk/records/roster.h kiosk/records/roster_words.c \
	kiosk/records/rescue.c \
	kiosk/records/rows.c kiosk/records/rows.h \
	kiosk/records/snapshot.c kiosk/records/snapshot.h \
	kiosk/records/store.c kiosk/records/store.h \
	kiosk/records/timekeeping.c kiosk/records/timekeeping.h \
	kiosk/records/trust.c kiosk/records/trust.h \
	kiosk/records/working.c kiosk/records/working.h \
	kiosk/records/workshop_tables.c kiosk/records/workshop_tables.h \
	kiosk/records/workshops.c kiosk/records/workshops.h
