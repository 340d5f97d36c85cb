# The room ui; what it may use is in tests/rooms.txt.
lib_ui = kiosk/ui/libui.a
noinst_LIBRARIES += $(lib_ui)
kiosk_ui_libui_a_SOURCES =
