/* SPDX-License-Identifier: MIT */
/*
 * Roles to what this terminal can show. UI thread, between screen_open() and screen_close(), but
 * for theme_look().
 */
#ifndef BEYATOP_THEME_H
#define BEYATOP_THEME_H

#include "cell/role.h"
#include "settings.h"

#include <stdbool.h>

/* A colour that the terminal's user chose. */
#define THEME_OWN (-1)

struct theme_look {
	/* curses attributes, without the colour pair */
	unsigned long attributes;
	/* of the terminal's palette, or THEME_OWN */
	short foreground, background;
};

struct theme_style {
	/* as above */
	unsigned long attributes;
	/* curses colour pair; 0: the terminal's own colours */
	short pair;
	/* a blank has not the look of any other */
	bool shows_blanks;
};

/*
 * A role's look on a terminal of so many colours; below 8 all themes are THEME_MONO. Pure, any
 * thread.
 */
struct theme_look theme_look(enum settings_theme theme, int colors, enum role role);

/* Looks at the terminal and prepares what it has of the theme's colours. */
void theme_open(enum settings_theme theme);

/* The style of a role; static, until the next theme_open(). */
struct theme_style theme_style(enum role role);

/* True when cells of ROLE_HEAT_1 and up differ by their background. */
bool theme_shows_heat(void);

#endif
