/* SPDX-License-Identifier: MIT */
/* --summary: what i shows in the dashboard, without what only the dashboard knows (incident.h). */
#include "clock.h"
#include "incident.h"
#include "list/worst_sessions.h"
#include "report/report.h"

void report_summary(const struct report *report, FILE *out)
{
	struct lazy_sort worst = {0};
	struct buf text = {0};

	worst_sessions_find(&worst, report->snapshot->diagnosis, NULL);
	const struct incident incident = {
		.diagnosis = report->snapshot->diagnosis,
		.findings = report_findings(report),
		.settings = report->settings,
		.now_ms = clock_wall_ms(),
		.stale_ms = -1,
		.worst_sessions = worst.rows,
		.worst_sessions_count = worst.count < INCIDENT_WORST_SESSIONS
						? worst.count
						: INCIDENT_WORST_SESSIONS,
		.unhealthy_count = worst.count,
	};

	incident_append(&text, &incident);
	fputs(buf_text(&text), out);
	buf_fini(&text);
	lazy_sort_fini(&worst);
}
