/* SPDX-License-Identifier: MIT */
/*
 * Orders of many writes against a server that fails on request: what is written, what the audit log
 * says about it, and when the order stops. A long run writes 1,000 sessions at the default rate,
 * which takes seven minutes, and kills the program more often.
 */
#include "write/audit.h"

#include "base/json.h"
#include "clock.h"
#include "kit/aws_files.h"
#include "kit/client.h"
#include "kit/parallel.h"
#include "kit/state_home.h"
#include "model/snapshot_memory.h"
#include "poller.h"
#include "server/server.h"

#include "kit/rounds.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define DEADLINE_MS 60000
#define TABLE       "sessions"
#define DAY_MS      (INT64_C(24) * 3600 * 1000)
#define MAX_KEYS    1000
#define FAST_RATE   100000.0

static const char *const services[] = {SERVER_SERVICES};

struct bench {
	struct server *server;
	struct settings settings;
	struct poller *poller;
	/* the newest that was taken */
	struct snapshot *snapshot;
	char users[MAX_KEYS][32];
	struct write_target keys[MAX_KEYS];
	size_t count;
	uint64_t orders;
};

/* --- The bench ------------------------------------------------------------------------------ */

static void write_credentials_file(const char *key_id)
{
	char text[200];

	snprintf(text, sizeof(text),
		"[default]\naws_access_key_id = %s\naws_secret_access_key = " SERVER_SECRET "\n",
		key_id);
	aws_files_write("credentials", text);
}

static void name_sessions(struct bench *bench, size_t count)
{
	bench->count = count;
	for (size_t i = 0; i < count; i++) {
		snprintf(bench->users[i], sizeof(bench->users[i]), "user-%07zu", i);
		bench->keys[i] = (struct write_target){.user_id = bench->users[i],
			.service = services[i % ARRAY_LEN(services)],
			.seen = ACTIVE_ON};
		session_decode_active(NULL, "S", "true", &bench->keys[i].encoding);
	}
}

static struct settings settings_for(const char *url, double write_rate)
{
	struct settings settings = client_settings(TABLE, url);

	settings.full_every = 3;
	settings.write_rate = write_rate;
	return settings;
}

static bool poll_snapshot(struct bench *bench, int64_t timeout_ms)
{
	struct pollfd wake = {.fd = poller_wake_fd(bench->poller), .events = POLLIN};

	if (poll(&wake, 1, (int)timeout_ms) <= 0) {
		return false;
	}
	struct snapshot *newer = poller_take(bench->poller);

	if (newer) {
		snapshot_free(bench->snapshot);
		bench->snapshot = newer;
	}
	return true;
}

typedef bool wanted_fn(const struct snapshot *snapshot);

static const struct snapshot *wait_for(struct bench *bench, wanted_fn *is_met)
{
	int64_t deadline_mono_ms = clock_mono_ms() + DEADLINE_MS;

	while (!bench->snapshot || !is_met(bench->snapshot)) {
		bool has_come = poll_snapshot(bench, deadline_mono_ms - clock_mono_ms());

		if (!has_come && !bench->snapshot) {
			base_fatal("no snapshot came");
		} else if (!has_come) {
			const struct write_progress *writing = &bench->snapshot->write_progress;

			base_fatal("what was waited for did not come: order %d, phase %d, %u "
				   "written, %s; %s",
				(int)writing->number, writing->phase,
				writing->outcomes_count[WRITE_WRITTEN], writing->why,
				bench->snapshot->error.text);
		}
	}
	return bench->snapshot;
}

static bool is_ready(const struct snapshot *snapshot)
{
	return snapshot->status.is_complete && snapshot->status.can_write;
}

static bool is_read(const struct snapshot *snapshot)
{
	return snapshot->status.is_complete;
}

static bool is_over(const struct snapshot *snapshot)
{
	return snapshot->write_progress.phase == WRITES_FINISHED ||
	       snapshot->write_progress.phase == WRITES_STOPPED;
}

static bool is_stopped(const struct snapshot *snapshot)
{
	return snapshot->write_progress.phase == WRITES_STOPPED;
}

static bool is_waiting(const struct snapshot *snapshot)
{
	return snapshot->write_progress.phase == WRITES_WAITING;
}

static bool is_settling(const struct snapshot *snapshot)
{
	return snapshot->write_result.is_settling;
}

static void start_with(struct bench *bench, const struct settings *settings, size_t sessions)
{
	struct error err;

	state_home_renew();
	name_sessions(bench, sessions);
	server_seed(bench->server, sessions, 2 * DAY_MS, clock_wall_ms() - 3600 * 1000);
	bench->settings = *settings;
	bench->poller = poller_start(&bench->settings, &err);
	if (!bench->poller) {
		base_fatal("%s", err.text);
	}
	wait_for(bench, settings->read_only ? is_read : is_ready);
}

static void open_bench(struct bench *bench, size_t sessions, double write_rate)
{
	struct server_settings server_settings = {.table = TABLE};

	*bench = (struct bench){.server = server_start(&server_settings)};
	write_credentials_file(SERVER_KEY_ID);
	struct settings settings = settings_for(server_url(bench->server), write_rate);

	start_with(bench, &settings, sessions);
}

static void close_bench(struct bench *bench)
{
	poller_stop(bench->poller);
	snapshot_free(bench->snapshot);
	server_stop(bench->server);
}

static void post_order(struct bench *bench, const char *reason)
{
	struct write_order order = {.number = ++bench->orders,
		.reason = reason,
		.targets = bench->keys,
		.count = bench->count};

	poller_send(
		bench->poller, &(struct poller_command){.kind = COMMAND_WRITE, .order = &order});
}

/* Without waiting for the outcome. */
static void send_order(struct bench *bench, const char *reason)
{
	post_order(bench, reason);
	/* The newest snapshot is of an earlier order. */
	snapshot_free(bench->snapshot);
	bench->snapshot = NULL;
	do {
		if (!poll_snapshot(bench, DEADLINE_MS)) {
			base_fatal("the order did not come");
		}
	} while (!bench->snapshot || bench->snapshot->write_progress.number != bench->orders);
}

static void send(struct bench *bench, enum poller_command_kind kind)
{
	poller_send(bench->poller, &(struct poller_command){.kind = kind});
}

static const struct snapshot *write_all(struct bench *bench)
{
	send_order(bench, "INC-1");
	return wait_for(bench, is_over);
}

static enum session_active active_of(struct bench *bench, size_t i)
{
	struct server_copy copy;
	bool is_there =
		server_get(bench->server, bench->keys[i].user_id, bench->keys[i].service, &copy);

	return is_there ? copy.active : ACTIVE_UNKNOWN;
}

static size_t count_active(struct bench *bench, enum session_active active)
{
	size_t count = 0;

	for (size_t i = 0; i < bench->count; i++) {
		count += active_of(bench, i) == active;
	}
	return count;
}

static uint64_t count_updates(struct bench *bench)
{
	return server_count(bench->server, SERVER_UPDATE_ITEM, SERVER_ANY).requests;
}

static void wait_updates(struct bench *bench, uint64_t count)
{
	uint64_t now = count_updates(bench);

	if (now < count && !server_wait_requests(bench->server, SERVER_UPDATE_ITEM, SERVER_ANY,
				   count - now, DEADLINE_MS)) {
		base_fatal("%llu writes did not come", (unsigned long long)count);
	}
}

/* --- What the audit log says ---------------------------------------------------------------- */

struct said {
	size_t intents, results, open;
	/* the newest of each session */
	enum write_outcome outcomes[MAX_KEYS];
};

static size_t find_key(const struct bench *bench, const char *user_id)
{
	for (size_t i = 0; i < bench->count; i++) {
		if (strcmp(bench->users[i], user_id) == 0) {
			return i;
		}
	}
	fail_msg("the log has a session %s", user_id);
	return 0;
}

static void read_line(const struct bench *bench, struct said *said, const char *line, size_t length)
{
	struct json *json = json_parse(line, length);

	assert_non_null(json);
	bool is_intent = strcmp(json_string(json_get(json, "kind")), "intent") == 0;
	size_t i = find_key(bench, json_string(json_get(json, "userId")));

	assert_string_equal(json_string(json_get(json, "serviceType")), bench->keys[i].service);
	said->intents += is_intent;
	said->results += !is_intent;
	/* Each has its result before the next intent: at most one is open. */
	said->open += is_intent ? 1 : -1;
	assert_in_range(said->open, 0, 1);
	said->outcomes[i] = WRITE_SENT;
	for (int outcome = WRITE_WRITTEN; !is_intent && outcome < WRITE_OUTCOME_COUNT; outcome++) {
		if (strcmp(json_string(json_get(json, "outcome")),
			    write_outcome_word((enum write_outcome)outcome)) == 0) {
			said->outcomes[i] = (enum write_outcome)outcome;
		}
	}
	json_free(json);
}

static void read_log(const struct bench *bench, struct said *said)
{
	struct buf log = {0};

	state_home_read(&log);
	*said = (struct said){0};
	const char *line = buf_text(&log);

	for (const char *end; (end = strchr(line, '\n')); line = end + 1) {
		read_line(bench, said, line, (size_t)(end - line));
	}
	/* A line cut short by the kill does not count: nothing is sent before it is complete.
	 */
	buf_fini(&log);
}

/* The table agrees with the log, except for an open intent. Returns how many are open. */
static size_t assert_log_agrees(struct bench *bench)
{
	struct said said;

	read_log(bench, &said);
	for (size_t i = 0; i < bench->count; i++) {
		switch (said.outcomes[i]) {
		case WRITE_SENT:
		case WRITE_UNKNOWN:
			break;
		case WRITE_WRITTEN:
			assert_int_equal(active_of(bench, i), ACTIVE_OFF);
			break;
		case WRITE_PENDING:
		case WRITE_FAILED:
			assert_int_equal(active_of(bench, i), ACTIVE_ON);
			break;
		case WRITE_CONFLICT:
		case WRITE_GONE:
		case WRITE_OUTCOME_COUNT:
			break;
		}
	}
	return said.open;
}

/* The first and the last line name the credentials that signed each. */
static void assert_callers(const char *first, const char *last)
{
	struct buf log = {0};

	state_home_read(&log);
	assert_true(log.length > 0);
	size_t start = log.length - 1;

	while (start > 0 && log.data[start - 1] != '\n') {
		start--;
	}
	const char *lines[] = {log.data, log.data + start}, *callers[] = {first, last};

	for (size_t i = 0; i < 2; i++) {
		struct json *json = json_parse(lines[i], strcspn(lines[i], "\n"));

		assert_string_equal(json_string(json_get(json, "caller")), callers[i]);
		json_free(json);
	}
	buf_fini(&log);
}

static uint32_t counted(const struct bench *bench, enum write_outcome outcome)
{
	return bench->snapshot->write_progress.outcomes_count[outcome];
}

/* --- All is well ---------------------------------------------------------------------------- */

static void many_are_written(void **state)
{
	(void)state;
	struct bench bench;
	struct said said;

	open_bench(&bench, 100, FAST_RATE);
	write_all(&bench);
	assert_int_equal(bench.snapshot->write_progress.phase, WRITES_FINISHED);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 100);
	assert_int_equal(count_active(&bench, ACTIVE_OFF), 100);
	assert_int_equal(count_updates(&bench), 100);
	read_log(&bench, &said);
	assert_int_equal(said.intents, 100);
	assert_int_equal(said.results, 100);
	assert_int_equal(assert_log_agrees(&bench), 0);
	const struct write_record *newest =
		&bench.snapshot->write_records[bench.snapshot->write_records_count - 1];

	assert_string_equal(newest->user_id, "user-0000099");
	assert_string_equal(newest->reason, "INC-1");
	assert_int_equal(newest->outcome, WRITE_WRITTEN);
	assert_true(newest->is_ours);
	close_bench(&bench);
}

static int compare_numbers(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

/* The rate, in WCU of the active index, of which each write takes two, as the server has seen it.
 */
static void rate_is_kept(void **state)
{
	(void)state;
	bool is_long = rounds_factor() > 1;
	double rate = is_long ? 5 : 400;
	size_t count = is_long ? 1000 : 200;
	static int64_t times[MAX_KEYS];
	struct bench bench;

	open_bench(&bench, count, rate);
	send_order(&bench, "");
	while (!is_over(bench.snapshot)) {
		if (!poll_snapshot(&bench, DEADLINE_MS)) {
			base_fatal("nothing is written any more");
		}
	}
	assert_int_equal(counted(&bench, WRITE_WRITTEN), count);
	assert_int_equal(server_write_times(bench.server, times, MAX_KEYS), count);
	/* From each write of the first half to its like of the second: no single one that was late
	 * moves the median. */
	size_t half = count / 2;
	double half_ms = (double)half * 2 / rate * 1000;
	static double apart_ms[MAX_KEYS];

	for (size_t i = 0; i < half; i++) {
		apart_ms[i] = (double)(times[i + half] - times[i]);
	}
	qsort(apart_ms, half, sizeof(apart_ms[0]), compare_numbers);
	double seconds = (double)(times[count - 1] - times[0]) / 1000;

	printf("# %zu writes in %.1f s: %.2f WCU/s on the active index, of %g allowed\n", count,
		seconds, (double)(count - 1) * 2 / seconds, rate);
	assert_true(apart_ms[half / 2] >= half_ms * 0.98);
	close_bench(&bench);
}

static void undo_restores_what_was_written(void **state)
{
	(void)state;
	struct bench bench;

	open_bench(&bench, 20, FAST_RATE);
	write_all(&bench);
	for (size_t i = 0; i < bench.count; i++) {
		bench.keys[i].seen = ACTIVE_OFF;
	}
	write_all(&bench);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 20);
	assert_int_equal(count_active(&bench, ACTIVE_ON), 20);
	close_bench(&bench);
}

/* Someone else was faster: their change stays, and they are named if known. */
static void conflicts_and_deleted(void **state)
{
	(void)state;
	struct bench bench;

	open_bench(&bench, 10, FAST_RATE);
	struct server_session paused = {.user_id = bench.keys[3].user_id,
		.service = bench.keys[3].service,
		.active = ACTIVE_OFF,
		.polled_at = "2024-01-15T10:35:00Z",
		.interval_ms = 20000};

	server_put(bench.server, &paused);
	assert_true(server_delete(bench.server, bench.keys[5].user_id, bench.keys[5].service));
	write_all(&bench);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 8);
	assert_int_equal(counted(&bench, WRITE_CONFLICT), 1);
	assert_int_equal(counted(&bench, WRITE_GONE), 1);
	assert_int_equal(bench.snapshot->write_progress.outcomes[3], WRITE_CONFLICT);
	assert_int_equal(bench.snapshot->write_progress.outcomes[5], WRITE_GONE);
	/* No item was created. */
	assert_int_equal(active_of(&bench, 5), ACTIVE_UNKNOWN);
	assert_int_equal(bench.snapshot->write_progress.phase, WRITES_FINISHED);

	/* All of them again: the log says who wrote them. */
	write_all(&bench);
	assert_int_equal(counted(&bench, WRITE_CONFLICT), 9);
	assert_string_equal(bench.snapshot->write_result.now, "S \"false\"");
	assert_non_null(strstr(bench.snapshot->write_result.by, "you at "));
	/* Shown long after that write: who has changed it since then is not known. */
	for (size_t i = 0; i < bench.count; i++) {
		bench.keys[i].seen_ms = clock_wall_ms() + DAY_MS;
	}
	write_all(&bench);
	assert_int_equal(counted(&bench, WRITE_CONFLICT), 9);
	assert_string_equal(bench.snapshot->write_result.by, "");
	close_bench(&bench);
}

/* --- Trouble in the middle ------------------------------------------------------------------ */

static void throttling_stops_and_resume_continues(void **state)
{
	(void)state;
	struct bench bench;

	open_bench(&bench, 40, FAST_RATE);
	server_inject(bench.server, &(struct server_fault){.kind = SERVER_THROTTLES,
					    .operation = SERVER_UPDATE_ITEM,
					    .source = SERVER_ANY,
					    .after = 10,
					    .times = 1});
	send_order(&bench, "");
	wait_for(&bench, is_over);
	assert_int_equal(bench.snapshot->write_progress.phase, WRITES_STOPPED);
	assert_non_null(
		strstr(bench.snapshot->write_progress.why, "ProvisionedThroughputExceeded"));
	assert_int_equal(count_updates(&bench), 11);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 10);
	assert_int_equal(counted(&bench, WRITE_PENDING), 30);
	assert_int_equal(count_active(&bench, ACTIVE_OFF), 10);
	assert_int_equal(assert_log_agrees(&bench), 0);
	send(&bench, COMMAND_RESUME_WRITES);
	snapshot_free(bench.snapshot);
	bench.snapshot = NULL;
	wait_for(&bench, is_over);
	while (bench.snapshot->write_progress.phase != WRITES_FINISHED) {
		assert_true(poll_snapshot(&bench, DEADLINE_MS));
	}
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 40);
	assert_int_equal(count_updates(&bench), 41);
	close_bench(&bench);
}

static void denial_stops_and_makes_read_only(void **state)
{
	(void)state;
	struct bench bench;

	open_bench(&bench, 40, FAST_RATE);
	server_inject(bench.server, &(struct server_fault){.kind = SERVER_RESPONDS,
					    .operation = SERVER_UPDATE_ITEM,
					    .source = SERVER_ANY,
					    .after = 5,
					    .status = 400,
					    .body = "{\"__type\":\"x#AccessDeniedException\","
						    "\"message\":\"not you\"}"});
	send_order(&bench, "");
	wait_for(&bench, is_stopped);
	assert_false(bench.snapshot->status.can_write);
	assert_non_null(strstr(bench.snapshot->status.write_refusal, "read-only since"));
	assert_int_equal(count_updates(&bench), 6);
	assert_int_equal(assert_log_agrees(&bench), 0);
	/* Neither resuming nor a new order sends anything. */
	server_lift(bench.server);
	send(&bench, COMMAND_RESUME_WRITES);
	write_all(&bench);
	assert_int_equal(bench.snapshot->write_progress.phase, WRITES_STOPPED);
	assert_int_equal(count_updates(&bench), 6);
	close_bench(&bench);
}

/* Each response is lost after the write: a read shows it, and nothing is written twice. */
static void lost_responses_of_writes_carried_out(void **state)
{
	(void)state;
	struct bench bench;

	open_bench(&bench, 20, FAST_RATE);
	server_inject(bench.server, &(struct server_fault){.kind = SERVER_RESETS,
					    .operation = SERVER_UPDATE_ITEM,
					    .source = SERVER_ANY});
	write_all(&bench);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 20);
	assert_int_equal(count_updates(&bench), 20);
	assert_int_equal(count_active(&bench, ACTIVE_OFF), 20);
	assert_int_equal(assert_log_agrees(&bench), 0);
	close_bench(&bench);
}

/* The response is lost and nothing was written: it is sent once more, and then written. */
static void lost_responses_of_writes_not_carried_out(void **state)
{
	(void)state;
	struct bench bench;

	open_bench(&bench, 10, FAST_RATE);
	server_inject(bench.server, &(struct server_fault){.kind = SERVER_RESPONDS,
					    .operation = SERVER_UPDATE_ITEM,
					    .source = SERVER_ANY,
					    .times = 2,
					    .status = 500,
					    .body = "{\"__type\":\"x#InternalServerError\"}"});
	write_all(&bench);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 10);
	assert_int_equal(count_updates(&bench), 12);
	assert_int_equal(assert_log_agrees(&bench), 0);
	close_bench(&bench);
}

/*
 * An attempt without a response is carried out after a read has shown that it was not: the write is
 * ours, and no conflict. The next attempt comes a second later; a write that is even later would
 * look like someone else's.
 */
static bool write_comes_late(void)
{
	struct bench bench;

	open_bench(&bench, 3, FAST_RATE);
	server_inject(bench.server, &(struct server_fault){.kind = SERVER_RESPONDS,
					    .operation = SERVER_UPDATE_ITEM,
					    .source = SERVER_ANY,
					    .after = 1,
					    .times = 1,
					    .status = 500,
					    .body = "{\"__type\":\"x#InternalServerError\"}"});
	send_order(&bench, "");
	wait_for(&bench, is_waiting);
	struct server_session paused = {.user_id = bench.keys[1].user_id,
		.service = bench.keys[1].service,
		.active = ACTIVE_OFF,
		.polled_at = "2024-01-15T10:35:00Z",
		.interval_ms = 20000};

	server_put(bench.server, &paused);
	wait_for(&bench, is_over);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 3);
	assert_int_equal(assert_log_agrees(&bench), 0);
	bool is_late = false;

	for (size_t i = 0; i < bench.snapshot->write_records_count; i++) {
		is_late |= strstr(bench.snapshot->write_records[i].detail, "an earlier attempt") !=
			   NULL;
	}
	close_bench(&bench);
	return is_late;
}

static void late_writes_are_ours(void **state)
{
	(void)state;
	bool is_late = false;

	for (int i = 0; i < 10 && !is_late; i++) {
		is_late = write_comes_late();
	}
	assert_true(is_late);
}

/* An attempt with a response has written it, whatever happened to earlier ones. */
static void attempt_with_response_is_not_doubted(void **state)
{
	(void)state;
	struct bench bench;

	open_bench(&bench, 1, FAST_RATE);
	server_inject(bench.server, &(struct server_fault){.kind = SERVER_RESPONDS,
					    .operation = SERVER_UPDATE_ITEM,
					    .source = SERVER_ANY,
					    .times = 1,
					    .status = 500,
					    .body = "{\"__type\":\"x#InternalServerError\"}"});
	write_all(&bench);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 1);
	assert_int_equal(count_updates(&bench), 2);
	assert_string_equal(
		bench.snapshot->write_records[bench.snapshot->write_records_count - 1].detail, "");
	close_bench(&bench);
}

/* Refused although isActive is as shown: something else has changed. */
static void conflict_about_something_else(void **state)
{
	(void)state;
	struct bench bench;

	open_bench(&bench, 3, FAST_RATE);
	server_inject(
		bench.server, &(struct server_fault){.kind = SERVER_RESPONDS,
				      .operation = SERVER_UPDATE_ITEM,
				      .source = SERVER_ANY,
				      .times = 1,
				      .status = 400,
				      .body = "{\"__type\":\"x#ConditionalCheckFailedException\","
					      "\"Item\":{\"userId\":{\"S\":\"user-0000000\"},"
					      "\"serviceType\":{\"S\":\"gmail\"},"
					      "\"isActive\":{\"S\":\"true\"}}}"});
	write_all(&bench);
	assert_int_equal(bench.snapshot->write_progress.phase, WRITES_FINISHED);
	assert_int_equal(bench.snapshot->write_progress.outcomes[0], WRITE_FAILED);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 2);
	assert_non_null(strstr(bench.snapshot->write_records[0].detail, "isActive is as shown"));
	close_bench(&bench);
}

/* While the item cannot be read either, there is no outcome. */
static void lost_response_is_settled_before_any_outcome(void **state)
{
	(void)state;
	struct bench bench;

	open_bench(&bench, 3, FAST_RATE);
	server_inject(bench.server, &(struct server_fault){.kind = SERVER_RESETS,
					    .operation = SERVER_UPDATE_ITEM,
					    .source = SERVER_ANY,
					    .times = 1});
	server_inject(bench.server, &(struct server_fault){.kind = SERVER_RESPONDS,
					    .operation = SERVER_GET_ITEM,
					    .source = SERVER_ANY,
					    .status = 503,
					    .body = "{\"__type\":\"x#ServiceUnavailable\"}"});
	send_order(&bench, "");
	wait_for(&bench, is_settling);
	assert_true(
		server_wait_requests(bench.server, SERVER_GET_ITEM, SERVER_ANY, 5, DEADLINE_MS));
	assert_int_equal(bench.snapshot->write_result.outcome, WRITE_SENT);
	assert_int_equal(count_updates(&bench), 1);
	server_lift(bench.server);
	wait_for(&bench, is_over);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 3);
	assert_int_equal(count_updates(&bench), 3);
	close_bench(&bench);
}

/* An order of which ten are written and the eleventh waits for its response. */
static void hang_in_the_middle(struct bench *bench)
{
	server_inject(bench->server, &(struct server_fault){.kind = SERVER_HANGS,
					     .operation = SERVER_UPDATE_ITEM,
					     .source = SERVER_ANY,
					     .after = 10});
	send_order(bench, "");
	wait_updates(bench, 11);
}

static void credentials_change_in_the_middle(void **state)
{
	(void)state;
	struct bench bench;

	open_bench(&bench, 60, FAST_RATE);
	hang_in_the_middle(&bench);
	server_set_credentials(bench.server, "AKIDNEXT", SERVER_SECRET, "");
	server_set_expired(bench.server, true);
	server_lift(bench.server);
	wait_for(&bench, is_waiting);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 10);
	write_credentials_file("AKIDNEXT");
	server_set_expired(bench.server, false);
	wait_for(&bench, is_over);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 60);
	assert_int_equal(count_active(&bench, ACTIVE_OFF), 60);
	assert_int_equal(assert_log_agrees(&bench), 0);
	assert_callers("default " SERVER_KEY_ID, "default AKIDNEXT");
	close_bench(&bench);
}

static void network_goes_in_the_middle(void **state)
{
	(void)state;
	struct bench bench;

	open_bench(&bench, 60, FAST_RATE);
	hang_in_the_middle(&bench);
	server_set_listening(bench.server, false);
	server_lift(bench.server);
	wait_for(&bench, is_waiting);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 10);
	server_set_listening(bench.server, true);
	wait_for(&bench, is_over);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 60);
	assert_int_equal(count_active(&bench, ACTIVE_OFF), 60);
	assert_int_equal(assert_log_agrees(&bench), 0);
	close_bench(&bench);
}

/* Esc while a request hangs: its outcome is found out, and nothing more is sent. */
static void esc_stops_after_the_request_in_flight(void **state)
{
	(void)state;
	struct bench bench;

	open_bench(&bench, 40, FAST_RATE);
	hang_in_the_middle(&bench);
	send(&bench, COMMAND_STOP_WRITES);
	/* The hanging connection closes without a response. */
	server_lift(bench.server);
	wait_for(&bench, is_over);
	assert_int_equal(bench.snapshot->write_progress.phase, WRITES_STOPPED);
	assert_non_null(strstr(bench.snapshot->write_progress.why, "stopped by you"));
	assert_int_equal(count_updates(&bench), 11);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), count_active(&bench, ACTIVE_OFF));
	assert_int_equal(assert_log_agrees(&bench), 0);
	close_bench(&bench);
}

/* Credentials from a program that hangs while there is a file "hold". */
static void write_slow_credentials(const char *key_id)
{
	char script[128], hold[128], text[600];

	aws_files_path("keys.sh", script);
	aws_files_path("hold", hold);
	snprintf(text, sizeof(text),
		"while [ -e %s ]; do sleep 0.02; done\n"
		"echo '{\"Version\":1,\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"" SERVER_SECRET
		"\"}'\n",
		hold, key_id);
	aws_files_write("keys.sh", text);
	snprintf(text, sizeof(text), "[default]\ncredential_process = sh %s\n", script);
	aws_files_write("config", text);
	aws_files_write("credentials", "");
}

/* Held because its credentials were rejected: not sent after Esc, however late others come. */
static void esc_drops_what_waits_for_credentials(void **state)
{
	(void)state;
	struct bench bench = {0};
	struct server_settings server_settings = {.table = TABLE};
	char hold[128];

	bench.server = server_start(&server_settings);
	aws_files_path("hold", hold);
	write_slow_credentials(SERVER_KEY_ID);
	struct settings settings = settings_for(server_url(bench.server), FAST_RATE);

	start_with(&bench, &settings, 5);
	aws_files_write("hold", "");
	server_set_credentials(bench.server, "AKIDNEXT", SERVER_SECRET, "");
	send_order(&bench, "");
	wait_updates(&bench, 1);
	send(&bench, COMMAND_STOP_WRITES);
	wait_for(&bench, is_over);
	assert_int_equal(bench.snapshot->write_progress.phase, WRITES_STOPPED);
	assert_int_equal(counted(&bench, WRITE_PENDING), 5);
	/* Not because the credential program timed out. */
	assert_null(strstr(bench.snapshot->status.credentials_error, "credential_process"));
	assert_null(strstr(bench.snapshot->error.text, "credential_process"));
	write_slow_credentials("AKIDNEXT");
	unlink(hold);
	/* Reads continue with the new credentials. */
	assert_true(server_wait_requests(bench.server, SERVER_QUERY, SERVER_ANY, 3, DEADLINE_MS));
	assert_int_equal(count_updates(&bench), 1);
	assert_int_equal(assert_log_agrees(&bench), 0);
	close_bench(&bench);
	aws_files_write("config", "");
}

/* Esc right after y, before anything was sent. */
static void esc_stops_what_has_not_begun(void **state)
{
	(void)state;
	struct bench bench;

	/* A second between two writes, since the two may still come one after the other. */
	open_bench(&bench, 40, 2);
	for (uint64_t orders = 1; orders <= 10; orders++) {
		uint64_t before = count_updates(&bench);

		post_order(&bench, "");
		send(&bench, COMMAND_STOP_WRITES);
		while (bench.snapshot->write_progress.number != orders ||
			!is_over(bench.snapshot)) {
			assert_true(poll_snapshot(&bench, DEADLINE_MS));
		}
		assert_int_equal(bench.snapshot->write_progress.phase, WRITES_STOPPED);
		assert_in_range(counted(&bench, WRITE_PENDING), 39, 40);
		assert_in_range(count_updates(&bench), before, before + 1);
	}
	assert_int_equal(assert_log_agrees(&bench), 0);
	close_bench(&bench);
}

/* --- The log refuses ------------------------------------------------------------------------ */

static void no_audit_no_write(void **state)
{
	(void)state;
	struct bench bench;
	char dir[128];

	open_bench(&bench, 5, FAST_RATE);
	/* From here on the directory is a link. */
	snprintf(dir, sizeof(dir), "%s/beyatop", state_home());
	poller_stop(bench.poller);
	snapshot_free(bench.snapshot);
	bench.snapshot = NULL;
	char moved[160];

	snprintf(moved, sizeof(moved), "%s-elsewhere", dir);
	assert_int_equal(rename(dir, moved), 0);
	assert_int_equal(symlink(moved, dir), 0);
	struct error err;

	bench.poller = poller_start(&bench.settings, &err);
	assert_non_null(bench.poller);
	wait_for(&bench, is_read);
	assert_false(bench.snapshot->status.can_write);
	assert_non_null(strstr(bench.snapshot->status.write_refusal, "is a link"));
	write_all(&bench);
	assert_int_equal(bench.snapshot->write_progress.phase, WRITES_STOPPED);
	assert_int_equal(count_updates(&bench), 0);
	close_bench(&bench);
}

static void disarmed_writes_nothing(void **state)
{
	(void)state;
	struct bench bench = {0};
	struct server_settings server_settings = {.table = TABLE};

	bench.server = server_start(&server_settings);
	write_credentials_file(SERVER_KEY_ID);
	struct settings settings = settings_for(server_url(bench.server), FAST_RATE);

	settings.arm_for_ms = 60000;
	name_sessions(&bench, 5);
	state_home_renew();
	server_seed(bench.server, 5, 2 * DAY_MS, clock_wall_ms() - 3600 * 1000);
	bench.settings = settings;
	struct error err;

	bench.poller = poller_start(&bench.settings, &err);
	assert_non_null(bench.poller);
	wait_for(&bench, is_read);
	assert_true(bench.snapshot->status.is_disarmed);
	write_all(&bench);
	assert_int_equal(bench.snapshot->write_progress.phase, WRITES_STOPPED);
	assert_int_equal(count_updates(&bench), 0);
	send(&bench, COMMAND_ARM);
	wait_for(&bench, is_ready);
	write_all(&bench);
	assert_int_equal(counted(&bench, WRITE_WRITTEN), 5);
	send(&bench, COMMAND_DISARM);
	write_all(&bench);
	assert_int_equal(count_updates(&bench), 5);
	close_bench(&bench);
}

/* --- Killed --------------------------------------------------------------------------------- */

#define KILL_SESSIONS 60

/* The program that is killed is this one, started with this variable. */
#define WRITE_TO "BEYATOP_WRITE_UNTIL_KILLED"

static _Noreturn void write_until_killed(const char *url)
{
	static struct bench bench;
	struct error err;

	bench.settings = settings_for(url, FAST_RATE);
	name_sessions(&bench, KILL_SESSIONS);
	bench.poller = poller_start(&bench.settings, &err);
	wait_for(&bench, is_ready);
	send_order(&bench, "killed");
	wait_for(&bench, is_over);
	for (;;) {
		pause();
	}
}

static pid_t start_writer(const char *url)
{
	pid_t child = fork();

	if (child == 0) {
		setenv(WRITE_TO, url, 1);
		execl("/proc/self/exe", "test_writes", (char *)NULL);
		_exit(127);
	}
	assert_true(child > 0);
	return child;
}

/* At some moment between two requests, or within one. */
static void wait_for_a_moment(struct bench *bench, unsigned *random)
{
	wait_updates(bench, 1 + (unsigned)rand_r(random) % (KILL_SESSIONS - 1));
	struct timespec moment = {.tv_nsec = rand_r(random) % 2000000};

	nanosleep(&moment, NULL);
}

/* The sessions of all interrupted writes have been read. */
static bool has_read_unfinished(const struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->write_records_count; i++) {
		const struct write_record *record = &snapshot->write_records[i];

		if (record->outcome == WRITE_SENT ||
			(record->outcome == WRITE_UNKNOWN &&
				strstr(record->detail, "check the session"))) {
			return false;
		}
	}
	return is_ready(snapshot);
}

static void assert_detail_is_true(struct bench *bench, const struct write_record *record)
{
	size_t i = find_key(bench, record->user_id);
	bool is_done = active_of(bench, i) == ACTIVE_OFF;
	const char *expected = is_done ? "isActive is S \"false\", as ordered"
				       : "isActive is S \"true\", not as ordered";

	if (!strstr(record->detail, expected)) {
		fail_msg("\"%s\" is not \"%s\"", record->detail, expected);
	}
}

/* The number of unfinished writes it reports, after it has read their items. */
static unsigned unfinished_at_next_start(struct bench *bench)
{
	struct error err;

	bench->settings = settings_for(server_url(bench->server), FAST_RATE);
	bench->poller = poller_start(&bench->settings, &err);
	assert_non_null(bench->poller);
	const struct snapshot *snapshot = wait_for(bench, has_read_unfinished);
	unsigned open = snapshot->status.unfinished_writes, unknown = 0;

	for (size_t i = 0; i < snapshot->write_records_count; i++) {
		if (snapshot->write_records[i].outcome == WRITE_UNKNOWN) {
			assert_detail_is_true(bench, &snapshot->write_records[i]);
			unknown++;
		}
	}
	/* Those of earlier starts stay in the records. */
	assert_true(unknown >= open);
	poller_stop(bench->poller);
	snapshot_free(bench->snapshot);
	bench->snapshot = NULL;
	return open;
}

static unsigned kill_once(unsigned *random)
{
	struct bench bench = {0};
	struct server_settings server_settings = {.table = TABLE};

	state_home_renew();
	bench.server = server_start(&server_settings);
	name_sessions(&bench, KILL_SESSIONS);
	server_seed(bench.server, KILL_SESSIONS, 2 * DAY_MS, clock_wall_ms() - 3600 * 1000);
	pid_t child = start_writer(server_url(bench.server));

	wait_for_a_moment(&bench, random);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	/* Requests in flight get their responses before the table is compared. */
	server_set_listening(bench.server, false);
	size_t open = assert_log_agrees(&bench);

	server_set_listening(bench.server, true);
	assert_int_equal(unfinished_at_next_start(&bench), open);
	/* It is reported once. */
	assert_int_equal(unfinished_at_next_start(&bench), 0);
	server_stop(bench.server);
	return (unsigned)open;
}

static void killed_at_any_moment(void **state)
{
	(void)state;
	unsigned random = 20260922, open = 0;
	long kills = rounds(12);

	write_credentials_file(SERVER_KEY_ID);
	for (long i = 0; i < kills; i++) {
		open += kill_once(&random);
	}
	printf("# %ld kills, %u of them with an open intent\n", kills, open);
	assert_true(open > 0);
}

int main(void)
{
	const char *url = getenv(WRITE_TO);

	if (url) {
		write_until_killed(url);
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_are_written),
		cmocka_unit_test(rate_is_kept),
		cmocka_unit_test(undo_restores_what_was_written),
		cmocka_unit_test(conflicts_and_deleted),
		cmocka_unit_test(throttling_stops_and_resume_continues),
		cmocka_unit_test(denial_stops_and_makes_read_only),
		cmocka_unit_test(lost_responses_of_writes_carried_out),
		cmocka_unit_test(lost_responses_of_writes_not_carried_out),
		cmocka_unit_test(late_writes_are_ours),
		cmocka_unit_test(attempt_with_response_is_not_doubted),
		cmocka_unit_test(conflict_about_something_else),
		cmocka_unit_test(lost_response_is_settled_before_any_outcome),
		cmocka_unit_test(credentials_change_in_the_middle),
		cmocka_unit_test(network_goes_in_the_middle),
		cmocka_unit_test(esc_stops_after_the_request_in_flight),
		cmocka_unit_test(esc_drops_what_waits_for_credentials),
		cmocka_unit_test(esc_stops_what_has_not_begun),
		cmocka_unit_test(no_audit_no_write),
		cmocka_unit_test(disarmed_writes_nothing),
		cmocka_unit_test(killed_at_any_moment),
	};

	return parallel_run("writes", tests, ARRAY_LEN(tests), aws_files_setup, aws_files_teardown);
}
