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

/*
 * What is critical is the strongest of each theme: of the states, it alone is bold, or filled with
 * a colour. What is well is dim.
 */

/* clang-format off */

/* Roles that need no colour. */
#define PLAIN_LOOKS                               \
	[ROLE_DIM] = {A_DIM, 0, 0},               \
	[ROLE_RULE] = {A_DIM, 0, 0},              \
	[ROLE_TITLE] = {A_BOLD, 0, 0},            \
	[ROLE_KEY] = {A_BOLD, 0, 0},              \
	[ROLE_SELECTED] = {A_REVERSE, 0, 0},      \
	[ROLE_STALE] = {A_REVERSE, 0, 0},         \
	[ROLE_MESSAGE] = {A_BOLD, 0, 0},          \
	[ROLE_VERDICT_WELL] = {A_BOLD, 0, 0},     \
	[ROLE_ON_TIME] = {A_DIM, 0, 0},           \
	[ROLE_PAUSED] = {A_DIM, 0, 0}

/* A chart whose rows all look alike. */
#define FLAT(BAR, color)                          \
	[BAR] = {A_NORMAL, color, OWN},           \
	[BAR##_2] = {A_NORMAL, color, OWN},       \
	[BAR##_3] = {A_NORMAL, color, OWN},       \
	[BAR##_4] = {A_NORMAL, color, OWN}

#define FADING(BAR, first, second, third, last)   \
	[BAR] = {A_NORMAL, first, OWN},           \
	[BAR##_2] = {A_NORMAL, second, OWN},      \
	[BAR##_3] = {A_NORMAL, third, OWN},       \
	[BAR##_4] = {A_NORMAL, last, OWN}

/*
 * With 256 colours, heat is a background. Foreground and background are from the colour cube, which
 * users do not redefine, so that it looks the same on light and dark terminals.
 */
#define HEAT_OF_CUBE                              \
	[ROLE_HEAT_0] = {A_NORMAL, 244, OWN},     \
	[ROLE_HEAT_1] = {A_NORMAL, 16, 229},      \
	[ROLE_HEAT_2] = {A_NORMAL, 16, 221},      \
	[ROLE_HEAT_3] = {A_NORMAL, 16, 208},      \
	[ROLE_HEAT_4] = {A_NORMAL, 231, 160},     \
	[ROLE_HEAT_5] = {A_BOLD, 231, 124}

/* With fewer colours, only two levels can be distinguished; letters show the level. */
#define HEAT_OF_PALETTE                                        \
	[ROLE_HEAT_0] = {A_DIM, 0, 0},                         \
	[ROLE_HEAT_1] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW}, \
	[ROLE_HEAT_2] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW}, \
	[ROLE_HEAT_3] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW}, \
	[ROLE_HEAT_4] = {A_NORMAL, COLOR_WHITE, COLOR_RED},    \
	[ROLE_HEAT_5] = {A_BOLD, COLOR_WHITE, COLOR_RED}

#define VERDICT_OF_PALETTE                                              \
	[ROLE_VERDICT_CRITICAL] = {A_BOLD, COLOR_WHITE, COLOR_RED},     \
	[ROLE_VERDICT_WARNING] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW}, \
	[ROLE_VERDICT_INFO] = {A_NORMAL, COLOR_BLACK, COLOR_CYAN}

/* Of these colours, only red and magenta are readable on both black and white. */
#define RED_AND_MAGENTA                                        \
	[ROLE_BANNER] = {A_BOLD, COLOR_RED, OWN},              \
	[ROLE_NEVER] = {A_NORMAL, COLOR_MAGENTA, OWN},         \
	[ROLE_UNKNOWN] = {A_NORMAL, COLOR_MAGENTA, OWN},       \
	[ROLE_BAR_HIGH] = {A_NORMAL, COLOR_RED, OWN}

/* Monochrome loses nothing: every state and heat level also has a letter. */
static const struct look mono[ROLE_COUNT] = {
	PLAIN_LOOKS,
	[ROLE_BANNER] = {A_REVERSE | A_BOLD, 0, 0},
	[ROLE_VERDICT_CRITICAL] = {A_REVERSE | A_BOLD, 0, 0},
	[ROLE_VERDICT_WARNING] = {A_REVERSE, 0, 0},
	[ROLE_VERDICT_INFO] = {A_UNDERLINE | A_BOLD, 0, 0},
	[ROLE_WATCHED] = {A_BOLD, 0, 0},
	[ROLE_CRITICAL] = {A_REVERSE | A_BOLD, 0, 0},
	[ROLE_NEVER] = {A_BOLD, 0, 0},
	[ROLE_LATE] = {A_BOLD, 0, 0},
	[ROLE_FUTURE] = {A_UNDERLINE, 0, 0},
	[ROLE_UNKNOWN] = {A_UNDERLINE, 0, 0},
	[ROLE_BAR_HIGH] = {A_BOLD, 0, 0},
	[ROLE_HEAT_0] = {A_DIM, 0, 0},
	[ROLE_HEAT_4] = {A_BOLD, 0, 0},
	[ROLE_HEAT_5] = {A_REVERSE | A_BOLD, 0, 0},
};

/* For a background that cannot be asked for, as in reports. */
static const struct look any_few[ROLE_COUNT] = {
	PLAIN_LOOKS,
	RED_AND_MAGENTA,
	VERDICT_OF_PALETTE,
	HEAT_OF_PALETTE,
	[ROLE_WATCHED] = {A_BOLD, 0, 0},
	[ROLE_CRITICAL] = {A_BOLD, COLOR_WHITE, COLOR_RED},
	[ROLE_LATE] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW},
	[ROLE_FUTURE] = {A_NORMAL, COLOR_BLACK, COLOR_CYAN},
};

static const struct look dark_few[ROLE_COUNT] = {
	PLAIN_LOOKS,
	RED_AND_MAGENTA,
	VERDICT_OF_PALETTE,
	HEAT_OF_PALETTE,
	FLAT(ROLE_BAR, COLOR_YELLOW),
	FLAT(ROLE_PULSE, COLOR_GREEN),
	[ROLE_WATCHED] = {A_BOLD, COLOR_CYAN, OWN},
	[ROLE_CRITICAL] = {A_BOLD, COLOR_RED, OWN},
	[ROLE_LATE] = {A_NORMAL, COLOR_YELLOW, OWN},
	[ROLE_FUTURE] = {A_NORMAL, COLOR_CYAN, OWN},
};

static const struct look dark_many[ROLE_COUNT] = {
	HEAT_OF_CUBE,
	FADING(ROLE_BAR, 221, 178, 136, 94),
	FADING(ROLE_PULSE, 10, 10, COLOR_GREEN, COLOR_GREEN),
	[ROLE_DIM] = {A_DIM, 0, 0},
	[ROLE_RULE] = {A_NORMAL, 240, OWN},
	[ROLE_TITLE] = {A_BOLD, 0, 0},
	[ROLE_KEY] = {A_BOLD, 110, OWN},
	[ROLE_SELECTED] = {A_REVERSE, 0, 0},
	[ROLE_STALE] = {A_REVERSE, 0, 0},
	[ROLE_MESSAGE] = {A_BOLD, 0, 0},
	[ROLE_WATCHED] = {A_BOLD, 117, OWN},
	[ROLE_BANNER] = {A_BOLD, 203, OWN},
	[ROLE_VERDICT_CRITICAL] = {A_BOLD, 231, 160},
	[ROLE_VERDICT_WARNING] = {A_NORMAL, 16, 178},
	[ROLE_VERDICT_INFO] = {A_NORMAL, 16, 110},
	[ROLE_VERDICT_WELL] = {A_BOLD, 79, OWN},
	[ROLE_CRITICAL] = {A_BOLD, 203, OWN},
	[ROLE_NEVER] = {A_NORMAL, 176, OWN},
	[ROLE_LATE] = {A_NORMAL, 179, OWN},
	[ROLE_UNKNOWN] = {A_NORMAL, 146, OWN},
	[ROLE_FUTURE] = {A_NORMAL, 80, OWN},
	[ROLE_ON_TIME] = {A_DIM, 0, 0},
	[ROLE_PAUSED] = {A_DIM, 0, 0},
	[ROLE_BAR_HIGH] = {A_NORMAL, 9, OWN},
};

static const struct look light_few[ROLE_COUNT] = {
	PLAIN_LOOKS,
	RED_AND_MAGENTA,
	VERDICT_OF_PALETTE,
	HEAT_OF_PALETTE,
	FLAT(ROLE_PULSE, COLOR_BLUE),
	[ROLE_WATCHED] = {A_BOLD, COLOR_BLUE, OWN},
	[ROLE_CRITICAL] = {A_BOLD, COLOR_WHITE, COLOR_RED},
	[ROLE_LATE] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW},
	[ROLE_FUTURE] = {A_NORMAL, COLOR_BLUE, OWN},
};

static const struct look light_many[ROLE_COUNT] = {
	HEAT_OF_CUBE,
	FADING(ROLE_BAR, 94, 130, 130, 136),
	FADING(ROLE_PULSE, 23, 29, 30, 66),
	[ROLE_DIM] = {A_DIM, 0, 0},
	[ROLE_RULE] = {A_NORMAL, 248, OWN},
	[ROLE_TITLE] = {A_BOLD, 0, 0},
	[ROLE_KEY] = {A_BOLD, 24, OWN},
	[ROLE_SELECTED] = {A_REVERSE, 0, 0},
	[ROLE_STALE] = {A_REVERSE, 0, 0},
	[ROLE_MESSAGE] = {A_BOLD, 0, 0},
	[ROLE_WATCHED] = {A_BOLD, 25, OWN},
	[ROLE_BANNER] = {A_BOLD, 160, OWN},
	[ROLE_VERDICT_CRITICAL] = {A_BOLD, 231, 160},
	[ROLE_VERDICT_WARNING] = {A_NORMAL, 16, 220},
	[ROLE_VERDICT_INFO] = {A_NORMAL, 16, 153},
	[ROLE_VERDICT_WELL] = {A_BOLD, 23, OWN},
	[ROLE_CRITICAL] = {A_BOLD, 160, OWN},
	[ROLE_NEVER] = {A_NORMAL, 96, OWN},
	[ROLE_LATE] = {A_NORMAL, 94, OWN},
	[ROLE_UNKNOWN] = {A_NORMAL, 60, OWN},
	[ROLE_FUTURE] = {A_NORMAL, 25, OWN},
	[ROLE_ON_TIME] = {A_DIM, 0, 0},
	[ROLE_PAUSED] = {A_DIM, 0, 0},
	[ROLE_BAR_HIGH] = {A_NORMAL, COLOR_RED, OWN},
};

/* Blue and yellow, light and dark: nearly everyone can distinguish these. */
static const struct look colorblind_few[ROLE_COUNT] = {
	PLAIN_LOOKS,
	[ROLE_BANNER] = {A_REVERSE | A_BOLD, 0, 0},
	[ROLE_VERDICT_CRITICAL] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW},
	[ROLE_VERDICT_WARNING] = {A_NORMAL, COLOR_WHITE, COLOR_BLUE},
	[ROLE_VERDICT_INFO] = {A_NORMAL, COLOR_BLACK, COLOR_CYAN},
	[ROLE_WATCHED] = {A_BOLD, 0, 0},
	[ROLE_CRITICAL] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW},
	[ROLE_NEVER] = {A_BOLD, 0, 0},
	[ROLE_LATE] = {A_UNDERLINE, 0, 0},
	[ROLE_FUTURE] = {A_UNDERLINE, 0, 0},
	[ROLE_BAR_HIGH] = {A_BOLD, 0, 0},
	[ROLE_HEAT_0] = {A_DIM, 0, 0},
	[ROLE_HEAT_1] = {A_NORMAL, COLOR_BLACK, COLOR_CYAN},
	[ROLE_HEAT_2] = {A_NORMAL, COLOR_BLACK, COLOR_CYAN},
	[ROLE_HEAT_3] = {A_NORMAL, COLOR_WHITE, COLOR_BLUE},
	[ROLE_HEAT_4] = {A_NORMAL, COLOR_WHITE, COLOR_BLUE},
	[ROLE_HEAT_5] = {A_NORMAL, COLOR_BLACK, COLOR_YELLOW},
};

static const struct look colorblind_many[ROLE_COUNT] = {
	PLAIN_LOOKS,
	FLAT(ROLE_BAR, 136),
	FLAT(ROLE_PULSE, 32),
	[ROLE_WATCHED] = {A_BOLD, 32, OWN},
	[ROLE_BANNER] = {A_BOLD, 16, 214},
	[ROLE_VERDICT_CRITICAL] = {A_BOLD, 16, 214},
	[ROLE_VERDICT_WARNING] = {A_NORMAL, 231, 25},
	[ROLE_VERDICT_INFO] = {A_NORMAL, 16, 117},
	[ROLE_CRITICAL] = {A_BOLD, 16, 214},
	[ROLE_NEVER] = {A_NORMAL, 231, 18},
	[ROLE_LATE] = {A_NORMAL, 136, OWN},
	[ROLE_UNKNOWN] = {A_NORMAL, 244, OWN},
	[ROLE_FUTURE] = {A_NORMAL, 32, OWN},
	[ROLE_BAR_HIGH] = {A_NORMAL, 136, OWN},
	[ROLE_HEAT_0] = {A_NORMAL, 244, OWN},
	[ROLE_HEAT_1] = {A_NORMAL, 16, 195},
	[ROLE_HEAT_2] = {A_NORMAL, 16, 117},
	[ROLE_HEAT_3] = {A_NORMAL, 231, 25},
	[ROLE_HEAT_4] = {A_NORMAL, 231, 17},
	[ROLE_HEAT_5] = {A_BOLD, 16, 214},
};
/* clang-format on */

/* What is healthy hardly shows; the others differ in lightness as well as in hue. */
static const short dark_inks[INK_COUNT] = {
	OWN, 237, 60, 80, 146, 176, 100, 178, 208, 202, 196, 231};
static const short light_inks[INK_COUNT] = {
	OWN, 253, 103, 25, 60, 133, 137, 136, 166, 167, 160, 16};
static const short colorblind_inks[INK_COUNT] = {
	OWN, 244, 60, 32, 103, 18, 195, 117, 75, 25, 214, 201};

static const struct {
	/* from 8 colours, and from 256 */
	const struct look *few, *many;
	const short *inks;
} themes[] = {
	[THEME_AUTO] = {any_few, any_few, dark_inks},
	[THEME_DARK] = {dark_few, dark_many, dark_inks},
	[THEME_LIGHT] = {light_few, light_many, light_inks},
	[THEME_COLORBLIND] = {colorblind_few, colorblind_many, colorblind_inks},
	[THEME_MONO] = {mono, mono, dark_inks},
};

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

short theme_ink(enum settings_theme theme, enum ink ink)
{
	return themes[theme].inks[ink];
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
