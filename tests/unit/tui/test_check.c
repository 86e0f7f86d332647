/* SPDX-License-Identifier: MIT */
#include "report/check.h"

#include "report/report.h"
#include "report/service_filter.h"

#include "kit/printed.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct service_summary services[] = {
	{.name = "gmail",
		.summary = {.sessions = 2,
			.active = 2,
			.states = {[STATE_LATE] = 1, [STATE_ON_TIME] = 1},
			.worst_late = 2.5,
			.p50_age_ms = 1000,
			.p95_age_ms = 2000}},
	{.name = "sl|ack",
		.summary = {.sessions = 1,
			.active = 1,
			.states = {[STATE_CRITICAL] = 1},
			.worst_late = 20,
			.p50_age_ms = 9000,
			.p95_age_ms = 9000}},
};

static const struct session sessions[] = {
	{.user_id = "u1", .service = 0, .state = STATE_LATE, .active = ACTIVE_ON},
	{.user_id = "u2", .service = 0, .state = STATE_ON_TIME, .active = ACTIVE_ON},
	{.user_id = "u3", .service = 1, .state = STATE_CRITICAL, .active = ACTIVE_ON},
};

static struct snapshot make_snapshot(void)
{
	return (struct snapshot){
		.asof_ms = 1000,
		.sessions = sessions,
		.sessions_count = ARRAY_LEN(sessions),
		.services = services,
		.services_count = ARRAY_LEN(services),
		.totals = {.sessions = 3,
			.active = 3,
			.states = {[STATE_LATE] = 1, [STATE_ON_TIME] = 1, [STATE_CRITICAL] = 1},
			.worst_late = 20,
			.p50_age_ms = 2000,
			.p95_age_ms = 9000},
		.status = {.source = SOURCE_ACTIVE_INDEX,
			.is_complete = true,
			.table = "t",
			.region = "r",
			.endpoint = "e"},
	};
}

static struct settings make_settings(void)
{
	return (struct settings){.reconcile_ms = 1,
		.output = OUTPUT_CHECK,
		.crit_if = "critical>0 or never_polled>0",
		.warn_if = "late>0 or unknown>0 or future>0"};
}

static enum check_status judge(const struct snapshot *snapshot, const struct settings *settings)
{
	struct report report;

	report_make(&report, snapshot, settings, stdout);
	enum check_status status = check_judge(&report);

	report_fini(&report);
	return status;
}

static void test_by_conditions(void **state)
{
	static const struct {
		const char *crit_if, *warn_if;
		enum check_status expected;
	} rows[] = {
		{"critical>0", "late>0", CHECK_CRITICAL},
		{"critical>1", "late>0", CHECK_WARNING},
		{"critical>1", "late>1", CHECK_OK},
		{"critical>50%", "late>50%", CHECK_OK},
		{"critical>30%", "late>50%", CHECK_CRITICAL},
	};

	(void)state;
	const struct snapshot snapshot = make_snapshot();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct settings settings = make_settings();

		settings.crit_if = rows[i].crit_if;
		settings.warn_if = rows[i].warn_if;
		assert_int_equal(judge(&snapshot, &settings), rows[i].expected);
	}
}

/* If not everything was read, the result is UNKNOWN, whatever the figures are. */
static void test_incomplete(void **state)
{
	(void)state;
	struct settings settings = make_settings();
	struct snapshot snapshot = make_snapshot();

	assert_int_equal(judge(&snapshot, &settings), CHECK_CRITICAL);
	snapshot.status.is_complete = false;
	assert_int_equal(judge(&snapshot, &settings), CHECK_UNKNOWN);
	snapshot = make_snapshot();
	snapshot.error.kind = ERROR_THROTTLED;
	assert_int_equal(judge(&snapshot, &settings), CHECK_UNKNOWN);
	snapshot = make_snapshot();
	snapshot.status.unfilled = 1;
	assert_int_equal(judge(&snapshot, &settings), CHECK_UNKNOWN);
	snapshot = make_snapshot();
	snapshot.status.reconciled_mono_ms = -1;
	assert_int_equal(judge(&snapshot, &settings), CHECK_UNKNOWN);
	/* There may be more services than the known ones. */
	settings.reconcile_ms = 0;
	settings.crit_if = "critical>0";
	assert_int_equal(judge(&snapshot, &settings), CHECK_CRITICAL);
	snapshot.status.source = SOURCE_SERVICE_INDEX;
	assert_int_equal(judge(&snapshot, &settings), CHECK_UNKNOWN);
	snapshot.sessions_count = snapshot.totals.sessions = 0;
	snapshot.status.source = SOURCE_ACTIVE_INDEX;
	assert_int_equal(judge(&snapshot, &settings), CHECK_UNKNOWN);
}

/* Without a Scan, sessions that were never polled are not counted. */
static void test_never_polled_not_counted(void **state)
{
	(void)state;
	struct settings settings = make_settings();
	struct snapshot snapshot = make_snapshot();

	settings.reconcile_ms = 0;
	snapshot.status.reconciled_mono_ms = -1;
	assert_int_equal(judge(&snapshot, &settings), CHECK_CRITICAL);
	settings.crit_if = "critical>1 or never_polled>0";
	assert_int_equal(judge(&snapshot, &settings), CHECK_UNKNOWN);
	settings.crit_if = "critical>1";
	assert_int_equal(judge(&snapshot, &settings), CHECK_WARNING);
	settings.warn_if = "never_polled>0";
	assert_int_equal(judge(&snapshot, &settings), CHECK_UNKNOWN);
}

static void test_narrowed(void **state)
{
	(void)state;
	struct settings settings = make_settings();
	const struct snapshot snapshot = make_snapshot();

	settings.only_services = true;
	settings.services_count = 1;
	settings.services[0] = "gmail";
	assert_int_equal(judge(&snapshot, &settings), CHECK_WARNING);
	settings.services[0] = "sl|ack";
	assert_int_equal(judge(&snapshot, &settings), CHECK_CRITICAL);
	settings.services[0] = "gmial";
	assert_int_equal(judge(&snapshot, &settings), CHECK_UNKNOWN);
	/* Services that are not from -s leave nothing out. */
	settings.only_services = false;
	assert_int_equal(judge(&snapshot, &settings), CHECK_CRITICAL);

	struct service_filter filtered;

	settings.only_services = true;
	settings.services[0] = "sl|ack";
	service_filter_apply(&filtered, &snapshot, &settings);
	assert_int_equal(filtered.snapshot.sessions_count, 1);
	assert_int_equal(filtered.snapshot.services_count, 1);
	assert_string_equal(filtered.snapshot.sessions[0].user_id, "u3");
	assert_int_equal(filtered.snapshot.sessions[0].service, 0);
	assert_int_equal(filtered.snapshot.totals.sessions, 1);
	assert_int_equal(filtered.snapshot.totals.states[STATE_CRITICAL], 1);
	service_filter_fini(&filtered);
}

static void test_reached(void **state)
{
	static const struct {
		const char *wanted, *crit_if, *warn_if;
		bool is_partial, is_reached;
	} rows[] = {
		{"ok", "critical>0", "late>0", false, false},
		{"ok", "critical>1", "late>0", false, false},
		{"ok", "critical>1", "late>1", false, true},
		{"ok", "critical>1", "late>1", true, false},
		{"no-crit", "critical>0", "late>0", false, false},
		{"no-crit", "critical>1", "late>0", false, true},
		{"no-crit", "critical>1", "late>0", true, false},
		{"late<2 and on_time>=33%", "critical>0", "late>0", false, true},
		{"late<1", "critical>1", "late>1", false, false},
		{"late<2", "critical>0", "late>0", true, false},
	};

	(void)state;
	const struct snapshot snapshot = make_snapshot();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct settings settings = make_settings();

		settings.wait_until = rows[i].wanted;
		settings.crit_if = rows[i].crit_if;
		settings.warn_if = rows[i].warn_if;
		const struct report report = {.snapshot = &snapshot,
			.settings = &settings,
			.is_incomplete = rows[i].is_partial};

		if (check_wait_is_over(&report) != rows[i].is_reached) {
			fail_msg("row %zu: %s", i, rows[i].wanted);
		}
	}
}

static void assert_printed(
	const struct snapshot *snapshot, const struct settings *settings, const char *expected)
{
	char *text = printed_report(snapshot, settings);

	if (strncmp(text, expected, strlen(expected)) != 0) {
		fail_msg("\"%s\" does not begin as \"%s\"", text, expected);
	}
	free(text);
}

static void test_lines(void **state)
{
	(void)state;
	struct settings settings = make_settings();
	struct snapshot snapshot = make_snapshot();

	assert_printed(&snapshot, &settings,
		"BEYATOP CRITICAL - critical>0 or never_polled>0: 1 critical, 1 late of 3 sessions "
		"| sessions=3 active=3 paused=0 unknown=0 never_polled=0 critical=1 future=0 "
		"late=1 on_time=1 erroring=0 worst_late=20.00 p50_age=2.00s p95_age=9.00s\n");
	error_set(&snapshot.error, ERROR_THROTTLED, "out of | capacity\n\033[1m");
	assert_printed(&snapshot, &settings, "BEYATOP UNKNOWN - out of / capacity");
	settings.only_services = true;
	settings.services_count = 1;
	settings.services[0] = "gmail";
	snapshot = make_snapshot();
	assert_printed(&snapshot, &settings,
		"BEYATOP WARNING - late>0 or unknown>0 or future>0: 1 late of 2 sessions; "
		"gmail: only u1");
	settings.warn_if = "late>2";
	assert_printed(&snapshot, &settings, "BEYATOP OK - 1 late of 2 sessions; gmail: only u1");
	snapshot.totals = (struct summary){.worst_late = NAN, .p50_age_ms = -1, .p95_age_ms = -1};
	settings.only_services = false;
	assert_printed(&snapshot, &settings, "BEYATOP UNKNOWN - no sessions were found; seen: 0");

	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	check_print_failure("a|b\n", out);
	fclose(out);
	assert_string_equal(text, "BEYATOP UNKNOWN - a/b\xef\xbf\xbd\n");
	free(text);
}

/* The worst findings follow the figures, safe for the one line and its performance data. */
static void test_findings(void **state)
{
	static const uint32_t rows[] = {2};
	struct finding list[5];
	struct findings findings = {.list = list, .count = ARRAY_LEN(list), .current = 4};
	struct settings settings = make_settings();
	struct snapshot snapshot = make_snapshot();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(list); i++) {
		list[i] = (struct finding){.kind = FINDING_UNKNOWN_DATA,
			.service = 1,
			.services = 1,
			.rows = rows,
			.members = 1,
			.of = 3,
			.worst_late = NAN,
			.began_after_ms = SESSION_NO_TIME,
			.began_before_ms = SESSION_NO_TIME,
			.ended_ms = SESSION_NO_TIME,
			.detail = "lastPollAt S \"99|99\""};
	}
	snapshot.findings = &findings;
	char *text = printed_report(&snapshot, &settings);
	const char *at = strstr(text, " of 3 sessions; sl/ack: ");

	assert_non_null(at);
	assert_non_null(strstr(at, "lastPollAt S \"99/99\"; sl/ack: "));
	assert_non_null(strstr(at, "; and 1 more finding | sessions=3"));
	assert_ptr_equal(strchr(text, '|'), strstr(text, "| sessions=3"));
	free(text);
}

/* The line begins with the condition that is true and ends with others that are not defaults. */
static void test_own_conditions(void **state)
{
	static const struct {
		const char *crit_if, *warn_if, *begin, *end;
	} rows[] = {
		{"critical>300", "late>9", "BEYATOP OK - 1 critical",
			"sessions; --crit-if critical>300; --warn-if late>9 | sessions=3"},
		{"critical>300", "late>0 or unknown>0 or future>0",
			"BEYATOP WARNING - late>0 or unknown>0 or future>0: 1 critical",
			" sessions; --crit-if critical>300 | sessions=3"},
		{"late>0", "late>9", "BEYATOP CRITICAL - late>0: 1 critical",
			" sessions | sessions=3"},
		{"critical>0 or never_polled>0", "late>9",
			"BEYATOP CRITICAL - critical>0 or never_polled>0: 1 critical",
			" sessions | sessions=3"},
	};

	(void)state;
	const struct snapshot snapshot = make_snapshot();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct settings settings = make_settings();

		settings.crit_if = rows[i].crit_if;
		settings.warn_if = rows[i].warn_if;
		char *text = printed_report(&snapshot, &settings);

		if (strncmp(text, rows[i].begin, strlen(rows[i].begin)) != 0 ||
			!strstr(text, rows[i].end)) {
			fail_msg("row %zu: %s", i, text);
		}
		free(text);
	}
}

/* The line says whether the condition holds, whatever --check would say. */
static void test_wait_lines(void **state)
{
	(void)state;
	struct settings settings = make_settings();
	struct snapshot snapshot = make_snapshot();

	settings.output = OUTPUT_WAIT;
	settings.wait_until = "critical<100";
	assert_printed(&snapshot, &settings,
		"BEYATOP OK - met: critical<100; 1 critical, 1 late of 3 sessions | "
		"sessions=3");
	settings.wait_until = "critical<1";
	assert_printed(&snapshot, &settings,
		"BEYATOP FAILED - not met: critical<1; 1 critical, 1 late of 3");
	settings.wait_until = "ok";
	assert_printed(&snapshot, &settings, "BEYATOP FAILED - not met: ok; 1 critical");
	snapshot.status.is_complete = false;
	assert_printed(&snapshot, &settings,
		"BEYATOP FAILED - not known to be met: ok; not everything was read; seen: 1 crit");
}

static void test_statusline(void **state)
{
	static const struct service_summary long_name[] = {
		{.name = "a-service#[fg=red]-with-a-very-long-name",
			.summary = {.states = {[STATE_LATE] = 1}}}};

	(void)state;
	struct settings settings = make_settings();
	struct snapshot snapshot = make_snapshot();

	settings.output = OUTPUT_STATUSLINE;
	assert_printed(&snapshot, &settings, "C1 W1 sl|ack\n");
	snapshot.status.is_complete = false;
	assert_printed(&snapshot, &settings, "C1 W1 sl|ack PARTIAL\n");
	snapshot.totals = (struct summary){.sessions = 12, .states = {[STATE_ON_TIME] = 12}};
	assert_printed(&snapshot, &settings, "? 12 PARTIAL\n");
	snapshot.status.is_complete = true;
	assert_printed(&snapshot, &settings, "ok 12\n");
	/* A service of -s has no sessions. */
	struct settings filtered = settings;
	const struct snapshot whole = make_snapshot();

	filtered.only_services = true;
	filtered.services_count = 1;
	filtered.services[0] = "gmial";
	assert_printed(&whole, &filtered, "? 0 PARTIAL\n");
	settings.reconcile_ms = 0;
	snapshot.status.reconciled_mono_ms = -1;
	assert_printed(&snapshot, &settings, "ok 12 N?\n");
	snapshot = make_snapshot();
	snapshot.services = long_name;
	snapshot.services_count = 1;
	assert_printed(&snapshot, &settings, "C1 W1 a-service?[fg=red]-with-\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_conditions),
		cmocka_unit_test(test_incomplete),
		cmocka_unit_test(test_never_polled_not_counted),
		cmocka_unit_test(test_narrowed),
		cmocka_unit_test(test_reached),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_findings),
		cmocka_unit_test(test_own_conditions),
		cmocka_unit_test(test_wait_lines),
		cmocka_unit_test(test_statusline),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
