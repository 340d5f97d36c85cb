# The room app; what it may use is in tests/rooms.txt. All but main.c is a library, for tests and tools.
lib_app = kiosk/app/libapp.a
noinst_LIBRARIES += $(lib_app)
kiosk_app_libapp_a_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS) $(SODIUM_CFLAGS)
kiosk_app_libapp_a_SOURCES = \
	kiosk/app/app.h \
	kiosk/app/demo.c kiosk/app/demo.h \
	kiosk/app/indexer.c kiosk/app/indexer.h \
	kiosk/app/job.c kiosk/app/job.h \
	kiosk/app/loop.c kiosk/app/loop.h \
	kiosk/app/profile.c kiosk/app/profile.h \
	kiosk/app/services.c \
	kiosk/app/services_attempt.c \
	kiosk/app/services_content.c \
	kiosk/app/services_export.c \
	kiosk/app/services_packs.c \
	kiosk/app/services_people.c \
	kiosk/app/services_workshops.c \
	kiosk/app/services_person.c \
	kiosk/app/services_set_up.c \
	kiosk/app/session.c kiosk/app/session.h \
	kiosk/app/shelf.c kiosk/app/shelf.h \
	kiosk/app/stack.c kiosk/app/stack.h \
	kiosk/app/units.c kiosk/app/units.h

app_libs = $(lib_app) $(lib_screens) $(lib_tty) $(lib_ui) $(lib_keeper) $(lib_records) $(lib_learning) $(lib_library) $(lib_model) $(lib_pack) \
	$(lib_expr) $(lib_base) $(libs_tty) $(libs_keeper) $(libs_records) $(libs_library) $(libs_model) $(libs_pack) $(libs_expr) $(libs_base)
bin_PROGRAMS += kiosk/app/kiosk
kiosk_app_kiosk_SOURCES = kiosk/app/main.c
kiosk_app_kiosk_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS) $(SODIUM_CFLAGS)
kiosk_app_kiosk_LDADD = $(app_libs)
