# The room model; what it may use is in tests/rooms.txt.
lib_model = kiosk/model/libmodel.a
noinst_LIBRARIES += $(lib_model)
kiosk_model_libmodel_a_SOURCES =
