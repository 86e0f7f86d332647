/* SPDX-License-Identifier: MIT */
/*
 * The line at the bottom that commands are typed on: editing, and the lines typed before. It
 * takes printable ASCII and nothing else. UI thread.
 */
#ifndef BEYATOP_PROMPT_H
#define BEYATOP_PROMPT_H

#include "canvas.h"

#include <stdbool.h>
#include <stddef.h>

#define PROMPT_SIZE 128
#define PROMPT_KEPT 32

/* Start with {0}. */
struct prompt {
	bool is_open;
	char text[PROMPT_SIZE]; /* what is typed; stays after Enter until it is opened again */
	size_t cursor;          /* from 0 to the text's length */
	char kept[PROMPT_KEPT][PROMPT_SIZE]; /* lines entered before, oldest first */
	size_t kept_count;
	size_t kept_at;          /* the one that is shown; kept_count: none of them */
	char draft[PROMPT_SIZE]; /* what was typed before one of them was shown */
};

/* What a key meant to it. */
enum prompt_event {
	PROMPT_EDITED,  /* it was for the prompt, which may have closed */
	PROMPT_ENTERED, /* the text is to be run; the prompt has closed */
	PROMPT_TAB,     /* the text is to be completed */
	PROMPT_UNKNOWN, /* not a key of the prompt */
};

/* Opens it with an empty text. */
void prompt_open(struct prompt *prompt);

/* Handles a key, see enum key, while it is open. */
enum prompt_event prompt_key(struct prompt *prompt, int key);

/* Replaces the text, cut to fit; the cursor goes to its end. */
void prompt_set_text(struct prompt *prompt, const char *text);

/* Draws it over a row. */
void prompt_draw(struct canvas *canvas, const struct prompt *prompt, int y);

#endif
