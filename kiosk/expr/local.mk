# The room expr; what it may use is in tests/rooms.txt.
lib_expr = kiosk/expr/libexpr.a
libs_expr = $(SQLITE_LIBS)
noinst_LIBRARIES += $(lib_expr)
kiosk_expr_libexpr_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
kiosk_expr_libexpr_a_SOURCES = \
	kiosk/expr/check.c \
	kiosk/expr/expr.c kiosk/expr/expr.h \
	kiosk/expr/functions.c kiosk/expr/functions.h \
	kiosk/expr/money.c kiosk/expr/money.h \
	kiosk/expr/script.c kiosk/expr/script.h \
	kiosk/expr/sheet.c kiosk/expr/sheet.h
