# The room model; what it may use is in tests/rooms.txt.
lib_model = kiosk/model/libmodel.a
noinst_LIBRARIES += $(lib_model)
kiosk_model_libmodel_a_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS) $(MD4C_CFLAGS)
libs_model = $(MD4C_LIBS)
kiosk_model_libmodel_a_SOURCES =
kiosk_model_libmodel_a_SOURCES += kiosk/model/form.h
kiosk_model_libmodel_a_SOURCES += kiosk/model/lesson.h
kiosk_model_libmodel_a_SOURCES += kiosk/model/quiz.h
kiosk_model_libmodel_a_SOURCES += kiosk/model/recipe.h
kiosk_model_libmodel_a_SOURCES += kiosk/model/gift.c kiosk/model/gift.h kiosk/model/gift_answers.c kiosk/model/gift_block.h
kiosk_model_libmodel_a_SOURCES += kiosk/model/markup.c kiosk/model/markup.h kiosk/model/markup_entity.c kiosk/model/markup_entity.h
kiosk_model_libmodel_a_SOURCES += kiosk/model/new_ids.c kiosk/model/new_ids.h
kiosk_model_libmodel_a_SOURCES += kiosk/model/question.c kiosk/model/question.h
