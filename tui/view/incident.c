/* SPDX-License-Identifier: MIT */
#include "view/incident.h"

#include "list/lazy_sort.h"
#include "text.h"
#include "view/advice.h"
#include "view/change_text.h"
#include "view/write_status.h"

#include <stdlib.h>
#include <string.h>

#define MAX_FINDINGS 3
#define MAX_WRITES   5
#define MAX_SERVICES 10
#define MAX_SESSIONS 10
#define MAX_CHANGES  10
#define MAX_ACKS     20

/* Writes of so long ago may have to do with what is wrong. */
#define WRITES_MS INT64_C(1800000)

/* A text from outside, in which nothing means anything to Markdown. */
static void put_safe(struct buf *out, const char *text)
{
	char bytes[4];
	uint32_t code_point;

	while ((code_point = text_next(&text)) != 0) {
		if (code_point < 0x80 && strchr("\\`*_{}[]<>|#~&", (int)code_point)) {
			buf_putc(out, '\\');
		}
		buf_append(out, bytes, text_encode(code_point, bytes));
	}
}

static void put_time(struct buf *out, int64_t time_ms)
{
	char text[UNITS_TEXT_SIZE];

	units_format_time(time_ms, 0, text);
	buf_puts(out, text);
}

static void put_head(const struct ui *ui, struct buf *out)
{
	const struct poll_status *status = &ui->snapshot->status;

	buf_puts(out, "# Integration sessions: ");
	put_safe(out, status->table);
	buf_puts(out, "\n\n");
	put_safe(out, status->region);
	buf_puts(out, ", ");
	put_safe(out, status->endpoint);
	buf_puts(out, ", as of ");
	put_time(out, ui->snapshot->asof_ms);
	buf_puts(out, ".\n");
}

/* What the figures below are not. */
static void put_doubts(const struct ui *ui, struct buf *out)
{
	const struct snapshot *snapshot = ui->snapshot;
	char age[UNITS_TEXT_SIZE];

	if (ui_is_stale(ui)) {
		units_format_age(ui_data_age_ms(ui), age);
		buf_printf(out, "\n**These data are %s old.**\n", age);
	}
	if (!snapshot->status.is_complete) {
		buf_puts(out, "\n**Partial: not every session was read.**\n");
	}
	if (snapshot->error.kind != ERROR_NONE) {
		buf_puts(out, "\n**Reading fails:** ");
		put_safe(out, snapshot->error.text);
		buf_puts(out, "\n");
	}
	if (!snapshot_knows_never_polled(ui->snapshot)) {
		buf_puts(out, "\nSessions that were never polled are not counted.\n");
	}
}

static const struct {
	const char *title;
	enum session_state state;
} figures[] = {
	{"critical", STATE_CRITICAL},
	{"late", STATE_LATE},
	{"never polled", STATE_NEVER_POLLED},
	{"future", STATE_FUTURE},
	{"unknown", STATE_UNKNOWN},
	{"on time", STATE_ON_TIME},
	{"paused", STATE_PAUSED},
};

static void put_count(const struct ui *ui, struct buf *out, uint32_t now, uint32_t before)
{
	char text[UNITS_TEXT_SIZE];

	units_format_count(now, text);
	buf_printf(out, "%s", text);
	if (ui->baseline.is_set && now != before) {
		buf_printf(out, " (%+lld)", (long long)now - before);
	}
}

static void put_totals(const struct ui *ui, struct buf *out)
{
	const struct summary *now = ui_totals(ui), *before = &ui->baseline.totals;

	buf_puts(out, "\n## Totals\n\n| |");
	for (size_t i = 0; i < ARRAY_LEN(figures); i++) {
		buf_printf(out, " %s |", figures[i].title);
	}
	buf_puts(out, " erroring | all |\n|---|");
	for (size_t i = 0; i < ARRAY_LEN(figures) + 2; i++) {
		buf_puts(out, "---:|");
	}
	buf_puts(out, "\n| sessions |");
	for (size_t i = 0; i < ARRAY_LEN(figures); i++) {
		buf_putc(out, ' ');
		put_count(ui, out, now->states[figures[i].state], before->states[figures[i].state]);
		buf_puts(out, " |");
	}
	buf_putc(out, ' ');
	put_count(ui, out, now->erroring, before->erroring);
	buf_puts(out, " | ");
	put_count(ui, out, now->sessions, before->sessions);
	buf_puts(out, " |\n");
	if (ui->baseline.is_set) {
		buf_puts(out, "\nIn brackets: the change since ");
		put_time(out, ui->baseline.asof_ms);
		buf_puts(out, ".\n");
	}
}

static void put_service(const struct ui *ui, struct buf *out, uint32_t index)
{
	const struct service_summary *service = &ui->snapshot->services[index];
	const struct summary *summary = ui_summary(ui, service);
	char late[UNITS_TEXT_SIZE], age[UNITS_TEXT_SIZE] = "?";

	units_format_late(summary->worst_late, late);
	if (summary->p95_age_ms >= 0) {
		units_format_age(summary->p95_age_ms, age);
	}
	buf_puts(out, "| ");
	put_safe(out, service->name);
	buf_printf(out, " | %u | %u | %u | %u | %u | %s | %s |\n", summary->active,
		summary->states[STATE_CRITICAL], summary->states[STATE_LATE],
		summary->states[STATE_NEVER_POLLED], summary->erroring, late, age);
}

/* What the overview says of the worst service, of the worst few. */
static void put_findings(const struct ui *ui, struct buf *out)
{
	const uint32_t *rows = ui_diagnosis(ui)->worst_services;
	size_t count = ui_diagnosis(ui)->worst_services_count;

	buf_puts(out, count > 0 ? "\n## Findings\n\n" : "");
	for (size_t i = 0; i < count && i < MAX_FINDINGS; i++) {
		int64_t since_ms = ui_diagnosis(ui)->services[rows[i]].late_since_ms;

		buf_puts(out, "- ");
		put_safe(out, ui->snapshot->services[rows[i]].name);
		buf_puts(out, ": ");
		advice_append_finding(ui, rows[i], out);
		if (since_ms != SESSION_NO_TIME) {
			buf_puts(out, " Behind since ");
			put_time(out, since_ms);
			buf_putc(out, '.');
		}
		buf_putc(out, '\n');
	}
	if (count > MAX_FINDINGS) {
		buf_printf(out, "\n%zu more service%s below.\n", count - MAX_FINDINGS,
			count - MAX_FINDINGS == 1 ? "" : "s");
	}
}

static void put_services(const struct ui *ui, struct buf *out)
{
	const uint32_t *rows = ui_diagnosis(ui)->worst_services;
	size_t count = ui_diagnosis(ui)->worst_services_count;

	buf_puts(out, "\n## Services\n\n");
	if (count == 0) {
		buf_puts(out, "None needs anybody.\n");
	} else {
		buf_puts(out,
			"| service | active | critical | late | never polled | erroring | worst "
			"| p95 age |\n|---|---:|---:|---:|---:|---:|---:|---:|\n");
	}
	for (size_t i = 0; i < count && i < MAX_SERVICES; i++) {
		put_service(ui, out, rows[i]);
	}
	if (count > MAX_SERVICES) {
		buf_printf(out, "\nand %zu more.\n", count - MAX_SERVICES);
	}
}

static void put_session(const struct ui *ui, struct buf *out, const struct session *session)
{
	char late[UNITS_TEXT_SIZE], polled[UNITS_TEXT_SIZE] = "-";

	units_format_late(session_lateness(session, session_asof_ms(session)), late);
	if (session->polled_at_ms != SESSION_NO_TIME) {
		units_format_time(session->polled_at_ms, 0, polled);
	}
	buf_puts(out, "| ");
	put_safe(out, session->user_id);
	buf_puts(out, " | ");
	put_safe(out, ui->snapshot->services[session->service].name);
	buf_printf(
		out, " | %s | %s | %s |", session_state_info(session->state)->title, late, polled);
	if (session->error_count < 0) {
		buf_puts(out, " ? |\n");
	} else {
		buf_printf(out, " %d |\n", (int)session->error_count);
	}
}

static void put_sessions(const struct ui *ui, struct buf *out)
{
	const struct snapshot *snapshot = ui->snapshot;
	struct lazy_sort worst = {0};
	struct sort_order order = {0};

	lazy_sort_begin(&worst, snapshot, snapshot->sessions_count, false);
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];

		if (session_state_info(session->state)->severity > 0 && !ui_is_acked(ui, session)) {
			lazy_sort_add(&worst, (uint32_t)i, sort_key(&order, session, false, 0));
		}
	}
	lazy_sort_range(&worst, 0, MAX_SESSIONS);
	if (worst.count > 0) {
		buf_puts(out, "\n## Worst sessions\n\n| userId | serviceType | state | late | last "
			      "poll | errors |\n|---|---|---|---:|---|---:|\n");
	}
	for (size_t i = 0; i < worst.count && i < MAX_SESSIONS; i++) {
		put_session(ui, out, &snapshot->sessions[worst.rows[i]]);
	}
	if (worst.count > MAX_SESSIONS) {
		buf_printf(out, "\nand %zu more.\n", worst.count - MAX_SESSIONS);
	}
	lazy_sort_fini(&worst);
}

static void put_changes(const struct ui *ui, struct buf *out)
{
	const struct snapshot *snapshot = ui->snapshot;
	size_t count = snapshot->changes_count;

	buf_puts(out, count > 0 ? "\n## Last changes\n\n" : "");
	for (size_t i = 0; i < count && i < MAX_CHANGES; i++) {
		const struct change *change = &snapshot->changes[count - 1 - i];
		struct buf words = {0};

		buf_puts(out, "- ");
		put_time(out, change->at_ms);
		buf_putc(out, ' ');
		change_text_append(ui, change, &words);
		put_safe(out, buf_text(&words));
		buf_putc(out, '\n');
		buf_fini(&words);
	}
}

/* Writes that one line tells: of one order, as far as the log shows. */
static bool is_one_line(const struct write_record *a, const struct write_record *b)
{
	return a->wanted == b->wanted && a->outcome == b->outcome && a->is_ours == b->is_ours &&
	       strcmp(a->who, b->who) == 0 && strcmp(a->reason, b->reason) == 0;
}

/* The first of count writes, and the time of the first. */
static void put_write(struct buf *out, const struct write_record *first, size_t count)
{
	buf_puts(out, "- ");
	put_time(out, first->at_ms);
	if (first->outcome == WRITE_WRITTEN) {
		buf_puts(out, first->wanted == ACTIVE_ON ? " resumed " : " paused ");
	} else {
		buf_printf(out, " isActive %s, %s: ", write_status_word(first->wanted),
			write_outcome_word(first->outcome));
	}
	if (count > 1) {
		buf_printf(out, "%zu sessions", count);
	} else {
		put_safe(out, first->service);
		buf_putc(out, '/');
		put_safe(out, first->user_id);
	}
	buf_puts(out, " by ");
	put_safe(out, write_status_who(first));
	buf_puts(out, *first->reason ? ", " : "");
	put_safe(out, first->reason);
	buf_putc(out, '\n');
}

/* The newest first. */
static void put_writes(const struct ui *ui, struct buf *out)
{
	const struct write_record *writes = ui->snapshot->write_records;
	int64_t from_ms = ui->now_wall_ms - WRITES_MS;
	size_t lines = 0, end = ui->snapshot->write_records_count;

	while (end > 0 && writes[end - 1].at_ms >= from_ms) {
		size_t first = end - 1;

		while (first > 0 && writes[first - 1].at_ms >= from_ms &&
			is_one_line(&writes[first - 1], &writes[end - 1])) {
			first--;
		}
		if (lines == MAX_WRITES) {
			buf_puts(out, "\nand older ones.\n");
			break;
		}
		buf_puts(out, lines++ == 0 ? "\n## Writes of the last 30 minutes\n\n" : "");
		put_write(out, &writes[first], end - first);
		end = first;
	}
}

static void put_acks(const struct ui *ui, struct buf *out)
{
	size_t count = ui_acked_count(ui);

	buf_puts(out, count > 0 ? "\n## Acknowledged, not counted\n\n" : "");
	for (size_t i = 0; i < count && i < MAX_ACKS; i++) {
		const struct session *session = &ui->snapshot->sessions[ui->acked.rows[i]];
		struct session_id id = ui_session_id(ui, session);
		const struct ack *ack = acks_find(&ui->acks, &id, ui->now_wall_ms);

		if (!ack) {
			continue;
		}
		buf_puts(out, "- ");
		put_safe(out, id.user_id);
		buf_putc(out, ' ');
		put_safe(out, id.service);
		buf_puts(out, " until ");
		put_time(out, ack->until_ms);
		buf_puts(out, *ack->note ? ": " : "");
		put_safe(out, ack->note);
		buf_putc(out, '\n');
	}
	if (count > MAX_ACKS) {
		buf_printf(out, "\nand %zu more.\n", count - MAX_ACKS);
	}
}

void incident_write(const struct ui *ui, struct buf *out)
{
	buf_clear(out);
	put_head(ui, out);
	put_doubts(ui, out);
	put_findings(ui, out);
	put_writes(ui, out);
	put_totals(ui, out);
	put_services(ui, out);
	put_changes(ui, out);
	put_sessions(ui, out);
	put_acks(ui, out);
}
