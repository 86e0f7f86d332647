/* SPDX-License-Identifier: MIT */
/*
 * What --doctor finds out about the way to the table, one finding after the other, each with what
 * to do about it. Nothing is written; all questions together cost some four read units. Plain data.
 */
#ifndef BEYATOP_DOCTOR_H
#define BEYATOP_DOCTOR_H

#include "error.h"
#include "settings.h"

#include <stddef.h>

#define DOCTOR_TEXT_SIZE 800

enum doctor_verdict {
	DOCTOR_OK,
	/* works, but could be better */
	DOCTOR_NOTE,
	DOCTOR_BAD,
	/* for want of what comes before, or because it would be a write */
	DOCTOR_UNTRIED,
	DOCTOR_VERDICT_COUNT
};

struct doctor_finding {
	enum doctor_verdict verdict;
	/* "clock" */
	char subject[48];
	/* what is so; not sanitised */
	char text[DOCTOR_TEXT_SIZE];
	/* what to do; "" for nothing */
	char advice[DOCTOR_TEXT_SIZE];
};

#define DOCTOR_MAX_FINDINGS 32

/* Start with {0}. */
struct doctor {
	struct doctor_finding findings[DOCTOR_MAX_FINDINGS];
	size_t count;
	/* of the first that is bad, for the exit status */
	struct error error;
	/* those that are bad for want of a permission */
	size_t denied;
};

/* Adds one. The advice is complete in itself; "" for none. Those beyond the last place are dropped.
 */
void doctor_add(struct doctor *doctor, enum doctor_verdict verdict, const char *subject,
	const char *advice, const char *format, ...) PRINTF_LIKE(5, 6);

/* Adds a bad one whose text is the error's, which says what to do. */
void doctor_add_error(struct doctor *doctor, const char *subject, const struct error *err);

/* "ok", "note", "BAD", "untried"; static. */
const char *doctor_verdict_word(enum doctor_verdict verdict);

/*
 * Adds what concerns AWS: keys, endpoint, clock, table, indexes, capacity, and what the keys may
 * do. Waits for the answers, in the calling thread.
 */
void doctor_examine(const struct settings *settings, struct doctor *doctor);

#endif
