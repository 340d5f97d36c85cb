# The room app; what it may use is in tests/rooms.txt.
lib_app = kiosk/app/libapp.a
noinst_LIBRARIES += $(lib_app)
kiosk_app_libapp_a_SOURCES =
