# The room keeper; what it may use is in tests/rooms.txt.
lib_keeper = kiosk/keeper/libkeeper.a
libs_keeper = $(LIBCONFIG_LIBS)
noinst_LIBRARIES += $(lib_keeper)
kiosk_keeper_libkeeper_a_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS) $(SODIUM_CFLAGS)
kiosk_keeper_libkeeper_a_SOURCES = \
	kiosk/keeper/backup.c kiosk/keeper/backup.h \
	kiosk/keeper/centre.c kiosk/keeper/centre.h \
	kiosk/keeper/client.c kiosk/keeper/client.h \
	kiosk/keeper/keeper.c kiosk/keeper/keeper.h \
	kiosk/keeper/machine.c kiosk/keeper/machine.h \
	kiosk/keeper/maker.c kiosk/keeper/maker.h \
	kiosk/keeper/message.h \
	kiosk/keeper/notify.c kiosk/keeper/notify.h \
	kiosk/keeper/pack_change.c kiosk/keeper/pack_change.h \
	kiosk/keeper/packer.h \
	kiosk/keeper/protocol.c kiosk/keeper/protocol.h \
	kiosk/keeper/publishers.c kiosk/keeper/publishers.h \
	kiosk/keeper/room.c kiosk/keeper/room.h \
	kiosk/keeper/serve.c kiosk/keeper/serve.h \
	kiosk/keeper/restore.c kiosk/keeper/restore.h \
	kiosk/keeper/serve_backup.c \
	kiosk/keeper/serve_export.c \
	kiosk/keeper/serve_learning.c \
	kiosk/keeper/serve_manager.c \
	kiosk/keeper/serve_packs.c \
	kiosk/keeper/serve_people.c \
	kiosk/keeper/serve_person.c \
	kiosk/keeper/serve_together.c \
	kiosk/keeper/serve_workshops.c \
	kiosk/keeper/set_up.c kiosk/keeper/set_up.h \
	kiosk/keeper/spawn.c kiosk/keeper/spawn.h \
	kiosk/keeper/ticket.c kiosk/keeper/ticket.h \
	kiosk/keeper/trust_store.c kiosk/keeper/trust_store.h \
	kiosk/keeper/wire.c kiosk/keeper/wire.h \
	kiosk/keeper/write.h
