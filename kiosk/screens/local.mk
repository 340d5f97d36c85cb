# The room screens; what it may use is in tests/rooms.txt.
lib_screens = kiosk/screens/libscreens.a
noinst_LIBRARIES += $(lib_screens)
kiosk_screens_libscreens_a_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS)
kiosk_screens_libscreens_a_SOURCES = \
	kiosk/screens/ask.c \
	kiosk/screens/ask.h \
	kiosk/screens/attempt.c \
	kiosk/screens/attract.c \
	kiosk/screens/claim.c \
	kiosk/screens/common.c \
	kiosk/screens/common.h \
	kiosk/screens/consents.c \
	kiosk/screens/coordinator.c \
	kiosk/screens/effects.c \
	kiosk/screens/doctor.c \
	kiosk/screens/export.c \
	kiosk/screens/stick.c \
	kiosk/screens/help.c \
	kiosk/screens/home.c \
	kiosk/screens/install.c \
	kiosk/screens/kept.c \
	kiosk/screens/keys.c \
	kiosk/screens/languages.c \
	kiosk/screens/learners.c \
	kiosk/screens/person.c kiosk/screens/person.h \
	kiosk/screens/person_edit.c \
	kiosk/screens/person_erase.c \
	kiosk/screens/person_join.c \
	kiosk/screens/lesson.c \
	kiosk/screens/lock.c \
	kiosk/screens/manager.c \
	kiosk/screens/message.c \
	kiosk/screens/message.h \
	kiosk/screens/pack.c \
	kiosk/screens/packs.c \
	kiosk/screens/page.c \
	kiosk/screens/page.h \
	kiosk/screens/paint.c \
	kiosk/screens/paint.h \
	kiosk/screens/places.c \
	kiosk/screens/places.h \
	kiosk/screens/progress.c \
	kiosk/screens/quiz.c \
	kiosk/screens/registering.c \
	kiosk/screens/request.h \
	kiosk/screens/result.c \
	kiosk/screens/review.c \
	kiosk/screens/screen.h \
	kiosk/screens/search.c \
	kiosk/screens/together.c \
	kiosk/screens/setup.c \
	kiosk/screens/sign_in.c \
	kiosk/screens/workshop.c \
	kiosk/screens/workshop_add.c \
	kiosk/screens/workshops.c \
	kiosk/screens/trust.c \
	kiosk/screens/trust.h \
	kiosk/screens/unanswered.c
