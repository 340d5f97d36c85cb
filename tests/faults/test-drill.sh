# The plug is pulled 200 times while a quiz is taken (KIOSK_DRILL: how often).
exec "$builddir/tests/faults/drill" "$builddir/packs/business-skills.pack" "$srcdir/content" "${KIOSK_DRILL:-200}"
