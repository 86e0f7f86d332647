/* SPDX-License-Identifier: MIT */
/*
 * Completion of a word: candidates are offered, and the word grows as far as all that begin with it
 * agree. UI thread.
 */
#ifndef BEYATOP_COMPLETION_H
#define BEYATOP_COMPLETION_H

#include "buf.h"

#include <stddef.h>

#define COMPLETION_SIZE 128

/* Start with {.word = what was typed}. */
struct completion {
	const char *word;
	/* candidates that begin with .word */
	size_t count;
	/* their longest common beginning; "": none */
	char agreed[COMPLETION_SIZE];
	/* as many of them as a message holds */
	struct buf names;
	/* how many of them it does not hold */
	size_t left_out;
};

/* Offers a candidate; what is too long or cannot be typed is ignored. */
void completion_add(struct completion *completion, const char *candidate);

/* The same for each of some words, which have blanks between them. */
void completion_add_words(struct completion *completion, const char *words);

/* "refresh  reconcile", and how many more. Borrowed until completion_fini(). */
const char *completion_names(struct completion *completion);

void completion_fini(struct completion *completion);

#endif
