# The commands. One row a subcommand: a file tools/pack_VERB.c, tools/admin_VERB.c or tools/collect_VERB.c, here and in the table of tools/kiosk-PROGRAM.c.
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

bin_PROGRAMS += tools/kiosk-admin
doctor_sources = tools/doctor.c tools/doctor.h tools/doctor_centre.c tools/doctor_machine.c
tools_kiosk_admin_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS) $(SODIUM_CFLAGS)
tools_kiosk_admin_LDADD = $(lib_app) $(lib_tty) $(lib_ui) $(lib_keeper) $(lib_library) $(lib_records) $(lib_pack) $(lib_model) $(lib_expr) $(lib_base) \
	$(libs_tty) $(libs_keeper) $(libs_library) $(libs_records) $(libs_pack) $(libs_model) $(libs_expr) $(libs_base)
tools_kiosk_admin_SOURCES = tools/kiosk-admin.c tools/admin.c tools/admin.h tools/command.c tools/command.h
tools_kiosk_admin_SOURCES += tools/admin_backup.c tools/code.c tools/code.h
tools_kiosk_admin_SOURCES += tools/admin_check.c
tools_kiosk_admin_SOURCES += tools/admin_doctor.c $(doctor_sources)
tools_kiosk_admin_SOURCES += tools/admin_export.c tools/stick.c tools/stick.h tools/progress.c tools/progress.h
tools_kiosk_admin_SOURCES += tools/admin_import.c tools/admin_slips.c tools/slips.c tools/slips.h
tools_kiosk_admin_SOURCES += tools/admin_init.c
tools_kiosk_admin_SOURCES += tools/admin_install.c
tools_kiosk_admin_SOURCES += tools/admin_join.c
tools_kiosk_admin_SOURCES += tools/admin_keep.c
tools_kiosk_admin_SOURCES += tools/admin_learners.c
tools_kiosk_admin_SOURCES += tools/admin_packs.c
tools_kiosk_admin_SOURCES += tools/admin_remove.c
tools_kiosk_admin_SOURCES += tools/admin_restore.c
tools_kiosk_admin_SOURCES += tools/admin_trust.c tools/admin_trust.h

bin_PROGRAMS += tools/kiosk-collect
tools_kiosk_collect_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS) $(SODIUM_CFLAGS)
tools_kiosk_collect_LDADD = $(lib_collect) $(lib_records) $(lib_pack) $(lib_learning) $(lib_model) $(lib_expr) $(lib_base) \
	$(libs_collect) $(libs_records) $(libs_pack) $(libs_model) $(libs_expr) $(libs_base)
tools_kiosk_collect_SOURCES = tools/kiosk-collect.c tools/collect.c tools/collect.h tools/command.c tools/command.h
tools_kiosk_collect_SOURCES += tools/collect_add.c
tools_kiosk_collect_SOURCES += tools/collect_check.c
tools_kiosk_collect_SOURCES += tools/collect_enrol.c
tools_kiosk_collect_SOURCES += tools/collect_export.c
tools_kiosk_collect_SOURCES += tools/collect_init.c
tools_kiosk_collect_SOURCES += tools/collect_invite.c
tools_kiosk_collect_SOURCES += tools/collect_keygen.c tools/code.c tools/code.h
tools_kiosk_collect_SOURCES += tools/collect_packs.c
tools_kiosk_collect_SOURCES += tools/collect_quarantine.c
tools_kiosk_collect_SOURCES += tools/collect_receipts.c
tools_kiosk_collect_SOURCES += tools/collect_revoke.c
tools_kiosk_collect_SOURCES += tools/collect_status.c

dist_pkglibexec_SCRIPTS =
# What the kiosk's units run as root: small, without libraries of ours.
pkglibexec_PROGRAMS = tools/kiosk-vt
tools_kiosk_vt_SOURCES = tools/kiosk-vt.c
dist_pkglibexec_SCRIPTS += tools/kiosk-font tools/kiosk-keyboard tools/kiosk-machine

# Units, and a setting of the kernel, for a machine that is a kiosk; the Debian package puts them in their place.
EXTRA_DIST += tools/units/empretec-keeper.service tools/units/empretec-kiosk@.service tools/units/empretec-kiosk-lock@.service
EXTRA_DIST += tools/units/empretec-kiosk-keyboard.service tools/units/empretec-kiosk.conf

# One machine for a room, over ssh and serial lines; docs/room.md.
dist_pkglibexec_SCRIPTS += tools/kiosk-room
