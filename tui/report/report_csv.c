/* SPDX-License-Identifier: MIT */
/*
 * The sessions by RFC 4180, unknown figures empty. A text that a spreadsheet would take for a
 * formula gets an apostrophe in front.
 */
#include "buf.h"
#include "report/report.h"
#include "session.h"
#include "text.h"
#include "units.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What spreadsheets begin a formula with, some of them after a blank that we replace, or in full
 * width. */
static bool is_formula(const char *text)
{
	static const uint32_t signs[] = {'=', '+', '-', '@', 0xFF1D, 0xFF0B, 0xFF0D, 0xFF20};
	bool is_formula = *text && strchr("\t\r\n", *text);
	uint32_t first = text_next(&text);

	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		is_formula |= first == signs[i];
	}
	return is_formula;
}

/* A field of foreign text, always in quotes. */
static void put_text(struct buf *out, const char *text)
{
	buf_puts(out, is_formula(text) ? "\"'" : "\"");
	uint32_t code_point;

	while ((code_point = text_next(&text)) != 0) {
		char bytes[4];

		buf_append(out, bytes, text_encode(code_point, bytes));
		if (code_point == '"') {
			buf_putc(out, '"');
		}
	}
	buf_puts(out, "\",");
}

static void put_int(struct buf *out, int64_t number, bool is_known)
{
	if (is_known) {
		buf_printf(out, "%" PRId64, number);
	}
	buf_putc(out, ',');
}

static void put_time(struct buf *out, int64_t time_ms, int digits)
{
	char text[UNITS_TEXT_SIZE] = "";

	if (time_ms != SESSION_NO_TIME) {
		units_format_time(time_ms, digits, text);
	}
	buf_printf(out, "%s,", text);
}

static void put_late(struct buf *out, double late)
{
	char text[UNITS_TEXT_SIZE];

	units_format_decimal(late, text);
	buf_printf(out, "%s,", text);
}

static void put_session(struct buf *out, const struct snapshot *snapshot, uint32_t index)
{
	static const char *const actives[] = {
		[ACTIVE_UNKNOWN] = "", [ACTIVE_ON] = "true", [ACTIVE_OFF] = "false"};
	const struct session *session = &snapshot->sessions[index];
	int64_t age_ms = 0;
	bool has_age = session_age(session, session_asof_ms(session), &age_ms);

	put_text(out, session->user_id);
	put_text(out, snapshot->services[session->service].name);
	buf_printf(
		out, "%s,%s,", session_state_info(session->state)->word, actives[session->active]);
	put_int(out, session->interval_ms, session->interval_ms > 0);
	put_time(out, session->polled_at_ms, session->polled_digits);
	put_int(out, age_ms, has_age);
	put_late(out, session_lateness(session, session_asof_ms(session)));
	put_int(out, session->error_count, session->error_count >= 0);
	put_time(out, session_created_at_ms(session), 0);
	put_time(out, snapshot->asof_ms ? snapshot->asof_ms : SESSION_NO_TIME, 3);
}

void report_csv(const struct report *report, FILE *out)
{
	struct lazy_sort ranking = {0};
	struct buf line = {0};

	if (!report->is_next) {
		fputs("userId,serviceType,state,isActive,pollingIntervalMs,lastPollAt,ageMs,late,"
		      "errorCount,createdAt,asof\r\n",
			out);
	}
	report_sort_sessions(&ranking, report);
	lazy_sort_range(&ranking, 0, ranking.count);
	for (size_t i = 0; i < ranking.count; i++) {
		buf_clear(&line);
		put_session(&line, report->snapshot, ranking.rows[i]);
		fprintf(out, "%.*s\r\n", (int)line.length - 1, line.data);
	}
	buf_fini(&line);
	lazy_sort_fini(&ranking);
}
