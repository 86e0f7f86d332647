/* SPDX-License-Identifier: MIT */
#include "aws/keeper.h"

#include "aws/resolver.h"
#include "clock.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Keys are renewed so long before they expire, or after three quarters of what is left of them. */
#define RENEW_BEFORE_MS INT64_C(300000)
#define LOOK_EVERY_MS   1000 /* at the files */
#define FIRST_RETRY_MS  1000
#define LAST_RETRY_MS   INT64_C(30000)
/* Keys that a helper gives again and again, and that are about to expire, are not asked for all the
 * time. */
#define LEAST_PAUSE_MS 100

struct keeper {
	/* the thread's own, but for its cancellation */
	struct resolver resolver;
	void (*tell)(void *user);
	void *user;
	pthread_t thread;
	/* in a row; the thread's own */
	unsigned failures;

	/* of what follows */
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool is_stopping, is_refused;
	struct keeper_news news;
};

/* --- An attempt ---------------------------------------------------------------------------- */

/* One fleet is of one account: sessions of two on the same screen would be taken for each other's.
 */
static bool is_of_another_account(const struct keeper *keeper, const struct credentials *keys)
{
	const char *before = keeper->news.keys.account_id;

	return keeper->news.has_keys && *before && keys->account_id[0] &&
	       strcmp(before, keys->account_id) != 0;
}

static void take_keys(struct keeper *keeper, const struct credentials *keys)
{
	struct keeper_news *news = &keeper->news;

	if (is_of_another_account(keeper, keys)) {
		error_set(&news->error, ERROR_CREDENTIALS,
			"the keys now belong to account %s, and what is shown to account %s: "
			"choose "
			"the profile anew by :profile, or start again",
			keys->account_id, news->keys.account_id);
		return;
	}
	news->has_keys = true;
	news->keys = *keys;
	news->expiry_mono_ms = keys->expiry_ms == 0 ? 0
						    : clock_mono_ms() + keys->expiry_ms -
							      resolver_now_ms(&keeper->resolver);
	news->endpoint = keeper->resolver.endpoint;
	snprintf(news->profile, sizeof(news->profile), "%s", keys->profile);
	error_clear(&news->error);
}

static void try(struct keeper *keeper)
{
	struct credentials keys = {0};
	struct error err;
	bool is_found = resolver_run(&keeper->resolver, &keys, &err);

	pthread_mutex_lock(&keeper->lock);
	whoami_collect(&keeper->resolver, is_found ? &keys : NULL, &keeper->news.whoami);
	if (is_found) {
		take_keys(keeper, &keys);
	} else {
		keeper->news.error = err;
	}
	keeper->failures = keeper->news.error.kind == ERROR_NONE ? 0 : keeper->failures + 1;
	keeper->news.number++;
	keeper->is_refused = false;
	pthread_mutex_unlock(&keeper->lock);
	credentials_wipe(&keys);
	keeper->tell(keeper->user);
}

/* --- When the next one is ------------------------------------------------------------------ */

/* Milliseconds until it, if nothing else happens. */
static int64_t find_pause(const struct keeper *keeper)
{
	if (keeper->failures > 0) {
		int64_t pause_ms = FIRST_RETRY_MS
				   << (keeper->failures < 6 ? keeper->failures - 1 : 5);

		return pause_ms < LAST_RETRY_MS ? pause_ms : LAST_RETRY_MS;
	}
	if (keeper->news.expiry_mono_ms == 0) {
		return INT64_MAX / 2;
	}
	int64_t left_ms = keeper->news.expiry_mono_ms - clock_mono_ms();
	int64_t before_ms = left_ms / 4 < RENEW_BEFORE_MS ? left_ms / 4 : RENEW_BEFORE_MS;

	return left_ms - before_ms > LEAST_PAUSE_MS ? left_ms - before_ms : LEAST_PAUSE_MS;
}

/* Under the lock. Returns false when it was told something. */
static bool sleep_until(struct keeper *keeper, int64_t mono_ms)
{
	struct timespec until = {
		.tv_sec = (time_t)(mono_ms / 1000), .tv_nsec = (long)(mono_ms % 1000) * 1000000};
	bool is_time = false;

	while (!is_time && !keeper->is_stopping && !keeper->is_refused) {
		is_time = pthread_cond_timedwait(&keeper->wake, &keeper->lock, &until) != 0;
	}
	return is_time;
}

/* Returns false when the thread is to end. Files are not looked at under the lock: their disk may
 * hang. */
static bool wait_for_next(struct keeper *keeper)
{
	int64_t due_mono_ms = clock_mono_ms() + find_pause(keeper);
	bool is_quiet, goes_on;

	do {
		int64_t look_mono_ms = clock_mono_ms() + LOOK_EVERY_MS;

		pthread_mutex_lock(&keeper->lock);
		is_quiet = sleep_until(
			keeper, look_mono_ms < due_mono_ms ? look_mono_ms : due_mono_ms);
		goes_on = !keeper->is_stopping;
		pthread_mutex_unlock(&keeper->lock);
	} while (is_quiet && clock_mono_ms() < due_mono_ms &&
		 !file_watch_has_changed(&keeper->resolver.watch));
	return goes_on;
}

static void *run(void *user)
{
	struct keeper *keeper = user;

	do {
		try(keeper);
	} while (wait_for_next(keeper));
	return NULL;
}

/* --- For other threads --------------------------------------------------------------------- */

static void keeper_free(struct keeper *keeper)
{
	keeper_wipe_news(&keeper->news);
	resolver_fini(&keeper->resolver);
	pthread_cond_destroy(&keeper->wake);
	pthread_mutex_destroy(&keeper->lock);
	free(keeper);
}

struct keeper *keeper_start(
	const struct settings *settings, void (*tell)(void *user), void *user, struct error *err)
{
	struct keeper *keeper = base_calloc(1, sizeof(*keeper));

	if (!resolver_init(&keeper->resolver, settings, err)) {
		free(keeper);
		return NULL;
	}
	keeper->tell = tell;
	keeper->user = user;
	pthread_mutex_init(&keeper->lock, NULL);
	pthread_condattr_t monotonic;

	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&keeper->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int failure = pthread_create(&keeper->thread, NULL, run, keeper);

	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (failure) {
		error_set(err, ERROR_CONFIG, "no thread for credentials: %s", strerror(failure));
		keeper_free(keeper);
		return NULL;
	}
	return keeper;
}

bool keeper_take(struct keeper *keeper, struct keeper_news *news)
{
	pthread_mutex_lock(&keeper->lock);
	bool is_new = keeper->news.number > news->number;

	if (is_new) {
		*news = keeper->news;
	}
	pthread_mutex_unlock(&keeper->lock);
	return is_new;
}

void keeper_refuse(struct keeper *keeper, uint64_t number)
{
	pthread_mutex_lock(&keeper->lock);
	if (number == keeper->news.number) {
		keeper->is_refused = true;
		pthread_cond_signal(&keeper->wake);
	}
	pthread_mutex_unlock(&keeper->lock);
}

void keeper_wipe_news(struct keeper_news *news)
{
	explicit_bzero(news, sizeof(*news));
}

void keeper_stop(struct keeper *keeper)
{
	if (!keeper) {
		return;
	}
	pthread_mutex_lock(&keeper->lock);
	keeper->is_stopping = true;
	pthread_cond_signal(&keeper->wake);
	pthread_mutex_unlock(&keeper->lock);
	resolver_cancel(&keeper->resolver);
	pthread_join(keeper->thread, NULL);
	keeper_free(keeper);
}
