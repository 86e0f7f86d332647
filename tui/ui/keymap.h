/* SPDX-License-Identifier: MIT */
/*
 * Keys as help, footers and documentation see them. The rows are in act/keys.c, in the order of the
 * help, and end with one that has no name. Plain data and pure functions, any thread.
 */
#ifndef BEYATOP_KEYMAP_H
#define BEYATOP_KEYMAP_H

#include "cell/key.h"
#include "ui/view_list.h"

#include <stdbool.h>
#include <stddef.h>

#define BINDING_MAX_KEYS 5

struct app;

struct key_binding {
	/* unused ones at the end are KEY_NONE */
	int keys[BINDING_MAX_KEYS];
	/* of the keys, for people; NULL in the row after the last */
	const char *name;
	/* the views in which it works */
	unsigned views;
	void (*run)(struct app *app);
	/* one line, lower case */
	const char *help;
	/* the views whose footers show it, as .label */
	unsigned footers;
	const char *label;
	/* in the footer even where not all hints fit: the ways back, out, and to the help */
	bool is_kept;
	/* of no use in read-only mode */
	bool is_write;
	/* also while a prompt is open, if that has no use for the key */
	bool works_in_prompt;
};

/* What a key does in one of a set of views: the first row that says it; NULL: nothing. */
const struct key_binding *keymap_find(
	const struct key_binding *bindings, unsigned views, int key);

#endif
