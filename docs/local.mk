dist_man_MANS += docs/kiosk-pack.1
dist_noinst_DATA += docs/pack-format.md
dist_noinst_DATA += docs/records.md
dist_man_MANS += docs/kiosk-admin.1 docs/kiosk.cfg.5
