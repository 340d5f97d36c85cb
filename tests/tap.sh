# For tests in shell: source it, then ok NAME COMMAND…, is NAME HAVE WANT, skip NAME WHY, and tap_end. Each case counts.
tap_count=0
tap_failed=0
tap_result() {
    tap_count=$((tap_count + 1))
    printf '%s %d - %s\n' "$1" "$tap_count" "$2"
    [ "$1" = ok ] || tap_failed=1
}
ok() {
    tap_name=$1; shift
    if tap_output=$("$@" 2>&1); then tap_result ok "$tap_name"
    else tap_result 'not ok' "$tap_name"; printf '%s\n' "$tap_output" | sed 's/^/# /'; fi
}
is() {
    if [ "$2" = "$3" ]; then tap_result ok "$1"
    else tap_result 'not ok' "$1"; printf 'have:\n%s\nwant:\n%s\n' "$2" "$3" | sed 's/^/# /'; fi
}
skip() {
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s # SKIP %s\n' "$tap_count" "$1" "$2"
}
tap_end() {
    printf '1..%d\n' "$tap_count"
    exit $tap_failed
}
