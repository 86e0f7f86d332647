/* SPDX-License-Identifier: MIT */
/*
 * The look of each role on this terminal. UI thread, between screen_open() and screen_close(),
 * except for the pure functions.
 */
#ifndef BEYATOP_THEME_H
#define BEYATOP_THEME_H

#include "cell/role.h"
#include "settings.h"

#include <stdbool.h>

/* The terminal's default colour. */
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
	/* blanks are visible: they have a background or an underline */
	bool shows_blanks;
};

/*
 * The look of a role on a terminal with that many colours, of which 16 and up are those of xterm's
 * 256. With fewer than 8, every theme is THEME_MONO. THEME_AUTO is readable on any background, with
 * 8 colours. Pure, any thread.
 */
struct theme_look theme_look(enum settings_theme theme, int colors, enum role role);

/*
 * The colour of an ink of the heat map on a terminal with 256 colours; THEME_OWN for INK_NONE.
 * Pure, any thread.
 */
short theme_ink(enum settings_theme theme, enum ink ink);

/*
 * The parameters of "\033[...m" that show a role in 8 colors: "1;31"; "": the terminal's own look.
 * Pure, any thread.
 */
#define THEME_ANSI_SIZE 24
void theme_format_ansi(enum settings_theme theme, enum role role, char text[THEME_ANSI_SIZE]);

/*
 * One of xterm's 256 colours as the number of the same colour on a terminal with more (terminfo's
 * RGB): red << 16 | green << 8 | blue. Pure, any thread.
 */
int theme_direct_color(short color);

/*
 * The theme for the background that a value of COLORFGBG names, "15;0" or "0;default;15", as rxvt
 * and others set it; THEME_DARK if it names none. NULL is allowed. Pure, any thread.
 */
enum settings_theme theme_of_colorfgbg(const char *text);

/*
 * Sets up the colours of the theme, or those closest to them that the terminal has. May be called
 * again.
 */
void theme_open(enum settings_theme theme);

/* Increases with each theme_open(): what was drawn before looks different now. */
unsigned theme_number(void);

/* The style of a role; static, until the next theme_open(). */
struct theme_style theme_style(enum role role);

/* True when ROLE_HEAT_1 and up differ by their background, and pairs of inks can be shown. */
bool theme_shows_heat(void);

#endif
