/* SPDX-License-Identifier: MIT */
#include "session.h"

#include "base.h"

#include <math.h>
#include <string.h>

/*
 * Severity: what is broken now (critical, never polled) comes before what may
 * break (late), before what cannot be judged (unknown, future). Paused is nobody's
 * business tonight, so it comes after what runs well.
 */
static const struct session_state_info states[STATE_COUNT] = {
	[STATE_PAUSED] = {'-', "paused", "paused", "isActive is false", -1},
	[STATE_UNKNOWN] = {'?', "unknown", "unknown",
		"isActive, lastPollAt or pollingIntervalMs cannot be read", 3},
	[STATE_NEVER_POLLED] = {'N', "never_polled", "never polled",
		"active, no lastPollAt, created more than 2 intervals ago", 5},
	[STATE_CRITICAL] = {'C', "critical", "critical",
		"active and far behind its interval, or many errors in a row", 6},
	[STATE_FUTURE] = {'F', "future", "future",
		"lastPollAt lies ahead of the server's clock: a writer's is wrong", 2},
	[STATE_LATE] = {'W', "late", "late",
		"active and behind its interval, or some errors in a row", 4},
	[STATE_ON_TIME] = {'.', "on_time", "on time", "active and none of the others", 0},
};

/* Exact spellings: they are written back and compared by conditions. */
static const struct session_encoding encodings[] = {
	{NULL, NULL, NULL},
	{"BOOL", "true", "false"},
	{"S", "true", "false"},
	{"S", "True", "False"},
	{"S", "TRUE", "FALSE"},
	{"S", "1", "0"},
	{"S", "yes", "no"},
	{"S", "active", "inactive"},
	{"S", "on", "off"},
	{"N", "1", "0"},
};

const struct session_state_info *session_state_info(enum session_state state)
{
	return &states[state];
}

const struct session_encoding *session_encoding(unsigned index)
{
	return index > 0 && index < ARRAY_LEN(encodings) ? &encodings[index] : NULL;
}

enum session_active session_decode_active(const char *type, const char *text, uint8_t *encoding)
{
	*encoding = 0;
	if (!type || !text)
		return ACTIVE_UNKNOWN;
	for (size_t i = 1; i < ARRAY_LEN(encodings); i++) {
		const struct session_encoding *candidate = &encodings[i];
		bool is_on = strcmp(text, candidate->on) == 0;

		if (strcmp(type, candidate->type) != 0)
			continue;
		if (!is_on && strcmp(text, candidate->off) != 0)
			continue;
		*encoding = (uint8_t)i;
		return is_on ? ACTIVE_ON : ACTIVE_OFF;
	}
	return ACTIVE_UNKNOWN;
}

/* a - b; tables hold absurd times, so it stops at the ends instead of overflowing. */
static int64_t difference(int64_t a, int64_t b)
{
	int64_t result;

	if (!__builtin_sub_overflow(a, b, &result))
		return result;
	return a < b ? INT64_MIN : INT64_MAX;
}

bool session_age(const struct session *session, int64_t now_ms, int64_t *age_ms)
{
	if (session->polled_at_ms == SESSION_NO_TIME || (session->flags & SESSION_BAD_POLLED))
		return false;
	*age_ms = difference(now_ms, session->polled_at_ms);
	return true;
}

double session_lateness(const struct session *session, int64_t now_ms)
{
	int64_t age_ms;

	if (session->interval_ms <= 0 || !session_age(session, now_ms, &age_ms))
		return NAN;
	return (double)age_ms / (double)session->interval_ms;
}

bool session_is_new(const struct session *session, int64_t now_ms)
{
	int64_t lived_ms;

	if (session->polled_at_ms != SESSION_NO_TIME || (session->flags & SESSION_BAD_POLLED))
		return false;
	if (session->created_at_ms == SESSION_NO_TIME || session->interval_ms <= 0)
		return false;
	lived_ms = difference(now_ms, session->created_at_ms);
	return lived_ms < 0 || lived_ms - session->interval_ms < session->interval_ms;
}

/* Behind by so many intervals and out of grace, or so many errors; unknown figures say no. */
static bool is_behind(const struct session *session, const struct session_thresholds *limits,
	int64_t now_ms, double late_limit, int32_t errors_limit)
{
	int64_t age_ms;

	if (session->error_count >= errors_limit)
		return true;
	if (!session_age(session, now_ms, &age_ms))
		return false;
	return session_lateness(session, now_ms) >= late_limit &&
	       difference(age_ms, session->interval_ms) > limits->grace_ms;
}

enum session_state session_state_at(
	const struct session *session, const struct session_thresholds *limits, int64_t now_ms)
{
	int64_t age_ms = 0;
	bool was_polled = session_age(session, now_ms, &age_ms);

	if (session->active == ACTIVE_OFF)
		return STATE_PAUSED;
	if (session->active == ACTIVE_UNKNOWN || (session->flags & SESSION_BAD_POLLED))
		return STATE_UNKNOWN;
	if (!was_polled && !session_is_new(session, now_ms))
		return STATE_NEVER_POLLED;
	if (is_behind(session, limits, now_ms, limits->critical, limits->errors_critical))
		return STATE_CRITICAL;
	if (age_ms < -limits->future_ms)
		return STATE_FUTURE;
	if (is_behind(session, limits, now_ms, limits->late, limits->errors_late))
		return STATE_LATE;
	return session->interval_ms > 0 ? STATE_ON_TIME : STATE_UNKNOWN;
}
