/* SPDX-License-Identifier: MIT */
/*
 * Completion of a word: of all candidates added, those that begin with the word, and the longest
 * prefix that they have in common. UI thread.
 */
#ifndef BEYATOP_COMPLETION_H
#define BEYATOP_COMPLETION_H

#include "buf.h"

#include <stddef.h>

#define COMPLETION_SIZE 128

/* Start with {.word = what was typed}. */
struct completion {
	const char *word;
	/* the number of candidates that begin with .word */
	size_t count;
	/* their longest common prefix; "": none */
	char common_prefix[COMPLETION_SIZE];
	/* their names, as many as fit into a message */
	struct buf names;
	/* how many do not fit */
	size_t left_out;
};

/* Adds a candidate; one that is too long or cannot be typed is ignored. */
void completion_add(struct completion *completion, const char *candidate);

/* Adds each of several words, which are separated by blanks. */
void completion_add_words(struct completion *completion, const char *words);

/* "refresh  reconcile", and how many more. Borrowed until completion_fini(). */
const char *completion_names(struct completion *completion);

void completion_fini(struct completion *completion);

#endif
