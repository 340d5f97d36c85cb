# The room expr; what it may use is in tests/rooms.txt.
lib_expr = kiosk/expr/libexpr.a
noinst_LIBRARIES += $(lib_expr)
kiosk_expr_libexpr_a_SOURCES =
