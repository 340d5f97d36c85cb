# The room base; what it may use is in tests/rooms.txt.
lib_base = kiosk/base/libbase.a
libs_base = $(LIBCONFIG_LIBS) $(SODIUM_LIBS) $(FRIBIDI_LIBS) $(UNISTRING_LIBS) $(LIBINTL) -lm
noinst_LIBRARIES += $(lib_base)
kiosk_base_libbase_a_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS) $(SODIUM_CFLAGS) $(FRIBIDI_CFLAGS)
kiosk_base_libbase_a_SOURCES = \
	kiosk/base/arena.c kiosk/base/arena.h \
	kiosk/base/banned.h \
	kiosk/base/bidi.c kiosk/base/bidi.h \
	kiosk/base/buf.c kiosk/base/buf.h \
	kiosk/base/cfg.c kiosk/base/cfg.h \
	kiosk/base/clock.c kiosk/base/clock.h \
	kiosk/base/csv.c kiosk/base/csv.h \
	kiosk/base/cursor.c kiosk/base/cursor.h \
	kiosk/base/digest.c kiosk/base/digest.h \
	kiosk/base/encoding.c kiosk/base/encoding.h \
	kiosk/base/error.c kiosk/base/error.h \
	kiosk/base/file.c kiosk/base/file.h \
	kiosk/base/id.c kiosk/base/id.h \
	kiosk/base/intl.c kiosk/base/intl.h \
	kiosk/base/memory.c kiosk/base/memory.h \
	kiosk/base/number.c kiosk/base/number.h \
	kiosk/base/random.c kiosk/base/random.h \
	kiosk/base/text.c kiosk/base/text.h
