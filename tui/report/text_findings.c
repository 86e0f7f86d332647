/* SPDX-License-Identifier: MIT */
#include "report/text_parts.h"

#include "runbook.h"

/* As many as a screenful has room for; a wide report has all. */
#define FINDINGS_SHOWN 10

static enum role role_of(const struct finding *finding)
{
	if (finding_is_over(finding)) {
		return ROLE_DIM;
	}
	switch (finding->severity) {
	case SEVERITY_CRITICAL:
		return ROLE_CRITICAL;
	case SEVERITY_WARNING:
		return ROLE_LATE;
	case SEVERITY_INFO:
	case SEVERITY_COUNT:
		break;
	}
	return ROLE_NORMAL;
}

/* The letter of its worst member; "!" for a finding without any. */
static char letter_of(const struct snapshot *snapshot, const struct finding *finding)
{
	if (finding_is_over(finding)) {
		return session_state_info(STATE_ON_TIME)->letter;
	}
	return finding->members > 0 ? session_state_info(finding_state(snapshot, finding))->letter
				    : '!';
}

/* "slack: 20 of 75 stopped between ... 55 still polling. Outlook: growing 2/min." */
static void put_finding(struct text_page *page, const struct finding *finding)
{
	const struct report *report = page->report;
	const struct snapshot *snapshot = report->snapshot;
	const char *owner = runbook_owner_of_finding(report->settings, snapshot, finding);
	struct buf text = {0}, outlook = {0};

	finding_put_text(&text, snapshot, finding);
	finding_put_outlook(&outlook, snapshot, finding);
	if (outlook.length > 0) {
		buf_printf(&text, " Outlook: %s.", buf_text(&outlook));
	}
	if (owner) {
		buf_printf(&text, " Owner: %s.", owner);
	}
	text_page_put_marked(page, letter_of(snapshot, finding), role_of(finding), buf_text(&text));
	buf_clear(&text);
	if (runbook_put_of_finding(&text, report->settings, snapshot, finding)) {
		text_page_put_url(page, buf_text(&text));
	}
	buf_fini(&outlook);
	buf_fini(&text);
}

void text_findings_put(struct text_page *page)
{
	const struct findings *findings = report_findings(page->report);
	bool has_all = page->cols == TEXT_PAGE_WIDE || findings->count <= FINDINGS_SHOWN;
	size_t shown = has_all ? findings->count : FINDINGS_SHOWN;

	for (size_t i = 0; i < shown; i++) {
		put_finding(page, &findings->list[i]);
	}
	if (shown < findings->count) {
		text_page_put(page, "and %zu more; -o wide shows all", findings->count - shown);
	}
	if (findings->count > 0) {
		fputc('\n', page->out);
	}
}
