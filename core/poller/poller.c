/* SPDX-License-Identifier: MIT */
/* The network thread: owns the parts, runs them, and passes commands and credentials to them. */
#include "poller.h"

#include "aws/aws_config.h"
#include "aws/endpoint.h"
#include "base/json.h"
#include "clock.h"
#include "finding.h"
#include "net/http.h"
#include "poller/backfill.h"
#include "poller/backoff.h"
#include "poller/command.h"
#include "poller/connection.h"
#include "poller/open_session.h"
#include "poller/orders.h"
#include "poller/plan.h"
#include "poller/publisher.h"
#include "poller/replay.h"
#include "poller/table_info.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LONGEST_WAIT_MS 60000

/* How long a write in flight may delay the end of the thread. */
#define POLLER_FINISH_MS 400

struct poller {
	const struct settings *settings;
	struct mailbox mailbox;
	pthread_t thread;

	/* Shared with other threads, protected by the lock. */
	pthread_mutex_t lock;
	/* wakes the thread while there is no ddb to wake */
	pthread_cond_t wake;
	bool is_stopping;
	struct command_queue commands;
	/* the refresh thread has an update */
	bool has_new_credentials;
	/* the connection's ddb; NULL until it is open */
	struct ddb *ddb;

	/* Used by the network thread only. */
	/* plays a recording; the members below are then unused. NULL: live */
	struct replay *replay;
	struct credentials_refresh *refresh;
	struct fleet *fleet;
	/* counter of requests and sweeps, shared by .fleet and the ddb */
	uint32_t request_number;
	struct connection connection;
	struct backoff backoff;
	struct table_info info;
	struct plan plan;
	struct backfill backfill;
	struct open_session open_session;
	struct orders orders;
	struct publisher publisher;
};

/* --- Commands ------------------------------------------------------------------------------ */

static void give_order(struct poller *poller, struct command *command)
{
	orders_add(&poller->orders, command->order);
	command->order = NULL;
}

static void execute(struct poller *poller, struct command *command)
{
	const struct poller_command *sent = &command->sent;

	switch (sent->kind) {
	case COMMAND_REFRESH:
		plan_tick_now(&poller->plan);
		break;
	case COMMAND_SWEEP:
		plan_sweep_now(&poller->plan);
		break;
	case COMMAND_RECONCILE:
		plan_reconcile_now(&poller->plan);
		break;
	case COMMAND_FOCUS:
		plan_set_focus(&poller->plan, sent->service, sent->user_id);
		break;
	case COMMAND_INTERVAL:
		plan_set_interval(&poller->plan, sent->interval_ms);
		break;
	case COMMAND_OPEN:
		open_session_set(&poller->open_session, sent->user_id, sent->service);
		break;
	case COMMAND_CLOSE:
		open_session_set(&poller->open_session, NULL, NULL);
		break;
	case COMMAND_WRITE:
		give_order(poller, command);
		break;
	case COMMAND_STOP_WRITES:
		orders_stop(&poller->orders);
		break;
	case COMMAND_RESUME_WRITES:
		orders_resume(&poller->orders);
		break;
	case COMMAND_ARM:
	case COMMAND_DISARM:
		orders_arm(&poller->orders, sent->kind == COMMAND_ARM);
		break;
	case COMMAND_FREEZE:
	case COMMAND_STEP:
	case COMMAND_SPEED:
	case COMMAND_GOTO:
		break;
	}
}

/* Executes the queued commands. False if the thread should stop. */
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
		struct command *command = command_take(&taken);

		if (poller->replay) {
			replay_execute(poller->replay, &command->sent);
		} else {
			execute(poller, command);
		}
		command_free(command);
	}
	return goes_on;
}

/* --- Credentials --------------------------------------------------------------------------- */

/* Starts everything that sends requests, once there are credentials. */
static void connect_parts(struct poller *poller)
{
	const struct settings *settings = poller->settings;
	struct ddb *ddb = poller->connection.ddb;

	table_info_connect(&poller->info, ddb);
	plan_connect(&poller->plan, ddb);
	backfill_init(&poller->backfill, ddb, poller->fleet, settings->table,
		&poller->info.stored_format, &poller->info.table_pacer);
	open_session_init(&poller->open_session, ddb, settings);
	orders_connect(&poller->orders, ddb, &poller->connection.endpoint);
	backoff_succeed(&poller->backoff);
	pthread_mutex_lock(&poller->lock);
	poller->ddb = ddb;
	pthread_mutex_unlock(&poller->lock);
}

static void take_credentials(struct poller *poller)
{
	struct backoff *backoff = &poller->backoff;

	pthread_mutex_lock(&poller->lock);
	poller->has_new_credentials = false;
	pthread_mutex_unlock(&poller->lock);
	switch (connection_advance(&poller->connection)) {
	case CONNECTION_SAME:
		return;
	case CONNECTION_FAILED:
		backoff_set_error(backoff, &poller->connection.error);
		return;
	case CONNECTION_OPENED:
		connect_parts(poller);
		break;
	case CONNECTION_RENEWED:
		/* New credentials end a backoff that was caused by rejected ones. */
		if (backoff->error.kind == ERROR_CREDENTIALS) {
			backoff->failures = 0;
			plan_tick_now(&poller->plan);
		}
		break;
	case CONNECTION_KEPT:
		break;
	}
	audit_set_caller(poller->orders.audit, buf_text(&poller->connection.caller));
}

/* --- The thread ---------------------------------------------------------------------------- */

/* Sends requests that are due. Returns milliseconds until more are. */
static int64_t advance(struct poller *poller)
{
	struct plan *plan = &poller->plan;
	int64_t wait_ms = orders_advance(&poller->orders);

	wait_ms = clock_earlier(wait_ms, plan_advance(plan));
	if (poller->orders.has_written || plan->is_refreshed) {
		open_session_refresh(&poller->open_session);
	}
	poller->orders.has_written = false;
	plan->is_refreshed = false;
	wait_ms = clock_earlier(wait_ms, open_session_advance(&poller->open_session));
	if (!poller->info.is_known) {
		return wait_ms;
	}
	return clock_earlier(wait_ms,
		backfill_advance(&poller->backfill, plan->focus.service, plan->interval_ms));
}

/* Waits without a ddb, for that time or until woken. */
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

static void run_once(struct poller *poller)
{
	int64_t wait_ms = LONGEST_WAIT_MS;

	if (poller->replay) {
		sleep_for(poller,
			clock_earlier(wait_ms, replay_advance(poller->replay, &poller->mailbox)));
		return;
	}
	take_credentials(poller);
	if (poller->ddb) {
		wait_ms = clock_earlier(wait_ms, advance(poller));
	}
	wait_ms = clock_earlier(wait_ms, publisher_advance(&poller->publisher));
	if (poller->ddb) {
		ddb_run(poller->ddb, wait_ms);
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

/* Called in the refresh thread. */
static void on_new_credentials(void *user)
{
	struct poller *poller = user;

	pthread_mutex_lock(&poller->lock);
	poller->has_new_credentials = true;
	wake(poller);
	pthread_mutex_unlock(&poller->lock);
}

/*
 * Gives a write in flight a moment to end, so that the audit log gets its result. Otherwise its
 * intent stays without one, and the next run finds out what happened.
 */
static void finish_write(struct poller *poller)
{
	int64_t until_ms = clock_mono_ms() + POLLER_FINISH_MS, left_ms;

	if (!poller->ddb) {
		return;
	}
	orders_finish(&poller->orders);
	while (orders_is_in_flight(&poller->orders) && (left_ms = until_ms - clock_mono_ms()) > 0) {
		int64_t wait_ms = orders_advance(&poller->orders);

		ddb_run(poller->ddb, clock_earlier(wait_ms, left_ms));
	}
}

static void *run(void *user)
{
	struct poller *poller = user;

	if (!poller->replay) {
		publisher_post(&poller->publisher);
	}
	while (take_commands(poller)) {
		run_once(poller);
	}
	finish_write(poller);
	/* Take the lock, because poller_stop() may be using the ddb to wake the thread. */
	pthread_mutex_lock(&poller->lock);
	ddb_free(poller->ddb);
	poller->ddb = NULL;
	pthread_mutex_unlock(&poller->lock);
	return NULL;
}

/* --- Its life ------------------------------------------------------------------------------ */

static void poller_free(struct poller *poller)
{
	credentials_refresh_stop(poller->refresh);
	command_free_all(&poller->commands);
	plan_fini(&poller->plan);
	backfill_fini(&poller->backfill);
	open_session_fini(&poller->open_session);
	orders_fini(&poller->orders);
	fleet_free(poller->fleet);
	connection_fini(&poller->connection);
	replay_free(poller->replay);
	recorder_close(poller->publisher.recorder);
	event_log_close(poller->publisher.log);
	findings_free(poller->publisher.findings);
	mailbox_fini(&poller->mailbox);
	pthread_cond_destroy(&poller->wake);
	pthread_mutex_destroy(&poller->lock);
	free(poller);
}

static void init_parts(struct poller *poller)
{
	const struct settings *settings = poller->settings;

	poller->fleet = fleet_new(&settings->limits);
	fleet_share_counter(poller->fleet, &poller->request_number);
	fleet_set_limits(poller->fleet, settings);
	fleet_hold_changes(poller->fleet);
	for (int i = 0; i < settings->services_count; i++) {
		fleet_service(poller->fleet, settings->services[i]);
	}
	poller->connection.settings = settings;
	poller->connection.request_number = &poller->request_number;
	backoff_init(&poller->backoff, settings, &poller->connection.endpoint);
	table_info_init(&poller->info, settings, &poller->backoff);
	plan_init(&poller->plan, settings, poller->fleet, &poller->info, &poller->backoff);
	orders_init(&poller->orders, settings, poller->fleet, &poller->info);
	poller->publisher.mailbox = &poller->mailbox;
	poller->publisher.parts = (struct publisher_parts){
		.settings = settings,
		.fleet = poller->fleet,
		.connection = &poller->connection,
		.plan = &poller->plan,
		.backfill = &poller->backfill,
		.open_session = &poller->open_session,
		.orders = &poller->orders,
	};
}

static struct poller *poller_new(const struct settings *settings, struct error *err)
{
	struct poller *poller = base_calloc(1, sizeof(*poller));
	pthread_condattr_t monotonic;

	if (!mailbox_init(&poller->mailbox, err)) {
		free(poller);
		return NULL;
	}
	pthread_mutex_init(&poller->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&poller->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	poller->settings = settings;
	init_parts(poller);
	return poller;
}

/*
 * Opens the recording to replay or, if live, the log, the recording to write and the credentials.
 */
static bool open_files(struct poller *poller, struct error *err)
{
	const struct settings *settings = poller->settings;
	struct publisher *publisher = &poller->publisher;

	if (settings->replay) {
		poller->replay = replay_new(settings, err);
		return poller->replay;
	}
	if (settings->log_file && !event_log_open(&publisher->log, settings->log_file, err)) {
		return false;
	}
	if (settings->record) {
		publisher->recorder = recorder_open(settings->record, err);
		if (!publisher->recorder) {
			return false;
		}
	}
	poller->refresh = credentials_refresh_start(settings, on_new_credentials, poller, err);
	poller->connection.refresh = poller->refresh;
	return poller->refresh;
}

struct poller *poller_start(const struct settings *settings, struct error *err)
{
	struct poller *poller = poller_new(settings, err);

	if (!poller) {
		return NULL;
	}
	if (!open_files(poller, err)) {
		poller_free(poller);
		return NULL;
	}
	/* The UI thread handles signals: the new thread inherits a mask that blocks them. */
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int failure = pthread_create(&poller->thread, NULL, run, poller);

	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (failure) {
		error_set(err, ERROR_CONFIG, "cannot start the network thread: %s",
			strerror(failure));
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

void poller_send(struct poller *poller, const struct poller_command *sent)
{
	struct command *command = command_new(sent);

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

bool poller_check_settings(const struct settings *settings, struct error *err)
{
	struct aws_config *config = NULL;
	bool is_good = endpoint_check_settings(settings, err) &&
		       (!settings->profile || aws_config_load(settings->profile, &config, err));

	aws_config_free(config);
	return is_good;
}

void poller_print_libraries(FILE *out)
{
	fprintf(out, "%s\ncJSON/%s\n", http_library(), json_library());
}
