# The room learning; what it may use is in tests/rooms.txt.
lib_learning = kiosk/learning/liblearning.a
libs_learning = -lm
noinst_LIBRARIES += $(lib_learning)
kiosk_learning_liblearning_a_SOURCES = \
	kiosk/learning/attempt.c kiosk/learning/attempt.h \
	kiosk/learning/grade.c kiosk/learning/grade.h \
	kiosk/learning/response.c kiosk/learning/response.h
