/* SPDX-License-Identifier: MIT */
#include "settings/settings_given.h"

#include "kit/config_files.h"
#include "kit/skip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct settings settings; /* of the last parse() */

/* With up to two arguments; NULL for none. */
static bool parse(const char *first, const char *second, struct error *err)
{
	static char words[3][160] = {"beyatop"};
	char *arguments[4] = {words[0]};
	const char *given[] = {first, second};
	int count = 1;

	for (size_t i = 0; i < ARRAY_LEN(given); i++) {
		if (given[i]) {
			snprintf(words[count], sizeof(words[count]), "%s", given[i]);
			arguments[count] = words[count];
			count++;
		}
	}
	settings_fini(&settings);
	return settings_parse_with(&settings, count, arguments, config_files_system, err);
}

static void assert_parsed(const char *first, const char *second)
{
	struct error err = {0};

	if (!parse(first, second, &err)) {
		fail_msg("%s", err.text);
	}
}

static void assert_refused(const char *user, const char *expected)
{
	struct error err = {0};

	config_files_write(config_files_user, user);
	if (parse(NULL, NULL, &err)) {
		fail_msg("accepted: %s", user);
	}
	assert_int_equal(err.kind, ERROR_CONFIG);
	assert_int_equal(error_exit_status(&err), 78);
	if (!strstr(err.text, expected)) {
		fail_msg("\"%s\" does not say \"%s\"", err.text, expected);
	}
}

static void assert_warned(const char *expected)
{
	if (!strstr(settings_warnings(&settings), expected)) {
		fail_msg("\"%s\" does not say \"%s\"", settings_warnings(&settings), expected);
	}
}

/* The first 20 are shown, the rest are counted. */
static void test_many_warnings(void **state)
{
	static const size_t counts[] = {20, 21, 5000};
	static const char *const ends[] = {":21: unknown setting zz19 ignored\n",
		":21: unknown setting zz19 ignored\n1 more warning\n",
		":21: unknown setting zz19 ignored\n4980 more warnings\n"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		struct buf file = {0};

		buf_puts(&file, "[default]\n");
		for (size_t j = 0; j < counts[i]; j++) {
			buf_printf(&file, "zz%zu = 1\n", j);
		}
		config_files_write(config_files_user, buf_text(&file));
		buf_fini(&file);
		assert_parsed(NULL, NULL);
		assert_warned(ends[i]);
		const char *shown = settings_warnings(&settings);

		assert_string_equal(shown + strlen(shown) - strlen(ends[i]), ends[i]);
	}
}

static void test_profiles(void **state)
{
	(void)state;
	config_files_write(config_files_user,
		"[default]\ntable = abc\nprofile = p1\n[profile p1]\ntable = one\n"
		"[profile p2]\ntable = two\n[profile \"my own\"]\ntable = own\n");
	assert_parsed(NULL, NULL);
	assert_string_equal(settings.profile, "p1");
	assert_string_equal(settings.table, "one");
	assert_parsed("-pp2", NULL);
	assert_string_equal(settings.table, "two");
	assert_parsed("-pmy own", NULL);
	assert_string_equal(settings.table, "own");
	assert_parsed("-pp3", NULL);
	assert_string_equal(settings.table, "abc");
	setenv("BEYATOP_PROFILE", "p2", 1);
	assert_parsed(NULL, NULL);
	assert_string_equal(settings.table, "two");
}

/* The AWS profile also chooses the section here. */
static void test_aws_profile(void **state)
{
	(void)state;
	config_files_write(config_files_user, "[profile p1]\ntable = one\n");
	setenv("AWS_PROFILE", "p1", 1);
	assert_parsed(NULL, NULL);
	assert_string_equal(settings.table, "one");
	assert_null(settings.profile);
}

static void test_paths(void **state)
{
	(void)state;
	char folder[96], path[160];

	snprintf(folder, sizeof(folder), "%s/.config", config_files_home);
	snprintf(path, sizeof(path), "%s/beyatop", folder);
	assert_int_equal(mkdir(folder, 0700) | mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/beyatop/config", folder);
	config_files_write(path, "[default]\ntable = in-home\n");
	config_files_write(config_files_user, "[default]\ntable = in-xdg\n");
	setenv("HOME", config_files_home, 1);
	assert_parsed(NULL, NULL);
	assert_string_equal(settings.table, "in-xdg");
	setenv("XDG_CONFIG_HOME", "relative", 1);
	assert_parsed(NULL, NULL);
	assert_string_equal(settings.table, "in-home");
	assert_parsed("-c", config_files_user);
	assert_string_equal(settings.table, "in-xdg");
	config_files_write(path, NULL);
	assert_parsed(NULL, NULL);
	assert_string_equal(settings.table, "beya-integration-sessions");
	*strrchr(path, '/') = '\0';
	assert_int_equal(rmdir(path) | rmdir(folder), 0);

	struct error err = {0};

	assert_false(parse("-c", "/nowhere/config", &err));
	assert_string_equal(err.text, "configuration file /nowhere/config does not exist");
	assert_int_equal(err.kind, ERROR_CONFIG);
}

static void test_unknown_names(void **state)
{
	(void)state;
	config_files_write(config_files_user,
		"[default]\ntabel = abc\nfrobnicate = 1\nonce = 1\ninterval = 5s\n  more\n"
		"[profile x]\nprofile = y\nregoin = r\n[service gmail]\ntable = abc\nlate = 3\n"
		"[service]\nx = 1\n[service a\033]\ntable = x\n[servce gmail]\nx\033 = "
		"1\n[default]\n\033]0;x = 1\n");
	assert_parsed(NULL, NULL);
	assert_warned("config:2: unknown setting tabel ignored (did you mean table?)\n");
	assert_warned("config:3: unknown setting frobnicate ignored\n");
	assert_warned("config:4: unknown setting once ignored");
	assert_warned("config:6: \"more\" ignored, because it is indented under another key\n");
	assert_warned("config:8: profile ignored, because it has no effect in [profile x]\n");
	assert_warned("config:9: unknown setting regoin ignored (did you mean region?)\n");
	assert_warned("config:11: table ignored, because it has no effect in [service gmail]\n");
	assert_warned(
		"config:13: unknown section [service] ignored (did you mean [service NAME]?)");
	assert_warned("config:16: table ignored, because it has no effect in [service a");
	assert_warned(
		"config:17: unknown section [servce gmail] ignored (did you mean [service NAME]?)");
	assert_null(strchr(settings_warnings(&settings), '\033'));
	assert_int_equal(settings.interval_ms, 5000);
}

static void test_bad_values(void **state)
{
	(void)state;
	assert_refused("[default]\n\ninterval = often\n",
		"/config:3: interval in [default]: \"often\" is not a duration from 1s to 1h");
	assert_refused("[default]\nread_only = maybe\n",
		":2: read_only in [default]: \"maybe\" is not 1, 0 or");
	assert_refused("[default]\nascii = maybe\n", "\"maybe\" is not 1 or 0");
	assert_refused(
		"[service x]\nlate = -1\n", ":2: late in [service x]: \"-1\" is not a number");
	assert_refused(
		"[service x]\nlate = 9\n", "thresholds for x: late (9) exceeds critical (5)");
	assert_refused("[service x]\nerrors_late = 11\n", "thresholds for x: errors_late (11)");
	assert_refused("[default]\nactive_value = a\n", "--paused-value");
	assert_refused("interval = 5s\n", ":1: expected [section] above the first setting");
	assert_refused("[default]\ninterval\n", ":2: expected");

	/* Values that are not used are not parsed. */
	config_files_write(
		config_files_user, "[default]\ninterval = often\n[profile x]\nlate = z\n");
	assert_parsed("-i5s", NULL);
}

static void test_empty_and_repeated(void **state)
{
	(void)state;
	config_files_write(config_files_system, "[default]\ntable = from-system\nregion = r\n");
	config_files_write(config_files_user,
		"[default]\ntable =\nREGION = r1\n[profile x]\n[default]\nRegion = r2 ; words\n");
	assert_parsed(NULL, NULL);
	assert_string_equal(settings.table, "from-system");
	assert_string_equal(settings.region, "r2");
}

static void test_untrusted(void **state)
{
	(void)state;
	struct error err = {0};

	config_files_write(config_files_user, "[default]\n");
	assert_int_equal(chmod(config_files_user, 0666), 0);
	assert_false(parse(NULL, NULL, &err));
	assert_int_equal(err.kind, ERROR_CONFIG);
	assert_non_null(strstr(err.text, "is not trusted"));
	assert_int_equal(chmod(config_files_user, 0600), 0);
	config_files_write(config_files_system, "[default]\n");
	assert_int_equal(chmod(config_files_system, 0664), 0);
	assert_false(parse(NULL, NULL, &err));
	assert_int_equal(chmod(config_files_system, 0644), 0);
	assert_parsed(NULL, NULL);
}

static void test_hard(void **state)
{
	static const struct {
		const char *user, *system, *flag, *variable, *profile;
		bool is_read_only, is_warned;
	} rows[] = {
		{"[default]\nread_only = 0\n", NULL, NULL, NULL, NULL, false, false},
		{"[default]\nread_only = 1\n", NULL, "--read-only=0", NULL, NULL, false, false},
		{NULL, "[default]\nread_only = hard\n", NULL, NULL, NULL, true, false},
		{NULL, "[default]\nread_only = hard\n", "--read-only=0", NULL, NULL, true, true},
		{NULL, "[default]\nread_only = hard\n", NULL, "0", NULL, true, true},
		{NULL, "[default]\nread_only = hard\n", "--read-only", NULL, NULL, true, false},
		{"[default]\nread_only = 0\n", "[default]\nread_only = hard\n", NULL, NULL, NULL,
			true, true},
		{"[default]\nread_only = hard\n[profile x]\nread_only = 0\n", NULL, NULL, NULL, "x",
			true, true},
		{"[default]\nread_only = hard\nread_only = 0\n", NULL, NULL, NULL, NULL, true,
			true},
		{NULL, "[profile x]\nread_only = hard\n", "--read-only=0", NULL, "x", true, true},
		{NULL, "[profile x]\nread_only = hard\n", "--read-only=0", NULL, NULL, false,
			false},
		{NULL, NULL, NULL, "hard", NULL, true, false},
		{NULL, NULL, "--read-only=0", "hard", NULL, true, true},
		{"[default]\nread_only = 0\n", NULL, NULL, "hard", NULL, true, false},
		{NULL, NULL, "--read-only=hard", NULL, NULL, true, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		config_files_write(config_files_user, rows[i].user);
		config_files_write(config_files_system, rows[i].system);
		setenv("BEYATOP_READ_ONLY", rows[i].variable ? rows[i].variable : "", 1);
		setenv("BEYATOP_PROFILE", rows[i].profile ? rows[i].profile : "", 1);
		assert_parsed(rows[i].flag, NULL);
		if (settings.read_only != rows[i].is_read_only ||
			!*settings_warnings(&settings) == rows[i].is_warned) {
			fail_msg("row %zu: %d, \"%s\"", i, settings.read_only,
				settings_warnings(&settings));
		}
	}
	/* --config replaces the user's file, not the system's. */
	config_files_write(config_files_system, "[default]\nread_only = hard\n");
	assert_parsed("-c/dev/null", "--read-only=0");
	assert_true(settings.read_only);
	assert_warned("--read-only ignored, because ");
	assert_warned("system:2 sets read_only = hard\n");
}

static void test_services(void **state)
{
	(void)state;
	config_files_write(config_files_system,
		"[service gmail]\nlate = 3\ngrace = 1m\n[service slack]\nerrors_late = 7\n");
	config_files_write(config_files_user,
		"[default]\ncritical = 20\n[service gmail]\nlate = 4\nerrors_critical =\n"
		"[service \"my own\"]\nfuture = 0s\n");
	assert_parsed("--errors-critical=90", NULL);
	assert_int_equal(settings.own_services_count, 3);
	assert_int_equal(settings.services_count, 0);
	const struct session_thresholds *gmail = settings_limits(&settings, "gmail");

	assert_true(gmail->late == 4 && gmail->critical == 20);
	assert_int_equal(gmail->grace_ms, 60000);
	assert_int_equal(gmail->errors_critical, 90);
	assert_int_equal(settings_limits(&settings, "slack")->errors_late, 7);
	assert_int_equal(settings_limits(&settings, "my own")->future_ms, 0);
	assert_ptr_equal(settings_limits(&settings, "notion"), &settings.limits);
	assert_ptr_equal(settings_limits(&settings, NULL), &settings.limits);
	assert_true(settings.limits.late == 2);
}

/* [default] says what holds for services without their own. */
static void test_runbooks(void **state)
{
	(void)state;
	config_files_write(config_files_user,
		"[default]\nowner = on-call\n"
		"[service gmail]\nrunbook = https://wiki/gmail/{state}#now\n"
		"[service slack]\nowner = team-slack\nlate = 3\n");
	assert_parsed("--runbook=https://wiki/{service}", NULL);
	struct settings_service gmail = settings_of_service(&settings, "gmail");
	struct settings_service slack = settings_of_service(&settings, "slack");
	struct settings_service other = settings_of_service(&settings, "notion");

	assert_string_equal(gmail.runbook, "https://wiki/gmail/{state}#now");
	assert_string_equal(gmail.owner, "on-call");
	assert_string_equal(slack.runbook, "https://wiki/{service}");
	assert_string_equal(slack.owner, "team-slack");
	assert_true(slack.limits.late == 3);
	assert_string_equal(other.runbook, "https://wiki/{service}");
	assert_string_equal(other.owner, "on-call");
	/* The section, the key and what is right. */
	assert_refused("[service slack]\nrunbook = http://wiki/slack\n",
		"/config:2: runbook in [service slack]: \"http://wiki/slack\" is not an https:// URL");
	assert_refused("[service slack]\nrunbook = https://wiki/{name}\n",
		"such as https://wiki.example.com/slack/{state}");
}

static void test_many_services(void **state)
{
	(void)state;
	struct buf text = {0};

	for (int i = 0; i < SETTINGS_MAX_SERVICES; i++) {
		buf_printf(&text, "[service s%d]\nlate = 3\n", i);
	}
	config_files_write(config_files_user, buf_text(&text));
	assert_parsed(NULL, NULL);
	buf_puts(&text, "[service one-more]\nlate = 3\n");
	assert_refused(buf_text(&text), "more than 64 [service NAME] sections");
	buf_fini(&text);
}

/* HOME of another user is no reason not to start; a file that is there and closed is one. */
static void test_out_of_reach(void **state)
{
	struct error err = {0};
	char folder[128];

	(void)state;
	if (geteuid() == 0) {
		SKIP_TEST("root can search every directory");
	}
	snprintf(folder, sizeof(folder), "%s/beyatop", config_files_home);
	config_files_write(config_files_user, "[default]\nread_only = hard\n");
	assert_int_equal(chmod(config_files_user, 0), 0);
	assert_false(parse(NULL, NULL, &err));
	assert_non_null(strstr(err.text, "/beyatop/config: Permission denied"));
	assert_int_equal(chmod(folder, 0), 0);
	assert_parsed(NULL, NULL);
	assert_warned("/beyatop/config skipped: Permission denied");
	assert_false(parse("--config", config_files_user, &err));
	assert_int_equal(chmod(folder, 0700), 0);
}

/* The output is a file with the same settings. */
static void test_print_config(void **state)
{
	(void)state;
	config_files_write(
		config_files_user, "[default]\ninterval = 5s\n[service gmail]\nlate = 4\n");
	setenv("BEYATOP_REGION", "eu-\033[1m", 1);
	setenv("BEYATOP_FILTER", "user:a #b", 1);
	assert_parsed("-sgmail", "-sslack");
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	settings_print_config(&settings, out);
	assert_int_equal(fclose(out), 0);
	struct buf from_file = {0};

	buf_printf(
		&from_file, "interval = 5s                            # %s:2\n", config_files_user);
	assert_non_null(strstr(text, from_file.data));
	assert_non_null(strstr(text, "services = gmail,slack                   # --service\n"));
	assert_non_null(strstr(text, "full_every = 20                          # default\n"));
	assert_non_null(strstr(text, "ascii = 0                                # default\n"));
	assert_non_null(strstr(text, "\n# profile is not set here; --whoami shows"));
	assert_non_null(strstr(text, "# BEYATOP_REGION\n"));
	assert_null(strchr(text, '\033'));
	/* A value that a file cannot express is commented out. */
	assert_non_null(strstr(text, "\n# filter = user:a #b "));
	assert_non_null(strstr(text, "\n[service gmail]\nlate = 4  "));
	buf_fini(&from_file);

	unsetenv("BEYATOP_REGION");
	unsetenv("BEYATOP_FILTER");
	config_files_write(config_files_user, text);
	assert_parsed(NULL, NULL);
	assert_string_equal(settings_warnings(&settings), "");
	assert_int_equal(settings.interval_ms, 5000);
	assert_null(settings.filter);
	assert_int_equal(settings.services_count, 2);
	assert_true(settings_limits(&settings, "gmail")->late == 4);
	free(text);
}

static int teardown(void **state)
{
	settings_fini(&settings);
	return config_files_teardown(state);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, config_files_setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_many_warnings),
		TEST(test_profiles),
		TEST(test_aws_profile),
		TEST(test_paths),
		TEST(test_unknown_names),
		TEST(test_bad_values),
		TEST(test_empty_and_repeated),
		TEST(test_untrusted),
		TEST(test_hard),
		TEST(test_services),
		TEST(test_runbooks),
		TEST(test_many_services),
		TEST(test_out_of_reach),
		TEST(test_print_config),
	};

	return cmocka_run_group_tests_name("settings_file", tests, NULL, NULL);
}
