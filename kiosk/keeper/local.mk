# The room keeper; what it may use is in tests/rooms.txt.
lib_keeper = kiosk/keeper/libkeeper.a
libs_keeper = $(LIBCONFIG_LIBS)
noinst_LIBRARIES += $(lib_keeper)
kiosk_keeper_libkeeper_a_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS) $(SODIUM_CFLAGS)
kiosk_keeper_libkeeper_a_SOURCES = \
	kiosk/keeper/centre.h \
	kiosk/keeper/client.h \
	kiosk/keeper/keeper.h \
	kiosk/keeper/machine.h \
	kiosk/keeper/message.h \
	kiosk/keeper/protocol.h \
	kiosk/keeper/wire.h \
	kiosk/keeper/write.h
