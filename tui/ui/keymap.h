/* SPDX-License-Identifier: MIT */
/*
 * The one list of keys: what they do, where, and how footers and help call
 * them. Plain data and pure functions, any thread.
 */
#ifndef BEYATOP_KEYMAP_H
#define BEYATOP_KEYMAP_H

#include "cell/key.h"
#include "ui/view_list.h"

#include <stdbool.h>
#include <stddef.h>

enum action {
	ACTION_NONE,
	ACTION_UP,
	ACTION_DOWN,
	ACTION_PAGE_UP,
	ACTION_PAGE_DOWN,
	ACTION_FIRST,
	ACTION_LAST,
	ACTION_LEFT,
	ACTION_RIGHT,
	ACTION_OPEN,
	ACTION_BACK,
	ACTION_OVERVIEW,
	ACTION_SESSIONS,
	ACTION_DETAIL,
	ACTION_HEAT,
	ACTION_CHANGES,
	ACTION_NEXT_VIEW,
	ACTION_REVEAL,
	ACTION_NEXT_PROBLEM,
	ACTION_PREVIOUS_PROBLEM,
	ACTION_PROBLEMS_ONLY,
	ACTION_FOLD,
	ACTION_PREVIOUS_SESSION,
	ACTION_NEXT_SESSION,
	ACTION_TOGGLE,
	ACTION_TOGGLE_LISTED,
	ACTION_UNDO,
	ACTION_ARM,
	ACTION_WRITES,
	ACTION_REFRESH,
	ACTION_SLOWER,
	ACTION_FASTER,
	ACTION_PAUSE,
	ACTION_STEP,
	ACTION_STEP_BACK,
	ACTION_PROMPT,
	ACTION_FILTER,
	ACTION_LEAVE,
	ACTION_SORT_LEFT,
	ACTION_SORT_RIGHT,
	ACTION_INVERT,
	ACTION_LOCK,
	ACTION_FOLLOW,
	ACTION_TAG,
	ACTION_TAG_COHORT,
	ACTION_INVERT_TAGS,
	ACTION_ACK,
	ACTION_BASELINE,
	ACTION_SUMMARY,
	ACTION_COPY,
	ACTION_COPY_ITEM,
	ACTION_SAVE,
	ACTION_TIMES,
	ACTION_HELP,
	ACTION_WHEEL_UP,
	ACTION_WHEEL_DOWN,
	ACTION_CLICK,
	ACTION_MOUSE,
	ACTION_REDRAW,
	ACTION_SUSPEND,
	ACTION_QUIT,
	ACTION_COUNT
};

#define BINDING_MAX_KEYS 5

struct key_binding {
	/* unused ones at the end are KEY_NONE */
	int keys[BINDING_MAX_KEYS];
	/* of the keys, for people */
	const char *name;
	enum action action;
	/* where it works */
	unsigned views;
	/* in whose footer it stands */
	unsigned footers;
	/* in footers; NULL where footers is 0 */
	const char *label;
	/* one line, lower case */
	const char *help;
	/* of no use in read-only mode */
	bool is_write;
};

/* The rows, in the order of the help; NULL after the last. */
const struct key_binding *keymap_row(size_t index);

/* What a key does in a view; ACTION_NONE when nothing. */
enum action keymap_action(enum view_id view, int key);

/* The first row of a key, whatever the view; NULL when it does nothing in any. */
const struct key_binding *keymap_find(int key);

#endif
