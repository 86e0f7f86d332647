/* SPDX-License-Identifier: MIT */
#include "term/theme.h"

#include "base.h"

#include <curses.h>
#include <stdio.h>
#include <string.h>

#define OWN THEME_OWN

/* Foreground and background both 0: the default colours of the terminal. */
struct look {
	attr_t attributes;
	short foreground, background;
};

/* All roles that are neither states nor heat: they have attributes, but no colour. */
/* clang-format off */
#define PLAIN_LOOKS                               \
	[ROLE_DIM] = {A_DIM, 0, 0},               \
	[ROLE_TITLE] = {A_BOLD, 0, 0},            \
	[ROLE_KEY] = {A_BOLD, 0, 0},              \
	[ROLE_SELECTED] = {A_REVERSE, 0, 0},      \
	[ROLE_STALE] = {A_REVERSE, 0, 0},         \
	[ROLE_MESSAGE] = {A_BOLD, 0, 0},          \
	[ROLE_PAUSED] = {A_DIM, 0, 0}

/*
 * With 256 colours, heat is a background. Foreground and background are from the colour cube, which
 * users do not redefine, so that it looks the same on light and dark terminals.
 */
#define HEAT_OF_CUBE                              \
	[ROLE_HEAT_1] = {A_NORMAL, 16, 229},      \
	[ROLE_HEAT_2] = {A_NORMAL, 16, 221},      \
	[ROLE_HEAT_3] = {A_NORMAL, 16, 208},      \
	[ROLE_HEAT_4] = {A_NORMAL, 231, 160},     \
	[ROLE_HEAT_5] = {A_BOLD, 231, 124}

/* With fewer colours, only two levels can be distinguished; letters show the level. */
#define HEAT_OF_PALETTE                                      \
	[ROLE_HEAT_1] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW}, \
	[ROLE_HEAT_2] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW}, \
	[ROLE_HEAT_3] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW}, \
	[ROLE_HEAT_4] = {A_NORMAL, COLOR_WHITE, COLOR_RED},    \
	[ROLE_HEAT_5] = {A_BOLD, COLOR_WHITE, COLOR_RED}

/*
 * The terminal's background is unknown. Only red and magenta are readable on both black and white;
 * other colours set their own background.
 */
#define RED_AND_MAGENTA                                        \
	[ROLE_BANNER] = {A_BOLD, COLOR_RED, OWN},              \
	[ROLE_CRITICAL] = {A_BOLD, COLOR_RED, OWN},            \
	[ROLE_NEVER] = {A_BOLD, COLOR_MAGENTA, OWN},           \
	[ROLE_UNKNOWN] = {A_NORMAL, COLOR_MAGENTA, OWN},       \
	[ROLE_BAR_HIGH] = {A_NORMAL, COLOR_RED, OWN}

#define STATES_ON_ANY                                          \
	RED_AND_MAGENTA,                                       \
	[ROLE_LATE] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW},   \
	[ROLE_FUTURE] = {A_NORMAL, COLOR_BLACK, COLOR_CYAN}
/* clang-format on */

/*
 * Monochrome loses nothing: every state and heat level also has a letter.
 */
static const struct look mono[ROLE_COUNT] = {
	PLAIN_LOOKS,
	[ROLE_BANNER] = {A_REVERSE | A_BOLD, 0, 0},
	[ROLE_CRITICAL] = {A_BOLD, 0, 0},
	[ROLE_NEVER] = {A_BOLD, 0, 0},
	[ROLE_BAR_HIGH] = {A_BOLD, 0, 0},
	[ROLE_HEAT_4] = {A_BOLD, 0, 0},
	[ROLE_HEAT_5] = {A_BOLD, 0, 0},
};

static const struct look any_few[ROLE_COUNT] = {PLAIN_LOOKS, STATES_ON_ANY, HEAT_OF_PALETTE};
static const struct look any_many[ROLE_COUNT] = {PLAIN_LOOKS, STATES_ON_ANY, HEAT_OF_CUBE};

static const struct look dark_few[ROLE_COUNT] = {
	PLAIN_LOOKS,
	RED_AND_MAGENTA,
	HEAT_OF_PALETTE,
	[ROLE_LATE] = {A_NORMAL, COLOR_YELLOW, OWN},
	[ROLE_FUTURE] = {A_NORMAL, COLOR_CYAN, OWN},
	[ROLE_BAR] = {A_NORMAL, COLOR_YELLOW, OWN},
};

static const struct look dark_many[ROLE_COUNT] = {
	PLAIN_LOOKS,
	HEAT_OF_CUBE,
	[ROLE_BANNER] = {A_BOLD, 203, OWN},
	[ROLE_CRITICAL] = {A_BOLD, 203, OWN},
	[ROLE_NEVER] = {A_BOLD, 213, OWN},
	[ROLE_LATE] = {A_NORMAL, 221, OWN},
	[ROLE_UNKNOWN] = {A_NORMAL, 183, OWN},
	[ROLE_FUTURE] = {A_NORMAL, 80, OWN},
	[ROLE_BAR] = {A_NORMAL, 221, OWN},
	[ROLE_BAR_HIGH] = {A_NORMAL, 203, OWN},
};

static const struct look light_few[ROLE_COUNT] = {
	PLAIN_LOOKS,
	RED_AND_MAGENTA,
	HEAT_OF_PALETTE,
	[ROLE_LATE] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW},
	[ROLE_FUTURE] = {A_NORMAL, COLOR_BLUE, OWN},
};

static const struct look light_many[ROLE_COUNT] = {
	PLAIN_LOOKS,
	HEAT_OF_CUBE,
	[ROLE_BANNER] = {A_BOLD, 160, OWN},
	[ROLE_CRITICAL] = {A_BOLD, 160, OWN},
	[ROLE_NEVER] = {A_BOLD, 127, OWN},
	[ROLE_LATE] = {A_NORMAL, 94, OWN},
	[ROLE_UNKNOWN] = {A_NORMAL, 91, OWN},
	[ROLE_FUTURE] = {A_NORMAL, 25, OWN},
	[ROLE_BAR] = {A_NORMAL, 94, OWN},
	[ROLE_BAR_HIGH] = {A_NORMAL, 160, OWN},
};

/* Blue and yellow, light and dark: nearly everyone can distinguish these. */
static const struct look colorblind_few[ROLE_COUNT] = {
	PLAIN_LOOKS,
	[ROLE_BANNER] = {A_REVERSE | A_BOLD, 0, 0},
	[ROLE_CRITICAL] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW},
	[ROLE_NEVER] = {A_NORMAL, COLOR_WHITE, COLOR_BLUE},
	[ROLE_LATE] = {A_UNDERLINE, 0, 0},
	[ROLE_FUTURE] = {A_NORMAL, COLOR_BLACK, COLOR_CYAN},
	[ROLE_BAR_HIGH] = {A_BOLD, 0, 0},
	[ROLE_HEAT_1] = {A_NORMAL, COLOR_BLACK, COLOR_CYAN},
	[ROLE_HEAT_2] = {A_NORMAL, COLOR_BLACK, COLOR_CYAN},
	[ROLE_HEAT_3] = {A_NORMAL, COLOR_WHITE, COLOR_BLUE},
	[ROLE_HEAT_4] = {A_NORMAL, COLOR_WHITE, COLOR_BLUE},
	[ROLE_HEAT_5] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW},
};

static const struct look colorblind_many[ROLE_COUNT] = {
	PLAIN_LOOKS,
	[ROLE_BANNER] = {A_BOLD, 16, 214},
	[ROLE_CRITICAL] = {A_BOLD, 16, 214},
	[ROLE_NEVER] = {A_BOLD, 231, 18},
	[ROLE_LATE] = {A_NORMAL, 136, OWN},
	[ROLE_UNKNOWN] = {A_NORMAL, 244, OWN},
	[ROLE_FUTURE] = {A_NORMAL, 32, OWN},
	[ROLE_BAR_HIGH] = {A_NORMAL, 136, OWN},
	[ROLE_HEAT_1] = {A_NORMAL, 16, 195},
	[ROLE_HEAT_2] = {A_NORMAL, 16, 117},
	[ROLE_HEAT_3] = {A_NORMAL, 231, 25},
	[ROLE_HEAT_4] = {A_NORMAL, 231, 17},
	[ROLE_HEAT_5] = {A_BOLD, 16, 214},
};

static const struct {
	/* from 8 colours, and from 256 */
	const struct look *few, *many;
} themes[] = {
	[THEME_AUTO] = {any_few, any_many},
	[THEME_DARK] = {dark_few, dark_many},
	[THEME_LIGHT] = {light_few, light_many},
	[THEME_COLORBLIND] = {colorblind_few, colorblind_many},
	[THEME_MONO] = {mono, mono},
};

static struct theme_style styles[ROLE_COUNT];
static bool shows_heat;

struct theme_look theme_look(enum settings_theme theme, int colors, enum role role)
{
	const struct look *looks = colors >= 256 ? themes[theme].many : themes[theme].few;
	const struct look *look = colors < 8 ? &mono[role] : &looks[role];
	bool has_colors = look->foreground != 0 || look->background != 0;

	return (struct theme_look){
		.attributes = look->attributes,
		.foreground = has_colors ? look->foreground : OWN,
		.background = has_colors ? look->background : OWN,
	};
}

static void add_code(char text[THEME_ANSI_SIZE], int code)
{
	size_t length = strlen(text);

	snprintf(text + length, THEME_ANSI_SIZE - length, "%s%d", length ? ";" : "", code);
}

void theme_format_ansi(enum settings_theme theme, enum role role, char text[THEME_ANSI_SIZE])
{
	static const struct {
		attr_t attribute;
		int code;
	} codes[] = {{A_BOLD, 1}, {A_DIM, 2}, {A_UNDERLINE, 4}, {A_REVERSE, 7}};
	struct theme_look look = theme_look(theme, 8, role);

	*text = '\0';
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		if (look.attributes & codes[i].attribute) {
			add_code(text, codes[i].code);
		}
	}
	if (look.foreground != OWN) {
		add_code(text, 30 + look.foreground);
	}
	if (look.background != OWN) {
		add_code(text, 40 + look.background);
	}
}

/* The number of colours; 0: none, or curses cannot combine them with the default colours. */
static int start_colors(void)
{
	if (!has_colors() || start_color() == ERR || COLOR_PAIRS <= ROLE_COUNT) {
		return 0;
	}
	return use_default_colors() == OK ? COLORS : 0;
}

void theme_open(enum settings_theme theme)
{
	int colors = theme == THEME_MONO ? 0 : start_colors();

	shows_heat = colors >= 256;
	for (int role = 0; role < ROLE_COUNT; role++) {
		struct theme_look look = theme_look(theme, colors, (enum role)role);

		styles[role] = (struct theme_style){
			.attributes = look.attributes,
			.shows_blanks = (look.attributes & (A_REVERSE | A_UNDERLINE)) ||
					look.background != OWN,
		};
		if (look.foreground == OWN && look.background == OWN) {
			continue;
		}
		init_pair((short)(role + 1), look.foreground, look.background);
		styles[role].pair = (short)(role + 1);
	}
}

struct theme_style theme_style(enum role role)
{
	return styles[role];
}

bool theme_shows_heat(void)
{
	return shows_heat;
}
