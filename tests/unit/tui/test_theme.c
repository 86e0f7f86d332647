/* SPDX-License-Identifier: MIT */
/*
 * Themes are readable: their contrast by WCAG 2.1 ("contrast ratio", "relative luminance") on the
 * backgrounds that they are for; and distinguishable without seeing red or green, by the matrices
 * of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
 * Deficiency", 2009, at full severity. Colours are xterm's.
 */
#include "term/theme.h"

#include "base.h"

#include <curses.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define BLACK 0x000000
#define WHITE 0xFFFFFF

/* The limits for text; and for large or bold text, and what has a letter besides its colour. */
#define TEXT_CONTRAST  4.5
#define LEAST_CONTRAST 3.0

/* Rules, and the dots that stand for zeros, are there to be overlooked. */
#define RULE_CONTRAST 1.8

static double least_contrast(enum settings_theme theme, int colors, enum role role)
{
	bool is_made_for_it = theme == THEME_DARK || theme == THEME_LIGHT;

	if (role == ROLE_RULE) {
		return RULE_CONTRAST;
	}
	if (colors < 256 || !is_made_for_it || (role >= ROLE_BAR && role <= ROLE_HEAT_5)) {
		return LEAST_CONTRAST;
	}
	return TEXT_CONTRAST;
}

static uint32_t rgb_of(short color)
{
	static const uint32_t palette[16] = {0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE,
		0xCD00CD, 0x00CDCD, 0xE5E5E5, 0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF,
		0xFF00FF, 0x00FFFF, 0xFFFFFF};
	static const uint32_t steps[6] = {0, 95, 135, 175, 215, 255};
	uint32_t at = (uint32_t)color - 16;

	if (color < 16) {
		return palette[color];
	}
	if (color >= 232) {
		return (8 + 10 * ((uint32_t)color - 232)) * 0x010101;
	}
	return steps[at / 36] << 16 | steps[at / 6 % 6] << 8 | steps[at % 6];
}

static double linear(uint32_t rgb, int shift)
{
	double share = (double)(rgb >> shift & 0xFF) / 255;

	return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
	return 0.2126 * linear(rgb, 16) + 0.7152 * linear(rgb, 8) + 0.0722 * linear(rgb, 0);
}

static double contrast(uint32_t one, uint32_t other)
{
	double a = luminance(one) + 0.05, b = luminance(other) + 0.05;

	return a > b ? a / b : b / a;
}

static uint32_t resolve(short color, uint32_t own)
{
	return color == THEME_OWN ? own : rgb_of(color);
}

static void expect_readable(enum settings_theme theme, int colors, uint32_t background)
{
	for (int role = 0; role < ROLE_COUNT; role++) {
		struct theme_look look = theme_look(theme, colors, (enum role)role);
		double ratio = contrast(resolve(look.foreground, WHITE - background),
			resolve(look.background, background));

		if (ratio < least_contrast(theme, colors, (enum role)role)) {
			fail_msg("theme %d, %d colours, role %d on %06X: contrast %.2f", (int)theme,
				colors, role, (unsigned)background, ratio);
		}
		/* The default colour is unknown. */
		assert_true(look.background == THEME_OWN || look.foreground != THEME_OWN);
	}
}

static void test_contrast(void **state)
{
	static const struct {
		enum settings_theme theme;
		bool is_for_dark, is_for_light;
	} cases[] = {
		{THEME_AUTO, true, true},
		{THEME_DARK, true, false},
		{THEME_LIGHT, false, true},
		{THEME_COLORBLIND, true, true},
		{THEME_MONO, true, true},
	};
	static const int colors[] = {0, 8, 16, 256, 1 << 24};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		for (size_t j = 0; j < ARRAY_LEN(colors); j++) {
			if (cases[i].is_for_dark) {
				expect_readable(cases[i].theme, colors[j], BLACK);
			}
			if (cases[i].is_for_light) {
				expect_readable(cases[i].theme, colors[j], WHITE);
			}
		}
	}
}

/* How much a look stands out, apart from its hue. */
static int strength_of(enum settings_theme theme, int colors, enum role role)
{
	struct theme_look look = theme_look(theme, colors, role);
	bool is_filled = look.background != THEME_OWN || (look.attributes & A_REVERSE);

	return 4 * is_filled + 2 * !!(look.attributes & A_BOLD) +
	       !!(look.attributes & A_UNDERLINE) - !!(look.attributes & A_DIM);
}

static void expect_weaker(enum settings_theme theme, int colors, enum role role, enum role strong)
{
	if (strength_of(theme, colors, role) >= strength_of(theme, colors, strong)) {
		fail_msg("theme %d, %d colours: role %d is as strong as role %d", (int)theme,
			colors, role, strong);
	}
}

/* In every theme and on every terminal, what is critical is seen first. */
static void test_critical_is_strongest(void **state)
{
	static const int colors[] = {0, 8, 16, 256};
	static const enum role others[] = {ROLE_NEVER, ROLE_LATE, ROLE_UNKNOWN, ROLE_FUTURE,
		ROLE_ON_TIME, ROLE_PAUSED, ROLE_NORMAL, ROLE_DIM, ROLE_BAR};

	(void)state;
	for (int theme = THEME_AUTO; theme <= THEME_MONO; theme++) {
		for (size_t i = 0; i < ARRAY_LEN(colors); i++) {
			for (size_t j = 0; j < ARRAY_LEN(others); j++) {
				expect_weaker(theme, colors[i], others[j], ROLE_CRITICAL);
			}
			expect_weaker(theme, colors[i], ROLE_VERDICT_WELL, ROLE_VERDICT_CRITICAL);
		}
	}
}

/* Linear red, green and blue as seen without the cones for red, and without those for green. */
static const double blindness[][3][3] = {
	{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216},
		{-0.003882, -0.048116, 1.051998}},
	{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413},
		{-0.011820, 0.042940, 0.968881}},
};

static double cube_root_or_line(double t)
{
	return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

/* CIE L*a*b* under D65 of the colour as seen. */
static void see(uint32_t rgb, const double eye[3][3], double lab[3])
{
	double in[3] = {linear(rgb, 16), linear(rgb, 8), linear(rgb, 0)}, out[3], x, y, z;

	for (int i = 0; i < 3; i++) {
		out[i] =
			fmin(1, fmax(0, eye[i][0] * in[0] + eye[i][1] * in[1] + eye[i][2] * in[2]));
	}
	x = (0.4124 * out[0] + 0.3576 * out[1] + 0.1805 * out[2]) / 0.9505;
	y = 0.2126 * out[0] + 0.7152 * out[1] + 0.0722 * out[2];
	z = (0.0193 * out[0] + 0.1192 * out[1] + 0.9505 * out[2]) / 1.089;
	lab[0] = 116 * cube_root_or_line(y) - 16;
	lab[1] = 500 * (cube_root_or_line(x) - cube_root_or_line(y));
	lab[2] = 200 * (cube_root_or_line(y) - cube_root_or_line(z));
}

static double difference(uint32_t one, uint32_t other, const double eye[3][3])
{
	double a[3], b[3];

	see(one, eye, a);
	see(other, eye, b);
	return sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) +
		    (a[2] - b[2]) * (a[2] - b[2]));
}

/* The colour that identifies a role: its background, if it has one. */
static uint32_t mark_of(enum settings_theme theme, enum role role, uint32_t own)
{
	struct theme_look look = theme_look(theme, 256, role);

	return look.background != THEME_OWN ? rgb_of(look.background)
					    : resolve(look.foreground, own);
}

static double least_difference(enum settings_theme theme, uint32_t own)
{
	static const enum role roles[] = {
		ROLE_CRITICAL, ROLE_NEVER, ROLE_LATE, ROLE_UNKNOWN, ROLE_FUTURE, ROLE_ON_TIME};
	double least = INFINITY;

	for (size_t eye = 0; eye < ARRAY_LEN(blindness); eye++) {
		for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
			for (size_t j = 0; j < i; j++) {
				least = fmin(least,
					difference(mark_of(theme, roles[i], own),
						mark_of(theme, roles[j], own), blindness[eye]));
			}
		}
	}
	return least;
}

/* Side by side, a difference of 2.3 is visible; these are not side by side. */
static void test_colorblind_can_tell_states(void **state)
{
	(void)state;
	assert_true(least_difference(THEME_COLORBLIND, WHITE) > 20);
	assert_true(least_difference(THEME_COLORBLIND, BLACK) > 20);
}

/* What reports print in front of a text. */
static void test_ansi(void **state)
{
	static const struct {
		enum settings_theme theme;
		enum role role;
		const char *expected;
	} rows[] = {
		{THEME_AUTO, ROLE_NORMAL, ""},
		{THEME_AUTO, ROLE_CRITICAL, "1;37;41"},
		{THEME_DARK, ROLE_CRITICAL, "1;31"},
		{THEME_DARK, ROLE_LATE, "33"},
		{THEME_LIGHT, ROLE_LATE, "30;43"},
		{THEME_COLORBLIND, ROLE_LATE, "4"},
		{THEME_MONO, ROLE_BANNER, "1;7"},
		{THEME_MONO, ROLE_PAUSED, "2"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[THEME_ANSI_SIZE];

		theme_format_ansi(rows[i].theme, rows[i].role, text);
		assert_string_equal(text, rows[i].expected);
	}
}

/* Of the heat map, all that is not well is seen on its background; what is well is barely there. */
static void test_inks(void **state)
{
	static const struct {
		enum settings_theme theme;
		uint32_t background;
	} cases[] = {{THEME_DARK, BLACK}, {THEME_LIGHT, WHITE}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(theme_ink(cases[i].theme, INK_NONE), THEME_OWN);
		for (int ink = INK_WELL; ink < INK_COUNT; ink++) {
			short color = theme_ink(cases[i].theme, ink);
			double ratio = contrast(rgb_of(color), cases[i].background);

			if (ink == INK_WELL ? ratio > 2 || ratio < 1.2 : ratio < LEAST_CONTRAST) {
				fail_msg("theme %d, ink %d: contrast %.2f", cases[i].theme, ink,
					ratio);
			}
			for (int other = INK_WELL; other < ink; other++) {
				assert_true(color != theme_ink(cases[i].theme, other));
			}
		}
	}
}

/* Of rxvt, Konsole and others; vim reads it the same way. */
static void test_colorfgbg(void **state)
{
	static const struct {
		const char *text;
		enum settings_theme theme;
	} rows[] = {
		{NULL, THEME_DARK},
		{"", THEME_DARK},
		{"15;0", THEME_DARK},
		{"15;8", THEME_DARK},
		{"0;15", THEME_LIGHT},
		{"0;7", THEME_LIGHT},
		{"0;default;15", THEME_LIGHT},
		{"0;default", THEME_DARK},
		{"15", THEME_DARK},
		{"0;99999999999999999999", THEME_LIGHT},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(theme_of_colorfgbg(rows[i].text), rows[i].theme);
	}
}

/* Terminals with more colours take red, green and blue instead of a number of the 256. */
static void test_direct_colors(void **state)
{
	(void)state;
	for (short color = 8; color < 256; color++) {
		assert_int_equal(theme_direct_color(color), rgb_of(color));
	}
	assert_int_equal(theme_direct_color(COLOR_RED), COLOR_RED);
	assert_int_equal(theme_direct_color(THEME_OWN), THEME_OWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ansi),
		cmocka_unit_test(test_contrast),
		cmocka_unit_test(test_critical_is_strongest),
		cmocka_unit_test(test_inks),
		cmocka_unit_test(test_colorfgbg),
		cmocka_unit_test(test_direct_colors),
		cmocka_unit_test(test_colorblind_can_tell_states),
	};

	return cmocka_run_group_tests_name("theme", tests, NULL, NULL);
}
