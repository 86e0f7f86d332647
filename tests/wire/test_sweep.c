/* SPDX-License-Identifier: MIT */
/*
 * Fleets that are polled as fast as the read budget of the specification's table can follow, and
 * three and ten times as fast: full sweeps end, whatever is missing is reported, and the sessions
 * that need help are known first. Minutes pass on a virtual clock.
 */
#include "clock.h"
#include "timestamp.h"

#include "kit/find.h"
#include "kit/plan_bench.h"
#include "kit/virtual_clock.h"
#include "model/snapshot_memory.h"
#include "poller/backfill.h"
#include "poller/plan_status.h"
#include "server/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CAPACITY      5 /* RCU/s, as the specification has it; half of it is our budget */
#define POLL_EVERY_MS 30000
/* How many sessions with that interval 2.5 RCU/s can read as fast as they are polled. */
#define READABLE     1930
#define PAUSED       300
#define NEVER_POLLED 7
#define STOPPED      20
#define STEP_MS      100
#define REAL_WAIT_MS 1000
#define MINUTE_S     60
/* Late is twice the interval; then the next sweep shows it. */
#define LATE_WITHIN_S 400

struct site {
	struct server *server;
	struct settings settings;
	struct plan_bench bench;
	struct backfill backfill;
	/* how far the writers' clocks are ahead */
	int64_t ahead_ms;
	/* healthy: polled every POLL_EVERY_MS, but for the first `silent`; polls: since the start
	 */
	size_t healthy, silent, polls;
	int64_t began_mono_ms;
};

static const char *const services[] = {SERVER_SERVICES};

static void put_sessions(struct site *site, const char *prefix, size_t count,
	enum session_active active, const char *polled_at)
{
	for (size_t i = 0; i < count; i++) {
		char user_id[32];

		snprintf(user_id, sizeof(user_id), "%s-%zu", prefix, i);
		server_put(site->server, &(struct server_session){.user_id = user_id,
						 .service = services[i % ARRAY_LEN(services)],
						 .active = active,
						 .polled_at = polled_at,
						 .interval_ms = POLL_EVERY_MS});
	}
}

/* With `times` as many healthy sessions as the budget can read. */
static void open_site(struct site *site, double times, enum server_form form, int64_t ahead_ms)
{
	struct server_settings table = {
		.table = "sessions", .form = form, .read_capacity = CAPACITY};
	char *no_arguments[] = {NULL}, long_ago[TIMESTAMP_SIZE];
	struct error err;

	virtual_clock_stop();
	*site = (struct site){.healthy = (size_t)(times * READABLE),
		.ahead_ms = ahead_ms,
		.server = server_start(&table)};
	server_seed(site->server, site->healthy, POLL_EVERY_MS, clock_wall_ms() + ahead_ms);
	timestamp_format(clock_wall_ms() - 3600000, 3, long_ago);
	put_sessions(site, "paused", PAUSED, ACTIVE_OFF, long_ago);
	put_sessions(site, "stopped", STOPPED, ACTIVE_ON, long_ago);
	put_sessions(site, "never", NEVER_POLLED, ACTIVE_ON, NULL);
	if (!settings_parse(&site->settings, 0, no_arguments, &err)) {
		fail_msg("%s", err.text);
	}
	site->settings.table = table.table;
	site->settings.endpoint_url = server_url(site->server);
	site->began_mono_ms = clock_mono_ms();
	plan_bench_open(&site->bench, &site->settings, SERVER_KEY_ID, SERVER_SECRET);
	backfill_init(&site->backfill, site->bench.ddb, site->bench.fleet, table.table,
		&site->bench.info.stored_format, &site->bench.info.table_pacer);
}

static void close_site(struct site *site)
{
	plan_bench_close(&site->bench);
	backfill_fini(&site->backfill);
	settings_fini(&site->settings);
	server_stop(site->server);
}

static double seconds_of(const struct site *site)
{
	return (double)(clock_mono_ms() - site->began_mono_ms) / 1000;
}

/* Polls the sessions that are due, the one that was polled longest ago first. */
static void poll_sessions(struct site *site)
{
	size_t due = (size_t)(seconds_of(site) * 1000 / POLL_EVERY_MS * (double)site->healthy);
	char now[TIMESTAMP_SIZE];

	timestamp_format(clock_wall_ms() + site->ahead_ms, 3, now);
	for (; site->polls < due; site->polls++) {
		size_t i = site->healthy - 1 - site->polls % site->healthy;
		char user_id[32];

		snprintf(user_id, sizeof(user_id), "user-%07zu", i);
		if (i >= site->silent) {
			server_poll(site->server, user_id, services[i % ARRAY_LEN(services)], now);
		}
	}
}

/* Time passes only while no request is in flight. */
static void step(struct site *site)
{
	int64_t wait_ms = plan_advance(&site->bench.plan);

	if (site->bench.info.is_known) {
		wait_ms = clock_earlier(wait_ms,
			backfill_advance(&site->backfill, NULL, site->settings.interval_ms));
	}
	if (ddb_in_flight(site->bench.ddb) > 0) {
		ddb_run(site->bench.ddb, REAL_WAIT_MS);
		return;
	}
	virtual_clock_advance(wait_ms < 1 ? 1 : clock_earlier(wait_ms, STEP_MS));
	poll_sessions(site);
}

/* Runs until the status is as wanted; fails after so many seconds. Returns when that was. */
static double run_until(struct site *site, bool (*is_met)(const struct plan_bench *bench),
	double limit_s, const char *what)
{
	while (!is_met(&site->bench)) {
		if (seconds_of(site) > limit_s) {
			fail_msg("%s: not within %.0f s", what, limit_s);
		}
		step(site);
	}
	return seconds_of(site);
}

static void live(struct site *site, double seconds)
{
	double until_s = seconds_of(site) + seconds;

	while (seconds_of(site) < until_s) {
		step(site);
	}
}

static struct snapshot *shown(const struct site *site)
{
	struct snapshot *snapshot = snapshot_new();

	fleet_copy(site->bench.fleet, snapshot);
	return snapshot;
}

static unsigned count_late(const struct snapshot *snapshot)
{
	return snapshot->totals.states[STATE_LATE] + snapshot->totals.states[STATE_CRITICAL];
}

/* --- When ---------------------------------------------------------------------------------- */

static bool has_first_page(const struct plan_bench *bench)
{
	return bench->plan.readers.all[READ_SWEEP].pages > 0;
}

static bool has_swept(const struct plan_bench *bench)
{
	return bench->plan.swept_mono_ms >= 0;
}

/* As --once waits for it. */
static bool is_all_known(const struct plan_bench *bench)
{
	struct poll_status status = plan_bench_status(bench).status;

	return status.is_complete && !status.is_reconciling && status.reconciled_mono_ms >= 0;
}

static bool is_behind(const struct plan_bench *bench)
{
	return plan_bench_status(bench).status.is_behind && has_swept(bench);
}

/* --- What ---------------------------------------------------------------------------------- */

static void assert_totals(const struct site *site)
{
	struct snapshot *snapshot = shown(site);

	assert_int_equal(
		snapshot->totals.sessions, site->healthy + PAUSED + NEVER_POLLED + STOPPED);
	assert_int_equal(snapshot->totals.paused, PAUSED);
	assert_int_equal(snapshot->totals.states[STATE_NEVER_POLLED], NEVER_POLLED);
	assert_int_equal(count_late(snapshot), STOPPED);
	assert_int_equal(snapshot->totals.states[STATE_ON_TIME], site->healthy);
	snapshot_free(snapshot);
}

static void assert_within_budget(struct site *site)
{
	for (int i = 0; i < SERVER_SOURCE_COUNT; i++) {
		struct server_count count = server_count(site->server, SERVER_ANY, i);

		assert_int_equal(count.throttled, 0);
		assert_true(count.read_units <=
			    CAPACITY / 2.0 * (seconds_of(site) + 70)); /* 60 s are saved up */
	}
}

/* Polls per second, as a multiple of the sessions that the budget can read per second. */
static double measure_load(const struct site *site)
{
	const struct pacer *pacer = read_steps_pacer(&site->bench.plan.source);

	return (double)site->healthy * 1000 / POLL_EVERY_MS /
	       (pacer->target / pacer->units_per_item);
}

static unsigned late_now(const struct site *site)
{
	struct snapshot *snapshot = shown(site);
	unsigned late = count_late(snapshot);

	snapshot_free(snapshot);
	return late;
}

/* Returns after how many seconds that many sessions are shown as late. */
static double run_until_late(struct site *site, unsigned late, double limit_s)
{
	double began_s = seconds_of(site);

	while (late_now(site) != late) {
		if (seconds_of(site) - began_s > limit_s) {
			fail_msg("%u are shown as late, not %u, after %.0f s", late_now(site), late,
				limit_s);
		}
		live(site, 1);
	}
	return seconds_of(site) - began_s;
}

/* Some sessions stop being polled, and are polled again later. */
static void change_health(struct site *site)
{
	site->silent = STOPPED;
	double late_s = run_until_late(site, 2 * STOPPED, LATE_WITHIN_S);

	site->silent = 0;
	double recovered_s = run_until_late(site, STOPPED, LATE_WITHIN_S);

	printf("# shown as late after %.0f s, and as recovered after %.0f s\n", late_s,
		recovered_s);
}

/*
 * Runs a fleet with `times` as many polls as the budget can read: the first page has the stalest
 * sessions; within limit_s everything is known; sessions that stop afterwards are shown as late.
 */
static void follow(double times, double limit_s)
{
	struct site site;

	open_site(&site, times, SERVER_FORM_S, 0);
	run_until(&site, has_first_page, limit_s, "the first page");
	assert_int_equal(late_now(&site), STOPPED);
	double swept_s = run_until(&site, has_swept, limit_s, "the first full sweep");
	double known_s = run_until(&site, is_all_known, limit_s, "all that --once waits for");

	printf("# %zu sessions, %.1f times what 2.5 RCU/s can read: swept in %.0f s, --once in "
	       "%.0f s\n",
		site.healthy, measure_load(&site), swept_s, known_s);
	assert_totals(&site);
	live(&site, 10 * MINUTE_S);
	assert_totals(&site);
	change_health(&site);
	assert_within_budget(&site);
	close_site(&site);
}

static void fifth_of_the_budget(void **state)
{
	(void)state;
	follow(0.2, 60);
}

static void as_fast_as_the_budget(void **state)
{
	(void)state;
	follow(1, 180);
}

static void three_times_the_budget(void **state)
{
	(void)state;
	follow(3, 400);
}

static void ten_times_the_budget(void **state)
{
	(void)state;
	follow(10, 600);
}

/* Without a Scan, it ends and says that it is not complete. */
static void ends_without_a_scan(void **state)
{
	(void)state;
	struct site site;

	open_site(&site, 10, SERVER_FORM_S, 0);
	site.settings.reconcile_ms = 0;
	run_until(&site, is_behind, 400, "the end of a tick that cannot catch up");
	struct snapshot status = plan_bench_status(&site.bench);
	char notice[480];

	plan_status_notice(&site.bench.plan, notice, sizeof(notice));
	assert_false(status.status.is_complete);
	assert_non_null(strstr(notice, "polled faster than 2.5 RCU/s can read"));
	close_site(&site);
}

/* Through ServiceType-Index, with a Query per service. */
static void three_times_by_service(void **state)
{
	(void)state;
	struct site site;

	open_site(&site, 3, SERVER_FORM_BOOL, 0);
	double known_s = run_until(&site, is_all_known, 400, "all that --once waits for");

	printf("# by service: --once in %.0f s\n", known_s);
	assert_totals(&site);
	live(&site, 10 * MINUTE_S);
	assert_int_equal(site.bench.plan.source.kind, SOURCE_SERVICE_INDEX);
	assert_totals(&site);
	change_health(&site);
	assert_within_budget(&site);
	close_site(&site);
}

/*
 * The writers' clocks are ahead: what lies after the start of a read was not polled since, so it is
 * read, too. Or they are behind, and it never gets there.
 */
static void wrong_clocks(void **state)
{
	(void)state;
	static const struct {
		double times;
		int64_t ahead_ms;
		enum session_state shown;
	} cases[] = {
		{0.9, 600000, STATE_FUTURE},
		{3, 600000, STATE_FUTURE},
		{3, -3600000, STATE_CRITICAL},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct site site;

		open_site(&site, cases[i].times, SERVER_FORM_S, cases[i].ahead_ms);
		double swept_s = run_until(&site, has_swept, 900, "the first full sweep");
		double known_s = run_until(&site, is_all_known, 1200, "all that --once waits for");
		struct snapshot *snapshot = shown(&site);

		printf("# clocks %lld s ahead, %.1f times: swept in %.0f s, --once in %.0f s\n",
			(long long)cases[i].ahead_ms / 1000, cases[i].times, swept_s, known_s);
		assert_int_equal(
			snapshot->totals.sessions, site.healthy + PAUSED + NEVER_POLLED + STOPPED);
		assert_true(snapshot->totals.states[cases[i].shown] >= site.healthy);
		snapshot_free(snapshot);
		close_site(&site);
	}
}

#define DENIED "{\"__type\":\"x#AccessDeniedException\",\"message\":\"no\"}"

static void deny(struct site *site, int operation)
{
	server_inject(site->server, &(struct server_fault){.kind = SERVER_RESPONDS,
					    .operation = operation,
					    .source = SERVER_ANY,
					    .status = 400,
					    .type = "application/x-amz-json-1.0",
					    .body = DENIED});
}

static bool uses_active_index(const struct plan_bench *bench)
{
	return bench->plan.source.kind == SOURCE_ACTIVE_INDEX;
}

static bool is_described(const struct plan_bench *bench)
{
	return bench->info.is_known && !bench->info.table.is_assumed;
}

static bool has_scanned(const struct plan_bench *bench)
{
	return plan_bench_status(bench).status.reconciled_mono_ms >= 0;
}

/* An index that is added, and permissions that are granted, are used within a minute. */
static void what_comes_later_is_used_soon(void **state)
{
	(void)state;
	struct site site;

	open_site(&site, 0.1, SERVER_FORM_S, 0);
	server_set_index(site.server, SERVER_ACTIVE_INDEX, SERVER_INDEX_ABSENT);
	run_until(&site, is_all_known, 60, "the first read");
	live(&site, 10 * MINUTE_S);
	assert_int_equal(site.bench.plan.source.kind, SOURCE_SERVICE_INDEX);
	server_set_index(site.server, SERVER_ACTIVE_INDEX, SERVER_INDEX_ACTIVE);
	run_until(&site, uses_active_index, seconds_of(&site) + MINUTE_S, "the index is used");
	close_site(&site);

	open_site(&site, 0.1, SERVER_FORM_S, 0);
	deny(&site, SERVER_DESCRIBE_TABLE);
	run_until(&site, is_all_known, 60, "the first read");
	live(&site, 10 * MINUTE_S);
	assert_true(site.bench.info.table.is_assumed);
	server_lift(site.server);
	run_until(&site, is_described, seconds_of(&site) + MINUTE_S, "the table is described");
	close_site(&site);

	open_site(&site, 0.1, SERVER_FORM_S, 0);
	deny(&site, SERVER_SCAN);
	live(&site, 10 * MINUTE_S);
	assert_false(has_scanned(&site.bench));
	server_lift(site.server);
	run_until(&site, has_scanned, seconds_of(&site) + 1.5 * MINUTE_S, "the Scan");
	close_site(&site);
}

/* The Date header has whole seconds: server time must not be ahead, or ages would be too long. */
static void server_time_is_not_ahead(void **state)
{
	(void)state;
	struct site site;
	int64_t skew_ms;

	open_site(&site, 0.1, SERVER_FORM_S, 0);
	server_set_skew(site.server, -10400);
	run_until(&site, is_all_known, 60, "the first read");
	assert_true(ddb_skew_ms(site.bench.ddb, &skew_ms));
	assert_true(skew_ms > -11400 && skew_ms <= -10400);
	close_site(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fifth_of_the_budget),
		cmocka_unit_test(as_fast_as_the_budget),
		cmocka_unit_test(three_times_the_budget),
		cmocka_unit_test(ten_times_the_budget),
		cmocka_unit_test(three_times_by_service),
		cmocka_unit_test(ends_without_a_scan),
		cmocka_unit_test(wrong_clocks),
		cmocka_unit_test(what_comes_later_is_used_soon),
		cmocka_unit_test(server_time_is_not_ahead),
	};

	return cmocka_run_group_tests_name("sweep", tests, NULL, NULL);
}
