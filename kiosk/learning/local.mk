# The room learning; what it may use is in tests/rooms.txt.
lib_learning = kiosk/learning/liblearning.a
noinst_LIBRARIES += $(lib_learning)
kiosk_learning_liblearning_a_SOURCES =
