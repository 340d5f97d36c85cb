# The room library; what it may use is in tests/rooms.txt.
lib_library = kiosk/library/liblibrary.a
noinst_LIBRARIES += $(lib_library)
kiosk_library_liblibrary_a_SOURCES =
libs_library = $(SQLITE_LIBS)
kiosk_library_liblibrary_a_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS) $(SQLITE_CFLAGS)
kiosk_library_liblibrary_a_SOURCES += kiosk/library/catalogue.c
kiosk_library_liblibrary_a_SOURCES += kiosk/library/folder.c
kiosk_library_liblibrary_a_SOURCES += kiosk/library/inside.h
kiosk_library_liblibrary_a_SOURCES += kiosk/library/install.c
kiosk_library_liblibrary_a_SOURCES += kiosk/library/library.c kiosk/library/library.h
kiosk_library_liblibrary_a_SOURCES += kiosk/library/search.c
