dist_man_MANS += docs/kiosk-pack.1
dist_noinst_DATA += docs/pack-format.md
dist_noinst_DATA += docs/records.md
