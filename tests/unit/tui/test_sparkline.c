/* SPDX-License-Identifier: MIT */
#include "view/sparkline.h"

#include "base.h"
#include "text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const float shares[] = {NAN, 0, 0.01F, 0.14F, 0.15F, 0.3F, 0.45F, 0.6F, 0.9F, 1};

static struct service_summary with(const float *late_shares, size_t count)
{
	static struct service_sample history[SERVICE_SAMPLES_KEPT];

	for (size_t i = 0; i < count; i++) {
		history[i].at_ms = 1700000030000 + (int64_t)i * 60000;
		history[i].late_share = late_shares[i];
	}
	return (struct service_summary){.samples = history, .samples_count = count};
}

/* Above 0 they grow evenly, up to the share that is named. */
static void marks(void **state)
{
	char text[SPARKLINE_TEXT_SIZE];
	struct service_summary service = with(shares, ARRAY_LEN(shares));

	(void)state;
	sparkline_format(&service, 20, true, text);
	assert_string_equal(text, " .::-=+*##|100%");
	sparkline_format(&service, 20, false, text);
	assert_string_equal(text, " ▁▂▂▃▄▅▆██▏100%");
	assert_int_equal(text_width_of(text), ARRAY_LEN(shares) + 5);
}

/* The scale ends where all shown values fit, but no lower than 10 %. */
static void scale_is_named(void **state)
{
	static const struct {
		float share;
		const char *text;
	} cases[] = {
		{0, "."},
		{0.005F, ":|10%"},
		{0.1F, "#|10%"},
		{0.11F, "+|20%"},
		{0.2F, "#|20%"},
		{0.5F, "#|50%"},
		{0.51F, "+|100%"},
		{1, "#|100%"},
		{NAN, " "},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[SPARKLINE_TEXT_SIZE];
		struct service_summary service = with(&cases[i].share, 1);

		sparkline_format(&service, 20, true, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void the_newest_are_shown(void **state)
{
	char text[SPARKLINE_TEXT_SIZE];
	struct service_summary service = with(shares, ARRAY_LEN(shares));

	(void)state;
	sparkline_format(&service, 8, true, text);
	assert_string_equal(text, "*##|100%");
	sparkline_format(&service, 5, true, text);
	assert_string_equal(text, "");
	sparkline_format(&service, -1, true, text);
	assert_string_equal(text, "");
	service.samples_count = 0;
	sparkline_format(&service, 8, true, text);
	assert_string_equal(text, "");
}

/* The worst sample of a minute counts, wherever it stands; minutes without one have no column. */
static void minutes_are_columns(void **state)
{
	static const struct service_sample history[] = {
		{.at_ms = 59000, .late_share = 1},
		{.at_ms = 60000, .late_share = 0},
		{.at_ms = 75000, .late_share = 0.3F},
		{.at_ms = 119999, .late_share = NAN},
		{.at_ms = 300000, .late_share = NAN},
		{.at_ms = 301000, .late_share = 0},
		{.at_ms = 302000, .late_share = 0.06F},
	};
	struct service_summary service = {.samples = history, .samples_count = ARRAY_LEN(history)};
	char text[SPARKLINE_TEXT_SIZE];

	(void)state;
	sparkline_format(&service, 9, true, text);
	assert_string_equal(text, "#=:|100%");
	sparkline_format(&service, 7, true, text);
	assert_string_equal(text, "*:|50%");
	service.samples_count = 5;
	sparkline_format(&service, 7, true, text);
	assert_string_equal(text, "* |50%");
}

static void the_widest_fits(void **state)
{
	float all[SERVICE_SAMPLES_KEPT];
	char text[SPARKLINE_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < SERVICE_SAMPLES_KEPT; i++) {
		all[i] = 1;
	}
	struct service_summary service = with(all, SERVICE_SAMPLES_KEPT);

	sparkline_format(&service, 1000, false, text);
	assert_int_equal(text_width_of(text), SPARKLINE_MAX_COLS + 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks),
		cmocka_unit_test(scale_is_named),
		cmocka_unit_test(the_newest_are_shown),
		cmocka_unit_test(minutes_are_columns),
		cmocka_unit_test(the_widest_fits),
	};

	return cmocka_run_group_tests_name("sparkline", tests, NULL, NULL);
}
