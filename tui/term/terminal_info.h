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

/* Finds out about the terminal without changing it. Sets the locale. Not while a screen is open. */
void terminal_info_examine(struct terminal_facts *facts);

/*
 * Sets the locale. Returns true if only ASCII can be shown: with force_ascii, or because the locale
 * has no UTF-8, in which case *notice says so.
 */
bool terminal_info_set_locale(bool force_ascii, const char **notice);

/*
 * The name to open the terminal by: its own or, if the database lacks that, the name of a common
 * terminal, with a *notice. NULL: its cursor cannot be moved.
 */
const char *terminal_info_choose(const char *name, const char **notice);

/*
 * True for a terminal that is known, by a variable that it sets, to support hyperlinks (OSC 8, as
 * in "Hyperlinks in terminal emulators" by Egmont Koblinger). False in tmux and screen, which may
 * drop or print them.
 */
bool terminal_info_has_links(void);

/* A string capability of the current terminal; "": it has none. */
const char *terminal_info_capability(const char *name);

#endif
