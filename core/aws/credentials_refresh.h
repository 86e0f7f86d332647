/* SPDX-License-Identifier: MIT */
/*
 * Keeps keys fresh in a thread of its own, because whoever is asked for them may take long: renews
 * them before they expire, when a file that they came from changes, and when the service refuses
 * them. The rest is tried again and again.
 */
#ifndef BEYATOP_CREDENTIALS_REFRESH_H
#define BEYATOP_CREDENTIALS_REFRESH_H

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "error.h"
#include "settings.h"
#include "whoami.h"

#include <stdbool.h>
#include <stdint.h>

struct credentials_refresh;

/* The outcome of the last attempt, and the newest keys. Wipe it by credentials_update_wipe(). */
struct credentials_update {
	/* grows with each; 0: before the first */
	uint64_t number;
	bool has_credentials;
	/* may be older than the attempt, when that failed */
	struct credentials credentials;
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
 * whenever there are update. NULL with *err when the thread cannot be made.
 */
struct credentials_refresh *credentials_refresh_start(const struct settings *settings,
	void (*tell)(void *user), void *user, struct error *err) MUST_USE;

/* Copies the update where they are newer than update->number; else returns false. Any thread. */
MUST_USE bool credentials_refresh_take(
	struct credentials_refresh *refresh, struct credentials_update *update);

/* The service refused the keys of the update of that number: asks for others, unless there are
 * already. Any thread. */
void credentials_refresh_reject(struct credentials_refresh *refresh, uint64_t number);

void credentials_update_wipe(struct credentials_update *update);

/* Ends whatever it waits for, and the thread, and frees it. NULL is allowed. */
void credentials_refresh_stop(struct credentials_refresh *refresh);

#endif
