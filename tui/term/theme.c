/* SPDX-License-Identifier: MIT */
#include "term/theme.h"

#include "base.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>

#define OWN THEME_OWN

static struct theme_style styles[ROLE_LIMIT];
static bool shows_heat;
static unsigned opened;

/* The number of colours; 0: none, or curses cannot combine them with the default colours. */
static int start_colors(void)
{
	if (!has_colors() || start_color() == ERR || COLOR_PAIRS <= ROLE_COUNT) {
		return 0;
	}
	return use_default_colors() == OK ? COLORS : 0;
}

int theme_direct_color(short color)
{
	static const int bright[8] = {
		0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF};
	static const int steps[6] = {0, 95, 135, 175, 215, 255};

	if (color < 8) {
		return color; /* these have the same numbers */
	}
	if (color < 16) {
		return bright[color - 8];
	}
	if (color >= 232) {
		return (8 + 10 * (color - 232)) * 0x010101;
	}
	return steps[(color - 16) / 36] << 16 | steps[(color - 16) / 6 % 6] << 8 |
	       steps[(color - 16) % 6];
}

static int color_of(short color, int colors)
{
	return colors > 256 ? theme_direct_color(color) : color;
}

/* Two inks. Where they are alike, a blank will do, so the background shows. */
static void set_up_halves(enum settings_theme theme, int colors)
{
	for (int role = ROLE_COUNT; role < ROLE_LIMIT; role++) {
		short upper = theme_ink(theme, role_upper_ink((enum role)role));
		short lower = theme_ink(theme, role_lower_ink((enum role)role));

		styles[role] = (struct theme_style){
			.pair = (short)(role + 1), .shows_blanks = lower != OWN};
		init_extended_pair(role + 1, color_of(upper, colors), color_of(lower, colors));
	}
}

void theme_open(enum settings_theme theme)
{
	int colors = theme == THEME_MONO ? 0 : start_colors();

	opened++;
	shows_heat = colors >= 256 && COLOR_PAIRS > ROLE_LIMIT;
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
		init_extended_pair(role + 1, color_of(look.foreground, colors),
			color_of(look.background, colors));
		styles[role].pair = (short)(role + 1);
	}
	if (shows_heat) {
		set_up_halves(theme, colors);
	}
}

unsigned theme_number(void)
{
	return opened;
}

enum settings_theme theme_of_colorfgbg(const char *text)
{
	const char *background = text ? strrchr(text, ';') : NULL;
	char *end = NULL;
	long color = background ? strtol(background + 1, &end, 10) : 0;

	return background && end > background + 1 && (color == 7 || color > 8) ? THEME_LIGHT
									       : THEME_DARK;
}

struct theme_style theme_style(enum role role)
{
	return styles[role];
}

bool theme_shows_heat(void)
{
	return shows_heat;
}
