# The room ui; what it may use is in tests/rooms.txt.
lib_ui = kiosk/ui/libui.a
noinst_LIBRARIES += $(lib_ui)
kiosk_ui_libui_a_SOURCES = \
	kiosk/ui/action.c kiosk/ui/action.h \
	kiosk/ui/bar.c kiosk/ui/bar.h \
	kiosk/ui/buttons.c kiosk/ui/buttons.h \
	kiosk/ui/chart.c kiosk/ui/chart.h \
	kiosk/ui/choice.c kiosk/ui/choice.h \
	kiosk/ui/console.c kiosk/ui/console.h \
	kiosk/ui/editor.c kiosk/ui/editor.h \
	kiosk/ui/event.c kiosk/ui/event.h \
	kiosk/ui/fields.c kiosk/ui/fields.h \
	kiosk/ui/grid.c kiosk/ui/grid.h \
	kiosk/ui/layout.c kiosk/ui/layout.h \
	kiosk/ui/list.c kiosk/ui/list.h \
	kiosk/ui/pane.c kiosk/ui/pane.h \
	kiosk/ui/prompt.c kiosk/ui/prompt.h \
	kiosk/ui/theme.c kiosk/ui/theme.h \
	kiosk/ui/ui.h
