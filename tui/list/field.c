/* SPDX-License-Identifier: MIT */
#include "list/field.h"

#include "base.h"
#include "session.h"

#include <math.h>
#include <string.h>

/* --- Sessions ------------------------------------------------------------------------------- */

static const char *user_of(const struct snapshot *snapshot, const struct session *session)
{
	(void)snapshot;
	return session->user_id;
}

static const char *service_of(const struct snapshot *snapshot, const struct session *session)
{
	return snapshot->services[session->service].name;
}

static double late_of(const struct session *session)
{
	if (session->state == STATE_NEVER_POLLED) {
		return INFINITY;
	}
	return session->active == ACTIVE_OFF ? NAN
					     : session_lateness(session, session_asof_ms(session));
}

static double age_of(const struct session *session)
{
	int64_t age_ms;

	return session_age(session, session_asof_ms(session), &age_ms) ? (double)age_ms : NAN;
}

static double interval_of(const struct session *session)
{
	return session->interval_ms > 0 ? session->interval_ms : NAN;
}

static double errors_of(const struct session *session)
{
	return session->error_count >= 0 ? session->error_count : NAN;
}

static double active_of(const struct session *session)
{
	return session->active == ACTIVE_UNKNOWN ? NAN : session->active == ACTIVE_ON;
}

static double polled_at_of(const struct session *session)
{
	return session->polled_at_ms == SESSION_NO_TIME ? NAN : (double)session->polled_at_ms;
}

static double created_at_of(const struct session *session)
{
	int64_t created_at_ms = session_created_at_ms(session);

	return created_at_ms == SESSION_NO_TIME ? NAN : (double)created_at_ms;
}

static double state_of(const struct session *session)
{
	return session->state;
}

/* clang-format off */
static const struct field session_fields[] = {
	{"worst", "S", "* tagged, a acknowledged, and the state's letter",
		.letter = 'S', .sorted = "worst first", .reversed = "best first",
		.width_cols = 3, .is_right = true, .from_cols = FIELD_ALWAYS},
	{FIELD_USER, "USER", "userId, as stored", FIELD_TEXT,
		.letter = 'Z', .sorted = "users from A to Z", .reversed = "users from Z to A",
		.text = user_of, .width_cols = 16, .grow_cols = 26, .from_cols = FIELD_ALWAYS},
	{FIELD_SERVICE, "SERVICE", "serviceType, as stored; in lists of several", FIELD_TEXT,
		.sorted = "services from A to Z", .reversed = "services from Z to A",
		.text = service_of, .width_cols = 10, .grow_cols = 10, .from_cols = FIELD_ALWAYS},
	{"late", "LATE", "age of the last poll in polling intervals", FIELD_RATIO,
		.letter = 'L', .sorted = "most late first", .reversed = "least late first",
		.value = late_of, .width_cols = 6, .grow_cols = 2, .is_right = true},
	{"age", "AGE", "time since lastPollAt, as of the last good read", FIELD_AGE,
		.letter = 'A', .sorted = "longest ago first", .reversed = "most recent first",
		.value = age_of, .width_cols = 6, .grow_cols = 2, .is_right = true},
	{"every", "EVERY", "pollingIntervalMs", FIELD_INTERVAL,
		.sorted = "longest interval first", .reversed = "shortest interval first",
		.value = interval_of, .width_cols = 6, .grow_cols = 2, .is_right = true},
	{"err", "ERR", "errorCount: errors in a row", FIELD_COUNT,
		.letter = 'E', .sorted = "most errors first", .reversed = "fewest errors first",
		.value = errors_of, .width_cols = 5, .is_right = true},
	{"newerr", "+ERR", "change of ERR since baseline or first seen",
		.width_cols = 5, .is_right = true, .from_cols = 76},
	{"act", "ACT", "isActive; ~ written, but not yet in the index", FIELD_ACTIVE,
		.sorted = "active first", .reversed = "paused first",
		.value = active_of, .width_cols = 4},
	{"poll", "LAST POLL", "lastPollAt; D: in UTC, local time or as an age", FIELD_TIME,
		.letter = 'P', .sorted = "newest poll first", .reversed = "oldest poll first",
		.value = polled_at_of, .width_cols = 10, .grow_cols = 1, .from_cols = 72},
	{"trend", "LATE, BY MINUTE", "worst lateness per minute, if ever late",
		.width_cols = 20, .grow_cols = 60, .from_cols = 98},
	{"created", "CREATED", "createdAt; D: in UTC, local time or as an age", FIELD_TIME,
		.letter = 'C', .sorted = "newest first", .reversed = "oldest first",
		.value = created_at_of, .width_cols = 10, .grow_cols = 1, .from_cols = 130},
	{"state", "STATE", "the state in words", FIELD_STATE,
		.value = state_of, .width_cols = 12, .from_cols = 116},
};
/* clang-format on */

_Static_assert(ARRAY_LEN(session_fields) <= FIELD_MAX, "room for all");

const struct field_table field_sessions = {session_fields, ARRAY_LEN(session_fields)};

/* --- Services ------------------------------------------------------------------------------- */

/* clang-format off */
static const struct field service_fields[] = {
	{"worst", "S", "the letter of the worst state of its sessions",
		.letter = 'S', .sorted = "worst first", .reversed = "best first",
		.width_cols = 1, .from_cols = FIELD_ALWAYS},
	{"service", "SERVICE", "serviceType, as stored", FIELD_TEXT,
		.letter = 'Z', .sorted = "from A to Z", .reversed = "from Z to A",
		.width_cols = 12, .grow_cols = 8, .from_cols = FIELD_ALWAYS},
	{"active", "ACTIVE", "sessions whose isActive is true", FIELD_COUNT,
		.sorted = "most active first", .reversed = "fewest active first",
		.figure = FIGURE_ACTIVE, .width_cols = 7, .is_right = true,
		.screen_from_cols = 116},
	{"paused", "PAUSED", "sessions whose isActive is false", FIELD_COUNT,
		.letter = 'P', .sorted = "most paused first", .reversed = "fewest paused first",
		.figure = FIGURE_PAUSED, .width_cols = 6, .is_right = true, .from_cols = 72,
		.screen_from_cols = 96},
	{"behind", "BEHIND", "active sessions late by age, or overdue",
		.width_cols = 9, .grow_cols = 2, .is_right = true},
	{"trend", "BY MINUTE", "share of active sessions late by age",
		.width_cols = 16, .grow_cols = 6, .from_cols = 70},
	{"failing", "FAIL", "late or critical by errors alone",
		.width_cols = 5, .is_right = true},
	{"crit", "CRIT", "active sessions that are critical", FIELD_COUNT,
		.letter = 'C', .sorted = "most critical first", .reversed = "fewest critical first",
		.figure = FIGURE_CRITICAL, .width_cols = 5, .is_right = true,
		.screen_from_cols = FIELD_CHOSEN},
	{"late", "LATE", "late, but not critical, by age or by errors", FIELD_COUNT,
		.sorted = "most late first", .reversed = "fewest late first",
		.figure = FIGURE_LATE, .width_cols = 5, .is_right = true,
		.screen_from_cols = FIELD_CHOSEN},
	{"err", "ERR", "sessions with errors, except paused ones", FIELD_COUNT,
		.letter = 'E', .sorted = "most with errors first", .reversed = "fewest with errors first",
		.figure = FIGURE_ERRORING, .width_cols = 5, .is_right = true,
		.screen_from_cols = FIELD_CHOSEN},
	{"never", "NEVER", "active, no lastPollAt; ?: no recent Scan", FIELD_COUNT,
		.sorted = "most never polled first", .reversed = "fewest never polled first",
		.figure = FIGURE_NEVER_POLLED, .width_cols = 5, .is_right = true},
	{"future", "FUTURE", "active, with lastPollAt in the future", FIELD_COUNT,
		.sorted = "most in the future first", .reversed = "fewest in the future first",
		.figure = FIGURE_FUTURE, .width_cols = 6, .is_right = true, .from_cols = 124},
	{"unknown", "UNKN", "sessions whose state cannot be determined", FIELD_COUNT,
		.sorted = "most unknown first", .reversed = "fewest unknown first",
		.figure = FIGURE_UNKNOWN, .width_cols = 5, .is_right = true, .from_cols = 90},
	{"latest", "WORST", "highest lateness of an active session", FIELD_RATIO,
		.letter = 'L', .sorted = "most late first", .reversed = "least late first",
		.figure = FIGURE_WORST_LATE, .width_cols = 6, .is_right = true},
	{"p50", "P50", "median age of the last polls, active sessions", FIELD_AGE,
		.sorted = "highest p50 first", .reversed = "lowest p50 first",
		.figure = FIGURE_P50_AGE, .width_cols = 6, .is_right = true, .from_cols = 100},
	{"p95", "P95", "95th percentile of those ages", FIELD_AGE,
		.letter = 'A', .sorted = "highest p95 first", .reversed = "lowest p95 first",
		.figure = FIGURE_P95_AGE, .width_cols = 6, .is_right = true, .from_cols = 72},
};
/* clang-format on */

_Static_assert(ARRAY_LEN(service_fields) <= FIELD_MAX, "room for all");

const struct field_table field_services = {service_fields, ARRAY_LEN(service_fields)};

/* --- Both ----------------------------------------------------------------------------------- */

const struct field *field_find(const struct field_table *table, const char *name, size_t length)
{
	for (size_t i = 0; i < table->count; i++) {
		const char *other = table->fields[i].name;

		if (strlen(other) == length && memcmp(other, name, length) == 0) {
			return &table->fields[i];
		}
	}
	return NULL;
}

double field_session_value(const struct field *field, const struct session *session)
{
	return field->value ? field->value(session) : NAN;
}

double field_service_value(const struct field *field, const struct summary *summary)
{
	bool has_figure = field->unit != FIELD_DRAWN && field->unit != FIELD_TEXT;

	return has_figure ? summary_figure(summary, field->figure, true) : NAN;
}
