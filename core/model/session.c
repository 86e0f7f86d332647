/* SPDX-License-Identifier: MIT */
#include "session.h"

#include "base.h"
#include "model/session_edit.h"

#include <math.h>
#include <string.h>

/*
 * Severity: first what is broken now (critical, never polled), then what may break soon (late),
 * then what cannot be judged (unknown, future). Paused sessions need no attention, so they come
 * after those on time.
 */
static const struct session_state_info states[STATE_COUNT] = {
	[STATE_PAUSED] = {'-', "paused", "paused", "isActive is false", -1},
	[STATE_UNKNOWN] = {'?', "unknown", "unknown",
		"isActive, lastPollAt, interval or errorCount unreadable", 3},
	[STATE_NEVER_POLLED] = {'N', "never_polled", "never polled",
		"active, created over 2 intervals ago, no lastPollAt", 5},
	[STATE_CRITICAL] = {'C', "critical", "critical",
		"active, far behind its interval or many errors in a row", 6},
	[STATE_FUTURE] = {'F', "future", "future",
		"lastPollAt is in the future: a writer's clock is wrong", 2},
	[STATE_LATE] = {'W', "late", "late", "active, behind its interval or some errors in a row",
		4},
	[STATE_ON_TIME] = {'.', "on_time", "on time", "active, no problem", 0},
};

/* Exact values, because we write them and use them in condition expressions. */
static const struct session_encoding encodings[] = {
	{NULL, NULL, NULL},
	{"BOOL", "true", "false"},
	{"S", "true", "false"},
	{"S", "True", "False"},
	{"S", "TRUE", "FALSE"},
	{"S", "yes", "no"},
	{"S", "Yes", "No"},
	{"S", "YES", "NO"},
	{"S", "on", "off"},
	{"S", "On", "Off"},
	{"S", "ON", "OFF"},
	{"S", "active", "inactive"},
	{"S", "Active", "Inactive"},
	{"S", "ACTIVE", "INACTIVE"},
	{"S", "enabled", "disabled"},
	{"S", "Enabled", "Disabled"},
	{"S", "ENABLED", "DISABLED"},
	{"S", "t", "f"},
	{"S", "T", "F"},
	{"S", "y", "n"},
	{"S", "Y", "N"},
	{"S", "1", "0"},
	{"N", "1", "0"},
};

/* Sets of encodings are uint32_t. */
_Static_assert(ARRAY_LEN(encodings) + ARRAY_LEN(((struct own_encodings *)0)->list) <= 32,
	"too many encodings of isActive");

const struct session_state_info *session_state_info(enum session_state state)
{
	return &states[state];
}

enum session_state session_state_by_severity(size_t rank)
{
	static const enum session_state ranks[STATE_COUNT] = {STATE_CRITICAL, STATE_NEVER_POLLED,
		STATE_LATE, STATE_UNKNOWN, STATE_FUTURE, STATE_ON_TIME, STATE_PAUSED};

	return ranks[rank];
}

static bool is_number(const char *text)
{
	return *text && text[strspn(text, "0123456789.-")] == '\0';
}

struct own_encodings session_own_encodings(const char *active_value, const char *paused_value)
{
	struct own_encodings own = {0};

	if (!active_value || !paused_value) {
		return own;
	}
	own.list[own.count++] = (struct session_encoding){"S", active_value, paused_value};
	if (is_number(active_value) && is_number(paused_value)) {
		own.list[own.count++] = (struct session_encoding){"N", active_value, paused_value};
	}
	return own;
}

static unsigned count_own(const struct own_encodings *own)
{
	return own ? own->count : 0;
}

const struct session_encoding *session_encoding(const struct own_encodings *own, unsigned index)
{
	if (index >= ARRAY_LEN(encodings)) {
		index -= ARRAY_LEN(encodings);
		return index < count_own(own) ? &own->list[index] : NULL;
	}
	return index > 0 ? &encodings[index] : NULL;
}

static enum session_active decode_as(
	const struct session_encoding *encoding, const char *type, const char *text)
{
	if (strcmp(type, encoding->type) != 0) {
		return ACTIVE_UNKNOWN;
	}
	return strcmp(text, encoding->on) == 0    ? ACTIVE_ON
	       : strcmp(text, encoding->off) == 0 ? ACTIVE_OFF
						  : ACTIVE_UNKNOWN;
}

enum session_active session_decode_active(
	const struct own_encodings *own, const char *type, const char *text, uint8_t *encoding)
{
	*encoding = 0;
	if (!type || !text) {
		return ACTIVE_UNKNOWN;
	}
	/*
	 * The table's own encodings come first: their values may mean the opposite of the usual
	 * ones.
	 */
	unsigned own_count = count_own(own);

	for (unsigned i = 0; i < own_count + ARRAY_LEN(encodings) - 1; i++) {
		unsigned index = i < own_count ? ARRAY_LEN(encodings) + i : i - own_count + 1;
		enum session_active active = decode_as(session_encoding(own, index), type, text);

		if (active != ACTIVE_UNKNOWN) {
			*encoding = (uint8_t)index;
			return active;
		}
	}
	return ACTIVE_UNKNOWN;
}

/* a - b, saturated, because a table may contain any time. */
static int64_t difference(int64_t a, int64_t b)
{
	int64_t result;

	if (!__builtin_sub_overflow(a, b, &result)) {
		return result;
	}
	return a < b ? INT64_MIN : INT64_MAX;
}

static uint32_t to_seconds(int64_t seconds)
{
	if (seconds < 1) {
		return 1; /* 0 means missing */
	}
	return seconds < UINT32_MAX ? (uint32_t)seconds : UINT32_MAX;
}

int64_t session_asof_ms(const struct session *session)
{
	return (int64_t)session->asof_s * 1000;
}

void session_set_asof(struct session *session, int64_t asof_ms)
{
	session->asof_s = to_seconds(asof_ms / 1000);
}

int64_t session_created_at_ms(const struct session *session)
{
	return session->created_at_s == 0 ? SESSION_NO_TIME : (int64_t)session->created_at_s * 1000;
}

void session_set_created_at(struct session *session, int64_t created_at_ms)
{
	bool is_known = created_at_ms != SESSION_NO_TIME;

	session->created_at_s = is_known ? to_seconds(created_at_ms / 1000) : 0;
}

bool session_age(const struct session *session, int64_t now_ms, int64_t *age_ms)
{
	if (session->polled_at_ms == SESSION_NO_TIME || (session->flags & SESSION_BAD_POLLED)) {
		return false;
	}
	*age_ms = difference(now_ms, session->polled_at_ms);
	if (*age_ms < 0 && *age_ms > -1000) {
		*age_ms = 0; /* now_ms may be rounded down */
	}
	return true;
}

double session_lateness(const struct session *session, int64_t now_ms)
{
	int64_t age_ms;

	if (session->interval_ms == 0 || !session_age(session, now_ms, &age_ms)) {
		return NAN;
	}
	return (double)age_ms / session->interval_ms;
}

bool session_is_new(const struct session *session, int64_t now_ms)
{
	int64_t lived_ms;

	if (session->polled_at_ms != SESSION_NO_TIME || (session->flags & SESSION_BAD_POLLED)) {
		return false;
	}
	if (session->created_at_s == 0 || session->interval_ms == 0) {
		return false;
	}
	lived_ms = difference(now_ms, session_created_at_ms(session));
	return lived_ms < 0 || lived_ms - session->interval_ms < session->interval_ms;
}

/* True if the lateness or the errors have reached the limit; false if they are unknown. */
static bool is_behind(const struct session *session, const struct session_thresholds *limits,
	int64_t now_ms, double late_limit, int32_t errors_limit)
{
	int64_t age_ms;

	if (session->error_count >= errors_limit) {
		return true;
	}
	if (!session_age(session, now_ms, &age_ms)) {
		return false;
	}
	return session_lateness(session, now_ms) >= late_limit &&
	       difference(age_ms, session->interval_ms) > limits->grace_ms;
}

enum session_state session_state_at(
	const struct session *session, const struct session_thresholds *limits, int64_t now_ms)
{
	int64_t age_ms = 0;
	bool was_polled = session_age(session, now_ms, &age_ms);

	if (session->active == ACTIVE_OFF) {
		return STATE_PAUSED;
	}
	if (session->active == ACTIVE_UNKNOWN || (session->flags & SESSION_BAD_POLLED)) {
		return STATE_UNKNOWN;
	}
	if (!was_polled && !session_is_new(session, now_ms)) {
		return STATE_NEVER_POLLED;
	}
	if (is_behind(session, limits, now_ms, limits->critical, limits->errors_critical)) {
		return STATE_CRITICAL;
	}
	if (age_ms < -limits->future_ms) {
		return STATE_FUTURE;
	}
	if (is_behind(session, limits, now_ms, limits->late, limits->errors_late)) {
		return STATE_LATE;
	}
	/* What is not known may be a problem. */
	if (session->interval_ms == 0 ||
		(session->flags & (SESSION_UNFILLED | SESSION_BAD_ERRORS))) {
		return STATE_UNKNOWN;
	}
	return STATE_ON_TIME;
}

bool session_has_unreadable(const struct session *session)
{
	return session->active == ACTIVE_UNKNOWN ||
	       (session->flags & (SESSION_BAD_POLLED | SESSION_BAD_INTERVAL | SESSION_BAD_ERRORS));
}

int session_error_degree(int32_t error_count)
{
	static const int32_t from[] = {0, 1, 3, 6, 10, 20};
	int degree = -1;

	while (degree + 1 < (int)ARRAY_LEN(from) && error_count >= from[degree + 1]) {
		degree++;
	}
	return degree;
}

bool session_is_unhealthy(const struct session *session)
{
	return states[session->state].severity > 0;
}

bool session_is_late(const struct session *session, const struct session_thresholds *limits)
{
	struct session without_errors = *session;

	if (session->state != STATE_LATE && session->state != STATE_CRITICAL) {
		return false;
	}
	without_errors.error_count = -1;
	enum session_state state =
		session_state_at(&without_errors, limits, session_asof_ms(session));

	return state == STATE_LATE || state == STATE_CRITICAL;
}
