/* SPDX-License-Identifier: MIT */
/*
 * The line at the bottom that is typed on: editing, and the lines typed before. It
 * takes printable ASCII and nothing else. UI thread.
 */
#ifndef BEYATOP_PROMPT_H
#define BEYATOP_PROMPT_H

#include "canvas.h"

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
	const char *label; /* what stands before the text; static */
	const char *hint;  /* at the right end, where there is room: its keys; static, or NULL */
	struct prompt_history *history; /* of lines of this kind; NULL: none is kept */
	char text[PROMPT_SIZE];  /* what is typed; stays after Enter until it is opened again */
	size_t cursor;           /* from 0 to the text's length */
	size_t kept_at;          /* the line of the history that is shown; its count: none */
	char draft[PROMPT_SIZE]; /* what was typed before one of them was shown */
	size_t fault_at, fault_length; /* of the text: what is marked as wrong; length 0: nothing */
};

/* What a key meant to it. */
enum prompt_event {
	PROMPT_EDITED,  /* it was for the prompt */
	PROMPT_LEFT,    /* the prompt has closed, and nothing is to be done */
	PROMPT_ENTERED, /* the text is to be run; the prompt has closed */
	PROMPT_TAB,     /* the text is to be completed */
	PROMPT_UNKNOWN, /* not a key of the prompt */
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

/* Draws it over a row. */
void prompt_draw(struct canvas *canvas, const struct prompt *prompt, int y);

#endif
