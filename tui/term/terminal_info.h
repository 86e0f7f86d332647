/* SPDX-License-Identifier: MIT */
/* What the terminal database and the locale say about the terminal. UI thread. */
#ifndef BEYATOP_TERMINAL_INFO_H
#define BEYATOP_TERMINAL_INFO_H

#include <stdbool.h>

/* Strings live until the next call. */
struct terminal_facts {
	/* stdin and stdout are one */
	bool is_terminal;
	/* TERM; "": not set */
	const char *name;
	/* the database knows it; its cursor can be moved */
	bool is_known, can_move;
	/* 0: unknown */
	int colors, rows, cols;
	/* "en_GB.UTF-8", "UTF-8" */
	const char *locale, *codeset;
};

/* Looks at the terminal without touching it. Sets the locale; only while no screen is open. */
void terminal_info_examine(struct terminal_facts *facts);

/* Sets the locale. Returns true if only ASCII can be shown; *notice says so unless wanted. */
bool terminal_info_set_locale(bool force_ascii, const char **notice);

/*
 * The name to open the terminal by: its own, or that of a common terminal, with a *notice, where
 * the database does not know it. NULL: it cannot be drawn on.
 */
const char *terminal_info_choose(const char *name, const char **notice);

/* A string capability of the current terminal; "": it has none. */
const char *terminal_info_capability(const char *name);

#endif
