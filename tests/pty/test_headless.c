/* SPDX-License-Identifier: MIT */
/*
 * Output, files and exit statuses that scripts, monitoring and tmux use: the real program on a real
 * engine.
 */
#include "kit/binary.h"

#include "base/json.h"
#include "kit/canned.h"
#include "kit/fixture.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct scratch scratch;
static char folder[64];

static int open_fixture(void **state)
{
	(void)state;
	fixture_open(&scratch, FORM_S);
	strcpy(folder, "/tmp/beyatop-test-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int close_fixture(void **state)
{
	(void)state;
	scratch_close(&scratch);
	return rmdir(folder);
}

static void run_with(struct run *run, const char *const *flags)
{
	struct binary binary = {.url = scratch.url, .table = scratch.table, .flags = flags};

	binary_run(&binary, run, NULL);
}

static void assert_begins(const char *text, const char *expected)
{
	if (strncmp(text, expected, strlen(expected)) != 0) {
		fail_msg("\"%s\" does not begin as \"%s\"", text, expected);
	}
}

#define MAX_FLAGS 8

/* A run that prints one line, how that begins, and the exit status. */
struct one_line {
	const char *flags[MAX_FLAGS], *begin;
	int exit_status;
};

static void expect_lines(const struct one_line *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct run run;

		run_with(&run, rows[i].flags);
		assert_begins(buf_text(&run.out), rows[i].begin);
		assert_ptr_equal(strchr(run.out.data, '\n'), run.out.data + run.out.length - 1);
		assert_int_equal(run.exit_status, rows[i].exit_status);
		run_fini(&run);
	}
}

static void test_check(void **state)
{
	static const struct one_line rows[] = {
		{{"--check"},
			"BEYATOP CRITICAL - critical>0 or never_polled>0: 1 critical, 1 never", 2},
		{{"--check", "--crit-if", "critical>1"}, "BEYATOP WARNING - late>0 or", 1},
		{{"--check", "--crit-if=critical>1", "--warn-if=late>1"}, "BEYATOP OK - 1 crit", 0},
		{{"--check", "-s", "gmail"},
			"BEYATOP CRITICAL - critical>0 or never_polled>0: 1 never polled of 2 sessions; gmail",
			2},
		{{"--check", "-s", "gmial"}, "BEYATOP UNKNOWN - no sessions of gmial were found;",
			3},
		{{"--check", "--reconcile=off", "--crit-if=critical>1 or never_polled>0"},
			"BEYATOP UNKNOWN - sessions that were never polled were not counted", 3},
		{{"--check", "-t", "nobody-made-this"},
			"BEYATOP UNKNOWN - table nobody-made-this does not exist", 3},
		{{"--check", "--late=soon"}, "BEYATOP UNKNOWN - --late: \"soon\" is not a", 3},
		{{"--nonsense", "--check"}, "BEYATOP UNKNOWN - unknown option --nonsense", 3},
		{{"--check", "--filter=late>0"}, "BEYATOP UNKNOWN - --filter needs a report", 3},
		{{"--check", "--log-file=/nowhere/x"}, "BEYATOP UNKNOWN - cannot write to the", 3},
		{{"--check", "--replay=/nowhere"}, "BEYATOP UNKNOWN - cannot replay /nowhere", 3},
	};

	(void)state;
	expect_lines(rows, ARRAY_LEN(rows));
}

static void test_statusline(void **state)
{
	static const struct one_line rows[] = {
		{{"--statusline"}, "C1 N1 W1 ?1 F1 slack\n", 0},
		{{"--statusline", "-t", "nobody-made-this"}, "? ", 1},
		{{"--statusline", "--replay=/nowhere"}, "? recording\n", 78},
	};

	(void)state;
	expect_lines(rows, ARRAY_LEN(rows));
}

/* Each report is of a later refresh. */
static void test_several_reports(void **state)
{
	static const char *const flags[] = {
		"-n", "3", "-i", "1s", "-o", "jsonl", "-s", "gmail", "--reconcile", "1h", NULL};
	char last[64] = "";
	int reports = 0, sessions = 0;

	(void)state;
	struct run run;

	run_with(&run, flags);
	assert_int_equal(run.exit_status, 0);
	for (char *rest = NULL, *line = strtok_r(run.out.data, "\n", &rest); line;
		line = strtok_r(NULL, "\n", &rest)) {
		struct json *json = json_parse(line, strlen(line));

		assert_non_null(json);
		const char *type = json_string(json_get(json, "type"));

		if (strcmp(type, "report") == 0) {
			const char *asof = json_string(json_get(json, "asof"));

			assert_true(strcmp(asof, last) > 0);
			snprintf(last, sizeof(last), "%s", asof);
			reports++;
		} else if (strcmp(type, "session") == 0) {
			assert_string_equal(json_string(json_get(json, "serviceType")), "gmail");
			sessions++;
		}
		json_free(json);
	}
	assert_int_equal(reports, 3);
	assert_int_equal(sessions, 6);
	run_fini(&run);
}

/* Lines that begin with this. */
static int count_lines(const char *text, const char *begin)
{
	int count = 0;

	for (const char *line = text; *line; line += strspn(line, "\n")) {
		count += strncmp(line, begin, strlen(begin)) == 0;
		line += strcspn(line, "\n");
	}
	return count;
}

/* Several csv reports make one table, with its titles once. */
static void test_several_tables(void **state)
{
	static const char *const flags[] = {
		"-n", "2", "-i", "1s", "-o", "csv", "-f", "user:u-dead", NULL};
	struct run run;

	(void)state;
	run_with(&run, flags);
	assert_int_equal(run.exit_status, 0);
	assert_int_equal(count_lines(buf_text(&run.out), "userId,"), 1);
	assert_int_equal(count_lines(buf_text(&run.out), "\"u-dead\","), 2);
	run_fini(&run);
}

/* The unhealthy session is paused while --wait-until waits. */
static void test_wait_until(void **state)
{
	static const char *const flags[] = {"--wait-until", "critical=0 and paused=2", "-i1s",
		"--full-every=1", "--timeout=10m", NULL};
	struct binary binary = {.url = scratch.url, .table = scratch.table, .flags = flags};

	(void)state;
	struct pty *pty = binary_start(&binary);

	scratch_set_active(&scratch, "u-dead", "slack", false);
	binary_expect_exit(pty, 0);
	assert_non_null(strstr(
		pty_log(pty)->data, "BEYATOP OK - met: critical=0 and paused=2; 1 never polled"));
	pty_free(pty);
	scratch_set_active(&scratch, "u-dead", "slack", true);
}

/* A server that never responds: each kind of report gives up after --timeout. */
static void test_timeout(void **state)
{
	static const struct canned_response silence[] = {{.http_status = 0}};
	static const struct {
		const char *flags[MAX_FLAGS];
		int exit_status;
	} rows[] = {
		{{"--once", "--timeout=200ms"}, 69},
		{{"--check", "--timeout=200ms"}, 3},
		{{"--wait-until=ok", "--timeout=200ms"}, 69},
	};

	(void)state;
	struct canned *server = canned_start(silence, ARRAY_LEN(silence));

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct binary binary = {
			.url = canned_url(server), .table = "abc", .flags = rows[i].flags};
		struct run run;

		binary_run(&binary, &run, NULL);
		assert_int_equal(run.exit_status, rows[i].exit_status);
		assert_non_null(strstr(buf_text(run.err.length ? &run.err : &run.out),
			"timed out before anything was read"));
		run_fini(&run);
	}
	canned_stop(server);
}

static void test_textfile(void **state)
{
	char path[96], line[128] = "";
	const char *flags[] = {"--textfile", path, NULL};
	static const char *const nowhere[] = {"--textfile=/nowhere/x.prom", NULL};

	(void)state;
	snprintf(path, sizeof(path), "%s/beyatop.prom", folder);
	struct run run;

	run_with(&run, flags);
	assert_int_equal(run.exit_status, 0);
	assert_string_equal(buf_text(&run.out), "");
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_non_null(fgets(line, sizeof(line), file));
	fclose(file);
	assert_begins(line, "# HELP beyatop_sessions ");
	remove(path);
	run_fini(&run);
	run_with(&run, nowhere);
	assert_int_equal(run.exit_status, 1);
	assert_non_null(strstr(buf_text(&run.err), "cannot write /nowhere/x.prom: "));
	run_fini(&run);
}

/* Runs it with a standard output whose reader has ended; the exit status is its own. */
static void run_unread(struct run *run, const char *flags)
{
	char command[400];
	const char *const arguments[] = {"/bin/bash", "-c", command, NULL};

	snprintf(command, sizeof(command),
		"exec 3> >(exit); wait $!; %s --endpoint-url %s --table %s %s >&3 3>&-",
		getenv("BEYATOP_BINARY"), scratch.url, scratch.table, flags);
	run_program(run, arguments, NULL, NULL);
}

/* A reader that has ended is no error: nothing is said, and the status is that of SIGPIPE. */
static void test_closed_pipe(void **state)
{
	static const struct {
		const char *flags;
		int exit_status;
	} rows[] = {
		{"--once", 141},
		{"-o wide", 141},
		{"-o json", 141},
		{"-o csv", 141},
		{"-o prom", 141},
		{"--statusline", 141},
		{"--summary", 141},
		{"--once --by user", 141},
		{"--wait-until ok", 141},
		/* Ends while it waits for the next report, which would be in an hour. */
		{"-n0 -i1h -o jsonl", 141},
		{"--doctor", 141},
		{"--whoami", 141},
		{"--help", 141},
		{"--completion bash", 141},
		{"--print-config", 141},
		{"--check", 3},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct run run;

		run_unread(&run, rows[i].flags);
		if (run.exit_status != rows[i].exit_status || run.err.length > 0) {
			fail_msg("%s: %d, %s", rows[i].flags, run.exit_status, buf_text(&run.err));
		}
		run_fini(&run);
	}
}

/* What is not a regular file is neither replaced nor opened; the message names it and says why. */
static void test_odd_files(void **state)
{
	static const char *const flags[] = {"--textfile", "--log-file", "--record"};
	char pipe[96], link[96], expected[160];

	(void)state;
	snprintf(pipe, sizeof(pipe), "%s/pipe", folder);
	snprintf(link, sizeof(link), "%s/link", folder);
	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_int_equal(symlink(pipe, link), 0);
	for (size_t i = 0; i < 2 * ARRAY_LEN(flags); i++) {
		bool is_link = i % 2;
		const char *line[] = {"--once", flags[i / 2], is_link ? link : pipe, NULL};
		struct run run;
		struct stat found;

		run_with(&run, line);
		assert_int_equal(run.exit_status, 78);
		snprintf(expected, sizeof(expected), "%s: it is a %s, not a regular file",
			is_link ? link : pipe, is_link ? "symbolic link" : "pipe");
		assert_non_null(strstr(buf_text(&run.err), expected));
		assert_string_equal(buf_text(&run.out), "");
		run_fini(&run);
		assert_int_equal(lstat(pipe, &found), 0);
		assert_true(S_ISFIFO(found.st_mode));
		assert_int_equal(lstat(link, &found), 0);
		assert_true(S_ISLNK(found.st_mode));
	}
	assert_int_equal(remove(link), 0);
	assert_int_equal(remove(pipe), 0);
}

/* The limit on the size of a file is an error like a full disk, and leaves nothing behind. */
static void test_size_limit(void **state)
{
	char path[96];
	const char *flags[] = {"--textfile", path, NULL};
	struct rlimit limit, small;
	struct run run;

	(void)state;
	snprintf(path, sizeof(path), "%s/beyatop.prom", folder);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = (struct rlimit){.rlim_cur = 1024, .rlim_max = limit.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	run_with(&run, flags);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(run.exit_status, 1);
	assert_non_null(strstr(buf_text(&run.err), "cannot write"));
	assert_non_null(strstr(buf_text(&run.err), "File too large"));
	run_fini(&run);
	/* The folder is empty. */
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(mkdir(folder, 0700), 0);
}

static void test_log(void **state)
{
	char path[96], line[1024] = "";
	const char *flags[] = {"--once", "--log-file", path, NULL};
	static const char *const nowhere[] = {"--once", "--log-file=/nowhere/log", NULL};

	(void)state;
	snprintf(path, sizeof(path), "%s/log", folder);
	struct run run;

	run_with(&run, flags);
	assert_int_equal(run.exit_status, 0);
	run_fini(&run);
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_non_null(fgets(line, sizeof(line), file));
	assert_non_null(strstr(line, "\"event\":\"start\",\"table\":\"beyatop-"));
	/* What is wrong when it starts; nothing has changed. */
	assert_non_null(fgets(line, sizeof(line), file));
	assert_non_null(strstr(line, "\"event\":\"finding_began\",\"finding\":1,"));
	while (strstr(line, "\"event\":\"finding_began\"")) {
		assert_non_null(fgets(line, sizeof(line), file));
	}
	assert_non_null(strstr(line, "\"event\":\"stop\""));
	assert_null(fgets(line, sizeof(line), file));
	fclose(file);
	remove(path);

	run_with(&run, nowhere);
	assert_int_equal(run.exit_status, 78);
	assert_non_null(strstr(buf_text(&run.err), "cannot write to the log /nowhere/log"));
	run_fini(&run);
}

/* --- On a terminal ---------------------------------------------------------------------------- */

static void expect_report(struct binary *binary, bool has_color)
{
	struct pty *pty = binary_start(binary);

	binary_expect_exit(pty, 0);
	const char *log = pty_log(pty)->data;

	assert_non_null(strstr(log, "u-dead"));
	assert_int_equal(strstr(log, "\033[1;37;41mC\033[0m") != NULL, has_color);
	assert_int_equal(strchr(log, '\033') != NULL, has_color);
	pty_free(pty);
}

static void test_color(void **state)
{
	static const char *const flags[] = {"--once", NULL};
	static const char *const no_color[] = {"NO_COLOR=1", NULL};
	struct binary binary = {.url = scratch.url, .table = scratch.table, .flags = flags};

	(void)state;
	expect_report(&binary, true);
	binary.pty.env = no_color;
	expect_report(&binary, false);
	binary.pty.env = NULL;
	binary.pty.term = "dumb";
	expect_report(&binary, false);
}

/* A link only on a terminal that says it has them, and not in tmux. */
static void test_links(void **state)
{
	static const char *const flags[] = {
		"--once", "-C", "--runbook=https://wiki/{service}/{state}", NULL};
	static const struct {
		const char *env[3];
		bool has_links;
	} rows[] = {
		{{NULL}, false},
		{{"VTE_VERSION=7600"}, true},
		{{"VTE_VERSION=4900"}, false},
		{{"KITTY_WINDOW_ID=1"}, true},
		{{"KITTY_WINDOW_ID=1", "TMUX=/tmp/x,1,0"}, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct binary binary = {.url = scratch.url,
			.table = scratch.table,
			.flags = flags,
			.pty = {.env = rows[i].env}};
		struct pty *pty = binary_start(&binary);

		binary_expect_exit(pty, 0);
		const char *log = pty_log(pty)->data;

		assert_non_null(strstr(log, "https://wiki/slack/critical"));
		assert_int_equal(strchr(log, '\033') != NULL, rows[i].has_links);
		assert_int_equal(
			strstr(log, "\033]8;;https://wiki/slack/critical\033\\https://wiki/"
				    "slack/critical\033]8;;\033\\\r\n") != NULL,
			rows[i].has_links);
		pty_free(pty);
	}
}

static void test_width(void **state)
{
	static const char *const flags[] = {"--once", "-C", NULL};

	(void)state;
	for (int cols = 60; cols <= 140; cols += 40) {
		struct binary binary = {.url = scratch.url,
			.table = scratch.table,
			.flags = flags,
			.pty = {.cols = cols, .rows = 60}};
		struct pty *pty = binary_start(&binary);

		binary_expect_exit(pty, 0);
		char *log = base_strdup(pty_log(pty)->data);

		for (char *rest = NULL, *line = strtok_r(log, "\r\n", &rest); line;
			line = strtok_r(NULL, "\r\n", &rest)) {
			if (text_width_of(line) > (size_t)cols) {
				fail_msg("wider than %d: %s", cols, line);
			}
		}
		free(log);
		pty_free(pty);
	}
}

/* --- With a configuration -------------------------------------------------------------------- */

struct configured {
	char home[96], file[128];
	const char *env[2];
};

static void configure(struct configured *configured, const char *text, mode_t mode)
{
	snprintf(configured->home, sizeof(configured->home), "XDG_CONFIG_HOME=%s", folder);
	snprintf(configured->file, sizeof(configured->file), "%s/beyatop", folder);
	mkdir(configured->file, 0700);
	strcat(configured->file, "/config");
	FILE *file = fopen(configured->file, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	chmod(configured->file, mode);
	configured->env[0] = configured->home;
	configured->env[1] = NULL;
}

static void unconfigure(struct configured *configured)
{
	remove(configured->file);
	*strrchr(configured->file, '/') = '\0';
	rmdir(configured->file);
}

/* Fails before the screen starts: the terminal gets nothing but the message. */
static void test_bad_configuration(void **state)
{
	static const struct {
		const char *text, *message;
		mode_t mode;
	} rows[] = {
		{"[default]\ninterval = often\n",
			"beyatop/config:2: interval in [default]: \"often\" is not", 0600},
		{"interval = 5s\n", "beyatop/config:1: expected [section] above the first setting",
			0600},
		{"[default]\n", "beyatop/config is not trusted", 0666},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct configured configured = {0};

		configure(&configured, rows[i].text, rows[i].mode);
		struct binary binary = {.url = scratch.url,
			.table = scratch.table,
			.pty = {.env = configured.env, .cols = 200}};
		struct pty *pty = binary_start(&binary);

		binary_expect_clean_exit(pty, 78);
		assert_non_null(strstr(pty_log(pty)->data, rows[i].message));
		assert_null(strchr(pty_log(pty)->data, '\033'));
		pty_free(pty);
		unconfigure(&configured);
	}
}

static void test_configuration(void **state)
{
	static const char *const flags[] = {"--read-only=0", NULL};
	static const char *const once[] = {"--once", NULL};
	struct configured configured = {0};

	(void)state;
	configure(&configured,
		"[default]\nread_only = hard\n[service slack]\nlate = 900\n"
		"critical = 1000\nerrors_late = 90\nerrors_critical = 90\n",
		0644);
	struct binary binary = {.url = scratch.url,
		.table = scratch.table,
		.flags = flags,
		.pty = {.env = configured.env}};
	struct pty *pty = binary_start(&binary);

	binary_expect(pty, "READ-ONLY");
	binary_expect(pty, "gmail");
	binary_quit(pty);

	/* With slack's own thresholds its dead and slow sessions are healthy. */
	binary.flags = once;
	struct run run;

	binary_run(&binary, &run, NULL);
	assert_int_equal(run.exit_status, 0);
	assert_null(strstr(run.out.data, "u-dead"));
	assert_null(strstr(run.out.data, "u-slow"));
	assert_non_null(strstr(run.out.data, "N  u-new"));
	run_fini(&run);
	unconfigure(&configured);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_statusline),
		cmocka_unit_test(test_several_reports),
		cmocka_unit_test(test_several_tables),
		cmocka_unit_test(test_wait_until),
		cmocka_unit_test(test_timeout),
		cmocka_unit_test(test_textfile),
		cmocka_unit_test(test_closed_pipe),
		cmocka_unit_test(test_odd_files),
		cmocka_unit_test(test_size_limit),
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_color),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_bad_configuration),
		cmocka_unit_test(test_configuration),
	};

	return cmocka_run_group_tests_name("headless", tests, open_fixture, close_fixture);
}
