/* SPDX-License-Identifier: MIT */
/* What a report contains, for its formats. */
#include "report/report.h"

const struct findings *report_findings(const struct report *report)
{
	static const struct findings none;

	return report->snapshot->findings ? report->snapshot->findings : &none;
}

bool report_has_groups(const struct report *report)
{
	const struct settings *settings = report->settings;

	return settings->by && (settings->output == OUTPUT_CSV ||
				       report_grouping(settings->by) != report_grouping(NULL));
}

int64_t report_scanned_ms(const struct report *report)
{
	const struct snapshot *snapshot = report->snapshot;
	const struct poll_status *status = &snapshot->status;

	if (!snapshot_knows_never_polled(snapshot) || snapshot->asof_ms == 0) {
		return SESSION_NO_TIME;
	}
	return poll_source_is_table(status->source)
		       ? snapshot->asof_ms
		       : snapshot->asof_ms - snapshot->asof_mono_ms + status->reconciled_mono_ms;
}
