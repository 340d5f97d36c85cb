# Makes a BDF font twice as large: each dot becomes four. For screens with many dots, where 16 rows of them are too small to read.
BEGIN { for (i = 0; i < 16; i++) twice[sprintf("%X", i)] = sprintf("%X%X", int(i / 8) * 12 + int(i / 4) % 2 * 3, int(i / 2) % 2 * 12 + i % 2 * 3) }
/^FONTBOUNDINGBOX/ || /^BBX/ { print $1, 2 * $2, 2 * $3, 2 * $4, 2 * $5; next }
/^DWIDTH/ { print $1, 2 * $2, 2 * $3; next }
/^(PIXEL_SIZE|POINT_SIZE|FONT_ASCENT|FONT_DESCENT|AVERAGE_WIDTH|CAP_HEIGHT|X_HEIGHT)/ { print $1, 2 * $2; next }
/^SIZE/ { print $1, 2 * $2, $3, $4; next }
/^BITMAP/ { print; inside = 1; next }
/^ENDCHAR/ { inside = 0 }
inside {
    row = ""
    for (i = 1; i <= length($0); i++) row = row twice[toupper(substr($0, i, 1))]
    print row; print row
    next
}
{ print }
