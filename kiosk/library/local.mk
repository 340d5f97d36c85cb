# The room library; what it may use is in tests/rooms.txt.
lib_library = kiosk/library/liblibrary.a
noinst_LIBRARIES += $(lib_library)
kiosk_library_liblibrary_a_SOURCES =
