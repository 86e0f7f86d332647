/* SPDX-License-Identifier: MIT */
#include "poller.h"

#include "base/json.h"
#include "net/http.h"
#include "poller/orders.h"
#include "poller/plan.h"
#include "poller/poller_state.h"
#include "poller/publish.h"
#include "poller/setup.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LONGEST_WAIT_MS 60000

/* Takes ownership of the command. */
static void obey(struct poller *poller, struct command *command)
{
	const struct poller_command *told = &command->told;

	if (poller->replay) {
		replay_obey(poller->replay, told);
		command_free(command);
		return;
	}
	switch (told->kind) {
	case COMMAND_REFRESH:
		plan_tick_now(poller);
		break;
	case COMMAND_SWEEP:
		plan_sweep_now(poller);
		break;
	case COMMAND_RECONCILE:
		plan_reconcile_now(poller);
		break;
	case COMMAND_FOCUS:
		plan_set_focus(poller, told->service);
		break;
	case COMMAND_OPEN:
		open_session_set(&poller->open_session, told->user_id, told->service);
		break;
	case COMMAND_CLOSE:
		open_session_set(&poller->open_session, NULL, NULL);
		break;
	case COMMAND_INTERVAL:
		plan_set_interval(poller, told->interval_ms);
		break;
	case COMMAND_WRITE:
		orders_add(poller, command);
		return;
	case COMMAND_STOP:
		orders_stop(poller);
		break;
	case COMMAND_RESUME:
		orders_resume(poller);
		break;
	case COMMAND_ARM:
	case COMMAND_DISARM:
		orders_arm(poller, told->kind == COMMAND_ARM);
		break;
	case COMMAND_HOLD:
	case COMMAND_STEP:
	case COMMAND_SPEED:
	case COMMAND_GOTO:
		break;
	}
	command_free(command);
}

/* Takes what the UI thread has left; false when it wants us to stop. */
static bool take_commands(struct poller *poller)
{
	struct command_queue taken = {0};

	pthread_mutex_lock(&poller->lock);
	bool goes_on = !poller->is_stopping;

	if (poller->ddb || poller->replay) {
		taken = poller->commands;
		poller->commands = (struct command_queue){0};
	}
	pthread_mutex_unlock(&poller->lock);
	while (taken.first) {
		obey(poller, command_take(&taken));
	}
	return goes_on;
}

/* Without a ddb there is nothing to run: waits for the time or for a wake-up. */
static void sleep_for(struct poller *poller, int64_t wait_ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += wait_ms / 1000;
	until.tv_nsec += wait_ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&poller->lock);
	if (!poller->is_stopping && !poller->has_new_credentials &&
		!(poller->replay && poller->commands.first)) {
		pthread_cond_timedwait(&poller->wake, &poller->lock, &until);
	}
	pthread_mutex_unlock(&poller->lock);
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void run_once(struct poller *poller)
{
	if (poller->replay) {
		sleep_for(poller,
			earlier(replay_advance(poller->replay, &poller->mailbox), LONGEST_WAIT_MS));
		return;
	}
	setup_take_credentials(poller);
	int64_t wait_ms = poller->ddb ? plan_advance(poller) : LONGEST_WAIT_MS;

	wait_ms = earlier(wait_ms, publish_if_due(poller));
	if (poller->ddb) {
		ddb_run(poller->ddb, earlier(wait_ms, LONGEST_WAIT_MS));
	} else {
		sleep_for(poller, wait_ms);
	}
}

static void wake(struct poller *poller)
{
	if (poller->ddb) {
		ddb_wakeup(poller->ddb);
	}
	pthread_cond_signal(&poller->wake);
}

/* Called in the thread that refreshes the credentials. */
static void on_credentials(void *user)
{
	struct poller *poller = user;

	pthread_mutex_lock(&poller->lock);
	poller->has_new_credentials = true;
	wake(poller);
	pthread_mutex_unlock(&poller->lock);
}

static void *run(void *user)
{
	struct poller *poller = user;

	if (!poller->replay) {
		publish_now(poller);
	}
	while (take_commands(poller)) {
		run_once(poller);
	}
	/* Under the lock: poller_stop() may be about to wake it. */
	pthread_mutex_lock(&poller->lock);
	ddb_free(poller->ddb);
	poller->ddb = NULL;
	pthread_mutex_unlock(&poller->lock);
	return NULL;
}

static void poller_free(struct poller *poller)
{
	credentials_refresh_stop(poller->credentials_refresh);
	command_free_all(&poller->commands);
	reader_fini(&poller->sweep);
	reader_fini(&poller->paused);
	reader_fini(&poller->tick);
	reader_fini(&poller->toggle_check);
	reader_fini(&poller->focus);
	reader_fini(&poller->reconcile);
	backfill_fini(&poller->backfill);
	open_session_fini(&poller->open_session);
	orders_fini(poller);
	fleet_free(poller->fleet);
	buf_fini(&poller->credentials_facts);
	replay_free(poller->replay);
	recorder_close(poller->recorder);
	mailbox_fini(&poller->mailbox);
	event_log_close(poller->log);
	pthread_cond_destroy(&poller->wake);
	pthread_mutex_destroy(&poller->lock);
	free(poller);
}

static struct poller *poller_new(const struct settings *settings, struct error *err)
{
	struct poller *poller = base_calloc(1, sizeof(*poller));
	/* What a recording shows was logged when it was live. */
	bool has_log = !settings->log_file || settings->replay ||
		       event_log_open(&poller->log, settings->log_file, err);

	if (!has_log || !mailbox_init(&poller->mailbox, err)) {
		event_log_close(poller->log);
		free(poller);
		return NULL;
	}
	pthread_mutex_init(&poller->lock, NULL);
	pthread_condattr_t monotonic;

	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&poller->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	poller->settings = settings;
	poller->interval_ms = settings->interval_ms;
	poller->took_ms = -1;
	poller->reconciled_mono_ms = -1;
	poller->swept_mono_ms = -1;
	poller->is_sweep_due = true;
	poller->needs_description = true;
	poller->fleet = fleet_new(&settings->limits);
	fleet_share_counter(poller->fleet, &poller->request_number);
	fleet_set_limits(poller->fleet, settings);
	poller->spelling.own = &settings->own_encodings;
	for (int i = 0; i < settings->services_count; i++) {
		fleet_service(poller->fleet, settings->services[i]);
	}
	return poller;
}

/* The recording to play; else the credentials, and the recording to make. */
static bool open_sources(struct poller *poller, struct error *err)
{
	const struct settings *settings = poller->settings;

	if (settings->replay) {
		poller->replay = replay_new(settings, err);
		return poller->replay;
	}
	if (settings->record) {
		poller->recorder = recorder_open(settings->record, err);
		if (!poller->recorder) {
			return false;
		}
	}
	poller->credentials_refresh =
		credentials_refresh_start(settings, on_credentials, poller, err);
	return poller->credentials_refresh;
}

struct poller *poller_start(const struct settings *settings, struct error *err)
{
	struct poller *poller = poller_new(settings, err);

	if (!poller) {
		return NULL;
	}
	if (!open_sources(poller, err)) {
		poller_free(poller);
		return NULL;
	}
	/* Signals are the UI thread's: the new thread inherits a mask that blocks them. */
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int failure = pthread_create(&poller->thread, NULL, run, poller);

	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (failure) {
		error_set(err, ERROR_CONFIG, "no network thread: %s", strerror(failure));
		poller_free(poller);
		return NULL;
	}
	return poller;
}

int poller_wake_fd(const struct poller *poller)
{
	return mailbox_fd(&poller->mailbox);
}

struct snapshot *poller_take(struct poller *poller)
{
	return mailbox_take(&poller->mailbox);
}

void poller_send(struct poller *poller, const struct poller_command *told)
{
	struct command *command = command_new(told);

	pthread_mutex_lock(&poller->lock);
	command_add(&poller->commands, command);
	wake(poller);
	pthread_mutex_unlock(&poller->lock);
}

void poller_stop(struct poller *poller)
{
	pthread_mutex_lock(&poller->lock);
	poller->is_stopping = true;
	wake(poller);
	pthread_mutex_unlock(&poller->lock);
	pthread_join(poller->thread, NULL);
	poller_free(poller);
}

void poller_print_libraries(FILE *out)
{
	fprintf(out, "%s\ncJSON/%s\n", http_library(), json_library());
}
