# The room tty; what it may use is in tests/rooms.txt.
lib_tty = kiosk/tty/libtty.a
libs_tty = $(NCURSES_LIBS) $(UNISTRING_LIBS)
noinst_LIBRARIES += $(lib_tty)
kiosk_tty_libtty_a_CFLAGS = $(AM_CFLAGS) $(NCURSES_CFLAGS)
kiosk_tty_libtty_a_SOURCES = \
	kiosk/tty/keys.c kiosk/tty/keys.h \
	kiosk/tty/tty.c kiosk/tty/tty.h
