/* SPDX-License-Identifier: MIT */
#include "report/check.h"

#include "buf.h"
#include "condition.h"
#include "list/sort.h"
#include "number.h"
#include "session.h"
#include "summary.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SERVICES_NAMED 3
#define MAX_NAME_BYTES 25 /* on the status line */

/* From the severest on, as the states' own severity has it. */
static const enum session_state ill_states[] = {
	STATE_CRITICAL, STATE_NEVER_POLLED, STATE_LATE, STATE_UNKNOWN, STATE_FUTURE};

/* --- The verdict --------------------------------------------------------------------------- */

/* One query a service shows the services that are known: all of them only after a Scan. */
static bool sees_all_services(const struct report *report)
{
	const struct poll_status *status = &report->snapshot->status;

	return status->source != SOURCE_SERVICE_INDEX || status->reconciled_mono_ms >= 0 ||
	       report->settings->only_services;
}

static enum condition_result ask(const struct report *report, const char *text)
{
	struct condition condition;

	if (!condition_parse(&condition, text)) {
		base_fatal("the settings hold no condition: %s", text);
	}
	return condition_evaluate(&condition, &report->snapshot->totals,
		snapshot_knows_never_polled(report->snapshot));
}

static bool is_blind(const struct report *report)
{
	return report->is_incomplete || !sees_all_services(report);
}

enum check_status check_judge(const struct report *report)
{
	if (is_blind(report) || report->snapshot->totals.sessions == 0 || report->missing_service) {
		return CHECK_UNKNOWN;
	}
	enum condition_result is_critical = ask(report, report->settings->crit_if);
	enum condition_result is_warning = ask(report, report->settings->warn_if);

	if (is_critical == CONDITION_TRUE) {
		return CHECK_CRITICAL;
	}
	if (is_critical == CONDITION_UNKNOWN || is_warning == CONDITION_UNKNOWN) {
		return CHECK_UNKNOWN;
	}
	return is_warning == CONDITION_TRUE ? CHECK_WARNING : CHECK_OK;
}

const char *check_word(enum check_status status)
{
	static const char *const words[] = {[CHECK_OK] = "OK",
		[CHECK_WARNING] = "WARNING",
		[CHECK_CRITICAL] = "CRITICAL",
		[CHECK_UNKNOWN] = "UNKNOWN"};

	return words[status];
}

/* Unknown, too, where not everything was seen. */
static enum condition_result answer_wait(const struct report *report)
{
	const char *wanted = report->settings->wait_until;
	bool is_ok = strcmp(wanted, "ok") == 0;

	if (!is_ok && strcmp(wanted, "no-crit") != 0) {
		return is_blind(report) ? CONDITION_UNKNOWN : ask(report, wanted);
	}
	enum check_status status = check_judge(report);

	if (status == CHECK_UNKNOWN) {
		return CONDITION_UNKNOWN;
	}
	bool is_reached = status == CHECK_OK || (!is_ok && status == CHECK_WARNING);

	return is_reached ? CONDITION_TRUE : CONDITION_FALSE;
}

bool check_is_reached(const struct report *report)
{
	return answer_wait(report) == CONDITION_TRUE;
}

/* --- In words ------------------------------------------------------------------------------- */

static void replace(char *text, char from, char to)
{
	for (; *text; text++) {
		*text = *text == from ? to : *text;
	}
}

/* A bar would begin the performance data. */
static void put_words(struct buf *out, const char *text)
{
	char safe[400];

	text_sanitize(text, safe, sizeof(safe));
	replace(safe, '|', '/');
	buf_puts(out, safe);
}

/* "12 critical, 3 late"; "" where nobody is ill. */
static void put_ill(struct buf *out, const struct summary *summary)
{
	const char *between = "";

	for (size_t i = 0; i < ARRAY_LEN(ill_states); i++) {
		uint32_t count = summary->states[ill_states[i]];

		if (count > 0) {
			buf_printf(out, "%s%" PRIu32 " %s", between, count,
				session_state_info(ill_states[i])->title);
			between = ", ";
		}
	}
}

/* The worst services, each with what it has. */
static void put_services(struct buf *out, const struct snapshot *snapshot)
{
	uint32_t *indexes = report_sort_services(snapshot);

	for (size_t i = 0; i < snapshot->services_count && i < SERVICES_NAMED; i++) {
		const struct service_summary *service = &snapshot->services[indexes[i]];

		if (session_state_info(summary_worst_state(&service->summary))->severity <= 0) {
			break;
		}
		buf_puts(out, "; ");
		put_words(out, service->name);
		buf_putc(out, ' ');
		put_ill(out, &service->summary);
	}
	free(indexes);
}

/* Why nothing can be said for sure. */
static void put_doubt(struct buf *out, const struct report *report)
{
	const struct snapshot *snapshot = report->snapshot;

	if (snapshot->error.kind != ERROR_NONE) {
		put_words(out, snapshot->error.text);
	} else if (is_blind(report)) {
		buf_puts(out, "not everything was read");
	} else if (report->missing_service) {
		buf_puts(out, "there is no session of ");
		put_words(out, report->missing_service);
	} else if (snapshot->totals.sessions == 0) {
		buf_puts(out, "there is no session");
	} else if (!snapshot_knows_never_polled(snapshot)) {
		buf_puts(out, "sessions that were never polled were not looked for");
	} else {
		buf_puts(out, "a figure is not known");
	}
	buf_puts(out, "; seen: ");
}

/* "23 critical of 818 sessions; slack 23 critical". */
static void put_seen(struct buf *out, const struct snapshot *snapshot)
{
	size_t before = out->length;

	put_ill(out, &snapshot->totals);
	buf_printf(out, "%s%" PRIu32 " sessions", out->length > before ? " of " : "",
		snapshot->totals.sessions);
	put_services(out, snapshot);
}

static void put_asked(struct buf *out, const char *flag, const char *condition)
{
	if (strcmp(condition, settings_default(flag)) != 0) {
		buf_printf(out, "; --%s ", flag);
		put_words(out, condition);
	}
}

/* By which conditions it was judged, where they are not the usual ones. */
static void put_conditions(
	struct buf *out, const struct settings *settings, enum check_status status)
{
	put_asked(out, "crit-if", settings->crit_if);
	if (status != CHECK_CRITICAL) {
		put_asked(out, "warn-if", settings->warn_if);
	}
}

static void put_summary(struct buf *out, const struct report *report)
{
	enum check_status status = check_judge(report);

	buf_printf(out, "%s - ", check_word(status));
	if (status == CHECK_UNKNOWN) {
		put_doubt(out, report);
	}
	put_seen(out, report->snapshot);
	put_conditions(out, report->settings, status);
}

/* Whether it holds what is waited for. */
static void put_wait(struct buf *out, const struct report *report)
{
	static const char *const words[] = {[CONDITION_TRUE] = "OK - holds",
		[CONDITION_FALSE] = "FAILED - does not hold",
		[CONDITION_UNKNOWN] = "FAILED - not known to hold"};
	enum condition_result answer = answer_wait(report);

	buf_printf(out, "%s: ", words[answer]);
	put_words(out, report->settings->wait_until);
	buf_puts(out, "; ");
	if (answer == CONDITION_UNKNOWN) {
		put_doubt(out, report);
	}
	put_seen(out, report->snapshot);
}

/* --- As performance data --------------------------------------------------------------------- */

/* "U" stands for what is not known. */
static void put_datum(struct buf *out, const char *label, const char *unit, const char *number)
{
	buf_printf(out, " %s=%s%s", label, *number ? number : "U", *number ? unit : "");
}

static void put_count(struct buf *out, const char *label, uint32_t count)
{
	char number[NUMBER_SIZE];

	snprintf(number, sizeof(number), "%" PRIu32, count);
	put_datum(out, label, "", number);
}

static void put_decimal(struct buf *out, const char *label, const char *unit, double value)
{
	char number[NUMBER_SIZE];

	number_format_decimal(value, number);
	put_datum(out, label, unit, number);
}

static double to_seconds(int64_t ms)
{
	return ms < 0 ? NAN : (double)ms / 1000;
}

static void put_data(struct buf *out, const struct snapshot *snapshot)
{
	const struct summary *totals = &snapshot->totals;

	put_count(out, "sessions", totals->sessions);
	put_count(out, "active", totals->active);
	for (int state = 0; state < STATE_COUNT; state++) {
		const char *word = session_state_info(state)->word;

		if (state == STATE_NEVER_POLLED && !snapshot_knows_never_polled(snapshot)) {
			put_datum(out, word, "", "");
		} else {
			put_count(out, word, totals->states[state]);
		}
	}
	put_count(out, "erroring", totals->erroring);
	put_decimal(out, "worst_late", "", totals->worst_late);
	put_decimal(out, "p50_age", "s", to_seconds(totals->p50_age_ms));
	put_decimal(out, "p95_age", "s", to_seconds(totals->p95_age_ms));
}

static void print_line(
	const struct report *report, void (*put)(struct buf *, const struct report *), FILE *out)
{
	struct buf line = {0};

	buf_puts(&line, "BEYATOP ");
	put(&line, report);
	buf_puts(&line, " |");
	put_data(&line, report->snapshot);
	fprintf(out, "%s\n", buf_text(&line));
	buf_fini(&line);
}

void report_check(const struct report *report, FILE *out)
{
	print_line(report, put_summary, out);
}

void report_wait(const struct report *report, FILE *out)
{
	print_line(report, put_wait, out);
}

void check_print_failure(const char *why, FILE *out)
{
	struct buf words = {0};

	put_words(&words, why);
	fprintf(out, "BEYATOP UNKNOWN - %s\n", buf_text(&words));
	buf_fini(&words);
}

/* --- In one short line ------------------------------------------------------------------------ */

void report_statusline(const struct report *report, FILE *out)
{
	const struct snapshot *snapshot = report->snapshot;
	bool is_doubtful = is_blind(report) || report->missing_service;
	struct buf line = {0};

	for (size_t i = 0; i < ARRAY_LEN(ill_states); i++) {
		uint32_t count = snapshot->totals.states[ill_states[i]];

		if (count > 0) {
			buf_printf(&line, "%c%" PRIu32 " ",
				session_state_info(ill_states[i])->letter, count);
		}
	}
	if (line.length > 0) {
		char name[MAX_NAME_BYTES];
		uint32_t *indexes = report_sort_services(snapshot);

		text_sanitize(snapshot->services[indexes[0]].name, name, sizeof(name));
		replace(name, '#', '?'); /* tmux would take "#[" for a style */
		buf_puts(&line, name);
		free(indexes);
	} else {
		buf_printf(
			&line, "%s %" PRIu32, is_doubtful ? "?" : "ok", snapshot->totals.sessions);
	}
	if (!snapshot_knows_never_polled(snapshot)) {
		buf_puts(&line, " N?");
	}
	if (is_doubtful) {
		buf_puts(&line, " PARTIAL");
	}
	fprintf(out, "%s\n", buf_text(&line));
	buf_fini(&line);
}
