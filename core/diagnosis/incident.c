/* SPDX-License-Identifier: MIT */
#include "incident.h"

#include "change_words.h"
#include "diagnosis/incident_finding.h"
#include "diagnosis/markdown.h"
#include "duration.h"
#include "number.h"
#include "text.h"
#include "timestamp.h"

#include <string.h>

#define MAX_FINDINGS 20
#define MAX_WRITES   5
#define MAX_SERVICES 10
#define MAX_CHANGES  10
#define MAX_ACKS     20

/* Writes are mentioned if they are at most this old: they may be related to the incident. */
#define WRITES_MS INT64_C(1800000)

static void put_head(struct buf *out, const struct incident *incident)
{
	const struct snapshot *snapshot = incident->diagnosis->snapshot;
	const struct poll_status *status = &snapshot->status;

	markdown_put(out, "# Integration sessions: ", status->table);
	markdown_put(out, "\n\n", status->region);
	markdown_put(out, ", ", status->endpoint);
	markdown_put_time(out, ", as of ", snapshot->asof_ms);
	buf_puts(out, ".\n");
}

/* Why the figures below may be wrong. */
static void put_caveats(struct buf *out, const struct incident *incident)
{
	const struct snapshot *snapshot = incident->diagnosis->snapshot;
	char age[DURATION_SIZE];

	if (incident->stale_ms >= 0) {
		duration_format(incident->stale_ms, age);
		buf_printf(out, "\n**This data is %s old.**\n", age);
	}
	if (!snapshot->status.is_complete) {
		buf_puts(out, "\n**Incomplete: not every session has been read.**\n");
	}
	if (snapshot->error.kind != ERROR_NONE) {
		markdown_put(out, "\n**Reading the table fails:** ", snapshot->error.text);
		buf_puts(out, "\n");
	}
	if (!snapshot_knows_never_polled(snapshot)) {
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

/* Appends a count and its change. */
static void put_count(struct buf *out, uint32_t count, int64_t change)
{
	buf_putc(out, ' ');
	number_put_count(out, count);
	if (change != 0) {
		buf_printf(out, " (%+lld)", (long long)change);
	}
	buf_puts(out, " |");
}

static void put_totals(struct buf *out, const struct incident *incident)
{
	const struct summary *shown = &incident->diagnosis->totals;
	/* Changes include acknowledged sessions: an acknowledgement is no recovery. */
	const struct summary *now = &incident->diagnosis->snapshot->totals;
	const struct summary *before = incident->baseline ? incident->baseline : now;

	buf_puts(out, "\n## Totals\n\n| |");
	for (size_t i = 0; i < ARRAY_LEN(figures); i++) {
		buf_printf(out, " %s |", figures[i].title);
	}
	buf_puts(out, " acknowledged | all | of which erroring |\n|---|");
	for (size_t i = 0; i < ARRAY_LEN(figures) + 3; i++) {
		buf_puts(out, "---:|");
	}
	buf_puts(out, "\n| sessions |");
	for (size_t i = 0; i < ARRAY_LEN(figures); i++) {
		enum session_state state = figures[i].state;

		put_count(out, shown->states[state],
			(int64_t)now->states[state] - before->states[state]);
	}
	put_count(out, shown->acknowledged, 0);
	put_count(out, shown->sessions, (int64_t)now->sessions - before->sessions);
	put_count(out, shown->erroring, (int64_t)now->erroring - before->erroring);
	buf_putc(out, '\n');
	if (incident->baseline) {
		markdown_put_time(
			out, "\nIn parentheses: the change since ", incident->baseline_asof_ms);
		buf_puts(out, ".\n");
	}
}

static void put_service(struct buf *out, const struct diagnosis *diagnosis, uint32_t index)
{
	const struct summary *summary = &diagnosis->summaries[index];
	char late[NUMBER_SIZE], age[DURATION_SIZE] = "?";

	number_format_late(summary->worst_late, late);
	if (summary->p95_age_ms >= 0) {
		duration_format(summary->p95_age_ms, age);
	}
	markdown_put(out, "| ", diagnosis->snapshot->services[index].name);
	buf_printf(out, " | %u | %u | %u | %u | %u | %s | %s |\n", summary->active,
		summary->states[STATE_CRITICAL], summary->states[STATE_LATE],
		summary->states[STATE_NEVER_POLLED], summary->erroring, late, age);
}

/* All of it in one sentence. */
static void put_verdict(struct buf *out, const struct incident *incident)
{
	struct buf words = {0};

	(void)finding_put_verdict(&words, incident->diagnosis->snapshot, incident->findings,
		&incident->diagnosis->totals);
	markdown_put(out, "\n**", buf_text(&words));
	buf_puts(out, "**\n");
	buf_fini(&words);
}

static void put_about(struct buf *out, const struct incident *incident)
{
	if (incident->about) {
		buf_puts(out, "\n## The finding\n\n");
		incident_finding_put(out, incident, incident->about);
	}
}

/* The worst first, then those that are over. */
static void put_findings(struct buf *out, const struct incident *incident)
{
	const struct findings *findings = incident->findings;
	const struct finding *about = incident->about;
	size_t count = findings->count;

	buf_puts(out, count <= (about != NULL) ? ""
		      : about                  ? "\n## Other findings\n\n"
					       : "\n## Findings\n\n");
	for (size_t i = 0; i < count && i < MAX_FINDINGS; i++) {
		if (!about || findings->list[i].number != about->number) {
			incident_finding_put(out, incident, &findings->list[i]);
		}
	}
	if (count > MAX_FINDINGS) {
		buf_printf(out, "\nand %zu more.\n", count - MAX_FINDINGS);
	}
}

static void put_services(struct buf *out, const struct incident *incident)
{
	const struct diagnosis *diagnosis = incident->diagnosis;
	size_t count = diagnosis->worst_services_count;

	buf_puts(out, "\n## Services\n\n");
	if (count == 0) {
		buf_puts(out, "No service has problems.\n");
	} else {
		buf_puts(out,
			"| service | active | critical | late | never polled | erroring | worst "
			"| p95 age |\n|---|---:|---:|---:|---:|---:|---:|---:|\n");
	}
	for (size_t i = 0; i < count && i < MAX_SERVICES; i++) {
		put_service(out, diagnosis, diagnosis->worst_services[i]);
	}
	if (count > MAX_SERVICES) {
		buf_printf(out, "\nand %zu more.\n", count - MAX_SERVICES);
	}
}

static void put_session(
	struct buf *out, const struct snapshot *snapshot, const struct session *session)
{
	char late[NUMBER_SIZE], polled[TIMESTAMP_SIZE] = "-";

	number_format_late(session_lateness(session, session_asof_ms(session)), late);
	if (session->polled_at_ms != SESSION_NO_TIME) {
		timestamp_format(session->polled_at_ms, 0, polled);
	}
	markdown_put(out, "| ", session->user_id);
	markdown_put(out, " | ", snapshot->services[session->service].name);
	buf_printf(
		out, " | %s | %s | %s |", session_state_info(session->state)->title, late, polled);
	if (session->error_count < 0) {
		buf_puts(out, " ? |\n");
	} else {
		buf_printf(out, " %d |\n", (int)session->error_count);
	}
}

static void put_sessions(struct buf *out, const struct incident *incident)
{
	const struct snapshot *snapshot = incident->diagnosis->snapshot;
	size_t count = incident->worst_sessions_count;

	if (count > 0) {
		buf_puts(out, "\n## Worst sessions\n\n| userId | serviceType | state | late | last "
			      "poll | errors |\n|---|---|---|---:|---|---:|\n");
	}
	for (size_t i = 0; i < count; i++) {
		put_session(out, snapshot, &snapshot->sessions[incident->worst_sessions[i]]);
	}
	if (incident->unhealthy_count > count) {
		buf_printf(out, "\nand %zu more.\n", incident->unhealthy_count - count);
	}
}

static void put_changes(struct buf *out, const struct incident *incident)
{
	const struct snapshot *snapshot = incident->diagnosis->snapshot;
	size_t count = snapshot->changes_count;

	buf_puts(out, count > 0 ? "\n## Latest changes\n\n" : "");
	for (size_t i = 0; i < count && i < MAX_CHANGES; i++) {
		const struct change *change = &snapshot->changes[count - 1 - i];
		struct buf words = {0};

		markdown_put_time(out, "- ", change->at_ms);
		change_words_append_subject(&words, change);
		buf_putc(&words, ' ');
		change_words_append(&words, change, snapshot->asof_ms);
		markdown_put(out, " ", buf_text(&words));
		buf_putc(out, '\n');
		buf_fini(&words);
	}
}

/* True if two writes belong on one line: the log suggests that they are of one order. */
static bool is_one_line(const struct write_record *a, const struct write_record *b)
{
	return a->wanted == b->wanted && a->outcome == b->outcome && strcmp(a->who, b->who) == 0 &&
	       strcmp(a->reason, b->reason) == 0;
}

/* Appends one line for count writes, with the time of the first. */
static void put_write(struct buf *out, const struct write_record *first, size_t count)
{
	markdown_put_time(out, "- ", first->at_ms);
	if (first->outcome == WRITE_WRITTEN) {
		buf_puts(out, first->wanted == ACTIVE_ON ? " resumed " : " paused ");
	} else {
		buf_printf(out, " %s: %s ", write_outcome_word(first->outcome),
			first->wanted == ACTIVE_ON ? "resume" : "pause");
	}
	if (count > 1) {
		buf_printf(out, "%zu sessions", count);
	} else {
		markdown_put(out, "", first->service);
		markdown_put(out, "/", first->user_id);
	}
	markdown_put(out, " by ", first->who);
	markdown_put(out, *first->reason ? ", " : "", first->reason);
	buf_putc(out, '\n');
}

/* Appends recent writes, newest first. */
static void put_writes(struct buf *out, const struct incident *incident)
{
	const struct snapshot *snapshot = incident->diagnosis->snapshot;
	const struct write_record *writes = snapshot->write_records;
	int64_t from_ms = incident->now_ms - WRITES_MS;
	size_t lines = 0, end = snapshot->write_records_count;

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

static void put_acks(struct buf *out, const struct incident *incident)
{
	const struct snapshot *snapshot = incident->diagnosis->snapshot;
	size_t count = incident->acks_count;

	buf_puts(out, count > 0 ? "\n## Acknowledged, not counted\n\n" : "");
	for (size_t i = 0; i < count && i < MAX_ACKS; i++) {
		const struct incident_ack *ack = &incident->acks[i];

		markdown_put(out, "- ", ack->session->user_id);
		markdown_put(out, " ", snapshot->services[ack->session->service].name);
		markdown_put_time(out, " until ", ack->until_ms);
		markdown_put(out, *ack->note ? ": " : "", ack->note);
		buf_putc(out, '\n');
	}
	if (count > MAX_ACKS) {
		buf_printf(out, "\nand %zu more.\n", count - MAX_ACKS);
	}
}

void incident_append(struct buf *out, const struct incident *incident)
{
	put_head(out, incident);
	put_about(out, incident);
	put_verdict(out, incident);
	put_caveats(out, incident);
	put_findings(out, incident);
	put_writes(out, incident);
	put_totals(out, incident);
	put_services(out, incident);
	put_changes(out, incident);
	put_sessions(out, incident);
	put_acks(out, incident);
}
