/* SPDX-License-Identifier: MIT */
/*
 * What Tab makes of a word that is typed: whoever knows what could stand there offers it, and the
 * word grows as far as those agree that begin so. UI thread.
 */
#ifndef BEYATOP_COMPLETION_H
#define BEYATOP_COMPLETION_H

#include "buf.h"

#include <stddef.h>

#define COMPLETION_SIZE 128

/* Start with {.word = what is typed of it}. */
struct completion {
	const char *word;
	/* offers that begin so */
	size_t count;
	/* what these begin with; "" where there is none */
	char agreed[COMPLETION_SIZE];
	/* these, for people, as many as a message holds */
	struct buf names;
	/* the others */
	size_t left_out;
};

/* Offers what could stand there. What cannot be typed, or is too long, is passed over. */
void completion_offer(struct completion *completion, const char *candidate);

/* "refresh  reconcile", and how many more there are. Borrowed until it ends. */
const char *completion_names(struct completion *completion);

void completion_fini(struct completion *completion);

#endif
