/* SPDX-License-Identifier: MIT */
/*
 * What Tab makes of a word that is typed: whoever knows what could stand there offers it, and the
 * word grows as far as those agree that begin so. UI thread.
 */
#ifndef BEYATOP_COMPLETE_H
#define BEYATOP_COMPLETE_H

#include "buf.h"

#include <stddef.h>

#define COMPLETE_SIZE 128

/* Start with {.word = what is typed of it}. */
struct complete {
	const char *word;
	/* offers that begin so */
	size_t count;
	/* what these begin with; "" where there is none */
	char agreed[COMPLETE_SIZE];
	/* these, for people, as many as a message holds */
	struct buf names;
	/* the others */
	size_t left_out;
};

/* Offers what could stand there. What cannot be typed, or is too long, is passed over. */
void complete_offer(struct complete *complete, const char *candidate);

/* "refresh  reconcile", and how many more there are. Borrowed until it ends. */
const char *complete_names(struct complete *complete);

void complete_fini(struct complete *complete);

#endif
