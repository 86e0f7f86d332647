/* SPDX-License-Identifier: MIT */
/*
 * The input line at the bottom of the screen: editing keys and history. Printable ASCII only. UI
 * thread.
 */
#ifndef BEYATOP_PROMPT_H
#define BEYATOP_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#define PROMPT_SIZE        512
#define PROMPT_HISTORY_MAX 32

/* Lines that were entered, oldest first. Start with {0}. */
struct prompt_history {
	char lines[PROMPT_HISTORY_MAX][PROMPT_SIZE];
	size_t count;
};

/* Start with {0}. */
struct prompt {
	bool is_open;
	/* shown before the text; static */
	const char *label;
	/* key hints, shown at the right end if there is room; static; NULL: none */
	const char *hint;
	/* NULL: none */
	struct prompt_history *history;
	/* stays valid after Enter, until the prompt is opened again */
	char text[PROMPT_SIZE];
	/* from 0 to the text's length */
	size_t cursor;
	/* index of the history line that is shown; history->count: the draft */
	size_t history_at;
	/* the text before a history line was shown */
	char draft[PROMPT_SIZE];
	/* bytes of the text to mark as invalid; length 0: none */
	size_t error_at, error_length;
};

/* The effect of a key. */
enum prompt_event {
	/* the text or the cursor changed */
	PROMPT_EDITED,
	/* the prompt was closed: do nothing */
	PROMPT_LEFT,
	/* the prompt was closed: run the text */
	PROMPT_ENTERED,
	/* complete the text */
	PROMPT_TAB,
	/* none: the prompt does not use this key */
	PROMPT_UNKNOWN,
};

/* Opens the prompt with a text to edit; label and history must outlive it. */
void prompt_open(
	struct prompt *prompt, const char *label, struct prompt_history *history, const char *text);

/* Handles a key (enum key) while the prompt is open. */
enum prompt_event prompt_key(struct prompt *prompt, int key);

/* Replaces the text, cut to fit, and moves the cursor to its end. */
void prompt_set_text(struct prompt *prompt, const char *text);

/* Adds a line to the history, unless it is blank, too long, or the same as the last. */
void prompt_history_add(struct prompt_history *history, const char *line);

#endif
