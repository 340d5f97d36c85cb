# The room ui; what it may use is in tests/rooms.txt.
lib_ui = kiosk/ui/libui.a
noinst_LIBRARIES += $(lib_ui)
kiosk_ui_libui_a_SOURCES = \
	kiosk/ui/action.h \
	kiosk/ui/bar.h \
	kiosk/ui/buttons.h \
	kiosk/ui/chart.h \
	kiosk/ui/choice.h \
	kiosk/ui/editor.h \
	kiosk/ui/event.h \
	kiosk/ui/fields.h \
	kiosk/ui/grid.h \
	kiosk/ui/layout.h \
	kiosk/ui/list.h \
	kiosk/ui/pane.h \
	kiosk/ui/prompt.h \
	kiosk/ui/theme.h \
	kiosk/ui/ui.h
