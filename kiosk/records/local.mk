# The room records; what it may use is in tests/rooms.txt.
lib_records = kiosk/records/librecords.a
noinst_LIBRARIES += $(lib_records)
kiosk_records_librecords_a_SOURCES =
