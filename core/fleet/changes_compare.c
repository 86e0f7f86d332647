/* SPDX-License-Identifier: MIT */
/* What changed between two states of a session. */
#include "fleet/changes.h"

#include <stdbool.h>

/* A clock that goes back by less may be an index that is behind. */
#define LEAST_BACK_MS INT64_C(60000)

static bool is_late_or_critical(const struct session *session)
{
	return session->state == STATE_LATE || session->state == STATE_CRITICAL;
}

/*
 * True if the session was known not to be late by its age: a paused or unknown session does not
 * "become" late.
 */
static bool was_timely(const struct session_thresholds *limits, const struct session *session)
{
	bool is_known = session->state == STATE_ON_TIME || session->state == STATE_FUTURE ||
			is_late_or_critical(session);

	return is_known && !session_is_late(session, limits);
}

/* Adds a transition, which the caller may modify until the next call. */
static struct changes_transition *gather(
	struct changes *changes, enum change_kind kind, const struct session *session)
{
	changes->gathered = base_grow(changes->gathered, changes->gathered_count,
		&changes->gathered_capacity, sizeof(*changes->gathered));
	struct changes_transition *transition = &changes->gathered[changes->gathered_count++];

	*transition = (struct changes_transition){
		.user_id = session->user_id,
		.service = session->service,
		.kind = kind,
	};
	return transition;
}

void changes_add(struct changes *changes, enum change_kind kind, const struct session *session)
{
	gather(changes, kind, session);
}

static void compare_health(struct changes *changes, const struct session_thresholds *limits,
	const struct session *before, const struct session *now)
{
	if (was_timely(limits, before) && session_is_late(now, limits)) {
		gather(changes, CHANGE_LATE, now);
	} else if ((is_late_or_critical(before) || before->state == STATE_FUTURE) &&
		   now->state == STATE_ON_TIME) {
		gather(changes, CHANGE_RECOVERED, now);
	}
}

static bool has_passed(int32_t before, int32_t now, int32_t mark)
{
	return before < mark && now >= mark;
}

static void compare_errors(struct changes *changes, const struct session_thresholds *limits,
	const struct session *before, const struct session *now)
{
	int32_t errors_before = before->error_count > 0 ? before->error_count : 0;
	bool is_failing =
		has_passed(before->error_count, now->error_count, limits->errors_late) ||
		has_passed(before->error_count, now->error_count, limits->errors_critical);
	bool is_first = before->error_count == 0 && now->error_count > 0;

	if ((is_failing || is_first) &&
		!(before->flags & (SESSION_BAD_ERRORS | SESSION_UNFILLED))) {
		gather(changes, is_failing ? CHANGE_ERRORS : CHANGE_FIRST_ERRORS, now)->amount =
			now->error_count - errors_before;
	}
}

/*
 * An index may return an older value for a moment, that of the poll before; further back goes only
 * a clock.
 */
static bool went_back(const struct session *before, const struct session *now)
{
	int64_t least_ms = 2 * (int64_t)now->interval_ms;

	least_ms = least_ms > LEAST_BACK_MS ? least_ms : LEAST_BACK_MS;
	return before->polled_at_ms != SESSION_NO_TIME && now->polled_at_ms != SESSION_NO_TIME &&
	       before->polled_at_ms > now->polled_at_ms &&
	       (uint64_t)before->polled_at_ms - (uint64_t)now->polled_at_ms >= (uint64_t)least_ms;
}

static int64_t limited(uint64_t amount)
{
	return amount < INT64_MAX ? (int64_t)amount : INT64_MAX;
}

static void compare_clock(
	struct changes *changes, const struct session *before, const struct session *now)
{
	bool was_known = before->state != STATE_UNKNOWN && before->state != STATE_FUTURE;

	if (now->state == STATE_FUTURE && was_known) {
		gather(changes, CHANGE_CLOCK_AHEAD, now)->amount =
			limited((uint64_t)now->polled_at_ms - (uint64_t)session_asof_ms(now));
	} else if (went_back(before, now) && !(before->flags & SESSION_UNFILLED)) {
		gather(changes, CHANGE_CLOCK_BACK, now)->amount =
			limited((uint64_t)before->polled_at_ms - (uint64_t)now->polled_at_ms);
	}
}

static void compare_readable(
	struct changes *changes, const struct session *before, const struct session *now)
{
	bool was_unreadable = session_has_unreadable(before);

	if (was_unreadable != session_has_unreadable(now) && !(before->flags & SESSION_UNFILLED)) {
		gather(changes, was_unreadable ? CHANGE_READABLE : CHANGE_UNREADABLE, now);
	}
}

void changes_compare(struct changes *changes, const struct session_thresholds *limits,
	const struct session *before, const struct session *now)
{
	if (before->active == now->active) {
		compare_health(changes, limits, before, now);
	} else if (before->active == ACTIVE_ON && now->active == ACTIVE_OFF) {
		gather(changes, CHANGE_PAUSED, now);
	} else if (before->active == ACTIVE_OFF && now->active == ACTIVE_ON) {
		gather(changes, CHANGE_RESUMED, now);
	}
	compare_errors(changes, limits, before, now);
	compare_clock(changes, before, now);
	compare_readable(changes, before, now);
}
