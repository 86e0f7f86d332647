/* SPDX-License-Identifier: MIT */
#include "settings/settings_given.h"

#include "kit/config_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MAX_ARGUMENTS 16

static struct settings settings; /* of the last parse() */

/* Splits at spaces; "''" stands for an empty argument. */
static bool parse(const char *line, struct error *err)
{
	static char text[512], program[] = "beyatop";
	char *arguments[MAX_ARGUMENTS] = {program};
	int count = 1;

	assert_true(strlen(line) < sizeof(text));
	strcpy(text, line);
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) {
		assert_true(count < MAX_ARGUMENTS - 1);
		arguments[count++] = strcmp(word, "''") == 0 ? word + 2 : word;
	}
	settings_fini(&settings);
	return settings_parse_with(&settings, count, arguments, config_files_system, err);
}

static void assert_parsed(const char *line)
{
	struct error err = {0};

	if (!parse(line, &err)) {
		fail_msg("%s: %s", line, err.text);
	}
}

static void assert_refused(const char *line, enum error_kind kind, const char *expected)
{
	struct error err = {0};

	if (parse(line, &err)) {
		fail_msg("%s was accepted", line);
	}
	assert_int_equal(err.kind, kind);
	if (!strstr(err.text, expected)) {
		fail_msg("\"%s\" does not say \"%s\"", err.text, expected);
	}
	if (kind == ERROR_USAGE) {
		assert_non_null(strstr(err.text, "; try beyatop --help"));
	}
}

static int teardown(void **state)
{
	settings_fini(&settings);
	return config_files_teardown(state);
}

static void test_defaults(void **state)
{
	(void)state;
	assert_parsed("");
	assert_string_equal(settings.table, "beya-integration-sessions");
	assert_string_equal(settings.index_service, "ServiceType-Index");
	assert_string_equal(settings.index_active, "Active-Sessions-Index");
	assert_null(settings.region);
	assert_null(settings.profile);
	assert_null(settings.endpoint_url);
	assert_int_equal(settings.services_count, 0);
	assert_int_equal(settings.interval_ms, 15000);
	assert_int_equal(settings.reconcile_ms, 60000);
	assert_int_equal(settings.full_every, 20);
	assert_int_equal(settings.max_items, 2000000);
	assert_null(settings.active_value);
	assert_null(settings.paused_value);
	assert_true(settings.max_read_rate == 0);
	assert_int_equal(settings.output, OUTPUT_TEXT);
	assert_int_equal(settings.theme, THEME_AUTO);
	assert_int_equal(settings.alert, ALERT_OFF);
	assert_false(settings.mouse);
	assert_false(settings.read_only || settings.once || settings.ascii || settings.no_color);
	assert_false(settings.allow_http || settings.show_help || settings.show_version);
	const struct session_thresholds usual = SESSION_THRESHOLDS_DEFAULT;

	assert_memory_equal(&settings.limits, &usual, sizeof(usual));
	assert_string_equal(settings_warnings(&settings), "");
}

static void test_forms_of_flags(void **state)
{
	static const char *const lines[] = {"--table=abc --ascii -C", "--table abc -C --ascii",
		"-tabc --ascii -C", "-Ct abc --ascii", "-Ctabc --ascii --",
		"-t xyz -t abc --ascii --no-color"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		assert_parsed(lines[i]);
		assert_string_equal(settings.table, "abc");
		assert_true(settings.no_color);
		assert_true(settings.ascii);
		assert_false(settings.read_only);
	}
}

static void test_kinds_of_report(void **state)
{
	static const struct {
		const char *line;
		enum output output;
	} rows[] = {
		{"--once", OUTPUT_TEXT},
		{"-n 5", OUTPUT_TEXT},
		{"-n 0 -o jsonl", OUTPUT_JSONL},
		{"-o text", OUTPUT_TEXT},
		{"-o wide", OUTPUT_WIDE},
		{"--once -o csv", OUTPUT_CSV},
		{"--once -o prom", OUTPUT_PROM},
		{"--check", OUTPUT_CHECK},
		{"--once --statusline", OUTPUT_STATUSLINE},
		{"--summary -s gmail", OUTPUT_SUMMARY},
		{"--once --by user", OUTPUT_TEXT},
		{"-o csv --by service", OUTPUT_CSV},
		{"--textfile x --timeout 5s", OUTPUT_PROM},
		{"--wait-until late<5", OUTPUT_WAIT},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_parsed(rows[i].line);
		assert_true(settings.once);
		assert_int_equal(settings.output, rows[i].output);
	}
	assert_parsed("--whoami -o json");
	assert_false(settings.once);
	assert_parsed("-s gmail --check");
	assert_true(settings.only_services);
	assert_parsed("-s gmail");
	assert_false(settings.only_services);
	setenv("BEYATOP_SERVICES", "gmail", 1);
	assert_parsed("--check");
	assert_int_equal(settings.services_count, 1);
	assert_false(settings.only_services);
}

/* A report about a service scans the table only for what nothing else finds. */
static void test_spared_scan(void **state)
{
	static const struct {
		const char *line;
		bool has_scan;
	} rows[] = {
		{"--once", true},
		{"-s gmail", true},
		{"-s gmail --once", false},
		{"-s gmail --once --reconcile 1h", true},
		{"-s gmail --statusline", false},
		{"-s gmail --check", true},
		{"-s gmail --check --crit-if critical>0", false},
		{"-s gmail --check --crit-if critical>0 --warn-if never_polled>9", true},
		{"-s gmail --wait-until ok", true},
		{"-s gmail --wait-until no-crit --crit-if late>0", false},
		{"-s gmail --wait-until late<5", false},
		{"-s gmail --wait-until never_polled<5", true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_parsed(rows[i].line);
		settings_spare_scan(&settings);
		if ((settings.reconcile_ms > 0) != rows[i].has_scan) {
			fail_msg("%s", rows[i].line);
		}
	}
}

static void test_services(void **state)
{
	char line[512] = "-s s0";

	(void)state;
	assert_parsed("-s gmail,slack -s gmail --service=notion,slack");
	assert_int_equal(settings.services_count, 3);
	assert_string_equal(settings.services[0], "gmail");
	assert_string_equal(settings.services[1], "slack");
	assert_string_equal(settings.services[2], "notion");
	assert_refused("-s gmail,,slack", ERROR_USAGE,
		"--service: \"gmail,,slack\" is not a comma-separated list");
	assert_refused("-s ''", ERROR_USAGE, "--service");

	for (int i = 1; i < SETTINGS_MAX_SERVICES; i++) {
		sprintf(line + strlen(line), ",s%d", i);
	}
	assert_parsed(line);
	assert_int_equal(settings.services_count, SETTINGS_MAX_SERVICES);
	assert_string_equal(settings.services[SETTINGS_MAX_SERVICES - 1], "s63");
	strcat(line, ",s64");
	assert_refused(line, ERROR_USAGE, "at most 64");
}

/* Long names exceed the buffer before there are 64. */
static void test_services_room(void **state)
{
	char name[4097] = "", program[] = "beyatop", flag[] = "-s";
	char *arguments[] = {program, flag, name, NULL};
	struct error err = {0};

	(void)state;
	memset(name, 'x', 4095);
	settings_fini(&settings);
	assert_true(settings_parse_with(&settings, 3, arguments, config_files_system, &err));
	assert_int_equal(strlen(settings.services[0]), 4095);
	name[4095] = 'x';
	settings_fini(&settings);
	assert_false(settings_parse_with(&settings, 3, arguments, config_files_system, &err));
}

static void test_bad_values(void **state)
{
	static const struct {
		const char *line, *expected;
	} rows[] = {
		{"-t ab", "--table: \"ab\" is not a name of 3 to 255"},
		{"-t a/b", "--table"},
		{"--index-service=", "--index-service"},
		{"--index-active=a:b", "--index-active"},
		{"--region=", "--region"},
		{"--region ''", "--region: \"\" is not a region"},
		{"-i 0.5s", "--interval: \"0.5s\" is not a duration from 1s to 1h"},
		{"-i 999ms", "--interval"},
		{"-i 61m", "--interval"},
		{"-i soon", "--interval"},
		{"--reconcile 1s", "--reconcile"},
		{"--reconcile never", "1m to 24h, or off"},
		{"--max-rcu 0", "--max-rcu"},
		{"--max-rcu -1", "--max-rcu"},
		{"--max-rcu nan", "--max-rcu"},
		{"--max-rcu inf", "--max-rcu"},
		{"--max-rcu 0x10", "--max-rcu"},
		{"--max-rcu 1.2.3", "--max-rcu"},
		{"--max-rcu .", "--max-rcu"},
		{"--max-rcu 1e3", "--max-rcu"},
		{"--max-rcu 1000001", "--max-rcu"},
		{"--full-every 0", "1 to 10000"},
		{"--full-every 10001", "--full-every"},
		{"--full-every 5x", "--full-every"},
		{"--full-every 99999999999999999999", "--full-every"},
		{"--max-items 0", "--max-items"},
		{"--max-items -1", "--max-items"},
		{"--active-value on-duty", "--paused-value"},
		{"--paused-value off-duty", "--active-value"},
		{"--active-value same --paused-value same", "but both are"},
		{"--poll-index table", "--poll-index: \"table\" is not active or service"},
		{"--late 0", "--late"},
		{"--critical x", "--critical"},
		{"--errors-late 0", "--errors-late"},
		{"--errors-critical 1000000000", "1 to 999999999"},
		{"--grace 25h", "--grace"},
		{"--future -1s", "--future"},
		{"--ascii=maybe", "--ascii: \"maybe\" is not 1 or 0"},
		{"--read-only=soft", "--read-only: \"soft\" is not 1, 0 or hard"},
		{"--once -o yaml", "--output: \"yaml\" is not one of text wide json"},
		{"--theme pink", "--theme: \"pink\" is not auto, dark"},
		{"--alert loud", "--alert: \"loud\" is not off, bell, osc9, osc777 or osc99"},
		{"-n -1", "--count"},
		{"-n 1000001", "--count"},
		{"--warn-if late",
			"--warn-if: \"late\" is not a condition such as \"critical>0 or late>5%\": at "
			"1: late takes a number or a percentage, as in late>5%; try"},
		{"--crit-if x>0", "--crit-if"},
		{"--wait-until fine", "is not ok, no-crit or a condition such as"},
		{"--once --timeout 25h", "--timeout"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_refused(rows[i].line, ERROR_USAGE, rows[i].expected);
	}
}

static void test_bad_usage(void **state)
{
	static const struct {
		const char *line, *expected;
	} rows[] = {
		{"--tabel=abc", "unknown option --tabel (did you mean --table?); "},
		{"--index", "did you mean --index-service?"},
		{"--readonly", "did you mean --read-only?"},
		{"--no-colour", "did you mean --no-color?"},
		{"--frobnicate", "unknown option --frobnicate;"},
		{"--=x", "unknown option --;"},
		{"-x", "unknown option -x"},
		{"-Cx", "unknown option -x"},
		{"--table", "--table needs a name of 3 to 255"},
		{"--crit-if crit>3", "at 1: no figure crit: did you mean critical?; try"},
		{"--wait-until err<=5", "is not ok, no-crit or a condition such as"},
		{"--wait-until bad<=5", "at 1: no figure bad: use sessions active paused critical"},
		{"-i", "--interval needs a duration"},
		{"--once=yes", "--once takes no value"},
		{"my-table", "unexpected argument \"my-table\";"},
		{"mono", "unexpected argument \"mono\" (did you mean --theme mono?);"},
		{"-", "unexpected argument \"-\";"},
		{"''", "unexpected argument \"\";"},
		{"-C -- rest", "unexpected argument \"rest\";"},
		{"--timeout 5s", "--once"},
		{"--check -f err>5", "--filter needs a report that lists sessions"},
		{"--once -o prom --sort age", "--sort needs a report that lists sessions"},
		{"--summary --sort age", "--sort needs a report that lists sessions"},
		{"-o csv --by user -f err>5", "--filter needs a report that lists sessions"},
		{"--by user", "--by is only valid with a report"},
		{"-o prom --by user", "--by works only with text, wide, json, jsonl and csv reports"},
		{"--check --by user", "--by works only with"},
		{"--summary --check", "--check and --summary cannot be combined"},
		{"--whoami -o csv", "--whoami cannot be combined with --output=csv"},
		{"--doctor -o wide", "--doctor cannot be combined with --output=wide"},
		{"--whoami --timeout 5s", "--once"},
		{"--check --statusline", "--check and --statusline cannot be combined"},
		{"--once -o json --check", "--output and --check cannot be combined"},
		{"--record a --replay b", "--record and --replay cannot be combined"},
		{"--replay a --count 2", "--count cannot be used with --replay"},
		{"--replay a --wait-until ok", "--wait-until cannot be used with --replay"},
		{"--check --wait-until ok", "--check and --wait-until cannot be combined"},
		{"--textfile /x -o prom", "--output and --textfile cannot be combined"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_refused(rows[i].line, ERROR_USAGE, rows[i].expected);
	}
}

static void test_environment(void **state)
{
	(void)state;
	setenv("BEYATOP_TABLE", "from-environment", 1);
	setenv("BEYATOP_SERVICES", "gmail,slack", 1);
	setenv("BEYATOP_READ_ONLY", "true", 1);
	setenv("BEYATOP_ASCII", "0", 1);
	setenv("BEYATOP_INTERVAL", "", 1);
	setenv("NO_COLOR", "0", 1);
	assert_parsed("");
	assert_string_equal(settings.table, "from-environment");
	assert_int_equal(settings.services_count, 2);
	assert_true(settings.read_only);
	assert_false(settings.ascii);
	assert_int_equal(settings.interval_ms, 15000);
	assert_true(settings.no_color);

	setenv("NO_COLOR", "", 1);
	assert_parsed("-t from-flag -s notion --ascii");
	assert_string_equal(settings.table, "from-flag");
	assert_int_equal(settings.services_count, 1);
	assert_string_equal(settings.services[0], "notion");
	assert_true(settings.ascii);
	assert_false(settings.no_color);
}

static void test_bad_environment(void **state)
{
	(void)state;
	setenv("BEYATOP_INTERVAL", "often", 1);
	assert_refused(
		"", ERROR_CONFIG, "BEYATOP_INTERVAL: \"often\" is not a duration from 1s to 1h");
	assert_parsed("-i 5s");
	assert_parsed("--help");
	unsetenv("BEYATOP_INTERVAL");
	setenv("BEYATOP_READ_ONLY", "maybe", 1);
	assert_refused("", ERROR_CONFIG, "BEYATOP_READ_ONLY: \"maybe\" is not 1, 0 or hard");
}

static void test_thresholds_go_together(void **state)
{
	(void)state;
	assert_refused("--late 6", ERROR_USAGE, "late (6) exceeds critical (5)");
	assert_refused("--errors-late 11", ERROR_USAGE, "errors_late (11) exceeds errors_critical");
	assert_parsed("--late 5 --errors-late 10");
	assert_parsed("--late 6 --critical 6.5");
}

static void test_help_and_version_end_the_reading(void **state)
{
	(void)state;
	assert_parsed("-Ch --bogus");
	assert_true(settings.show_help);
	assert_parsed("-V -o json rest");
	assert_true(settings.show_version);
	assert_refused("--bogus --help", ERROR_USAGE, "--bogus");
}

static void test_no_arguments_at_all(void **state)
{
	char *arguments[] = {NULL};
	struct error err = {0};

	(void)state;
	settings_fini(&settings);
	assert_true(settings_parse_with(&settings, 0, arguments, config_files_system, &err));
}

/* Nothing else is read: completions must work whatever the configuration says. */
static void test_completion_ends_the_reading(void **state)
{
	(void)state;
	setenv("BEYATOP_INTERVAL", "often", 1);
	assert_parsed("--completion zsh --bogus");
	assert_string_equal(settings.completion, "zsh");
	assert_refused("--completion", ERROR_USAGE, "--completion needs bash, zsh or fish");
}

/* The text between a heading of the help and the next blank line; the caller frees it. */
static char *help_below(const char *heading)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	settings_print_help(out);
	assert_int_equal(fclose(out), 0);
	const char *begin = strstr(text, heading);

	assert_non_null(begin);
	begin += strlen(heading);
	char *part = base_strndup(begin, (size_t)(strstr(begin, "\n\n") - begin));

	free(text);
	return part;
}

/* The examples are valid: each up to what the shell does with its output. */
static void test_examples(void **state)
{
	static const char *const shell[] = {" |", " >"};
	char *examples = help_below("\n\nExamples:\n"), *rest = NULL;
	int count = 0;

	(void)state;
	for (char *line = strtok_r(examples, "\n", &rest); line;
		line = strtok_r(NULL, "\n", &rest), count++) {
		char *end = strstr(line + 2, "  ");

		assert_memory_equal(line, "  beyatop ", 10);
		assert_non_null(end);
		*end = '\0';
		for (size_t i = 0; i < ARRAY_LEN(shell); i++) {
			end = strstr(line, shell[i]);
			*(end ? end : line + strlen(line)) = '\0';
		}
		for (char *quote; (quote = strchr(line, '\'')) != NULL;) {
			memmove(quote, quote + 1, strlen(quote));
		}
		assert_parsed(line + 10);
	}
	assert_int_equal(count, 5);
	free(examples);
}

static void test_help(void **state)
{
	static const char *const mentioned[] = {"  -t, --table=NAME  ",
		"      --endpoint-url=URL  ", "$BEYATOP_TABLE, default beya-integration-sessions",
		"$NO_COLOR\n", "  -h, --help  ", "\n  64 ", "\n  69 ", "\n  77 ", "\n  78 ",
		"\n  128+"};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	settings_print_help(out);
	assert_int_equal(fclose(out), 0);
	for (size_t i = 0; i < ARRAY_LEN(mentioned); i++) {
		if (!strstr(text, mentioned[i])) {
			fail_msg("the help does not say \"%s\"", mentioned[i]);
		}
	}
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
		if (strcspn(line, "\n") > 80) {
			fail_msg("wider than 80 columns: %.*s", (int)strcspn(line, "\n"), line);
		}
	}
	free(text);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, config_files_setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_defaults),
		TEST(test_forms_of_flags),
		TEST(test_kinds_of_report),
		TEST(test_services),
		TEST(test_spared_scan),
		TEST(test_services_room),
		TEST(test_bad_values),
		TEST(test_bad_usage),
		TEST(test_environment),
		TEST(test_bad_environment),
		TEST(test_thresholds_go_together),
		TEST(test_help_and_version_end_the_reading),
		TEST(test_no_arguments_at_all),
		TEST(test_completion_ends_the_reading),
		TEST(test_examples),
		TEST(test_help),
	};

	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
