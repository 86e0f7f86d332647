/* SPDX-License-Identifier: MIT */
#include "report/finding_json.h"

#include "json_put.h"
#include "runbook.h"
#include "timestamp.h"

void finding_json_put_time(struct buf *out, const char *name, int64_t time_ms)
{
	char text[TIMESTAMP_SIZE];

	timestamp_format(time_ms != SESSION_NO_TIME ? time_ms : 0, 3, text);
	json_put_string(out, name, time_ms != SESSION_NO_TIME ? text : NULL);
}

/* A count of which 0 means that it is not known. */
static void put_known(struct buf *out, const char *name, uint32_t count)
{
	if (count > 0) {
		json_put_integer(out, name, count);
	} else {
		json_put_string(out, name, NULL);
	}
}

static void put_members(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	json_put_name(out, "sessions");
	buf_putc(out, '[');
	for (uint32_t i = 0; i < finding->members; i++) {
		const struct session *session = &snapshot->sessions[finding->rows[i]];

		json_put_comma(out);
		buf_putc(out, '{');
		json_put_string(out, "userId", session->user_id);
		json_put_string(out, "serviceType", snapshot->services[session->service].name);
		buf_putc(out, '}');
	}
	buf_putc(out, ']');
}

/* When it began, its largest size, how it develops, and when it ended. */
static void put_course(struct buf *out, const struct finding *finding)
{
	finding_json_put_time(out, "began_after", finding->began_after_ms);
	finding_json_put_time(out, "began_before", finding->began_before_ms);
	finding_json_put_time(out, "ended_at", finding->ended_ms);
	put_known(out, "peak", finding->peak);
	finding_json_put_time(out, "peak_at", finding->peak_ms);
	json_put_string(out, "outlook",
		finding->outlook == OUTLOOK_UNKNOWN ? NULL
						    : finding_outlook_word(finding->outlook));
	json_put_decimal(out, "per_minute", finding->per_minute);
}

static void put_words(struct buf *out, const struct report *report, const struct finding *finding)
{
	const struct snapshot *snapshot = report->snapshot;
	struct buf text = {0};

	finding_put_text(&text, snapshot, finding);
	json_put_string(out, "text", buf_text(&text));
	json_put_string(
		out, "owner", runbook_owner_of_finding(report->settings, snapshot, finding));
	buf_clear(&text);
	bool has_runbook = runbook_put_of_finding(&text, report->settings, snapshot, finding);

	json_put_string(out, "runbook", has_runbook ? buf_text(&text) : NULL);
	buf_fini(&text);
}

void finding_json_put(struct buf *out, const struct report *report, uint32_t index)
{
	const struct snapshot *snapshot = report->snapshot;
	const struct finding *finding = &report_findings(report)->list[index];

	json_put_integer(out, "number", (int64_t)finding->number);
	json_put_string(out, "kind", finding_kind_word(finding->kind));
	json_put_string(out, "severity", finding_severity_word(finding->severity));
	json_put_string(out, "service",
		finding->service == FINDING_NO_SERVICE ? NULL
						       : snapshot->services[finding->service].name);
	json_put_string(out, "user", finding->user_id);
	json_put_integer(out, "members", finding->members);
	put_known(out, "of", finding->of);
	json_put_integer(out, "critical", finding->critical);
	json_put_integer(out, "late", finding->late);
	json_put_integer(out, "failing", finding->failing);
	put_course(out, finding);
	put_words(out, report, finding);
	put_members(out, snapshot, finding);
}
