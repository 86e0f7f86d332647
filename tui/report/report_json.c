/* SPDX-License-Identifier: MIT */
/*
 * json: one object, schema 1, with a line for each service and session; unknown numbers are null.
 * jsonl: the same members as one JSON object per line, "type" is "report", "service" or "session".
 */
#include "base.h"
#include "buf.h"
#include "list/sort.h"
#include "report/report.h"
#include "session.h"
#include "text.h"
#include "units.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static void put_name(struct buf *out, const char *name)
{
	buf_printf(out, "\"%s\":", name);
}

static void put_text(struct buf *out, const char *name, const char *text)
{
	put_name(out, name);
	text_put_json(out, text);
	buf_putc(out, ',');
}

static void put_int(struct buf *out, const char *name, int64_t value, bool is_known)
{
	put_name(out, name);
	if (is_known) {
		buf_printf(out, "%" PRId64, value);
	} else {
		buf_puts(out, "null");
	}
	buf_putc(out, ',');
}

static void put_decimal(struct buf *out, const char *name, double value)
{
	char text[UNITS_TEXT_SIZE];

	units_format_decimal(value, text);
	put_name(out, name);
	buf_printf(out, "%s,", *text ? text : "null");
}

static void put_bool(struct buf *out, const char *name, bool value)
{
	put_name(out, name);
	buf_puts(out, value ? "true," : "false,");
}

static void put_time(struct buf *out, const char *name, int64_t time_ms, int digits, bool is_known)
{
	char text[UNITS_TEXT_SIZE];

	if (is_known) {
		units_format_time(time_ms, digits, text);
		put_text(out, name, text);
	} else {
		put_int(out, name, 0, false);
	}
}

/* Ends an object or array in which each member has put a comma behind itself. */
static void put_end(struct buf *out, const char *end)
{
	if (out->length > 0 && out->data[out->length - 1] == ',') {
		out->data[--out->length] = '\0';
	}
	buf_puts(out, end);
}

static void put_summary(struct buf *out, const struct summary *summary, bool knows_never_polled)
{
	static const enum session_state states[] = {STATE_CRITICAL, STATE_LATE, STATE_NEVER_POLLED,
		STATE_FUTURE, STATE_UNKNOWN, STATE_ON_TIME};

	put_int(out, "sessions", summary->sessions, true);
	put_int(out, "active", summary->active, true);
	put_int(out, "paused", summary->paused, true);
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		put_int(out, session_state_info(states[i])->word, summary->states[states[i]],
			states[i] != STATE_NEVER_POLLED || knows_never_polled);
	}
	put_int(out, "erroring", summary->erroring, true);
	put_decimal(out, "worst_late", summary->worst_late);
	put_int(out, "p50_age_ms", summary->p50_age_ms, summary->p50_age_ms >= 0);
	put_int(out, "p95_age_ms", summary->p95_age_ms, summary->p95_age_ms >= 0);
}

static void put_totals(struct buf *out, const struct report *report)
{
	const struct snapshot *snapshot = report->snapshot;
	const struct poll_status *status = &snapshot->status;

	put_time(out, "asof", snapshot->asof_ms, 3, snapshot->asof_ms != 0);
	put_bool(out, "partial", report_is_partial(report));
	put_text(out, "table", status->table);
	put_text(out, "region", status->region);
	put_text(out, "endpoint", status->endpoint);
	put_int(out, "skew_ms", status->skew_ms, status->skew_known);
	put_decimal(out, "read_units", status->read_units);
	buf_puts(out, "\"totals\":{");
	put_summary(out, &snapshot->totals, snapshot_knows_never_polled(snapshot));
	put_end(out, "}");
}

static void put_service(struct buf *out, const struct snapshot *snapshot, uint32_t index)
{
	const struct service_summary *service = &snapshot->services[index];

	put_text(out, "service", service->name);
	put_summary(out, &service->summary, snapshot_knows_never_polled(snapshot));
	put_end(out, "}");
}

static void put_session(struct buf *out, const struct snapshot *snapshot, uint32_t index)
{
	const struct session *session = &snapshot->sessions[index];
	int64_t age_ms = 0;
	bool has_age = session_age(session, session_asof_ms(session), &age_ms);

	put_text(out, "userId", session->user_id);
	put_text(out, "serviceType", snapshot->services[session->service].name);
	put_text(out, "state", session_state_info(session->state)->word);
	if (session->active == ACTIVE_UNKNOWN) {
		put_int(out, "isActive", 0, false);
	} else {
		put_bool(out, "isActive", session->active == ACTIVE_ON);
	}
	put_int(out, "pollingIntervalMs", session->interval_ms, session->interval_ms > 0);
	put_time(out, "lastPollAt", session->polled_at_ms, session->polled_digits,
		session->polled_at_ms != SESSION_NO_TIME);
	put_int(out, "ageMs", age_ms, has_age);
	put_decimal(out, "late", session_lateness(session, session_asof_ms(session)));
	put_int(out, "errorCount", session->error_count, session->error_count >= 0);
	put_end(out, "}");
}

typedef void put_members_fn(struct buf *out, const struct snapshot *snapshot, uint32_t index);

/* An object a line, which begins and ends so: a fleet of a million is never held as text. */
static void print_objects(const struct report *report, const uint32_t *indexes, size_t count,
	put_members_fn *put_members, const char *begin, const char *between, FILE *out)
{
	struct buf line = {0};

	for (size_t i = 0; i < count; i++) {
		buf_clear(&line);
		buf_puts(&line, begin);
		put_members(&line, report->snapshot, indexes[i]);
		buf_puts(&line, i + 1 < count ? between : "\n");
		fputs(buf_text(&line), out);
	}
	buf_fini(&line);
}

static void print_services(
	const struct report *report, const char *begin, const char *between, FILE *out)
{
	uint32_t *indexes = report_sort_services(report->snapshot);

	print_objects(report, indexes, report->snapshot->services_count, put_service, begin,
		between, out);
	free(indexes);
}

static void print_sessions(
	const struct report *report, const char *begin, const char *between, FILE *out)
{
	struct lazy_sort ranking = {0};

	report_sort_sessions(&ranking, report);
	lazy_sort_range(&ranking, 0, ranking.count);
	print_objects(report, ranking.rows, ranking.count, put_session, begin, between, out);
	lazy_sort_fini(&ranking);
}

static void print_head(const struct report *report, const char *begin, const char *end, FILE *out)
{
	struct buf head = {0};

	buf_puts(&head, begin);
	put_totals(&head, report);
	buf_puts(&head, end);
	fputs(buf_text(&head), out);
	buf_fini(&head);
}

void report_json(const struct report *report, FILE *out)
{
	print_head(report, "{\"schema\":1,\n", ",\n\"services\":[\n", out);
	print_services(report, "{", ",\n", out);
	fputs("],\n\"sessions\":[\n", out);
	print_sessions(report, "{", ",\n", out);
	fputs("]}\n", out);
}

void report_jsonl(const struct report *report, FILE *out)
{
	print_head(report, "{\"schema\":1,\"type\":\"report\",", "}\n", out);
	print_services(report, "{\"type\":\"service\",", "\n", out);
	print_sessions(report, "{\"type\":\"session\",", "\n", out);
}
