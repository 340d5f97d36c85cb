# The room collect; what it may use is in tests/rooms.txt.
lib_collect = kiosk/collect/libcollect.a
libs_collect = $(SQLITE_LIBS) $(SODIUM_LIBS)
noinst_LIBRARIES += $(lib_collect)
kiosk_collect_libcollect_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(SODIUM_CFLAGS)
kiosk_collect_libcollect_a_SOURCES = \
	kiosk/collect/add.h \
	kiosk/collect/central.c kiosk/collect/central.h \
	kiosk/collect/csv.h \
	kiosk/collect/items.h \
	kiosk/collect/ledger.h \
	kiosk/collect/schema.c kiosk/collect/schema.h \
	kiosk/collect/store.c kiosk/collect/store.h
