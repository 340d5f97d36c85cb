# The room pack; what it may use is in tests/rooms.txt.
lib_pack = kiosk/pack/libpack.a
noinst_LIBRARIES += $(lib_pack)
kiosk_pack_libpack_a_SOURCES =
libs_pack = $(LIBZIP_LIBS)
kiosk_pack_libpack_a_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS) $(LIBZIP_CFLAGS) $(SODIUM_CFLAGS)
kiosk_pack_libpack_a_SOURCES += kiosk/pack/container.c kiosk/pack/container.h
kiosk_pack_libpack_a_SOURCES += kiosk/pack/keyring.c
kiosk_pack_libpack_a_SOURCES += kiosk/pack/layout.c kiosk/pack/layout.h
kiosk_pack_libpack_a_SOURCES += kiosk/pack/manifest.c kiosk/pack/manifest.h
kiosk_pack_libpack_a_SOURCES += kiosk/pack/signature.c kiosk/pack/signature.h
kiosk_pack_libpack_a_SOURCES += kiosk/pack/unit_kind.c kiosk/pack/unit_kind.h
kiosk_pack_libpack_a_SOURCES += kiosk/pack/writer.c kiosk/pack/writer.h
