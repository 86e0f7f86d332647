/* SPDX-License-Identifier: MIT */
#include "incident.h"

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
	const struct settings settings = {0};
	const char *text;

	(void)state;
	struct diagnosis *diagnosis = diagnosis_new(&snapshot, &settings);

	struct incident incident = {.diagnosis = diagnosis,
		.stale_ms = -1,
		.worst_sessions = (const uint32_t[]){0},
		.worst_sessions_count = 1,
		.unhealthy_count = 1};
	struct buf summary = {0};

	incident_append(&summary, &incident);
	text = buf_text(&summary);
	assert_non_null(strstr(text, "| a\\|b\\`\\<script\\>"));
	assert_non_null(strstr(text, "| s\\|\\[x\\](y) |"));
	assert_null(strchr(text, '\033'));
	assert_null(strchr(text, '\a'));
	assert_null(strstr(text, "\n# T"));
	assert_non_null(strstr(text, "**Incomplete: not every session has been read.**"));
	buf_fini(&summary);
	diagnosis_free(diagnosis);
}

/* What stopped together and since when, and what was written lately, in few lines. */
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

	struct incident incident = {.diagnosis = diagnosis, .now_ms = NOW_MS, .stale_ms = -1};
	struct buf summary = {0};

	incident_append(&summary, &incident);
	text = buf_text(&summary);
	assert_non_null(strstr(text,
		"\n## Findings\n\n- slack: 4 of 4 stopped within 3s of "
		"03:23:20Z, none still polling. Likely its poller or the service itself. "
		"Behind since 1970-01-24T03:23:20Z.\n"));
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
	const struct incident incident = {.diagnosis = diagnosis,
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
