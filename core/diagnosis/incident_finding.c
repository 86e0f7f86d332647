/* SPDX-License-Identifier: MIT */
#include "diagnosis/incident_finding.h"

#include "diagnosis/markdown.h"
#include "number.h"
#include "runbook.h"

/* "began after 09:41:00 and by 09:41:20" in full, as far as it is known. */
static void put_beginning(struct buf *out, const struct finding *finding)
{
	bool has_after = finding->began_after_ms != SESSION_NO_TIME;

	if (has_after) {
		markdown_put_time(out, ", began after ", finding->began_after_ms);
	}
	if (finding->began_before_ms != SESSION_NO_TIME) {
		markdown_put_time(
			out, has_after ? " and by " : ", began by ", finding->began_before_ms);
	}
}

/* "now 20 (12 critical, 8 late, 3 failing)", or when it ended. */
static void put_size(struct buf *out, const struct finding *finding)
{
	if (finding_is_over(finding)) {
		markdown_put_time(out, "; ended ", finding->ended_ms);
	} else if (finding->members > 0) {
		buf_puts(out, "; now ");
		number_put_count(out, finding->members);
		buf_printf(out, " (%u critical, %u late, %u failing)", finding->critical,
			finding->late, finding->failing);
	}
	if (finding->acked > 0) {
		buf_printf(out, ", %u acknowledged", finding->acked);
	}
	if (finding->peak > finding->members) {
		buf_puts(out, "; peak ");
		number_put_count(out, finding->peak);
		markdown_put_time(out, " at ", finding->peak_ms);
	}
}

/* "cohort_stopped, began after ...; now 20 (...); peak 24 at ...; growing 2/min". */
static void put_course(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	struct buf outlook = {0};

	buf_printf(out, "  - `%s`", finding_kind_word(finding->kind));
	put_beginning(out, finding);
	put_size(out, finding);
	finding_put_outlook(&outlook, snapshot, finding);
	markdown_put(out, outlook.length > 0 ? "; " : "", buf_text(&outlook));
	buf_putc(out, '\n');
	buf_fini(&outlook);
}

/* Whom to call, and what to do. */
static void put_runbook(
	struct buf *out, const struct incident *incident, const struct finding *finding)
{
	const struct snapshot *snapshot = incident->diagnosis->snapshot;
	const char *owner = runbook_owner_of_finding(incident->settings, snapshot, finding);
	struct buf url = {0};

	if (owner) {
		markdown_put(out, "  - owner: ", owner);
		buf_putc(out, '\n');
	}
	if (runbook_put_of_finding(&url, incident->settings, snapshot, finding)) {
		buf_printf(out, "  - runbook: <%s>\n", buf_text(&url));
	}
	buf_fini(&url);
}

void incident_finding_put(
	struct buf *out, const struct incident *incident, const struct finding *finding)
{
	const struct snapshot *snapshot = incident->diagnosis->snapshot;
	const char *severity = finding_severity_word(finding->severity);
	struct buf words = {0};

	finding_put_text(&words, snapshot, finding);
	buf_printf(out, "- **%s** ", finding_is_over(finding) ? "over" : severity);
	markdown_put(out, "", buf_text(&words));
	buf_putc(out, '\n');
	buf_fini(&words);
	put_course(out, snapshot, finding);
	put_runbook(out, incident, finding);
}
