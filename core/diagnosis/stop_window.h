/* SPDX-License-Identifier: MIT */
/*
 * When sessions stopped together. A session that is no longer polled stopped between its last poll
 * and the time at which it was due again. Sessions that stopped at one instant have brackets that
 * all contain it. Pure functions, any thread.
 */
#ifndef BEYATOP_STOP_WINDOW_H
#define BEYATOP_STOP_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Times after the first and no later than the second. */
struct bracket {
	int64_t after_ms, before_ms;
};

static inline bool bracket_overlaps(const struct bracket *a, const struct bracket *b)
{
	return a->after_ms < b->before_ms && b->after_ms < a->before_ms;
}

/* Reduces a bracket to what it has in common with another one that overlaps it. */
void bracket_narrow(struct bracket *bracket, const struct bracket *by);

/* The times that most of the brackets contain; the earliest such times, if there are several. */
struct stop_window {
	struct bracket bracket;
	/* 0: there were no brackets */
	size_t brackets;
};

/* Takes the time to sort count brackets, none of which may be empty. Their order is kept. */
struct stop_window stop_window_find(const struct bracket *brackets, size_t count);

#endif
