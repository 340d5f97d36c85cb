#include "base/clock.h"

static int64_t read_clock(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t system_wall(void *context) { (void)context; return read_clock(CLOCK_REALTIME); }
static int64_t system_running(void *context) { (void)context; return read_clock(CLOCK_BOOTTIME); }

const struct clock clock_system = { .wall = system_wall, .running = system_running };

static int64_t fixed_wall(void *context) { return ((struct fixed_clock *)context)->wall; }
static int64_t fixed_running(void *context) { return ((struct fixed_clock *)context)->running; }

void fixed_clock_init(struct fixed_clock *fixed, int64_t wall)
{
    fixed->clock = (struct clock){ .wall = fixed_wall, .running = fixed_running, .context = fixed };
    fixed->wall = wall;
    fixed->running = 0;
}

void fixed_clock_advance(struct fixed_clock *fixed, int64_t milliseconds)
{
    fixed->wall += milliseconds;
    fixed->running += milliseconds;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Days from civil and back: the year begins in March, so that the leap day is its last (H. Hinnant, "chrono-compatible low-level date
 * algorithms"). */
static int64_t days_from(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = floor_divide(year, 400);
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void date_from(struct date *date, int64_t milliseconds, int offset_minutes)
{
    int64_t seconds = floor_divide(milliseconds, 1000) + offset_minutes * 60;
    int64_t days = floor_divide(seconds, 86400);
    int64_t of_day = seconds - days * 86400;
    int64_t shifted = days + 719468;
    int64_t era = floor_divide(shifted, 146097);
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    date->day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    date->month = (int)(month < 10 ? month + 3 : month - 9);
    date->year = (int)(year_of_era + era * 400 + (date->month <= 2));
    date->hour = (int)(of_day / 3600);
    date->minute = (int)(of_day / 60 % 60);
    date->second = (int)(of_day % 60);
    date->weekday = (int)((days % 7 + 11) % 7);
}

int64_t date_to(const struct date *date)
{
    int64_t days = days_from(date->year, date->month, date->day);
    return (((days * 24 + date->hour) * 60 + date->minute) * 60 + date->second) * 1000;
}

char *date_iso(char text[DATE_SIZE], int64_t milliseconds)
{
    struct date date;
    date_from(&date, milliseconds, 0);
    snprintf(text, DATE_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", date.year % 10000, date.month, date.day, date.hour,
             date.minute, date.second, (int)(milliseconds - floor_divide(milliseconds, 1000) * 1000));
    return text;
}
