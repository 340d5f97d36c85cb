# The room tty; what it may use is in tests/rooms.txt.
lib_tty = kiosk/tty/libtty.a
noinst_LIBRARIES += $(lib_tty)
kiosk_tty_libtty_a_SOURCES = \
	kiosk/tty/tty.h
