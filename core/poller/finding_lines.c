/* SPDX-License-Identifier: MIT */
#include "poller/finding_lines.h"

#include "buf.h"
#include "diagnosis/finding_event.h"

void finding_lines_add(struct fleet *fleet, struct snapshot *snapshot)
{
	const struct findings *findings = snapshot->findings;
	enum change_kind kind;

	fleet_note_findings(fleet, snapshot);
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];
		struct buf text = {0};

		if (finding_event_kind(finding, &kind)) {
			finding_event_put(&text, snapshot, finding);
			fleet_add_finding(fleet, kind, finding, buf_text(&text), snapshot->asof_ms);
		}
		buf_fini(&text);
	}
	fleet_copy_changes(fleet, snapshot);
}
