# Manuals, and the pages for people, which keep their folders so that links between them hold where they are installed.
dist_man_MANS += docs/kiosk.1 docs/kiosk-admin.1 docs/kiosk-collect.1 docs/kiosk-pack.1 docs/kiosk.cfg.5
nobase_dist_doc_DATA = README.md NEWS.md CONTRIBUTING.md LICENSE LICENSE.content
nobase_dist_doc_DATA += docs/adding-a-question-type.md
nobase_dist_doc_DATA += docs/architecture.md
nobase_dist_doc_DATA += docs/authoring.md
nobase_dist_doc_DATA += docs/central-database.md
nobase_dist_doc_DATA += docs/bundle-format.md
nobase_dist_doc_DATA += docs/export-tables.md
nobase_dist_doc_DATA += docs/installing.md
nobase_dist_doc_DATA += docs/pack-format.md
nobase_dist_doc_DATA += docs/performance.md
nobase_dist_doc_DATA += docs/profile.form
nobase_dist_doc_DATA += docs/records.md
nobase_dist_doc_DATA += docs/room.md
nobase_dist_doc_DATA += docs/security.md
