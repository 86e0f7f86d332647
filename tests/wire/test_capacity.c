/* SPDX-License-Identifier: MIT */
/*
 * What beyatop takes of a table's read capacity, counted by a server that enforces it. For a few
 * seconds, or for BEYATOP_CAPACITY_SECONDS, when it also prints what tables of several sizes cost.
 */
#include "buf.h"

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "clock.h"
#include "dynamodb/ddb.h"
#include "kit/aws_files.h"
#include "kit/parallel.h"
#include "number.h"
#include "poller.h"
#include "server/server.h"
#include "timestamp.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SHORT_SECONDS   6
#define DEADLINE_MS     60000
#define CALL_TIMEOUT_MS 20000
#define HOUR_S          3600
#define POLL_EVERY_MS   (INT64_C(5) * 60 * 1000) /* each session is polled so often */
#define STEP_MS         50
#define NAIVE_EVERY_S   15
/* What the pacer may have saved up, and a page that leaves a debt. */
#define SAVED_S        70
#define OUR_SHARE      0.5
#define SMALL_CAPACITY 5 /* RCU/s, as the specification has it */

/* A table that lives, and beyatop watching it with default settings. */
struct site {
	struct server *server;
	struct settings settings;
	struct poller *poller;
	/* the newest */
	struct snapshot *snapshot;
	/* polled: since the start */
	size_t sessions, polled;
	int64_t began_mono_ms;
};

static void open_site(struct site *site, size_t sessions, const struct server_settings *table,
	double max_read_rate)
{
	*site = (struct site){.sessions = sessions, .server = server_start(table)};
	server_seed(site->server, sessions, POLL_EVERY_MS, clock_wall_ms());
	char *no_arguments[] = {NULL};
	struct error err;

	if (!settings_parse(&site->settings, 0, no_arguments, &err)) {
		fail_msg("%s", err.text);
	}
	site->settings.table = table->table;
	site->settings.region = SERVER_REGION;
	site->settings.endpoint_url = server_url(site->server);
	site->settings.max_read_rate = max_read_rate;
	site->began_mono_ms = clock_mono_ms();
	site->poller = poller_start(&site->settings, &err);
	assert_non_null(site->poller);
}

static void close_site(struct site *site)
{
	poller_stop(site->poller);
	snapshot_free(site->snapshot);
	settings_fini(&site->settings);
	server_stop(site->server);
}

/* Polls the sessions that are due, the one that was polled longest ago first. */
static void poll_sessions(struct site *site)
{
	static const char *const services[] = {SERVER_SERVICES};
	int64_t passed_ms = clock_mono_ms() - site->began_mono_ms;
	size_t due = (size_t)((double)passed_ms / (double)POLL_EVERY_MS * (double)site->sessions);

	for (; site->polled < due; site->polled++) {
		size_t i = site->sessions - 1 - site->polled % site->sessions;
		char user_id[32], now[TIMESTAMP_SIZE];

		snprintf(user_id, sizeof(user_id), "user-%07zu", i);
		timestamp_format(clock_wall_ms(), 3, now);
		server_poll(site->server, user_id, services[i % ARRAY_LEN(services)], now);
	}
}

static void take_snapshot(struct site *site)
{
	struct snapshot *newer = poller_take(site->poller);

	if (newer) {
		snapshot_free(site->snapshot);
		site->snapshot = newer;
	}
}

/* Lets the sites live until the time is over. */
static void live(struct site *sites, size_t count, int64_t seconds)
{
	int64_t end_mono_ms = clock_mono_ms() + seconds * 1000;

	while (clock_mono_ms() < end_mono_ms) {
		for (size_t i = 0; i < count; i++) {
			poll_sessions(&sites[i]);
			take_snapshot(&sites[i]);
		}
		poll(NULL, 0, STEP_MS);
	}
}

static bool has_sessions(const struct site *site, size_t sessions)
{
	const struct snapshot *snapshot = site->snapshot;

	return snapshot && snapshot->totals.sessions >= sessions && snapshot->asof_ms > 0 &&
	       snapshot->error.kind == ERROR_NONE;
}

/* Until so many sessions have been read, however long that takes on this machine. */
static void wait_for_sessions(struct site *site, size_t sessions)
{
	int64_t deadline_mono_ms = clock_mono_ms() + DEADLINE_MS;

	while (!has_sessions(site, sessions)) {
		int64_t left_ms = deadline_mono_ms - clock_mono_ms();
		struct pollfd wake = {.fd = poller_wake_fd(site->poller), .events = POLLIN};

		if (left_ms <= 0 || poll(&wake, 1, (int)left_ms) <= 0) {
			fail_msg("%u of %zu sessions were read",
				site->snapshot ? site->snapshot->totals.sessions : 0, sessions);
		}
		take_snapshot(site);
	}
}

/* --- Within the budget --------------------------------------------------------------------- */

/* Counted by source: at most our share of its capacity, what was saved up included. */
static void check_budget(const struct site *site)
{
	static const char *const names[SERVER_SOURCE_COUNT] = {
		"table", "Active-Sessions-Index", "ServiceType-Index"};
	double seconds = (double)(clock_mono_ms() - site->began_mono_ms) / 1000;

	printf("# %zu sessions at %d RCU/s, %.0f s | requests | throttled | RCU/s | most in a "
	       "second\n",
		site->sessions, SMALL_CAPACITY, seconds);
	for (int i = 0; i < SERVER_SOURCE_COUNT; i++) {
		struct server_count count = server_count(site->server, SERVER_ANY, i);

		printf("# %s | %llu | %llu | %.2f | %.1f\n", names[i],
			(unsigned long long)count.requests, (unsigned long long)count.throttled,
			count.read_units / seconds, count.busiest_second);
		assert_int_equal(count.throttled, 0);
		assert_true(count.read_units <= SMALL_CAPACITY * OUR_SHARE * (seconds + SAVED_S));
	}
	assert_non_null(site->snapshot);
	assert_int_equal(site->snapshot->error.kind, ERROR_NONE);
}

/* --- What it costs ------------------------------------------------------------------------- */

/* Appends the request for all active sessions after a key. */
static void put_query(struct buf *body, const struct json *start_key)
{
	buf_puts(body, "{\"TableName\":\"sessions\",\"IndexName\":\"Active-Sessions-Index\","
		       "\"KeyConditionExpression\":\"isActive = :on\","
		       "\"ExpressionAttributeValues\":{\":on\":{\"S\":\"true\"}}");
	if (start_key) {
		buf_puts(body, ",\"ExclusiveStartKey\":");
		json_print(start_key, body);
	}
	buf_putc(body, '}');
}

/* Reads all active sessions as one would without a thought for capacity; returns its RCU. */
static double query_everything(struct server *server)
{
	struct endpoint endpoint = {.region = SERVER_REGION, .is_custom = true};
	struct credentials keys = {
		.access_key_id = SERVER_KEY_ID, .secret_access_key = SERVER_SECRET};
	snprintf(endpoint.url, sizeof(endpoint.url), "%s", server_url(server));
	snprintf(endpoint.host, sizeof(endpoint.host), "127.0.0.1:%u", server_port(server));
	struct ddb *ddb = ddb_new(&endpoint, &keys);
	double before = server_count(server, SERVER_QUERY, SERVER_ACTIVE_INDEX).read_units;
	struct json *reply = NULL;

	do {
		struct buf body = {0};
		struct error err;

		put_query(&body, json_get(reply, "LastEvaluatedKey"));
		json_free(reply);
		if (!ddb_call_sync(ddb, "Query", &body, CALL_TIMEOUT_MS, &reply, &err)) {
			fail_msg("%s", err.text);
		}
		buf_fini(&body);
	} while (json_get(reply, "LastEvaluatedKey"));
	json_free(reply);
	ddb_free(ddb);
	return server_count(server, SERVER_QUERY, SERVER_ACTIVE_INDEX).read_units - before;
}

static void print_cost(struct site *site)
{
	double seconds = (double)(clock_mono_ms() - site->began_mono_ms) / 1000;
	struct server_count count = server_count(site->server, SERVER_ANY, SERVER_ANY);
	double ours = count.read_units / seconds * HOUR_S;
	double naive = query_everything(site->server) * HOUR_S / NAIVE_EVERY_S;
	char sessions[NUMBER_SIZE], ours_text[NUMBER_SIZE], naive_text[NUMBER_SIZE];

	number_format_count(site->sessions, sessions);
	number_format_count((uint64_t)ours, ours_text);
	number_format_count((uint64_t)naive, naive_text);
	printf("# %s | %s | %s | %.0f%%\n", sessions, ours_text, naive_text, 100 * ours / naive);
}

/* --- The tests ----------------------------------------------------------------------------- */

/* Half of 5 RCU/s, never throttled; when measuring, beside tables on demand that have a price. */
static void takes_no_more_than_its_share(void **state)
{
	(void)state;
	static const size_t sizes[] = {1000, 20000, 100000};
	static const struct server_settings on_demand = {.table = "sessions"};
	static const struct server_settings small = {
		.table = "sessions", .read_capacity = SMALL_CAPACITY};
	struct site sites[1 + ARRAY_LEN(sizes)];
	const char *text = getenv("BEYATOP_CAPACITY_SECONDS");
	int64_t seconds = text ? strtoll(text, NULL, 10) : SHORT_SECONDS;
	size_t count = text ? ARRAY_LEN(sites) : 1;

	open_site(&sites[0], 1000, &small, 0);
	for (size_t i = 1; i < count; i++) {
		open_site(&sites[i], sizes[i - 1], &on_demand, 0);
	}
	live(sites, count, seconds);
	wait_for_sessions(&sites[0], sites[0].sessions);
	check_budget(&sites[0]);
	assert_int_equal(sites[0].snapshot->totals.sessions, sites[0].sessions);
	if (count > 1) {
		printf("# read units an hour, from %lld s, each session polled every %lld s\n",
			(long long)seconds, (long long)POLL_EVERY_MS / 1000);
		printf("# sessions | beyatop | everything every %d s | share\n", NAIVE_EVERY_S);
	}
	for (size_t i = 1; i < count; i++) {
		print_cost(&sites[i]);
	}
	for (size_t i = 0; i < count; i++) {
		close_site(&sites[i]);
	}
}

/* A sweep that costs more than has been saved up waits for capacity, and shows what it has. */
static void large_sweep_is_paced(void **state)
{
	(void)state;
	static const struct server_settings small = {
		.table = "sessions", .read_capacity = SMALL_CAPACITY};
	struct site site;

	open_site(&site, 20000, &small, 0);
	live(&site, 1, SHORT_SECONDS);
	wait_for_sessions(&site, 1);
	check_budget(&site);
	assert_in_range(site.snapshot->totals.sessions, 1, site.sessions - 1);
	assert_false(site.snapshot->status.is_complete);
	close_site(&site);
}

/* Told to take far more than there is: it is throttled, goes on more slowly, and gets there. */
static void throttled_reading_arrives(void **state)
{
	(void)state;
	struct server_settings table = {
		.table = "sessions", .read_capacity = 5, .burst_s = 4, .speed = 0.001};
	struct site site;

	open_site(&site, 10000, &table, 10000); /* several pages, the first of which takes all */
	int64_t deadline_mono_ms = clock_mono_ms() + DEADLINE_MS;

	while (server_count(site.server, SERVER_ANY, SERVER_ANY).throttled == 0) {
		assert_true(clock_mono_ms() < deadline_mono_ms);
		poll(NULL, 0, STEP_MS);
	}
	server_set_speed(site.server, 20);
	wait_for_sessions(&site, site.sessions);
	close_site(&site);
}

static int set_up(void **state)
{
	int failure = aws_files_setup(state);

	setenv("AWS_ACCESS_KEY_ID", SERVER_KEY_ID, 1);
	setenv("AWS_SECRET_ACCESS_KEY", SERVER_SECRET, 1);
	return failure;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_no_more_than_its_share),
		cmocka_unit_test(large_sweep_is_paced),
		cmocka_unit_test(throttled_reading_arrives),
	};

	return parallel_run("capacity", tests, ARRAY_LEN(tests), set_up, aws_files_teardown);
}
