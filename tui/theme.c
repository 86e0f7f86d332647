/* SPDX-License-Identifier: MIT */
#include "theme.h"

#include "base.h"

#include <curses.h>

/* A colour that the terminal's user chose. */
#define OWN (-1)

/* Colours of 0 and 0 mean none of its own. */
struct look {
	attr_t attributes;
	short foreground, background;
};

/*
 * Without colours nothing is lost: every state has its letter, and heat a letter beside
 * the number.
 */
static const struct look mono_looks[ROLE_COUNT] = {
	[ROLE_DIM] = {A_DIM, 0, 0},
	[ROLE_TITLE] = {A_BOLD, 0, 0},
	[ROLE_KEY] = {A_BOLD, 0, 0},
	[ROLE_SELECTED] = {A_REVERSE, 0, 0},
	[ROLE_BANNER] = {A_REVERSE | A_BOLD, 0, 0},
	[ROLE_STALE] = {A_REVERSE, 0, 0},
	[ROLE_MESSAGE] = {A_BOLD, 0, 0},
	[ROLE_CRITICAL] = {A_BOLD, 0, 0},
	[ROLE_NEVER] = {A_BOLD, 0, 0},
	[ROLE_PAUSED] = {A_DIM, 0, 0},
	[ROLE_HEAT_4] = {A_BOLD, 0, 0},
	[ROLE_HEAT_5] = {A_BOLD, 0, 0},
};

/* The palette of the user's own terminal: it was made to be read on its background. */
static const struct look palette_looks[ROLE_COUNT] = {
	[ROLE_DIM] = {A_DIM, 0, 0},
	[ROLE_TITLE] = {A_BOLD, 0, 0},
	[ROLE_KEY] = {A_BOLD, 0, 0},
	[ROLE_SELECTED] = {A_REVERSE, 0, 0},
	[ROLE_BANNER] = {A_BOLD, COLOR_RED, OWN},
	[ROLE_STALE] = {A_REVERSE, 0, 0},
	[ROLE_MESSAGE] = {A_BOLD, 0, 0},
	[ROLE_CRITICAL] = {A_BOLD, COLOR_RED, OWN},
	[ROLE_NEVER] = {A_BOLD, COLOR_MAGENTA, OWN},
	[ROLE_LATE] = {A_NORMAL, COLOR_YELLOW, OWN},
	[ROLE_UNKNOWN] = {A_NORMAL, COLOR_MAGENTA, OWN},
	[ROLE_FUTURE] = {A_NORMAL, COLOR_CYAN, OWN},
	[ROLE_PAUSED] = {A_DIM, 0, 0},
	[ROLE_HEAT_1] = {A_NORMAL, COLOR_YELLOW, OWN},
	[ROLE_HEAT_2] = {A_NORMAL, COLOR_YELLOW, OWN},
	[ROLE_HEAT_3] = {A_BOLD, COLOR_YELLOW, OWN},
	[ROLE_HEAT_4] = {A_NORMAL, COLOR_RED, OWN},
	[ROLE_HEAT_5] = {A_BOLD, COLOR_RED, OWN},
};

/*
 * With 256 colours heat is a background: from the colour cube, which nobody redefines,
 * with a foreground of the cube, so that light and dark terminals read alike.
 */
static const struct look heat_looks[ROLE_COUNT] = {
	[ROLE_HEAT_1] = {A_NORMAL, 16, 229},
	[ROLE_HEAT_2] = {A_NORMAL, 16, 221},
	[ROLE_HEAT_3] = {A_NORMAL, 16, 208},
	[ROLE_HEAT_4] = {A_NORMAL, 231, 160},
	[ROLE_HEAT_5] = {A_BOLD, 231, 196},
};

static struct theme_style styles[ROLE_COUNT];
static bool shows_heat;

static bool start_colors(void)
{
	if (!has_colors() || start_color() == ERR) {
		return false;
	}
	return COLORS >= 8 && COLOR_PAIRS > ROLE_COUNT && use_default_colors() == OK;
}

static bool is_heat(enum role role)
{
	return role > ROLE_HEAT_0;
}

void theme_open(bool no_color)
{
	bool has_color = !no_color && start_colors();

	shows_heat = has_color && COLORS >= 256;
	for (int role = 0; role < ROLE_COUNT; role++) {
		const struct look *look = has_color ? &palette_looks[role] : &mono_looks[role];

		if (shows_heat && is_heat(role)) {
			look = &heat_looks[role];
		}
		styles[role] = (struct theme_style){.attributes = look->attributes};
		if (!has_color || (look->foreground == 0 && look->background == 0)) {
			continue;
		}
		init_pair((short)(role + 1), look->foreground, look->background);
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
