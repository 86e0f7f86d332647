/* SPDX-License-Identifier: MIT */
/* Roles to what this terminal can show. UI thread, between screen_open() and screen_close(). */
#ifndef BEYATOP_THEME_H
#define BEYATOP_THEME_H

#include "role.h"

#include <stdbool.h>

struct theme_style {
	unsigned long attributes; /* curses attributes, without the colour pair */
	short pair;               /* curses colour pair; 0: the terminal's own colours */
};

/* Looks at the terminal and prepares the colours it has; none when no_color. */
void theme_open(bool no_color);

/* The style of a role; static, until the next theme_open(). */
struct theme_style theme_style(enum role role);

/* True when cells of ROLE_HEAT_1 and up differ by their background. */
bool theme_shows_heat(void);

#endif
