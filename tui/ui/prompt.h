/* SPDX-License-Identifier: MIT */
/*
 * The line at the bottom that is typed on: editing, and the lines typed before. It
 * takes printable ASCII and nothing else. UI thread.
 */
#ifndef BEYATOP_PROMPT_H
#define BEYATOP_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#define PROMPT_SIZE 128
#define PROMPT_KEPT 32

/* Lines entered before, oldest first. Start with {0}. */
struct prompt_history {
	char lines[PROMPT_KEPT][PROMPT_SIZE];
	size_t count;
};

/* Start with {0}. */
struct prompt {
	bool is_open;
	/* what stands before the text; static */
	const char *label;
	/* at the right end, where there is room: its keys; static, or NULL */
	const char *hint;
	/* of lines of this kind; NULL: none is kept */
	struct prompt_history *history;
	/* what is typed; stays after Enter until it is opened again */
	char text[PROMPT_SIZE];
	/* from 0 to the text's length */
	size_t cursor;
	/* the line of the history that is shown; its count: none */
	size_t kept_at;
	/* what was typed before one of them was shown */
	char draft[PROMPT_SIZE];
	/* of the text: what is marked as wrong; length 0: nothing */
	size_t fault_at, fault_length;
};

/* What a key meant to it. */
enum prompt_event {
	/* it was for the prompt */
	PROMPT_EDITED,
	/* the prompt has closed, and nothing is to be done */
	PROMPT_LEFT,
	/* the text is to be run; the prompt has closed */
	PROMPT_ENTERED,
	/* the text is to be completed */
	PROMPT_TAB,
	/* not a key of the prompt */
	PROMPT_UNKNOWN,
};

/* Opens it with a text to be edited; label and history must live as long as it is open. */
void prompt_open(
	struct prompt *prompt, const char *label, struct prompt_history *history, const char *text);

/* Handles a key, see enum key, while it is open. */
enum prompt_event prompt_key(struct prompt *prompt, int key);

/* Replaces the text, cut to fit; the cursor goes to its end. */
void prompt_set_text(struct prompt *prompt, const char *text);

/* Remembers a line as the newest, unless it is blank, too long, or the same as the last. */
void prompt_keep(struct prompt_history *history, const char *line);

#endif
