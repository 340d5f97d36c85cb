# The room keeper; what it may use is in tests/rooms.txt.
lib_keeper = kiosk/keeper/libkeeper.a
noinst_LIBRARIES += $(lib_keeper)
kiosk_keeper_libkeeper_a_SOURCES =
