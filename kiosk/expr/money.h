/*
 * The arithmetic of loans and investments; formulas and their sources in expr.h. What makes no sense is NAN.
 */
#ifndef EXPR_MONEY_H
#define EXPR_MONEY_H

#include <stddef.h>

double money_payment(double rate, double periods, double principal);
double money_present_value(double rate, const double *flows, size_t count);   /* flows[0] now */
double money_return_rate(const double *flows, size_t count);
double money_annual_rate(double net, double payment, double periods);

#endif
