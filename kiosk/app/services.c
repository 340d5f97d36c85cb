#include "app/app.h"

const struct service service_table[REQUEST_KINDS] = {
#define X(name, ask_type, answer_type) [REQUEST_##name] = { service_##name },
    REQUESTS(X)
#undef X
};

const char *service_date(struct arena *arena, int64_t at)
{
    time_t seconds = (time_t)(at / 1000);
    struct tm local;
    if (at == 0 || !localtime_r(&seconds, &local))
        return "";
    const char *text = arena_format(arena, "%04d-%02d-%02d %02d:%02d", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday,
                                    local.tm_hour, local.tm_min);
    return text ? text : "";
}
