/* SPDX-License-Identifier: MIT */
/*
 * Keeps keys fresh in a thread of its own, because whoever is asked for them may take long: renews
 * them before they expire, when a file that they came from changes, and when the service refuses
 * them. The rest is tried again and again.
 */
#ifndef BEYATOP_KEEPER_H
#define BEYATOP_KEEPER_H

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "error.h"
#include "settings.h"
#include "whoami.h"

#include <stdbool.h>
#include <stdint.h>

struct keeper;

/* The outcome of the last attempt, and the newest keys. Wipe it by keeper_wipe_news(). */
struct keeper_news {
	/* grows with each; 0: before the first */
	uint64_t number;
	bool has_keys;
	/* may be older than the attempt, when that failed */
	struct credentials keys;
	/* theirs; 0: never, as far as is known */
	int64_t expiry_mono_ms;
	struct endpoint endpoint;
	/* what the attempt found out */
	struct whoami whoami;
	/* whose they are; "": nobody's */
	char profile[64];
	struct error
		/* of the attempt: ERROR_CONFIG or ERROR_CREDENTIALS; ERROR_NONE: none */
		error;
};

/*
 * Starts the thread; signals are blocked in it. settings must outlive it. tell is called from there
 * whenever there are news. NULL with *err when the thread cannot be made.
 */
struct keeper *keeper_start(const struct settings *settings, void (*tell)(void *user), void *user,
	struct error *err) MUST_USE;

/* Copies the news where they are newer than news->number; else returns false. Any thread. */
MUST_USE bool keeper_take(struct keeper *keeper, struct keeper_news *news);

/* The service refused the keys of the news of that number: asks for others, unless there are
 * already. Any thread. */
void keeper_refuse(struct keeper *keeper, uint64_t number);

void keeper_wipe_news(struct keeper_news *news);

/* Ends whatever it waits for, and the thread, and frees it. NULL is allowed. */
void keeper_stop(struct keeper *keeper);

#endif
