/* SPDX-License-Identifier: MIT */
#include "base/json.h"

#include "report/report.h"
#include "text.h"

#include "kit/printed.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW_MS INT64_C(1790070432000) /* 2026-09-22T09:47:12Z */
#define NOW_S  (NOW_MS / 1000)

/* One session of each state, with control characters in one name and wide letters in another. */
static const struct session sessions[] = {
	{.user_id = "u-ok",
		.polled_at_ms = NOW_MS - 9500,
		.asof_s = NOW_S,
		.created_at_s = NOW_S - 999999,
		.interval_ms = 20000,
		.service = 0,
		.state = STATE_ON_TIME,
		.active = ACTIVE_ON,
		.polled_digits = 3},
	{.user_id = "evil\033[2J\r\"",
		.polled_at_ms = NOW_MS - 364000,
		.asof_s = NOW_S,
		.interval_ms = 20000,
		.error_count = 27,
		.service = 1,
		.state = STATE_CRITICAL,
		.active = ACTIVE_ON},
	{.user_id = "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", /* three wide letters */
		.polled_at_ms = SESSION_NO_TIME,
		.asof_s = NOW_S,
		.created_at_s = NOW_S - 86400,
		.interval_ms = 60000,
		.error_count = -1,
		.service = 1,
		.state = STATE_NEVER_POLLED,
		.active = ACTIVE_ON},
	{.user_id = "u-paused",
		.polled_at_ms = NOW_MS - 840000,
		.asof_s = NOW_S,
		.interval_ms = 0,
		.service = 0,
		.state = STATE_PAUSED,
		.active = ACTIVE_OFF},
	{.user_id = "u-ahead",
		.polled_at_ms = NOW_MS + 42000,
		.asof_s = NOW_S,
		.interval_ms = 20000,
		.service = 0,
		.state = STATE_FUTURE,
		.active = ACTIVE_UNKNOWN},
};

static const struct service_summary services[] = {
	{.name = "github",
		.summary = {.sessions = 3,
			.active = 1,
			.paused = 1,
			.states = {[STATE_ON_TIME] = 1, [STATE_PAUSED] = 1, [STATE_FUTURE] = 1},
			.worst_late = 0.5,
			.p50_age_ms = 10000,
			.p95_age_ms = 10000}},
	{.name = "slack",
		.summary = {.sessions = 2,
			.active = 2,
			.states = {[STATE_CRITICAL] = 1, [STATE_NEVER_POLLED] = 1},
			.erroring = 1,
			.worst_late = 18.2,
			.p50_age_ms = 364000,
			.p95_age_ms = -1}},
};

static struct snapshot make_snapshot(void)
{
	return (struct snapshot){
		.asof_ms = NOW_MS + 500,
		.sessions = sessions,
		.sessions_count = ARRAY_LEN(sessions),
		.services = services,
		.services_count = ARRAY_LEN(services),
		.totals = {.sessions = 5,
			.active = 3,
			.paused = 1,
			.states = {[STATE_ON_TIME] = 1,
				[STATE_PAUSED] = 1,
				[STATE_FUTURE] = 1,
				[STATE_CRITICAL] = 1,
				[STATE_NEVER_POLLED] = 1},
			.erroring = 1},
		.status = {.table = "sessions",
			.region = "eu-west-1",
			.endpoint = "http://127.0.0.1:8000",
			.source = SOURCE_ACTIVE_INDEX,
			.is_complete = true,
			.reconciled_mono_ms = 1,
			.read_units = 12.5},
	};
}

static struct json *print_json(const struct snapshot *snapshot, int64_t reconcile_ms)
{
	const struct settings settings = {.output = OUTPUT_JSON, .reconcile_ms = reconcile_ms};
	char *text = printed_report(snapshot, &settings);
	struct json *json = json_parse(text, strlen(text));

	assert_non_null(json);
	for (const char *at = text; *at; at++) {
		assert_true(*at == '\n' || (unsigned char)*at >= ' ');
	}
	free(text);
	return json;
}

static const struct json *element(const struct json *json, const char *name, int index)
{
	const struct json *at = json_first(json_get(json, name));

	while (index-- > 0) {
		at = json_next(at);
	}
	assert_non_null(at);
	return at;
}

static void assert_number(const struct json *object, const char *name, double wanted)
{
	double is = json_number(json_get(object, name), NAN);

	if (!(fabs(is - wanted) < 0.001)) {
		fail_msg("%s is %f, not %f", name, is, wanted);
	}
}

/* The member exists and is null. */
static void assert_null_member(const struct json *object, const char *name)
{
	const struct json *value = json_get(object, name);

	assert_non_null(value);
	assert_null(json_string(value));
	assert_int_equal(json_bool(value), -1);
	assert_true(isnan(json_number(value, NAN)));
}

static void test_json_head_and_totals(void **state)
{
	const struct snapshot snapshot = make_snapshot();
	struct json *json = print_json(&snapshot, 1);
	const struct json *totals = json_get(json, "totals");

	(void)state;
	assert_number(json, "schema", 1);
	assert_string_equal(json_string(json_get(json, "asof")), "2026-09-22T09:47:12.500Z");
	assert_int_equal(json_bool(json_get(json, "partial")), 0);
	assert_string_equal(json_string(json_get(json, "table")), "sessions");
	assert_string_equal(json_string(json_get(json, "region")), "eu-west-1");
	assert_string_equal(json_string(json_get(json, "endpoint")), "http://127.0.0.1:8000");
	assert_null_member(json, "skew_ms");
	assert_number(json, "read_units", 12.5);
	assert_number(totals, "sessions", 5);
	assert_number(totals, "active", 3);
	assert_number(totals, "paused", 1);
	assert_number(totals, "critical", 1);
	assert_number(totals, "late", 0);
	assert_number(totals, "never_polled", 1);
	assert_number(totals, "future", 1);
	assert_number(totals, "unknown", 0);
	assert_number(totals, "on_time", 1);
	assert_number(totals, "erroring", 1);
	json_free(json);
}

static void test_json_services_worst_first(void **state)
{
	const struct snapshot snapshot = make_snapshot();
	struct json *json = print_json(&snapshot, 1);
	const struct json *slack = element(json, "services", 0);
	const struct json *github = element(json, "services", 1);

	(void)state;
	assert_string_equal(json_string(json_get(slack, "service")), "slack");
	assert_number(slack, "worst_late", 18.2);
	assert_number(slack, "p50_age_ms", 364000);
	assert_null_member(slack, "p95_age_ms");
	assert_string_equal(json_string(json_get(github, "service")), "github");
	assert_number(github, "future", 1);
	json_free(json);
}

static void test_json_sessions(void **state)
{
	const struct snapshot snapshot = make_snapshot();
	struct json *json = print_json(&snapshot, 1);
	const struct json *evil = element(json, "sessions", 0);
	const struct json *never = element(json, "sessions", 1);
	const struct json *ahead = element(json, "sessions", 2);
	const struct json *well = element(json, "sessions", 3);
	const struct json *paused = element(json, "sessions", 4);

	(void)state;
	assert_string_equal(json_string(json_get(evil, "userId")), "evil\033[2J\r\"");
	assert_string_equal(json_string(json_get(evil, "serviceType")), "slack");
	assert_string_equal(json_string(json_get(evil, "state")), "critical");
	assert_int_equal(json_bool(json_get(evil, "isActive")), 1);
	assert_number(evil, "late", 18.2);
	assert_number(evil, "errorCount", 27);
	assert_string_equal(json_string(json_get(evil, "lastPollAt")), "2026-09-22T09:41:08Z");

	assert_string_equal(json_string(json_get(never, "state")), "never_polled");
	assert_null_member(never, "lastPollAt");
	assert_null_member(never, "ageMs");
	assert_null_member(never, "late");
	assert_null_member(never, "errorCount");

	assert_null_member(ahead, "isActive");
	assert_number(ahead, "ageMs", -42000);
	assert_number(ahead, "late", -2.1);

	assert_string_equal(json_string(json_get(well, "lastPollAt")), "2026-09-22T09:47:02.500Z");
	assert_number(well, "pollingIntervalMs", 20000);

	assert_int_equal(json_bool(json_get(paused, "isActive")), 0);
	assert_null_member(paused, "pollingIntervalMs");
	json_free(json);
}

/* Safe for a terminal of 80 columns, whatever was in the table. */
static void assert_plain_lines(char *text)
{
	for (char *rest = NULL, *line = strtok_r(text, "\n", &rest); line;
		line = strtok_r(NULL, "\n", &rest)) {
		if (text_width_of(line) > 80) {
			fail_msg("wider than 80 columns: %s", line);
		}
		for (const char *at = line; *at; at++) {
			assert_true((unsigned char)*at >= ' ');
		}
	}
}

static void assert_has(const char *text, const char *wanted)
{
	if (!strstr(text, wanted)) {
		fail_msg("no '%s' in:\n%s", wanted, text);
	}
}

static void assert_text_has(
	const struct snapshot *snapshot, const struct settings *settings, const char *wanted)
{
	char *text = printed_report(snapshot, settings);

	assert_has(text, wanted);
	free(text);
}

/* Times are RFC 3339, and what is not known is null. */
static void test_json_findings(void **state)
{
	struct finding list[] = {
		{.number = 7,
			.kind = FINDING_COHORT_STOPPED,
			.severity = SEVERITY_CRITICAL,
			.service = 1,
			.services = 1,
			.user_id = sessions[1].user_id,
			.rows = (const uint32_t[]){1},
			.members = 1,
			.of = 2,
			.critical = 1,
			.failing = 1,
			.worst_late = 18.2,
			.began_after_ms = NOW_MS - 364000,
			.began_before_ms = NOW_MS - 344000,
			.peak = 3,
			.peak_ms = NOW_MS - 60000,
			.ended_ms = SESSION_NO_TIME,
			.outlook = OUTLOOK_RECOVERING,
			.per_minute = 2,
			.left_ms = 30000,
			.detail = ""},
		{.number = 8,
			.kind = FINDING_MASS_PAUSE,
			.severity = SEVERITY_INFO,
			.service = FINDING_NO_SERVICE,
			.services = 2,
			.worst_late = NAN,
			.began_after_ms = SESSION_NO_TIME,
			.began_before_ms = SESSION_NO_TIME,
			.peak_ms = SESSION_NO_TIME,
			.ended_ms = SESSION_NO_TIME,
			.per_minute = NAN,
			.left_ms = -1,
			.detail = ""},
	};
	const struct findings findings = {.list = list, .count = 2, .current = 2};
	struct snapshot snapshot = make_snapshot();

	(void)state;
	snapshot.findings = &findings;
	struct json *json = print_json(&snapshot, 1);
	const struct json *stopped = element(json, "findings", 0);
	const struct json *paused = element(json, "findings", 1);
	const struct json *member = element(stopped, "sessions", 0);

	assert_string_equal(json_string(json_get(stopped, "kind")), "cohort_stopped");
	assert_string_equal(json_string(json_get(stopped, "severity")), "critical");
	assert_string_equal(json_string(json_get(stopped, "service")), "slack");
	assert_string_equal(json_string(json_get(stopped, "user")), "evil\033[2J\r\"");
	assert_number(stopped, "number", 7);
	assert_number(stopped, "members", 1);
	assert_number(stopped, "of", 2);
	assert_number(stopped, "critical", 1);
	assert_number(stopped, "late", 0);
	assert_number(stopped, "failing", 1);
	assert_string_equal(
		json_string(json_get(stopped, "began_after")), "2026-09-22T09:41:08.000Z");
	assert_string_equal(
		json_string(json_get(stopped, "began_before")), "2026-09-22T09:41:28.000Z");
	assert_number(stopped, "peak", 3);
	assert_string_equal(json_string(json_get(stopped, "outlook")), "recovering");
	assert_number(stopped, "per_minute", 2);
	assert_int_equal(json_count(json_get(stopped, "sessions")), 1);
	assert_string_equal(json_string(json_get(member, "userId")), "evil\033[2J\r\"");
	assert_string_equal(json_string(json_get(member, "serviceType")), "slack");

	static const char *const unknown[] = {"service", "user", "of", "began_after",
		"began_before", "ended_at", "peak", "peak_at", "outlook", "per_minute", "owner",
		"runbook"};

	assert_string_equal(json_string(json_get(paused, "kind")), "mass_pause");
	for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
		assert_null_member(paused, unknown[i]);
	}
	json_free(json);
}

/* A finding in text: its words, owner and runbook, which is wrapped but not cut. */
static void test_text_findings(void **state)
{
	const struct finding list[] = {{.number = 1,
		.kind = FINDING_UNKNOWN_DATA,
		.severity = SEVERITY_WARNING,
		.service = 0,
		.services = 1,
		.rows = (const uint32_t[]){4},
		.members = 1,
		.of = 3,
		.worst_late = NAN,
		.began_after_ms = SESSION_NO_TIME,
		.began_before_ms = SESSION_NO_TIME,
		.ended_ms = SESSION_NO_TIME,
		.outlook = OUTLOOK_STALLED,
		.detail = "x\033]0;y\a"}};
	const struct findings findings = {.list = list, .count = 1, .current = 1};
	const struct settings settings = {.output = OUTPUT_TEXT,
		.owner = "team\033[1m",
		.runbook = "https://wiki.example.com/a-very-long-path/of-a-wiki/that-nobody-would/"
			   "shorten/{service}"};
	struct snapshot snapshot = make_snapshot();

	(void)state;
	snapshot.findings = &findings;
	char *text = printed_report(&snapshot, &settings);

	assert_has(text, "\nF  github: ");
	assert_has(text, " Outlook: stalled. Owner: team\xef\xbf\xbd[1m.\n");
	assert_has(text,
		"\n   https://wiki.example.com/a-very-long-path/of-a-wiki/that-nobody-would/"
		"shorten\n   /github\n");
	assert_plain_lines(text);
	free(text);
}

/* When the Scan ran that counts never-polled sessions. */
static void test_age_of_the_scan(void **state)
{
	struct snapshot snapshot = make_snapshot();

	(void)state;
	snapshot.asof_mono_ms = 500000;
	snapshot.status.reconciled_mono_ms = 500000 - 420000;
	struct json *json = print_json(&snapshot, 1);

	assert_string_equal(
		json_string(json_get(json, "never_polled_asof")), "2026-09-22T09:40:12.500Z");
	json_free(json);
	const struct settings text = {.output = OUTPUT_TEXT, .reconcile_ms = 1};
	const struct settings prom = {.output = OUTPUT_PROM, .reconcile_ms = 1};

	assert_text_has(&snapshot, &text, "RCU, never polled as of the Scan 7m00s ago\n");
	assert_text_has(&snapshot, &prom,
		"\nbeyatop_never_polled_asof_timestamp_seconds{table=\"sessions\"} 1790070012.50\n");
	snapshot.status.reconciled_mono_ms = -1;
	json = print_json(&snapshot, 0);
	assert_null_member(json, "never_polled_asof");
	json_free(json);
}

/* A row per user, with the services that it has, the worst first. */
static void test_by_user(void **state)
{
	static const struct session many[] = {
		{.user_id = "a",
			.service = 0,
			.polled_at_ms = NOW_MS - 1000,
			.asof_s = NOW_S,
			.interval_ms = 20000,
			.state = STATE_ON_TIME,
			.active = ACTIVE_ON},
		{.user_id = "b",
			.service = 0,
			.polled_at_ms = NOW_MS - 1000,
			.asof_s = NOW_S,
			.interval_ms = 20000,
			.state = STATE_ON_TIME,
			.active = ACTIVE_ON},
		{.user_id = "a",
			.service = 1,
			.polled_at_ms = NOW_MS - 364000,
			.asof_s = NOW_S,
			.interval_ms = 20000,
			.error_count = 27,
			.state = STATE_CRITICAL,
			.active = ACTIVE_ON},
	};
	struct settings settings = {.by = "user",
		.limits = {.late = 2, .critical = 5, .errors_late = 3, .errors_critical = 10}};
	struct snapshot snapshot = make_snapshot();

	(void)state;
	snapshot.sessions = many;
	snapshot.sessions_count = ARRAY_LEN(many);
	settings.output = OUTPUT_TEXT;
	assert_text_has(&snapshot, &settings,
		"S  USER  SESSIONS  BEHIND  FAILING  WORST  SERVICES\n"
		"C  a            2       1        1  18.2x  slack, github\n\n"
		"Users with problems: 1 of 2.\n");
	settings.output = OUTPUT_WIDE;
	assert_text_has(&snapshot, &settings,
		"C  a            2       1        1  18.2x  slack, github\n"
		".  b            1       0        0   0.0x  github\n");
	settings.output = OUTPUT_CSV;
	assert_text_has(&snapshot, &settings,
		"userId,sessions,active,paused,critical,late,never_polled,future,unknown,on_time,"
		"erroring,worst_late,p50_age_ms,p95_age_ms,behind,failing,services,asof\r\n"
		"\"a\",2,2,0,1,0,0,0,0,1,1,18.20,1000,364000,1,1,\"slack github\","
		"2026-09-22T09:47:12.500Z\r\n\"b\",1,");
	settings.output = OUTPUT_JSON;
	assert_text_has(&snapshot, &settings, "\"users\":[\n{\"userId\":\"a\",\"sessions\":2,");
	assert_text_has(&snapshot, &settings,
		"\"behind\":1,\"failing\":1,\"services\":[\"slack\",\"github\"]},\n");
	settings.output = OUTPUT_JSONL;
	assert_text_has(&snapshot, &settings, "\n{\"type\":\"user\",\"userId\":\"a\",");
	/* By service is how reports are, except csv. */
	settings.by = "service";
	assert_text_has(&snapshot, &settings, "\n{\"type\":\"service\",\"service\":\"slack\",");
	settings.output = OUTPUT_CSV;
	assert_text_has(&snapshot, &settings, ",behind,failing,asof\r\n\"slack\",1,1,0,1,");
}

static void test_unscanned_never_polled_is_unknown(void **state)
{
	struct snapshot snapshot = make_snapshot();
	struct json *json;

	(void)state;
	snapshot.status.reconciled_mono_ms = -1;
	json = print_json(&snapshot, 0);
	assert_null_member(json_get(json, "totals"), "never_polled");
	assert_int_equal(json_bool(json_get(json, "partial")), 0);
	json_free(json);
	/* A Scan was asked for and not done: partial. */
	json = print_json(&snapshot, 1);
	assert_int_equal(json_bool(json_get(json, "partial")), 1);
	json_free(json);
}

static void test_json_of_nothing(void **state)
{
	const struct snapshot snapshot = {.status = {.table = "t",
						  .region = "",
						  .endpoint = "",
						  .reconciled_mono_ms = -1,
						  .skew_known = true,
						  .skew_ms = -300}};
	struct json *json = print_json(&snapshot, 0);

	(void)state;
	assert_null_member(json, "asof");
	assert_number(json, "skew_ms", -300);
	assert_int_equal(json_bool(json_get(json, "partial")), 1);
	assert_int_equal(json_count(json_get(json, "services")), 0);
	assert_int_equal(json_count(json_get(json, "sessions")), 0);
	json_free(json);
}

static bool is_partial(const struct snapshot *snapshot)
{
	const struct settings settings = {.reconcile_ms = 0};
	struct report report;

	report_make(&report, snapshot, &settings, stdout);
	bool is_partial = report_is_partial(&report);

	report_fini(&report);
	return is_partial;
}

static void test_partial(void **state)
{
	struct snapshot snapshot = make_snapshot();

	(void)state;
	assert_false(is_partial(&snapshot));
	snapshot.error.kind = ERROR_THROTTLED;
	assert_true(is_partial(&snapshot));
	snapshot = make_snapshot();
	snapshot.status.is_complete = false;
	assert_true(is_partial(&snapshot));
}

static void test_text(void **state)
{
	const struct settings settings = {.output = OUTPUT_TEXT, .reconcile_ms = 1};
	struct snapshot snapshot = make_snapshot();
	char *text = printed_report(&snapshot, &settings);

	(void)state;
	assert_has(text, "sessions, eu-west-1, as of 2026-09-22T09:47:12Z\n");
	assert_has(text, "12.5 RCU");
	assert_has(text, "CRITICAL  LATE  NEVER  FUTURE  UNKNOWN  ON TIME  PAUSED  TOTAL  ERR\n"
			 "       1     0      1       1        0        1       1      5    1\n");
	assert_has(text,
		"C  slack         2       0     1     0    1      1     0  18.2x  6m04s    -\n");
	assert_has(text,
		"F  github        1       1     0     0    0      0     0   0.5x    10s  10s\n");
	/* The wide name takes six columns, so the next column starts where it does elsewhere. */
	assert_has(text, "N  \xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e      slack     never      -     "
			 "1m    ?  on   -\n");
	assert_has(text, "F  u-ahead     github   future   +42s    20s    0  ?    09:47:54Z\n");
	assert_null(strstr(text, "u-ok"));
	assert_null(strstr(text, "PARTIAL"));
	assert_plain_lines(text);
	free(text);
}

/* A count of what has been read so far is not taken for a result. */
static void test_so_far(void **state)
{
	struct settings settings = {.output = OUTPUT_TEXT, .filter = "err>5"};
	struct snapshot snapshot = make_snapshot();

	(void)state;
	assert_text_has(&snapshot, &settings, "Filter err>5: 1 of 5 sessions.\n");
	snapshot.status.is_complete = false;
	assert_text_has(&snapshot, &settings, "Filter err>5: 1 of 5 sessions so far.\n");
	settings.filter = NULL;
	settings.user = "nobody";
	assert_text_has(&snapshot, &settings, "no sessions for user nobody were found so far.\n");
	assert_text_has(&snapshot, &settings, "\nNo sessions were found so far.\n");
	snapshot.status.is_complete = true;
	assert_text_has(&snapshot, &settings, "no sessions for user nobody were found.\n");
}

/* In a replay, too, a report about a user counts and lists only that user. */
static void test_user(void **state)
{
	const struct settings settings = {.output = OUTPUT_TEXT, .user = "u-paused"};
	const struct snapshot snapshot = make_snapshot();
	char *text = printed_report(&snapshot, &settings);

	(void)state;
	assert_has(text, "Only sessions of user u-paused are counted.\n");
	assert_has(text, "       0     0      0       0        0        0       1      1    0\n");
	assert_has(text, "-  u-paused  github   paused");
	assert_null(strstr(text, "u-ahead"));
	assert_null(strstr(text, "slack"));
	free(text);
}

/* An edited recording may have no endpoint. */
static void test_text_without_names(void **state)
{
	const struct settings settings = {.output = OUTPUT_TEXT, .reconcile_ms = 1};
	struct snapshot snapshot = make_snapshot();
	char *text;

	(void)state;
	snapshot.status.endpoint = snapshot.status.region = snapshot.status.table = "";
	text = printed_report(&snapshot, &settings);
	assert_has(text, "\n-\n12.5 RCU");
	free(text);
}

static void test_text_says_what_is_missing(void **state)
{
	const struct settings settings = {.output = OUTPUT_TEXT, .reconcile_ms = 1, .ascii = true};
	struct snapshot snapshot = make_snapshot();
	char *text;

	(void)state;
	error_set(&snapshot.error, ERROR_THROTTLED,
		"The index Active-Sessions-Index is out of read capacity \033]0;x\a since a "
		"while.");
	snapshot.status.reconciled_mono_ms = -1;
	strcpy(snapshot.status.notice, "No index ServiceType-Index.");
	strcpy(snapshot.status.reconcile_failure, "Scan is not allowed.");
	text = printed_report(&snapshot, &settings);
	assert_has(text, "PARTIAL, throttled: The index");
	assert_has(text, "Notice: No index ServiceType-Index.");
	assert_has(text, "never polled are in no index and not counted here.");
	assert_has(text, "Scan is\nnot allowed.");
	/* A wide letter becomes "?" and a blank. */
	assert_has(text, "N  ? ? ?       slack");
	for (const char *at = text; *at; at++) {
		assert_true(*at == '\n' || (*at >= ' ' && *at <= '~'));
	}
	assert_plain_lines(text);
	free(text);
}

static void test_text_cuts_long_names_and_lists(void **state)
{
	enum { COUNT = 50 };
	const struct settings settings = {.output = OUTPUT_TEXT};
	static const struct service_summary long_service[] = {
		{.name = "a-service-with-a-name-that-nobody-would-want-to-type-even-once-in-a-"
			 "whole-life-of-it",
			.summary = {.worst_late = NAN, .p50_age_ms = -1, .p95_age_ms = -1}}};
	struct snapshot snapshot = make_snapshot();
	struct session many[COUNT];
	char *text;

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		many[i] = sessions[1];
		many[i].service = 0;
		many[i].user_id =
			"0123456789012345678901234567890123456789012345678901234567890123";
	}
	snapshot.services = long_service;
	snapshot.services_count = 1;
	snapshot.sessions = many;
	snapshot.sessions_count = COUNT;
	text = printed_report(&snapshot, &settings);
	assert_has(text, "and 30 more\n");
	assert_has(text, "\xe2\x80\xa6  ");
	assert_plain_lines(text);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json_head_and_totals),
		cmocka_unit_test(test_json_services_worst_first),
		cmocka_unit_test(test_json_sessions),
		cmocka_unit_test(test_json_findings),
		cmocka_unit_test(test_text_findings),
		cmocka_unit_test(test_age_of_the_scan),
		cmocka_unit_test(test_by_user),
		cmocka_unit_test(test_unscanned_never_polled_is_unknown),
		cmocka_unit_test(test_json_of_nothing),
		cmocka_unit_test(test_partial),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_so_far),
		cmocka_unit_test(test_user),
		cmocka_unit_test(test_text_without_names),
		cmocka_unit_test(test_text_says_what_is_missing),
		cmocka_unit_test(test_text_cuts_long_names_and_lists),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
