# The room collect; what it may use is in tests/rooms.txt.
lib_collect = kiosk/collect/libcollect.a
libs_collect = $(SQLITE_LIBS) $(SODIUM_LIBS)
noinst_LIBRARIES += $(lib_collect)
kiosk_collect_libcollect_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(SODIUM_CFLAGS)
kiosk_collect_libcollect_a_SOURCES = \
	kiosk/collect/add.c kiosk/collect/add.h \
	kiosk/collect/central.c kiosk/collect/central.h \
	kiosk/collect/centres.c \
	kiosk/collect/check.c kiosk/collect/check.h \
	kiosk/collect/csv.c kiosk/collect/csv.h kiosk/collect/csv_follow.c kiosk/collect/csv_parts.h kiosk/collect/csv_tables.c \
	kiosk/collect/history.c kiosk/collect/history.h \
	kiosk/collect/items.c kiosk/collect/items.h \
	kiosk/collect/ledger.c kiosk/collect/ledger.h \
	kiosk/collect/merge.c kiosk/collect/merge.h \
	kiosk/collect/rows.c kiosk/collect/rows.h \
	kiosk/collect/schema.c kiosk/collect/schema.h \
	kiosk/collect/store.c kiosk/collect/store.h \
	kiosk/collect/stored.c kiosk/collect/stored.h
