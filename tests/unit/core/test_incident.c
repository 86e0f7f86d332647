/* SPDX-License-Identifier: MIT */
#include "incident.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* No text of an item can end a cell, begin markup, or reach a terminal raw. */
static void summaries_of_hostile_names(void **state)
{
	const struct session sessions[] = {{.user_id = "a|b`<script>\033]52;c;x\a\n# T",
		.service = 0,
		.state = STATE_CRITICAL,
		.active = ACTIVE_ON,
		.interval_ms = 1000,
		.asof_s = 100,
		.polled_at_ms = 1000,
		.error_count = 3}};
	const struct service_summary services[] = {{.name = "s|[x](y)",
		.summary = {.sessions = 1,
			.active = 1,
			.states = {[STATE_CRITICAL] = 1},
			.p95_age_ms = -1}}};
	const struct snapshot snapshot = {.asof_ms = 100000,
		.sessions = sessions,
		.sessions_count = 1,
		.services = services,
		.services_count = 1,
		.status = {.table = "t", .region = "r", .endpoint = "e", .interval_ms = 1000}};
	const struct settings settings = {
		.owner = "a|b*\033[1m", .runbook = "https://wiki/{service}"};
	const struct finding finding = {.kind = FINDING_SERVICE_LATE,
		.service = 0,
		.services = 1,
		.user_id = sessions[0].user_id,
		.rows = (const uint32_t[]){0},
		.members = 1,
		.critical = 1,
		.of = 1,
		.worst_late = 99,
		.began_after_ms = SESSION_NO_TIME,
		.began_before_ms = SESSION_NO_TIME,
		.ended_ms = SESSION_NO_TIME,
		.detail = ""};
	const struct findings findings = {.list = &finding, .count = 1, .current = 1};
	const char *text;

	(void)state;
	struct diagnosis *diagnosis = diagnosis_new(&snapshot, &settings);

	struct incident incident = {.diagnosis = diagnosis,
		.findings = &findings,
		.settings = &settings,
		.stale_ms = -1,
		.worst_sessions = (const uint32_t[]){0},
		.worst_sessions_count = 1,
		.unhealthy_count = 1};
	struct buf summary = {0};

	incident_append(&summary, &incident);
	text = buf_text(&summary);
	assert_non_null(strstr(text, "| a\\|b\\`\\<script\\>"));
	assert_non_null(strstr(text, "| s\\|\\[x\\](y) |"));
	assert_non_null(strstr(text, "\n- **critical** s\\|\\[x\\](y): only a\\|b\\`\\<script\\>"));
	assert_non_null(strstr(text, "\n  - owner: a\\|b\\*"));
	assert_non_null(strstr(text, "\n  - runbook: <https://wiki/s%7C%5Bx%5D%28y%29>\n"));
	assert_null(strchr(text, '\033'));
	assert_null(strchr(text, '\a'));
	assert_null(strstr(text, "\n# T"));
	assert_non_null(strstr(text, "**Incomplete: not every session has been read.**"));
	buf_fini(&summary);
	diagnosis_free(diagnosis);
}

/* The findings with their course, and what was written lately. */
static void summaries_tell_what_was_found(void **state)
{
	enum { NOW_MS = 2000000000, LATE_MS = NOW_MS - 600000, SESSIONS = 4 };
	struct session sessions[SESSIONS];
	const struct service_summary services[] = {{.name = "slack",
		.summary = {.sessions = SESSIONS,
			.active = SESSIONS,
			.states = {[STATE_CRITICAL] = SESSIONS},
			.p95_age_ms = -1}}};
	const struct write_record writes[] = {
		{NOW_MS - 1800001, "u-1", "slack", ACTIVE_ON, WRITE_WRITTEN, true, "a", "", ""},
		{NOW_MS - 60000, "u-1", "slack", ACTIVE_OFF, WRITE_WRITTEN, true, "a", "INC-1", ""},
		{NOW_MS - 59000, "u-2", "slack", ACTIVE_OFF, WRITE_WRITTEN, true, "a", "INC-1", ""},
		{NOW_MS - 30000, "u-3", "slack", ACTIVE_ON, WRITE_CONFLICT, false, "bob", "", ""},
	};
	const struct snapshot snapshot = {.asof_ms = NOW_MS,
		.sessions = sessions,
		.sessions_count = SESSIONS,
		.services = services,
		.services_count = 1,
		.write_records = writes,
		.write_records_count = ARRAY_LEN(writes),
		.status = {.table = "t", .region = "r", .endpoint = "e", .interval_ms = 1000}};
	const struct settings settings = {
		.limits = {.late = 2, .critical = 5, .errors_late = 3, .errors_critical = 10}};
	const struct finding list[] = {
		{.kind = FINDING_COHORT_STOPPED,
			.service = 0,
			.services = 1,
			.rows = (const uint32_t[]){0, 1, 2, 3},
			.members = SESSIONS,
			.acked = 1,
			.of = SESSIONS,
			.critical = SESSIONS,
			.worst_late = 600,
			.began_after_ms = LATE_MS,
			.began_before_ms = LATE_MS + 1000,
			.peak = 6,
			.peak_ms = LATE_MS + 60000,
			.ended_ms = SESSION_NO_TIME,
			.outlook = OUTLOOK_RECOVERING,
			.per_minute = 2,
			.left_ms = 120000,
			.detail = ""},
		{.kind = FINDING_SERVICE_LATE,
			.service = 0,
			.services = 1,
			.severity = SEVERITY_WARNING,
			.began_after_ms = SESSION_NO_TIME,
			.began_before_ms = LATE_MS,
			.peak = 2,
			.peak_ms = LATE_MS,
			.ended_ms = LATE_MS + 60000,
			.worst_late = NAN,
			.per_minute = NAN,
			.left_ms = -1,
			.outlook = OUTLOOK_OVER,
			.detail = ""},
	};
	const struct findings findings = {.list = list, .count = 2, .current = 1};
	const char *text;

	(void)state;
	for (int i = 0; i < SESSIONS; i++) {
		sessions[i] = (struct session){.user_id = "u",
			.state = STATE_CRITICAL,
			.active = ACTIVE_ON,
			.interval_ms = 1000,
			.asof_s = NOW_MS / 1000,
			.polled_at_ms = LATE_MS + 1000 * ((i + 2) % SESSIONS)};
	}
	struct diagnosis *diagnosis = diagnosis_new(&snapshot, &settings);

	struct incident incident = {.diagnosis = diagnosis,
		.findings = &findings,
		.settings = &settings,
		.now_ms = NOW_MS,
		.stale_ms = -1};
	struct buf summary = {0};

	incident_append(&summary, &incident);
	text = buf_text(&summary);
	assert_non_null(strstr(text, "\n## Findings\n\n- **critical** slack: "));
	assert_non_null(strstr(text,
		"\n  - `cohort_stopped`, began after 1970-01-24T03:23:20Z and by "
		"1970-01-24T03:23:21Z; now 4 (4 critical, 0 late, 0 failing), 1 acknowledged; peak "
		"6 at 1970-01-24T03:24:20Z; recovering 2/min, \\~2m\n"));
	assert_non_null(strstr(text, "\n- **over** slack: "));
	assert_non_null(strstr(text,
		"\n  - `service_late`, began by 1970-01-24T03:23:20Z; ended 1970-01-24T03:24:20Z; "
		"peak 2 at 1970-01-24T03:23:20Z; over after 1m\n"));
	assert_non_null(strstr(text, "\n## Writes of the last 30 minutes\n\n"
				     "- 1970-01-24T03:32:50Z conflict: resume slack/u-3 by bob\n"
				     "- 1970-01-24T03:32:20Z paused 2 sessions by a, INC-1\n\n"));
	buf_fini(&summary);
	diagnosis_free(diagnosis);
}

/* What the viewer adds: stale data, a baseline, the worst sessions of many, acknowledgements. */
static void summaries_of_what_the_viewer_knows(void **state)
{
	const struct session sessions[] = {{.user_id = "u-1",
		.state = STATE_LATE,
		.active = ACTIVE_ON,
		.interval_ms = 1000,
		.asof_s = 100,
		.polled_at_ms = 95000}};
	const struct service_summary services[] = {{.name = "slack"}};
	const struct snapshot snapshot = {.asof_ms = 100000,
		.sessions = sessions,
		.sessions_count = 1,
		.services = services,
		.services_count = 1,
		.totals = {.sessions = 7, .states = {[STATE_LATE] = 5, [STATE_CRITICAL] = 1}},
		.status = {.table = "t", .region = "r", .endpoint = "e", .is_complete = true}};
	const struct settings settings = {0};
	const struct summary baseline = {.sessions = 7, .states = {[STATE_LATE] = 2}};
	struct diagnosis *diagnosis = diagnosis_new(&snapshot, &settings);
	const struct findings findings = {.overdue_worst_late = NAN};
	const struct incident incident = {.diagnosis = diagnosis,
		.findings = &findings,
		.settings = &settings,
		.stale_ms = 80000,
		.baseline = &baseline,
		.baseline_asof_ms = 40000,
		.worst_sessions = (const uint32_t[]){0},
		.worst_sessions_count = 1,
		.unhealthy_count = 6,
		.acks = (const struct incident_ack[]){{&sessions[0], 200000, "known"}},
		.acks_count = 1};
	struct buf summary = {0};
	const char *text;

	(void)state;
	incident_append(&summary, &incident);
	text = buf_text(&summary);
	assert_non_null(strstr(text, "\n**This data is 1m20s old.**\n"));
	assert_null(strstr(text, "Incomplete"));
	assert_non_null(
		strstr(text, "| sessions | 1 (+1) | 5 (+3) | 0 | 0 | 0 | 0 | 0 | 0 | 7 | 0 |\n"));
	assert_non_null(strstr(text, "In parentheses: the change since 1970-01-01T00:00:40Z."));
	assert_non_null(strstr(text, "| u-1 | slack | late | 5.0x | 1970-01-01T00:01:35Z | 0 |\n"
				     "\nand 5 more.\n"));
	assert_non_null(strstr(text, "## Acknowledged, not counted\n\n"
				     "- u-1 slack until 1970-01-01T00:03:20Z: known\n"));
	buf_fini(&summary);
	diagnosis_free(diagnosis);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(summaries_of_hostile_names),
		cmocka_unit_test(summaries_tell_what_was_found),
		cmocka_unit_test(summaries_of_what_the_viewer_knows),
	};

	return cmocka_run_group_tests_name("incident", tests, NULL, NULL);
}
