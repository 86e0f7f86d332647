/* SPDX-License-Identifier: MIT */
/*
 * The type of the key table, which also makes help, footers and the manual page. The table is in
 * act/keys.c, in the order of the help; its last row has no name. Plain data and pure functions,
 * any thread.
 */
#ifndef BEYATOP_KEYMAP_H
#define BEYATOP_KEYMAP_H

#include "cell/key.h"
#include "ui/view_list.h"

#include <stdbool.h>
#include <stddef.h>

#define BINDING_MAX_KEYS 7

struct app;

struct key_binding {
	/* unused ones at the end are KEY_NONE */
	int keys[BINDING_MAX_KEYS];
	/* as shown to the user: "Enter Right l"; NULL in the last row */
	const char *name;
	/* IN_VIEW() bits of the views in which it works */
	unsigned views;
	void (*run)(struct app *app);
	/* one line, lower case */
	const char *help;
	/* the views whose footers show it, and its label there */
	unsigned footers;
	const char *label;
	/* the last to be dropped from a full footer: back, quit and help */
	bool is_kept;
	/* the first in the footer of the overview while there are findings */
	bool is_for_finding;
	/* hidden in read-only mode */
	bool is_write;
	/* works in an open prompt, too, unless the prompt uses the key */
	bool works_in_prompt;
	/* also works in an open dialog, which stays open */
	bool works_in_dialog;
};

/* The first row with this key that works in one of a set of views; NULL: none. */
const struct key_binding *keymap_find(const struct key_binding *bindings, unsigned views, int key);

#endif
