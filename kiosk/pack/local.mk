# The room pack; what it may use is in tests/rooms.txt.
lib_pack = kiosk/pack/libpack.a
noinst_LIBRARIES += $(lib_pack)
kiosk_pack_libpack_a_SOURCES =
