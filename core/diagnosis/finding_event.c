/* SPDX-License-Identifier: MIT */
#include "diagnosis/finding_event.h"

#include <string.h>

bool finding_event_kind(const struct finding *finding, enum change_kind *kind)
{
	static const struct {
		enum finding_event event;
		enum change_kind kind;
	} lines[] = {
		{FINDING_EVENT_BEGAN, CHANGE_BEGAN},
		{FINDING_EVENT_OVER, CHANGE_OVER},
		{FINDING_EVENT_BACK, CHANGE_BACK},
		{FINDING_EVENT_UPDATED, CHANGE_UPDATED},
	};

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		if (finding->events & lines[i].event) {
			*kind = lines[i].kind;
			return true;
		}
	}
	return false;
}

void finding_event_put(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	struct buf fact = {0};

	finding_put_scope(out, snapshot, finding);
	buf_puts(out, ": ");
	finding_put_fact(&fact, snapshot, finding);
	/* Of an error only the first line: a request may follow. */
	buf_append(out, buf_text(&fact), strcspn(buf_text(&fact), "\r\n"));
	buf_fini(&fact);
	if (finding_is_over(finding)) {
		buf_puts(out, ". ");
		finding_put_evidence(out, snapshot, finding);
	}
}
