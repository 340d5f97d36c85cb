# The commands. One row a subcommand: a file tools/pack_VERB.c, here and in the table of tools/kiosk-pack.c.
bin_PROGRAMS += tools/kiosk-pack
tools_kiosk_pack_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS)
tools_kiosk_pack_LDADD = $(lib_library) $(lib_pack) $(lib_model) $(lib_expr) $(lib_base) $(libs_pack) $(libs_model) $(libs_expr) $(libs_base)
tools_kiosk_pack_SOURCES = tools/kiosk-pack.c tools/command.c tools/command.h
tools_kiosk_pack_SOURCES += tools/pack_build.c
tools_kiosk_pack_SOURCES += tools/pack_check.c tools/pack_compare.c tools/pack_source.c tools/pack_source.h
tools_kiosk_pack_SOURCES += tools/pack_new.c
tools_kiosk_pack_SOURCES += tools/pack_key.c tools/pack_key.h
tools_kiosk_pack_SOURCES += tools/pack_keygen.c
tools_kiosk_pack_SOURCES += tools/pack_new_ids.c
tools_kiosk_pack_SOURCES += tools/pack_show.c tools/pack_show.h tools/pack_show_gift.c
tools_kiosk_pack_SOURCES += tools/pack_sign.c
tools_kiosk_pack_SOURCES += tools/pack_verify.c
