/* What is read is finite, and what is shown of it reads back as the same number. */
#include <math.h>
#include <stdint.h>

#include "base/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void show(double value)
{
    char text[NUMBER_SIZE];
    if (!isfinite(value) || strtod(number_text(text, value), NULL) != value)
        abort();
    for (int decimals = -1; decimals < 15; decimals++)
        if (strlen(number_fixed(text, value, decimals, "\xc2\xa0")) >= NUMBER_SIZE)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct number number = number_read((const char *)bytes, size);
    if (number.reading == NUMBER_BAD) {
        if (number.bad_at > size)
            abort();
    } else if (number.reading != NUMBER_EMPTY) {
        show(number.value);
        show(number.other);
    }
    return 0;
}
