#include "expr/money.h"

#include <math.h>
#include <stdbool.h>

/* Beyond a hundred years of months there is no loan. */
#define PERIODS_LIMIT 1200

/* Halvings until two doubles of ordinary size touch. */
#define HALVINGS 200

double money_payment(double rate, double periods, double principal)
{
    double n = round(periods);
    if (!(n >= 1) || !(rate > -1))
        return NAN;
    if (rate == 0)
        return principal / n;
    /* 1 - (1 + i)^-n, without losing the digits of a small i. */
    return principal * rate / -expm1(-n * log1p(rate));
}

double money_present_value(double rate, const double *flows, size_t count)
{
    if (!(rate > -1))
        return NAN;
    double value = 0, factor = 1 / (1 + rate);
    for (size_t i = count; i > 0; i--)
        value = value * factor + flows[i - 1];
    return value;
}

/* Has the sign of the present value at the rate growth - 1. For growth < 1 the powers would overflow: there all is multiplied by growth^count. */
static double value_sign(double growth, const double *flows, size_t count)
{
    double value = 0;
    if (growth >= 1)
        for (size_t i = count; i > 0; i--)
            value = value / growth + flows[i - 1];
    else
        for (size_t i = 0; i < count; i++)
            value = value * growth + flows[i];
    return value;
}

/* The growth between low and high, where the value changes its sign. */
static double bisect(double low, double high, const double *flows, size_t count)
{
    double at_low = value_sign(low, flows, count);
    if (at_low == 0 || value_sign(high, flows, count) == 0)
        return at_low == 0 ? low : high;
    bool rising = at_low < 0;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            break;
        if ((value_sign(middle, flows, count) < 0) == rising)
            low = middle;
        else
            high = middle;
    }
    return low + (high - low) / 2;
}

static bool crosses(double a, double b)
{
    return (a < 0 && b >= 0) || (a > 0 && b <= 0);
}

double money_return_rate(const double *flows, size_t count)
{
    bool paid = false, received = false;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(flows[i]))
            return NAN;
        paid = paid || flows[i] < 0;
        received = received || flows[i] > 0;
    }
    if (!paid || !received)
        return NAN;
    double at_zero = value_sign(1, flows, count);
    if (at_zero == 0)
        return 0;
    /* Outwards from 0 on both sides at once, in steps that grow; the first change of sign is the nearest root. */
    double above = 1, above_value = at_zero, below = 1, below_value = at_zero;
    for (double distance = 0.0005; distance < 1e6; distance = distance * 1.05 + 0.0005) {
        double up = 1 + distance, down = 1 / up;
        double up_value = value_sign(up, flows, count), down_value = value_sign(down, flows, count);
        double found_up = crosses(above_value, up_value) ? bisect(above, up, flows, count) : 0;
        double found_down = crosses(below_value, down_value) ? bisect(down, below, flows, count) : 0;
        if (found_up > 0 && found_down > 0)
            return (found_up * found_down <= 1 ? found_up : found_down) - 1;
        if (found_up > 0 || found_down > 0)
            return found_up + found_down - 1;
        above = up, above_value = up_value;
        below = down, below_value = down_value;
    }
    return NAN;
}

double money_annual_rate(double net, double payment, double periods)
{
    double n = round(periods);
    if (!(n >= 1 && n <= PERIODS_LIMIT) || !(net * payment > 0) || !isfinite(net * payment))
        return NAN;
    if (payment * n == net)
        return 0;
    /* The instalment grows with the rate: one root, and log(1 + i) halves evenly on both sides of 0. */
    double low = -30, high = 30, wanted = payment / net;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            break;
        if (money_payment(expm1(middle), n, 1) < wanted)
            low = middle;
        else
            high = middle;
    }
    double x = low + (high - low) / 2;
    return fabs(x) > 29 ? NAN : 12 * expm1(x);
}
