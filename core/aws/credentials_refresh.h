/* SPDX-License-Identifier: MIT */
/*
 * Refreshes credentials in its own thread, because providers may take long: before they expire,
 * when a file they came from changes, and when AWS rejects them. A failed refresh is retried with
 * growing pauses until one succeeds.
 */
#ifndef BEYATOP_CREDENTIALS_REFRESH_H
#define BEYATOP_CREDENTIALS_REFRESH_H

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "error.h"
#include "settings.h"

#include <stdbool.h>
#include <stdint.h>

struct credentials_refresh;

/* The result of the last refresh, and the newest credentials. End with credentials_update_wipe().
 */
struct credentials_update {
	/* number of the refresh, from 1; 0: none yet */
	uint64_t number;
	bool has_credentials;
	/* from an earlier refresh if the last one failed */
	struct credentials credentials;
	/* when they expire; 0: no known expiry */
	int64_t expiry_mono_ms;
	struct endpoint endpoint;
	/* facts from the last refresh, formatted by facts_put_text(); may be cut */
	char facts[6000];
	/* the profile the credentials come from; "" if none */
	char profile[64];
	/*
	 * why the last refresh failed: ERROR_CONFIG or ERROR_CREDENTIALS; ERROR_NONE if it
	 * succeeded
	 */
	struct error error;
};

/*
 * Starts the thread, with all signals blocked. settings must outlive it. The thread calls on_update
 * after each refresh. NULL with *err if it cannot be created.
 */
struct credentials_refresh *credentials_refresh_start(const struct settings *settings,
	void (*on_update)(void *user), void *user, struct error *err) MUST_USE;

/* Copies the newest update to *update if its number is higher; else returns false. Any thread. */
MUST_USE bool credentials_refresh_take(
	struct credentials_refresh *refresh, struct credentials_update *update);

/*
 * Reports that AWS rejected the credentials of the update with that number. Refreshes them unless
 * there is a newer update already. Any thread.
 */
void credentials_refresh_reject(struct credentials_refresh *refresh, uint64_t number);

void credentials_update_wipe(struct credentials_update *update);

/* Cancels a refresh in progress, ends the thread and frees everything. NULL is allowed. */
void credentials_refresh_stop(struct credentials_refresh *refresh);

#endif
