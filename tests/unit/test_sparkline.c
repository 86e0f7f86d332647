/* SPDX-License-Identifier: MIT */
#include "sparkline.h"

#include "base.h"
#include "text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const float shares[] = {
	NAN, 0, 0.001F, 0.01F, 0.011F, 0.03F, 0.06F, 0.11F, 0.3F, 0.5F, 0.51F, 1};

static struct service_summary with(const float *late_shares, size_t count)
{
	static struct history_sample history[HISTORY_SAMPLES];
	for (size_t i = 0; i < count; i++) {
		history[i].late_share = late_shares[i];
	}
	return (struct service_summary){.history = history, .history_count = count};
}

static void marks(void **state)
{
	char text[SPARKLINE_TEXT_SIZE];
	struct service_summary service = with(shares, ARRAY_LEN(shares));
	(void)state;
	sparkline_format(&service, 20, true, text);
	assert_string_equal(text, " .::-=+*##@@");
	sparkline_format(&service, 20, false, text);
	assert_string_equal(text, " ▁▂▂▃▄▅▆▇▇██");
	assert_int_equal(text_width_of(text), ARRAY_LEN(shares));
}

static void the_newest_are_shown(void **state)
{
	char text[SPARKLINE_TEXT_SIZE];
	struct service_summary service = with(shares, ARRAY_LEN(shares));
	(void)state;
	sparkline_format(&service, 3, true, text);
	assert_string_equal(text, "#@@");
	sparkline_format(&service, 0, true, text);
	assert_string_equal(text, "");
	sparkline_format(&service, -1, true, text);
	assert_string_equal(text, "");
	service.history_count = 0;
	sparkline_format(&service, 3, true, text);
	assert_string_equal(text, "");
}

static void the_widest_fits(void **state)
{
	float all[HISTORY_SAMPLES];
	char text[SPARKLINE_TEXT_SIZE];
	(void)state;
	for (size_t i = 0; i < HISTORY_SAMPLES; i++) {
		all[i] = 1;
	}
	struct service_summary service = with(all, HISTORY_SAMPLES);
	sparkline_format(&service, 1000, false, text);
	assert_int_equal(strlen(text), SPARKLINE_TEXT_SIZE - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks),
		cmocka_unit_test(the_newest_are_shown),
		cmocka_unit_test(the_widest_fits),
	};
	return cmocka_run_group_tests_name("sparkline", tests, NULL, NULL);
}
