/* SPDX-License-Identifier: MIT */
#include "finding.h"

#include "diagnosis/finding_size.h"
#include "diagnosis/finding_time.h"
#include "duration.h"
#include "number.h"

#include <string.h>

/* After this long, the largest lead that has been seen is about that of the clock. */
#define AHEAD_SETTLED_MS 120000

const char *finding_kind_word(enum finding_kind kind)
{
#define WORD(NAME, word, meaning) word,
	static const char *const words[FINDING_KIND_COUNT] = {FINDING_KINDS(WORD)};
#undef WORD

	return words[kind];
}

const char *finding_severity_word(enum finding_severity severity)
{
	static const char *const words[SEVERITY_COUNT] = {"critical", "warning", "info"};

	return words[severity];
}

const char *finding_outlook_word(enum finding_outlook outlook)
{
	static const char *const words[OUTLOOK_COUNT] = {
		"unknown", "growing", "recovering", "stalled", "over"};

	return words[outlook];
}

enum session_state finding_state(const struct snapshot *snapshot, const struct finding *finding)
{
	size_t worst = STATE_COUNT - 1;

	for (uint32_t i = 0; i < finding->members; i++) {
		while (worst > 0 &&
			session_state_info(snapshot->sessions[finding->rows[i]].state)->severity >
				session_state_info(session_state_by_severity(worst))->severity) {
			worst--;
		}
	}
	return finding->members > 0 ? session_state_by_severity(worst) : STATE_UNKNOWN;
}

void finding_put_scope(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	if (finding->kind == FINDING_TABLE_TROUBLE) {
		buf_puts(out, "table");
	} else if (finding->service != FINDING_NO_SERVICE) {
		buf_puts(out, snapshot->services[finding->service].name);
	} else if (finding->user_id) {
		buf_printf(out, "user %s", finding->user_id);
	} else if (finding->kind == FINDING_SERVICE_LATE) {
		/* One by one: which ones, and how many, changes all the time. */
		buf_puts(out, "several services");
	} else if (finding->services > 0) {
		buf_printf(
			out, "%u service%s", finding->services, finding->services == 1 ? "" : "s");
	} else {
		buf_puts(out, "fleet");
	}
}

/* --- What happened --------------------------------------------------------------------------- */

/* "20 of 75", "all 75", "only u-7". */
static void put_size(struct buf *out, const struct finding *finding)
{
	uint32_t size = finding_size(finding);

	if (finding_size_is_single(finding)) {
		buf_printf(
			out, "%s%s", finding->others_behind > 0 ? "" : "only ", finding->user_id);
		return;
	}
	buf_puts(out, size == finding->of && size > 1 ? "all " : "");
	number_put_count(out, size);
	if (finding->of > size) {
		buf_puts(out, " of ");
		number_put_count(out, finding->of);
	}
}

/* " for the 2nd time". */
static void put_times(struct buf *out, uint32_t times)
{
	static const char *const endings[] = {"th", "st", "nd", "rd"};
	bool is_teen = times % 100 >= 11 && times % 100 <= 13;

	buf_puts(out, " for the ");
	number_put_count(out, times);
	buf_printf(out, "%s time", endings[times % 10 <= 3 && !is_teen ? times % 10 : 0]);
}

static void put_stopped(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	put_size(out, finding);
	buf_puts(out, finding->is_young ? " overdue, stopped" : " stopped");
	if (finding->flaps > 0) {
		put_times(out, finding->flaps + 1);
	}
	buf_putc(out, ' ');
	finding_time_put_bracket(out, finding, snapshot->asof_ms);
}

/* "all 6 of its sessions behind since 08:05:58Z". */
static void put_user(struct buf *out, const struct snapshot *snapshot,
	const struct finding *finding, const char *what)
{
	uint32_t size = finding_size(finding);

	buf_puts(out, size == finding->of ? "all " : "");
	number_put_count(out, size);
	buf_puts(out, " of its ");
	if (finding->of > size) {
		number_put_count(out, finding->of);
		buf_putc(out, ' ');
	}
	buf_printf(out, "sessions %s", what);
	finding_time_put_since(out, finding, snapshot->asof_ms);
}

/* "4 dead since Sep 20, the latest since 08:05:58Z". */
static void put_dead(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	buf_puts(out, " dead");
	finding_time_put_since(out, finding, snapshot->asof_ms);
	if (finding->latest_ms != SESSION_NO_TIME) {
		buf_puts(out, ", the latest since ");
		finding_time_put(out, finding->latest_ms, snapshot->asof_ms);
	}
}

static void put_late(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	put_size(out, finding);
	if (finding->is_dead) {
		put_dead(out, snapshot, finding);
		return;
	}
	buf_puts(out, finding->is_young ? " overdue" : " behind");
	if (finding_size_is_single(finding) || finding->is_simultaneous) {
		finding_time_put_since(out, finding, snapshot->asof_ms);
	} else {
		buf_puts(out, " since different times");
	}
}

static void put_failing(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	if (finding->service == FINDING_NO_SERVICE && finding->user_id) {
		put_user(out, snapshot, finding, "failing");
	} else {
		put_size(out, finding);
		buf_puts(out, " failing");
		finding_time_put_since(out, finding, snapshot->asof_ms);
	}
}

static void put_errors(struct buf *out, const struct finding *finding)
{
	if (finding->max_errors > 0) {
		buf_puts(out, finding_size_is_single(finding) ? ", " : ", up to ");
		number_put_count(out, finding->max_errors);
		buf_puts(out, " in a row");
	}
	buf_puts(out, ", still polled");
}

/*
 * "lastPollAt about 5m ahead in 29 of 75". A lastPollAt that was seen just now may have been
 * written up to an interval ago, when it was further ahead.
 */
static void put_ahead(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	bool is_settled = finding->found_ms != SESSION_NO_TIME &&
			  snapshot->asof_ms - finding->found_ms >= AHEAD_SETTLED_MS;
	char ahead[DURATION_SIZE];

	finding_time_format_rounded(finding->offset_ms, ahead);
	buf_printf(out, "lastPollAt %s %s ahead in ", is_settled ? "about" : "at least", ahead);
	put_size(out, finding);
}

static void put_mass(struct buf *out, const struct finding *finding, const char *what)
{
	number_put_count(out, finding_size(finding));
	buf_printf(out, " %s by others", what);
	if (finding->were_critical > 0) {
		buf_puts(out, ", ");
		number_put_count(out, finding->were_critical);
		buf_puts(out, finding->were_critical == 1 ? " was critical" : " were critical");
	}
}

void finding_put_stable_fact(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	switch (finding->kind) {
	case FINDING_COHORT_STOPPED:
		put_stopped(out, snapshot, finding);
		break;
	case FINDING_SERVICE_LATE:
		put_late(out, snapshot, finding);
		break;
	case FINDING_PROVIDER_FAILING:
		put_failing(out, snapshot, finding);
		break;
	case FINDING_USER_BEHIND:
		put_user(out, snapshot, finding, finding->is_young ? "overdue" : "behind");
		break;
	case FINDING_NEVER_POLLED:
		put_size(out, finding);
		buf_puts(out, " never polled");
		break;
	case FINDING_CLOCK_AHEAD:
		put_ahead(out, snapshot, finding);
		break;
	case FINDING_MASS_PAUSE:
		put_mass(out, finding, "paused");
		break;
	case FINDING_MASS_RESUME:
		put_mass(out, finding, "resumed");
		break;
	case FINDING_UNKNOWN_DATA:
		put_size(out, finding);
		buf_puts(out, " with missing or unreadable attributes");
		break;
	case FINDING_TABLE_TROUBLE:
		buf_puts(out, finding->detail);
		break;
	case FINDING_KIND_COUNT:
		break;
	}
}

void finding_put_fact(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	finding_put_stable_fact(out, snapshot, finding);
	if (finding->kind == FINDING_PROVIDER_FAILING && !finding_is_over(finding)) {
		put_errors(out, finding);
	}
}

/* --- How it develops ------------------------------------------------------------------------- */

static void put_rate(struct buf *out, const struct finding *finding)
{
	if (finding->per_minute > 0) {
		buf_printf(out, " %g/min", finding->per_minute);
	}
}

static void put_direction(struct buf *out, const struct finding *finding)
{
	char text[DURATION_SIZE];

	switch (finding->outlook) {
	case OUTLOOK_GROWING:
		buf_puts(out, "growing");
		put_rate(out, finding);
		break;
	case OUTLOOK_RECOVERING:
		buf_puts(out, "recovering");
		put_rate(out, finding);
		if (finding->left_ms >= 0) {
			duration_format_setting(finding->left_ms, text);
			buf_printf(out, ", ~%s", text);
		}
		break;
	case OUTLOOK_STALLED:
		buf_puts(out, "stalled");
		break;
	case OUTLOOK_OVER:
		buf_puts(out, "over");
		if (finding->began_before_ms != SESSION_NO_TIME) {
			finding_time_format_rounded(
				finding->ended_ms - finding->began_before_ms, text);
			buf_printf(out, " after %s", text);
		}
		break;
	case OUTLOOK_UNKNOWN:
	case OUTLOOK_COUNT:
		break;
	}
}

void finding_put_outlook(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	size_t length = out->length;

	(void)snapshot;
	if (finding_size_is_missed(finding)) {
		buf_puts(out, "none left, likely over");
	} else {
		put_direction(out, finding);
	}
	if (finding->paused > 0) {
		buf_puts(out, out->length > length ? ", " : "");
		number_put_count(out, finding->paused);
		buf_puts(out, " paused");
	}
}

void finding_put_text(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	struct buf evidence = {0};

	finding_put_evidence(&evidence, snapshot, finding);
	finding_put_scope(out, snapshot, finding);
	buf_puts(out, ": ");
	finding_put_fact(out, snapshot, finding);
	buf_printf(out, "%s%s", evidence.length > 0 ? ". " : ".", buf_text(&evidence));
	buf_fini(&evidence);
}
