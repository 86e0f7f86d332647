/* SPDX-License-Identifier: MIT */
/*
 * A recording made by the real program on a real engine and replayed: on the screen and as a
 * report.
 */
#include "kit/binary.h"

#include "kit/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct scratch scratch;
static char folder[64], path[80];

/* Removes the table too: from then on everything is from the file. */
static int record(void **state)
{
	const char *const flags[] = {"--once", "-o", "json", "--record", path, NULL};
	struct binary binary = {.table = scratch.table, .flags = flags};
	struct run run;

	(void)state;
	strcpy(folder, "/tmp/beyatop-test-XXXXXX");
	if (!mkdtemp(folder)) {
		return -1;
	}
	snprintf(path, sizeof(path), "%s/a.rec", folder);
	fixture_open(&scratch, FORM_S);
	binary.url = scratch.url;
	binary_run(&binary, &run, NULL);
	scratch_close(&scratch);
	assert_string_equal(buf_text(&run.err), "");
	assert_int_equal(run.exit_status, 0);
	run_fini(&run);
	return 0;
}

static int remove_record(void **state)
{
	(void)state;
	return unlink(path) || rmdir(folder);
}

/* Nothing but the recording: no credentials, no table, no network. */
static void replay_once(const char *file, const char *const *more, struct run *run)
{
	static const char *const env[] = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", NULL};
	const char *flags[8] = {"--once", "--replay", file};
	struct binary binary = {.flags = flags, .pty = {.env = env}};

	for (size_t i = 0; more && more[i]; i++) {
		flags[3 + i] = more[i];
	}
	binary_run(&binary, run, NULL);
}

static void test_report(void **state)
{
	struct run run;

	(void)state;
	replay_once(path, NULL, &run);
	assert_string_equal(buf_text(&run.err), "");
	assert_int_equal(run.exit_status, 0);
	assert_non_null(strstr(buf_text(&run.out), scratch.table));
	assert_non_null(strstr(buf_text(&run.out), "C  u-dead"));
	assert_non_null(strstr(buf_text(&run.out), "N  u-new"));
	run_fini(&run);
}

static void test_file_stays(void **state)
{
	const char *const flags[] = {"--record", path, NULL};
	struct binary binary = {.table = "any", .flags = flags};
	struct pty *pty = binary_start(&binary);

	(void)state;
	binary_expect(pty, "never overwrites");
	binary_expect_clean_exit(pty, 78);
	pty_free(pty);
}

/* The last good frame, the number of the bad line, and the status of an incomplete report. */
static void test_damaged_report(void **state)
{
	char damaged[96];
	struct run run;
	FILE *file;

	(void)state;
	snprintf(damaged, sizeof(damaged), "%s/damaged.rec", folder);
	file = fopen(damaged, "w");
	assert_non_null(file);
	FILE *good = fopen(path, "r");

	for (int byte; (byte = fgetc(good)) != EOF;) {
		fputc(byte, file);
	}
	fclose(good);
	fputs("{\"row\":7", file);
	fclose(file);
	replay_once(damaged, NULL, &run);
	assert_int_equal(run.exit_status, 2);
	assert_non_null(strstr(buf_text(&run.err), "ends in the middle"));
	assert_non_null(strstr(buf_text(&run.out), "C  u-dead"));
	run_fini(&run);

	assert_int_equal(truncate(damaged, 20), 0);
	replay_once(damaged, NULL, &run);
	assert_int_equal(run.exit_status, 78);
	assert_non_null(strstr(buf_text(&run.err), "line 1: not a recording"));
	run_fini(&run);
	unlink(damaged);
}

static void test_screen(void **state)
{
	const char *const flags[] = {"--replay", path, NULL};
	const struct play_step steps[] = {
		{NULL, "REPLAY"},
		{NULL, "Z end"},
		{NULL, scratch.table},
		{"t", "REPLAY"},
		{"r", "nothing can be read or written"},
		{":goto 26:00\r", "is not a time"},
		{"\033,", "Z frozen"},
		{":goto 2000-01-01T00:00:00Z\r", "The recording runs from 2"},
		{NULL, "Z frozen"},
		{"\x15goto 2099-01-01T00:00:00Z\r", "The recording runs from 2"},
		{NULL, "Z frozen"},
		{"\033.", "Z end"},
		{"g\r", "u-dead"},
		{"\r", "as listed: recordings contain no other attributes"},
		{NULL, "~errorCount 27"},
		{NULL, "!stored as"},
	};
	struct pty *pty = binary_start(&(struct binary){.flags = flags});

	(void)state;
	binary_steps(pty, steps, ARRAY_LEN(steps));
	binary_quit(pty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_file_stays),
		cmocka_unit_test(test_damaged_report),
		cmocka_unit_test(test_screen),
	};

	return cmocka_run_group_tests_name("replay", tests, record, remove_record);
}
