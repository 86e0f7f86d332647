/* SPDX-License-Identifier: MIT */
#include "history/event_log.h"

#include "base/json.h"
#include "buf.h"
#include "finding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64], path[96], rotated[100];
static struct event_log *event_log;

static int setup(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/beyatop-test-XXXXXX");
	if (!mkdtemp(folder)) {
		return -1;
	}
	snprintf(path, sizeof(path), "%s/log", folder);
	snprintf(rotated, sizeof(rotated), "%s.1", path);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	event_log_close(event_log);
	event_log = NULL;
	remove(path);
	remove(rotated);
	return rmdir(folder);
}

static void open_log(void)
{
	struct error err = {0};

	if (!event_log_open(&event_log, path, &err)) {
		fail_msg("%s", err.text);
	}
}

static struct snapshot make_snapshot(void)
{
	return (struct snapshot){
		.status = {.table = "sessions", .region = "eu-west-1", .endpoint = "https://x"}};
}

/* "event member:text …" of each line, whose members must be known and in order. */
static void assert_log(const char *file_path, const char *expected)
{
	static const char *const members[] = {"table", "region", "endpoint", "after", "outcome",
		"serviceType", "userId", "wanted", "kind", "text", "sessions", "span_ms", "errors",
		"lines", "finding", "severity", "began_after", "began_before", "members", "of",
		"outlook", "peak", "peak_at", "ended", "flaps"};
	struct buf told = {0};
	char line[2000];
	FILE *file = fopen(file_path, "r");

	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		struct json *json = json_parse(line, strlen(line));

		assert_non_null(json);
		assert_int_equal(line[strlen(line) - 1], '\n');
		assert_int_equal(strlen(json_string(json_get(json, "at"))), 24);
		buf_puts(&told, json_string(json_get(json, "event")));
		int count = 2;

		for (size_t i = 0; i < ARRAY_LEN(members); i++) {
			const struct json *member = json_get(json, members[i]);

			count += member != NULL;
			if (member && json_string(member)) {
				buf_printf(&told, " %s:%s", members[i], json_string(member));
			} else if (member) {
				buf_printf(&told, " %s:%.0f", members[i], json_number(member, -1));
			}
		}
		assert_int_equal(json_count(json), count);
		buf_putc(&told, '\n');
		json_free(json);
	}
	fclose(file);
	assert_string_equal(buf_text(&told), expected);
	buf_fini(&told);
}

static void test_changes(void **state)
{
	static const struct change changes[] = {
		{.number = 1,
			.kind = CHANGE_STOPPED,
			.service = "slack",
			.sessions = 36,
			.span_ms = 9},
		{.number = 2,
			.kind = CHANGE_ERRORS,
			.service = "a\nb",
			.user_id = "u\"1",
			.sessions = 1,
			.amount = 7},
		{.number = 3,
			.kind = CHANGE_RECOVERED,
			.service = "slack",
			.sessions = 36,
			.after_ms = 1790000000000},
	};

	(void)state;
	struct snapshot snapshot = make_snapshot();

	open_log();
	snapshot.changes = changes;
	snapshot.changes_count = 2;
	event_log_take(event_log, &snapshot);
	event_log_take(event_log, &snapshot);
	snapshot.changes_count = 3;
	event_log_take(event_log, &snapshot);
	event_log_close(event_log);
	event_log = NULL;
	assert_log(path, "start table:sessions region:eu-west-1 endpoint:https://x\n"
			 "stopped serviceType:slack sessions:36 span_ms:9\n"
			 "errors serviceType:a\nb userId:u\"1 sessions:1 errors:7\n"
			 "recovered after:2026-09-21T14:13:20.000Z serviceType:slack sessions:36\n"
			 "stop\n");
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
}

/* A finding makes one line for each of the things that happen to it. */
static void test_findings(void **state)
{
	(void)state;
	static const struct service_summary service = {.name = "slack"};
	struct finding finding = {.number = 12,
		.kind = FINDING_COHORT_STOPPED,
		.severity = SEVERITY_CRITICAL,
		.members = 20,
		.of = 75,
		.services = 1,
		.peak = 31,
		.peak_ms = 1790000300000,
		.began_after_ms = 1790000000000,
		.began_before_ms = 1790000012000,
		.ended_ms = SESSION_NO_TIME,
		.flaps = 2,
		.detail = ""};
	struct findings findings = {.list = &finding, .count = 1, .current = 1};
	struct snapshot snapshot = make_snapshot();
	/* It is in the changes, too, where it makes no other line. */
	const struct change change = {.number = 1,
		.kind = CHANGE_BEGAN,
		.service = "slack",
		.finding = 12,
		.text = "slack: 20 of 75 stopped"};

	snapshot.asof_ms = 1790000900000;
	snapshot.services = &service;
	snapshot.services_count = 1;
	snapshot.findings = &findings;
	snapshot.changes = &change;
	snapshot.changes_count = 1;
	open_log();
	finding.events = FINDING_EVENT_BEGAN;
	event_log_take(event_log, &snapshot);
	finding.events = 0;
	event_log_take(event_log, &snapshot);
	finding.events = FINDING_EVENT_OUTLOOK;
	finding.outlook = OUTLOOK_GROWING;
	event_log_take(event_log, &snapshot);
	finding.events = FINDING_EVENT_SEVERITY | FINDING_EVENT_OUTLOOK;
	finding.severity = SEVERITY_WARNING;
	finding.outlook = OUTLOOK_RECOVERING;
	event_log_take(event_log, &snapshot);
	finding.events = FINDING_EVENT_OVER;
	finding.outlook = OUTLOOK_OVER;
	finding.members = 0;
	finding.ended_ms = 1790000800000;
	event_log_take(event_log, &snapshot);
#define ABOUT(severity)                                                                            \
	" serviceType:slack kind:cohort_stopped text:%s finding:12 severity:" severity             \
	" began_after:2026-09-21T14:13:20.000Z began_before:2026-09-21T14:13:32.000Z"
#define FACT "slack: 20 of 75 stopped for the 3rd time between 14:13:20Z and 14:13:32Z"
	char expected[2000];

	snprintf(expected, sizeof(expected),
		"start table:sessions region:eu-west-1 endpoint:https://x\n"
		"finding_began" ABOUT(
			"critical") " members:20 of:75\n"
				    "finding_outlook" ABOUT(
					    "critical") " members:20 of:75 outlook:growing\n"
							"finding_severity" ABOUT(
								"warning") " members:20 of:75 outlook:recovering\n"
									   "finding_over" ABOUT(
										   "warning") " peak:31 peak_at:2026-09-21T14:18:20.000Z ended:2026-09-21T14:26:40.000Z flaps:2\n",
		FACT, FACT, FACT,
		"slack: 31 of 75 stopped for the 3rd time between 14:13:20Z and 14:13:32Z. "
		"Ended at 14:26:40Z after 13m10s. Likely one worker or shard.");
	assert_log(path, expected);
}

static void test_faults_and_writes(void **state)
{
	(void)state;
	struct snapshot snapshot = make_snapshot();

	snapshot.status.region = "";
	open_log();
	error_set(&snapshot.error, ERROR_NETWORK, "no answer\nto POST with SECRET");
	event_log_take(event_log, &snapshot);
	error_set(&snapshot.error, ERROR_NETWORK, "still no answer");
	event_log_take(event_log, &snapshot);
	error_set(&snapshot.error, ERROR_THROTTLED, "throttled");
	event_log_take(event_log, &snapshot);
	error_clear(&snapshot.error);
	event_log_take(event_log, &snapshot);
	snapshot.write_result = (struct write_result){.number = 1,
		.outcome = WRITE_SENT,
		.user_id = "u1",
		.service = "slack",
		.wanted = ACTIVE_OFF};
	event_log_take(event_log, &snapshot);
	event_log_take(event_log, &snapshot);
	snapshot.write_result.number = 2;
	snapshot.write_result.outcome = WRITE_FAILED;
	error_set(&snapshot.write_result.error, ERROR_DENIED, "AccessDenied\r\nSECRET");
	event_log_take(event_log, &snapshot);
	assert_log(path, "fault kind:network text:no answer\n"
			 "fault kind:throttled text:throttled\n"
			 "fault_over kind:throttled\n"
			 "write outcome:sent serviceType:slack userId:u1 wanted:paused\n"
			 "write outcome:failed serviceType:slack userId:u1 wanted:paused "
			 "text:AccessDenied\n");
}

/* Neither sessions nor the attributes of the open one are logged. */
static void test_no_values(void **state)
{
	static const struct item_node node = {
		.name = "webhookUrl", .type = "S", .text = "https://hooks/SECRET"};
	static const struct session session = {.user_id = "u-SECRET"};
	static const struct service_summary service = {.name = "SECRET"};

	(void)state;
	struct snapshot snapshot = make_snapshot();

	snapshot.sessions = &session;
	snapshot.services = &service;
	snapshot.sessions_count = snapshot.services_count = 1;
	snapshot.item = (struct item_detail){.status = ITEM_PRESENT,
		.user_id = "u",
		.service = "s",
		.nodes = &node,
		.nodes_count = 1};
	open_log();
	event_log_take(event_log, &snapshot);
	assert_log(path, "start table:sessions region:eu-west-1 endpoint:https://x\n");
}

static void test_rotation(void **state)
{
	(void)state;
	struct snapshot snapshot = make_snapshot();

	open_log();
	assert_int_equal(truncate(path, EVENT_LOG_MAX_BYTES - 1), 0);
	event_log_take(event_log, &snapshot);
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	assert_true(status.st_size > EVENT_LOG_MAX_BYTES);
	assert_int_not_equal(access(rotated, F_OK), 0);

	error_set(&snapshot.error, ERROR_NETWORK, "no answer");
	event_log_take(event_log, &snapshot);
	assert_log(path, "fault kind:network text:no answer\n");
	assert_int_equal(stat(rotated, &status), 0);
	assert_true(status.st_size > EVENT_LOG_MAX_BYTES);

	/* Another program has rotated it meanwhile: we go on with the new file. */
	assert_int_equal(truncate(path, EVENT_LOG_MAX_BYTES), 0);
	assert_int_equal(rename(path, rotated), 0);
	FILE *file = fopen(path, "w");

	fclose(file);
	error_clear(&snapshot.error);
	event_log_take(event_log, &snapshot);
	assert_log(path, "fault_over kind:network\n");
}

/* Its directory is removed and created again. */
static void test_lost_lines(void **state)
{
	(void)state;
	struct snapshot snapshot = make_snapshot();
	char moved[80];

	open_log();
	assert_int_equal(truncate(path, EVENT_LOG_MAX_BYTES), 0);
	snprintf(moved, sizeof(moved), "%s-moved", folder);
	assert_int_equal(rename(folder, moved), 0);
	event_log_take(event_log, &snapshot);
	error_set(&snapshot.error, ERROR_NETWORK, "no answer");
	event_log_take(event_log, &snapshot);
	assert_int_equal(rename(moved, folder), 0);
	remove(path);
	error_clear(&snapshot.error);
	event_log_take(event_log, &snapshot);
	assert_log(path, "lost lines:2\nfault_over kind:network\n");
}

/* After a line that a kill or a full disk has truncated a new line begins. */
static void test_cut_line(void **state)
{
	(void)state;
	struct snapshot snapshot = make_snapshot();
	FILE *file = fopen(path, "w");

	fputs("{\"at\":\"2026-", file);
	fclose(file);
	open_log();
	event_log_take(event_log, &snapshot);
	char line[200] = "";

	file = fopen(path, "r");
	assert_non_null(fgets(line, sizeof(line), file));
	assert_string_equal(line, "{\"at\":\"2026-\n");
	assert_non_null(fgets(line, sizeof(line), file));
	assert_non_null(strstr(line, "\"event\":\"start\""));
	fclose(file);
}

static void test_refused(void **state)
{
	(void)state;
	struct error err;

	assert_false(event_log_open(&event_log, "/nowhere/log", &err));
	assert_int_equal(err.kind, ERROR_CONFIG);
	assert_non_null(strstr(err.text, "/nowhere/log"));
	assert_false(event_log_open(&event_log, "/dev/null", &err));
	assert_non_null(strstr(err.text, "not a regular file"));
	assert_int_equal(symlink("/tmp/beyatop-nothing", path), 0);
	assert_false(event_log_open(&event_log, path, &err));
	event_log_take(NULL, NULL);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_changes),
		TEST(test_findings),
		TEST(test_faults_and_writes),
		TEST(test_no_values),
		TEST(test_rotation),
		TEST(test_lost_lines),
		TEST(test_cut_line),
		TEST(test_refused),
	};

	return cmocka_run_group_tests_name("event_log", tests, NULL, NULL);
}
