#include "screens/trust.h"
#include "screens/common.h"

#include "base/clock.h"
#include "base/intl.h"

#define DAY 86400000LL
#define LAST_DAY 253402300800000LL             /* the end of the year 9999: what is later is no time */

static int64_t day_of(int64_t at, const struct context *context)
{
    int64_t local = at + (int64_t)context->offset_minutes * 60000;
    return local >= 0 ? local / DAY : (local - DAY + 1) / DAY;
}

static void when(struct buf *out, int64_t at, const struct context *context)
{
    struct date date;
    char time[CLOCK_SIZE];
    int64_t days = context->date_sound ? day_of(context->wall, context) - day_of(at, context) : -1;
    date_from(&date, at, context->offset_minutes);
    snprintf(time, sizeof time, "%02d:%02d", date.hour % 24, date.minute % 60);
    if (days == 0)
        buf_format(out, _("today, %s"), time);
    else if (days == 1)
        buf_format(out, _("yesterday, %s"), time);
    else
        buf_format(out, _("%04d-%02d-%02d, %s"), date.year, date.month, date.day, time);
}

void trust_arrived(struct buf *out, int64_t arrived, int64_t arrived_at, const struct context *context)
{
    if (arrived <= 0) {
        buf_text(out, _("nothing yet"));
    } else if (arrived_at > 0 && arrived_at < LAST_DAY) {
        struct buf at = BUF_INIT;
        when(&at, arrived_at, context);
        buf_format(out, _("all up to %s"), at.data);
        buf_release(&at);
    } else {
        buf_format(out, _("all up to number %lld"), (long long)arrived);
    }
}

void trust_entries(struct buf *out, int64_t count)
{
    buf_format(out, P_("%lld entry", "%lld entries", count), (long long)count);
}

void trust_bytes(struct buf *out, int64_t bytes)
{
    if (bytes < 1000000)
        buf_format(out, _("%.0f KB"), bytes > 0 && bytes < 1000 ? 1.0 : (double)bytes / 1e3);
    else if (bytes < 1000000000)
        buf_format(out, _("%.1f MB"), (double)bytes / 1e6);
    else
        buf_format(out, _("%.1f GB"), (double)bytes / 1e9);
}

void trust_numbers(struct buf *out, const char *fingerprint)
{
    for (const char *at = fingerprint; *at; at++)
        buf_add(out, *at == ' ' ? "\xc2\xa0" : at, *at == ' ' ? 2 : 1);
}

static void receipt(struct buf *out, const struct paper *paper, const struct context *context)
{
    struct buf arrived = BUF_INIT;
    trust_arrived(&arrived, paper->up_to, paper->up_to_at, context);
    buf_format(out, paper->state == PAPER_TAKEN ? _("A receipt of %s, taken in. Arrived there: %s.") : _("A receipt of %s, known already. Arrived there: %s."), paper->who,
               arrived.data);
    buf_release(&arrived);
    if (paper->renewed)
        buf_format(out, " %s", _("It shows that this machine was put back to an earlier day once. From now on it counts anew; nothing is lost."));
}

void trust_paper(struct buf *out, const struct paper *paper, const struct context *context)
{
    if (paper->state == PAPER_REFUSED)
        buf_format(out, _("The file %s cannot be used: %s"), paper->file, paper->trouble);
    else if (paper->kind == PAPER_RECEIPT)
        receipt(out, paper, context);
    else if (paper->kind == PAPER_GRANT)
        buf_format(out, paper->state == PAPER_TAKEN ? _("%s has enrolled this centre. Taken in.") : _("%s has enrolled this centre. Known already."), paper->who);
    else if (paper->state == PAPER_ASKS)
        buf_format(out, _("A joining file of %s. It is not joined yet."), paper->who);
    else
        buf_format(out, paper->state == PAPER_TAKEN ? _("A joining file of %s, whom you have joined. Its new numbers are taken in.")
                                                    : _("A joining file of %s. It is joined already."), paper->who);
}
