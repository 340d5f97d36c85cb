# `make fonts`: console fonts of what the kiosk draws, out of Debian's Unifont; wants bdf2psf, pcf2bdf and xfonts-unifont. Not part of `make`: who builds for a terminal window needs none.
EXTRA_PROGRAMS += tools/fonts/list
tools_fonts_list_SOURCES = tools/fonts/list.c
tools_fonts_list_LDADD = $(lib_ui) $(lib_base) $(libs_base)
UNIFONT = /usr/share/fonts/X11/misc/unifont.pcf.gz
fonts = tools/fonts/empretec-16.psf tools/fonts/empretec-32.psf
CLEANFILES += $(fonts) tools/fonts/latin.set tools/fonts/unifont-16.bdf tools/fonts/unifont-32.bdf tools/fonts/list$(EXEEXT)
EXTRA_DIST += tools/fonts/shared.equivalents tools/fonts/double.awk
.PHONY: fonts install-fonts
fonts: $(fonts)
tools/fonts/latin.set: tools/fonts/list$(EXEEXT)
	$(AM_V_GEN)tools/fonts/list$(EXEEXT) >$@.new && mv $@.new $@
# glyphs of one cell alone: bdf2psf would take a wide one for the font's width
tools/fonts/unifont-16.bdf: $(UNIFONT)
	$(AM_V_GEN)$(MKDIR_P) tools/fonts && gzip -dc $(UNIFONT) >$@.pcf && pcf2bdf $@.pcf >$@.new && rm -f $@.pcf && mv $@.new $@
tools/fonts/unifont-32.bdf: tools/fonts/unifont-16.bdf $(srcdir)/tools/fonts/double.awk
	$(AM_V_GEN)$(AWK) -f $(srcdir)/tools/fonts/double.awk tools/fonts/unifont-16.bdf >$@.new && mv $@.new $@
tools/fonts/empretec-16.psf tools/fonts/empretec-32.psf: tools/fonts/latin.set $(srcdir)/tools/fonts/shared.equivalents
tools/fonts/empretec-16.psf: tools/fonts/unifont-16.bdf
	$(AM_V_GEN)rm -f $@ && bdf2psf --fb tools/fonts/unifont-16.bdf $(srcdir)/tools/fonts/shared.equivalents tools/fonts/latin.set 512 $@
tools/fonts/empretec-32.psf: tools/fonts/unifont-32.bdf
	$(AM_V_GEN)rm -f $@ && bdf2psf --fb tools/fonts/unifont-32.bdf $(srcdir)/tools/fonts/shared.equivalents tools/fonts/latin.set 512 $@
install-fonts: fonts
	$(MKDIR_P) $(DESTDIR)$(pkgdatadir)/fonts && $(INSTALL_DATA) $(fonts) $(DESTDIR)$(pkgdatadir)/fonts/
