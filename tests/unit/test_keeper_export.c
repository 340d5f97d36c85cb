#include "check_main.h"
START_TEST(nothing_yet)
{
}
END_TEST
TEST_MAIN("keeper export", nothing_yet)
