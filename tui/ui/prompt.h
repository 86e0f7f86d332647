/* SPDX-License-Identifier: MIT */
/*
 * The line at the bottom for typing: its editing keys and its history. It takes printable ASCII
 * only. UI thread.
 */
#ifndef BEYATOP_PROMPT_H
#define BEYATOP_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#define PROMPT_SIZE        128
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
	/* its keys, shown at the right if there is room; static, or NULL */
	const char *hint;
	/* NULL: none */
	struct prompt_history *history;
	/* kept after Enter until it is opened again */
	char text[PROMPT_SIZE];
	/* from 0 to the text's length */
	size_t cursor;
	/* index of the history line that is shown; its count: none */
	size_t history_at;
	/* the text before a history line was shown */
	char draft[PROMPT_SIZE];
	/* the part of the text marked as invalid; length 0: nothing */
	size_t error_at, error_length;
};

/* What a key has done. */
enum prompt_event {
	/* edited the text, or moved the cursor */
	PROMPT_EDITED,
	/* closed the prompt; do nothing */
	PROMPT_LEFT,
	/* closed the prompt; run the text */
	PROMPT_ENTERED,
	/* complete the text */
	PROMPT_TAB,
	/* nothing: not a key of the prompt */
	PROMPT_UNKNOWN,
};

/* Opens it with a text to edit; label and history must outlive it. */
void prompt_open(
	struct prompt *prompt, const char *label, struct prompt_history *history, const char *text);

/* Handles a key (see enum key) while it is open. */
enum prompt_event prompt_key(struct prompt *prompt, int key);

/* Replaces the text, cut to fit, and moves the cursor to its end. */
void prompt_set_text(struct prompt *prompt, const char *text);

/* Adds a line to the history, unless it is blank, too long, or the same as the last. */
void prompt_history_add(struct prompt_history *history, const char *line);

#endif
