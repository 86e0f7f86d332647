/* SPDX-License-Identifier: MIT */
#include "aws/credentials_refresh.h"

#include "aws/credentials_chain.h"
#include "aws/whoami_collect.h"
#include "clock.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/*
 * Credentials are refreshed this long before they expire, short-lived ones in the last quarter of
 * their lifetime.
 */
#define BEFORE_EXPIRY_MS     INT64_C(300000)
#define CHECK_FILES_EVERY_MS 1000
#define FIRST_RETRY_MS       1000
#define LAST_RETRY_MS        INT64_C(30000)
/* Limits the rate for a credential_process that always returns credentials about to expire. */
#define MIN_PAUSE_MS 100

struct credentials_refresh {
	/* used by the refresh thread only; other threads may cancel it */
	struct credentials_chain chain;
	void (*on_update)(void *user);
	void *user;
	pthread_t thread;
	/* failures in a row; used by the refresh thread only */
	unsigned failures;

	/* protects the members below */
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool is_stopping, is_rejected;
	struct credentials_update update;
};

/* --- A refresh ----------------------------------------------------------------------------- */

/* Refuses to switch accounts: sessions of two accounts must not appear on one screen. */
static bool is_of_another_account(
	const struct credentials_refresh *refresh, const struct credentials *credentials)
{
	const char *before = refresh->update.credentials.account_id;

	return refresh->update.has_credentials && *before && credentials->account_id[0] &&
	       strcmp(before, credentials->account_id) != 0;
}

static void take_credentials(
	struct credentials_refresh *refresh, const struct credentials *credentials)
{
	struct credentials_update *update = &refresh->update;

	if (is_of_another_account(refresh, credentials)) {
		error_set(&update->error, ERROR_CREDENTIALS,
			"the credentials now belong to account %s, but this screen shows account "
			"%s: choose the profile again with :profile, or restart",
			credentials->account_id, update->credentials.account_id);
		return;
	}
	update->has_credentials = true;
	update->credentials = *credentials;
	update->expiry_mono_ms = credentials->expiry_ms == 0
					 ? 0
					 : clock_mono_ms() + credentials->expiry_ms -
						   aws_client_now_ms(&refresh->chain.client);
	update->endpoint = refresh->chain.client.endpoint;
	snprintf(update->profile, sizeof(update->profile), "%s", credentials->profile);
	error_clear(&update->error);
}

/* Stores the facts of --whoami for the screen. */
static void take_facts(struct credentials_refresh *refresh, const struct credentials *credentials)
{
	struct facts *facts = base_calloc(1, sizeof(*facts));
	struct buf text = {0};

	whoami_collect(&refresh->chain, credentials, facts);
	facts_put_text(facts, &text);
	snprintf(refresh->update.facts, sizeof(refresh->update.facts), "%s", buf_text(&text));
	buf_fini(&text);
	free(facts);
}

static void refresh_once(struct credentials_refresh *refresh)
{
	struct credentials credentials = {0};
	struct error err;
	bool is_found = credentials_chain_resolve(&refresh->chain, &credentials, &err);

	pthread_mutex_lock(&refresh->lock);
	take_facts(refresh, is_found ? &credentials : NULL);
	if (is_found) {
		take_credentials(refresh, &credentials);
	} else {
		refresh->update.error = err;
	}
	refresh->failures = refresh->update.error.kind == ERROR_NONE ? 0 : refresh->failures + 1;
	refresh->update.number++;
	refresh->is_rejected = false;
	pthread_mutex_unlock(&refresh->lock);
	credentials_wipe(&credentials);
	refresh->on_update(refresh->user);
}

/* --- When to refresh ----------------------------------------------------------------------- */

/* Milliseconds until the next refresh, if nothing else triggers it. */
static int64_t find_pause(const struct credentials_refresh *refresh)
{
	if (refresh->failures > 0) {
		int64_t pause_ms = FIRST_RETRY_MS
				   << (refresh->failures < 6 ? refresh->failures - 1 : 5);

		return pause_ms < LAST_RETRY_MS ? pause_ms : LAST_RETRY_MS;
	}
	if (refresh->update.expiry_mono_ms == 0) {
		return INT64_MAX / 2;
	}
	int64_t left_ms = refresh->update.expiry_mono_ms - clock_mono_ms();
	int64_t before_ms = left_ms / 4 < BEFORE_EXPIRY_MS ? left_ms / 4 : BEFORE_EXPIRY_MS;

	return left_ms - before_ms > MIN_PAUSE_MS ? left_ms - before_ms : MIN_PAUSE_MS;
}

/* Call with the lock held. False if it was woken early. */
static bool sleep_until(struct credentials_refresh *refresh, int64_t mono_ms)
{
	struct timespec until = {
		.tv_sec = (time_t)(mono_ms / 1000), .tv_nsec = (long)(mono_ms % 1000) * 1000000};
	bool is_time = false;

	while (!is_time && !refresh->is_stopping && !refresh->is_rejected) {
		is_time = pthread_cond_timedwait(&refresh->wake, &refresh->lock, &until) != 0;
	}
	return is_time;
}

/* False if the thread must end. Checks the files without the lock, because their disk may hang. */
static bool wait_for_next(struct credentials_refresh *refresh)
{
	int64_t due_mono_ms = clock_mono_ms() + find_pause(refresh);
	bool is_quiet, goes_on;

	do {
		int64_t check_mono_ms = clock_mono_ms() + CHECK_FILES_EVERY_MS;

		pthread_mutex_lock(&refresh->lock);
		is_quiet = sleep_until(
			refresh, check_mono_ms < due_mono_ms ? check_mono_ms : due_mono_ms);
		goes_on = !refresh->is_stopping;
		pthread_mutex_unlock(&refresh->lock);
	} while (is_quiet && clock_mono_ms() < due_mono_ms &&
		 !file_watch_has_changed(&refresh->chain.client.watch));
	return goes_on;
}

static void *run(void *user)
{
	struct credentials_refresh *refresh = user;

	do {
		refresh_once(refresh);
	} while (wait_for_next(refresh));
	return NULL;
}

/* --- For other threads --------------------------------------------------------------------- */

static void refresh_free(struct credentials_refresh *refresh)
{
	credentials_update_wipe(&refresh->update);
	credentials_chain_fini(&refresh->chain);
	pthread_cond_destroy(&refresh->wake);
	pthread_mutex_destroy(&refresh->lock);
	free(refresh);
}

struct credentials_refresh *credentials_refresh_start(const struct settings *settings,
	void (*on_update)(void *user), void *user, struct error *err)
{
	struct credentials_refresh *refresh = base_calloc(1, sizeof(*refresh));

	if (!credentials_chain_init(&refresh->chain, settings, err)) {
		free(refresh);
		return NULL;
	}
	refresh->on_update = on_update;
	refresh->user = user;
	pthread_mutex_init(&refresh->lock, NULL);
	pthread_condattr_t monotonic;

	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&refresh->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int failure = pthread_create(&refresh->thread, NULL, run, refresh);

	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (failure) {
		error_set(err, ERROR_CONFIG, "cannot create a thread: %s", strerror(failure));
		refresh_free(refresh);
		return NULL;
	}
	return refresh;
}

bool credentials_refresh_take(
	struct credentials_refresh *refresh, struct credentials_update *update)
{
	pthread_mutex_lock(&refresh->lock);
	bool is_new = refresh->update.number > update->number;

	if (is_new) {
		*update = refresh->update;
	}
	pthread_mutex_unlock(&refresh->lock);
	return is_new;
}

void credentials_refresh_reject(struct credentials_refresh *refresh, uint64_t number)
{
	pthread_mutex_lock(&refresh->lock);
	if (number == refresh->update.number) {
		refresh->is_rejected = true;
		pthread_cond_signal(&refresh->wake);
	}
	pthread_mutex_unlock(&refresh->lock);
}

void credentials_update_wipe(struct credentials_update *update)
{
	explicit_bzero(update, sizeof(*update));
}

void credentials_refresh_stop(struct credentials_refresh *refresh)
{
	if (!refresh) {
		return;
	}
	pthread_mutex_lock(&refresh->lock);
	refresh->is_stopping = true;
	pthread_cond_signal(&refresh->wake);
	pthread_mutex_unlock(&refresh->lock);
	aws_client_cancel(&refresh->chain.client);
	pthread_join(refresh->thread, NULL);
	refresh_free(refresh);
}
