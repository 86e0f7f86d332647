/* SPDX-License-Identifier: MIT */
#include "cell/chart.h"

#include "buf.h"
#include "text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const int64_t at_ms[8] = {0, 60000, 120000, 180000, 240000, 300000, 360000, 420000};

/* What the canvas has, row by row. */
static void expect_rows(const struct canvas *canvas, const char *const *rows)
{
	for (int y = 0; y < canvas->rows; y++) {
		struct buf row = {0};

		for (int x = 0; x < canvas->cols; x++) {
			char text[4] = "";
			size_t length = text_encode(canvas_at(canvas, y, x)->text[0], text);

			buf_append(&row, text, length);
		}
		/* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): there are as many */
		assert_string_equal(buf_text(&row), rows[y]);
		buf_fini(&row);
	}
	assert_int_equal(canvas->strays, 0);
	assert_int_equal(canvas->overlaps, 0);
}

static void test_bars(void **state)
{
	/* The least that is over 0 shows; more than the top fills all. */
	static const double values[8] = {0, 0.01, 2, 2, 2.5, 4, 9, NAN};
	static const char *const rows[] = {"     4\u2502     \u2588\u2588 ",
		"      \u2502    \u2584\u2588\u2588 ",
		"      \u2502  \u2588\u2588\u2588\u2588\u2588 ",
		"      \u2502 \u2581\u2588\u2588\u2588\u2588\u2588 ",
		"      \u251400:00\u2500\u2500\u2500"};
	static const char *const ascii_rows[] = {"     4|     ## ", "      |    =## ",
		"      |  ##### ", "      | .##### ", "      +00:00---"};
	struct canvas canvas = {0};
	const struct chart chart = {.role = ROLE_BAR,
		.bar_cols = 1,
		.values = values,
		.at_ms = at_ms,
		.count = 8,
		.top = 4,
		.top_label = "4",
		.middle_label = "",
		.bars_per_label = 7};

	(void)state;
	canvas_resize(&canvas, 5, 15);
	chart_put(&canvas, 0, 0, 5, &chart);
	expect_rows(&canvas, rows);
	assert_int_equal(canvas_at(&canvas, 0, 12)->role, ROLE_BAR);
	canvas.is_ascii = true;
	canvas_clear(&canvas);
	chart_put(&canvas, 0, 0, 5, &chart);
	expect_rows(&canvas, ascii_rows);
	canvas_fini(&canvas);
}

/* The mark is drawn behind the bars; bars that reach it differ from others. */
static void test_mark(void **state)
{
	static const double values[4] = {0, 1, 2, 4};
	struct canvas canvas = {.is_ascii = true};
	const struct chart chart = {.role = ROLE_BAR,
		.bar_cols = 1,
		.values = values,
		.at_ms = at_ms,
		.count = 4,
		.top = 4,
		.mark = 2,
		.top_label = "",
		.middle_label = "",
		.bars_per_label = 7};

	(void)state;
	canvas_resize(&canvas, 5, 11);
	chart_put(&canvas, 0, 0, 5, &chart);
	assert_int_equal(canvas_at(&canvas, 1, 7)->text[0], '-');
	assert_int_equal(canvas_at(&canvas, 3, 8)->role, ROLE_BAR_4);
	assert_int_equal(canvas_at(&canvas, 3, 9)->role, ROLE_BAR_HIGH);
	assert_int_equal(canvas_at(&canvas, 0, 10)->text[0], '#');
	canvas_fini(&canvas);
}

/* Bars of several columns, which fade from the top row of the chart to the bottom. */
static void test_wide_bars_fade(void **state)
{
	static const double values[3] = {2, NAN, 8};
	static const char *const rows[] = {"      |    ##", "      |    ##", "      |    ##",
		"      |##  ##", "      +00:00-"};
	static const enum role shades[] = {ROLE_PULSE, ROLE_PULSE_2, ROLE_PULSE_3, ROLE_PULSE_4};
	struct canvas canvas = {.is_ascii = true};
	const struct chart chart = {.role = ROLE_PULSE,
		.bar_cols = 2,
		.values = values,
		.at_ms = at_ms,
		.count = 3,
		.top = 8,
		.top_label = "",
		.middle_label = "",
		.bars_per_label = 4};

	(void)state;
	canvas_resize(&canvas, 5, 13);
	chart_put(&canvas, 0, 0, 5, &chart);
	expect_rows(&canvas, rows);
	for (int y = 0; y < 4; y++) {
		assert_int_equal(canvas_at(&canvas, y, 11)->role, shades[y]);
		assert_int_equal(canvas_at(&canvas, y, 12)->role, shades[y]);
	}
	canvas_fini(&canvas);
}

/* Refreshes every few seconds: a minute stands where it begins, and once. */
static void test_times(void **state)
{
	static const double values[20];
	static const char *const rows[] = {
		"      |                    ", "      +00:00---------00:01-"};
	int64_t times_ms[20];
	struct canvas canvas = {.is_ascii = true};
	const struct chart chart = {.role = ROLE_BAR,
		.bar_cols = 1,
		.values = values,
		.at_ms = times_ms,
		.count = ARRAY_LEN(times_ms),
		.top = 4,
		.top_label = "",
		.middle_label = "",
		.bars_per_label = 7};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(times_ms); i++) {
		times_ms[i] = (int64_t)i * 5000;
	}
	canvas_resize(&canvas, 2, 27);
	chart_put(&canvas, 0, 0, 2, &chart);
	expect_rows(&canvas, rows);
	canvas_fini(&canvas);
}

static void test_round_up(void **state)
{
	static const double pairs[][2] = {
		{0, 1}, {1, 1}, {2, 2}, {3, 5}, {5, 5}, {6, 10}, {11, 20}, {51, 100}, {4818, 5000}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		assert_true(fabs(chart_round_up(pairs[i][0], 1) - pairs[i][1]) < 1e-9);
	}
	assert_true(chart_round_up(1e300, 1) >= 1e300);
}

static void test_figures(void **state)
{
	struct canvas canvas = {0};
	static const char *const rows[] = {"\u2576\u2500\u256e   \u2576\u2500\u256e  ",
		"\u256d\u2500\u256f    \u256d\u256f  ", "\u2570\u2500\u2574 \u2577  \u2575   "};

	(void)state;
	canvas_resize(&canvas, CHART_FIGURE_ROWS, 11);
	assert_int_equal(chart_figure_cols("2,?"), 9);
	assert_int_equal(chart_figure_cols("1,234,567,890"), 3 * 2 + 10 * 4 - 1);
	assert_int_equal(chart_figure_cols(""), 0);
	chart_put_figure(&canvas, 0, 0, ROLE_CRITICAL, "2,?");
	expect_rows(&canvas, rows);
	canvas_clear(&canvas);
	chart_put_figure(&canvas, 0, 0, ROLE_CRITICAL, "x"); /* not a figure */
	assert_int_equal(canvas_at(&canvas, 0, 0)->text[0], ' ');
	canvas_fini(&canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bars),
		cmocka_unit_test(test_mark),
		cmocka_unit_test(test_wide_bars_fade),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_round_up),
		cmocka_unit_test(test_figures),
	};

	return cmocka_run_group_tests_name("chart", tests, NULL, NULL);
}
