# The room records; what it may use is in tests/rooms.txt.
lib_records = kiosk/records/librecords.a
libs_records = $(SQLITE_LIBS) $(SODIUM_LIBS)
noinst_LIBRARIES += $(lib_records)
kiosk_records_librecords_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(SODIUM_CFLAGS)
kiosk_records_librecords_a_SOURCES = \
	kiosk/records/check.h \
	kiosk/records/event.h \
	kiosk/records/event_kinds.h \
	kiosk/records/journal.h \
	kiosk/records/learner_number.h \
	kiosk/records/log.h \
	kiosk/records/origin.h \
	kiosk/records/people.h \
	kiosk/records/pin.h \
	kiosk/records/projections.h \
	kiosk/records/queries.h \
	kiosk/records/records.h \
	kiosk/records/timekeeping.h \
	kiosk/records/working.h
