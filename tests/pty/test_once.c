/* SPDX-License-Identifier: MIT */
/* --once on a real engine, without a terminal. */
#include "kit/binary.h"

#include "base/json.h"
#include "kit/shared_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void run_once(const char *const *flags, struct run *run, const char *stdout_path)
{
	struct binary binary = {.url = scratch.url, .table = scratch.table, .flags = flags};

	binary_run(&binary, run, stdout_path);
}

/* Succeeds; returns its output, which run_fini() frees. */
static const char *run_for_text(const char *const *flags, struct run *run)
{
	run_once(flags, run, NULL);
	assert_int_equal(run->exit_status, 0);
	return buf_text(&run->out);
}

/* Fails with this status, and says why on stderr. */
static void expect_failure(
	const char *const *flags, const char *stdout_path, int status, const char *said)
{
	struct run run;

	run_once(flags, &run, stdout_path);
	assert_int_equal(run.exit_status, status);
	assert_non_null(strstr(buf_text(&run.err), said));
	assert_string_equal(buf_text(&run.out), "");
	run_fini(&run);
}

static void assert_count(const struct json *totals, const char *name, int wanted)
{
	double is = json_number(json_get(totals, name), NAN);

	if (is != wanted) {
		fail_msg("%s is %f, not %d", name, is, wanted);
	}
}

static void assert_totals(const struct json *totals)
{
	assert_count(totals, "sessions", 9);
	assert_count(totals, "active", 7);
	assert_count(totals, "paused", 1);
	assert_count(totals, "critical", 1);
	assert_count(totals, "late", 1);
	assert_count(totals, "never_polled", 1);
	assert_count(totals, "future", 1);
	assert_count(totals, "unknown", 1);
	assert_count(totals, "on_time", 3);
	assert_count(totals, "erroring", 2);
}

/* The same fleet for each way to store isActive. */
static void test_json_totals_in_every_form(void **state)
{
	static const char *const flags[] = {"--once", "-o", "json", NULL};
	static const enum form forms[] = {FORM_S, FORM_N, FORM_BOOL};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		struct scratch before = scratch;
		struct json *json;
		struct run run;

		fixture_open(&scratch, forms[i]);
		run_once(flags, &run, NULL);
		assert_string_equal(buf_text(&run.err), "");
		assert_int_equal(run.exit_status, 0);
		json = json_parse(run.out.data, run.out.length);
		assert_non_null(json);
		assert_totals(json_get(json, "totals"));
		assert_int_equal(json_count(json_get(json, "sessions")), 9);
		assert_int_equal(json_bool(json_get(json, "partial")), 0);
		assert_string_equal(json_string(json_get(json, "table")), scratch.table);
		json_free(json);
		run_fini(&run);
		scratch_close(&scratch);
		scratch = before;
	}
}

static void test_unscanned_is_null(void **state)
{
	static const char *const flags[] = {"--once", "-o", "json", "--reconcile", "off", NULL};
	const struct json *never_polled;
	struct json *json;
	struct run run;

	(void)state;
	run_once(flags, &run, NULL);
	assert_int_equal(run.exit_status, 0);
	json = json_parse(run.out.data, run.out.length);
	never_polled = json_get(json_get(json, "totals"), "never_polled");
	assert_non_null(never_polled);
	assert_true(isnan(json_number(never_polled, NAN)));
	json_free(json);
	run_fini(&run);
}

static void test_text(void **state)
{
	static const char *const flags[] = {"--once", NULL};
	struct run run;
	const char *out = run_for_text(flags, &run);

	(void)state;
	assert_non_null(strstr(out, scratch.table));
	assert_non_null(strstr(out, "C  slack"));
	assert_non_null(strstr(out, "C  u-dead"));
	assert_non_null(strstr(out, "W  u-slow"));
	assert_non_null(strstr(out, "N  u-new"));
	assert_null(strstr(out, "u-fine"));
	assert_null(strchr(out, '\033'));
	run_fini(&run);
}

/* A misspelled service has no problems, but every format says that it was not found. */
static void test_missing_service(void **state)
{
	static const struct {
		const char *flags[6], *said;
	} rows[] = {
		{{"--once", "-s", "nosuch"}, "PARTIAL: no sessions of nosuch were found."},
		{{"--once", "-s", "nosuch"}, "No sessions were found."},
		{{"--once", "-s", "gmail,nosuch"}, "PARTIAL: no sessions of nosuch were found."},
		{{"--once", "-s", "nosuch", "-o", "json"}, "\"partial\":true"},
		{{"--once", "-s", "gmail,nosuch", "-o", "csv"}, "gmail"},
		{{"--once", "-s", "nosuch", "-o", "prom"}, "} 0\n# HELP beyatop_asof"},
		{{"--once", "-s", "nosuch", "-o", "wide"}, "PARTIAL: no sessions of nosuch"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct run run;

		run_once(rows[i].flags, &run, NULL);
		assert_int_equal(run.exit_status, 2);
		if (!strstr(buf_text(&run.out), rows[i].said)) {
			fail_msg("row %zu: %s", i, buf_text(&run.out));
		}
		assert_string_equal(
			buf_text(&run.err), "beyatop: no sessions of nosuch were found\n");
		run_fini(&run);
	}
}

static void test_filter_and_sort(void **state)
{
	static const char *const flags[] = {
		"--once", "-f", "svc:slack late<900", "--sort", "-late", NULL};
	struct run run;
	const char *out = run_for_text(flags, &run);

	(void)state;
	assert_non_null(strstr(out, "Filter svc:slack late<900: 3 of 9 sessions."));
	assert_non_null(strstr(out, ".  u-fine"));
	assert_true(strstr(out, "u-fine") < strstr(out, "u-slow"));
	assert_true(strstr(out, "u-slow") < strstr(out, "u-dead"));
	assert_null(strstr(out, "u-good"));
	run_fini(&run);
}

static void test_filter_of_json(void **state)
{
	static const char *const flags[] = {
		"--once", "-o", "json", "--filter", "state:CW", "--sort", "user", NULL};
	struct json *json;
	struct run run;

	(void)state;
	run_once(flags, &run, NULL);
	json = json_parse(run.out.data, run.out.length);
	assert_non_null(json);
	assert_int_equal(json_count(json_get(json, "sessions")), 2);
	assert_totals(json_get(json, "totals"));
	json_free(json);
	run_fini(&run);
}

static void test_invalid_filter_and_sort(void **state)
{
	static const struct {
		const char *flag, *words;
	} cases[] = {
		{"--filter=err>x", "invalid filter \"err>x\", at 5: err takes a whole number"},
		{"--sort=size", "invalid sort order \"size\": expected worst, user"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *const flags[] = {"--once", cases[i].flag, NULL};
		expect_failure(flags, NULL, 64, cases[i].words);
	}
}

/* It refuses what any other run would refuse. */
static void test_print_config_checks(void **state)
{
	static const struct {
		const char *flag, *words;
		int exit_status;
	} cases[] = {
		{"--filter=err>x", "invalid filter \"err>x\"", 64},
		{"--sort=size", "invalid sort order \"size\"", 64},
		{"--region=eu_west!1", "--region: \"eu_west!1\" is not a region", 64},
		{"--region=EU-WEST-1", "--region: \"EU-WEST-1\" is not a region", 64},
		{"--endpoint-url=gopher://x", "--endpoint-url: not a usable URL", 64},
		{"--endpoint-url=http://192.0.2.1", "would send data unencrypted", 64},
		{"--profile=no-such", "profile \"no-such\" is neither in ", 78},
		{"--table=a b", "--table: \"a b\" is not ", 64},
		{"--output=xml", "--output: \"xml\" is not ", 64},
		{"--warn-if=late>>1", "--warn-if: \"late>>1\" is not ", 64},
		{"--wait-until=never", "--wait-until: \"never\" is not ", 64},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *const flags[] = {"--print-config", "--once", cases[i].flag, NULL};
		expect_failure(flags, NULL, cases[i].exit_status, cases[i].words);
	}
}

/* Of any output, so that no script takes an empty file for a result. */
static void test_full_disk_is_a_failure(void **state)
{
	static const char *const rows[][3] = {{"--once"}, {"--summary"}, {"-o", "csv"}, {"--help"},
		{"--completion", "zsh"}, {"--print-config"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		expect_failure(rows[i], "/dev/full", 1, "cannot write to stdout: No space left");
	}
}

/* What is wrong in Markdown, without a terminal. */
static void test_summary(void **state)
{
	static const char *const flags[] = {"--summary", NULL};
	struct run run;
	const char *text = run_for_text(flags, &run);

	(void)state;
	assert_memory_equal(text, "# Integration sessions: ", strlen("# Integration sessions: "));
	assert_non_null(strstr(text, "\n## Findings\n\n- **critical** "));
	assert_non_null(strstr(text, "\n## Totals\n"));
	assert_non_null(strstr(text, "\n## Worst sessions\n"));
	assert_non_null(strstr(text, "| u-dead | slack | critical | "));
	run_fini(&run);
}

static void test_missing_table(void **state)
{
	static const char *const flags[] = {"--once", "--table", "nobody-made-this", NULL};

	(void)state;
	expect_failure(flags, NULL, 1, "nobody-made-this");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json_totals_in_every_form),
		cmocka_unit_test(test_unscanned_is_null),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_missing_service),
		cmocka_unit_test(test_filter_and_sort),
		cmocka_unit_test(test_filter_of_json),
		cmocka_unit_test(test_invalid_filter_and_sort),
		cmocka_unit_test(test_print_config_checks),
		cmocka_unit_test(test_full_disk_is_a_failure),
		cmocka_unit_test(test_summary),
		cmocka_unit_test(test_missing_table),
	};

	return cmocka_run_group_tests_name("once", tests, open_fixture, close_fixture);
}
