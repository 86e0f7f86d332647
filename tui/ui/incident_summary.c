/* SPDX-License-Identifier: MIT */
#include "ui/incident_summary.h"

#include "incident.h"
#include "list/worst_sessions.h"

#include <stdlib.h>

/* The acknowledged sessions; the caller frees them. Returns how many. */
static size_t list_acks(const struct ui *ui, struct incident_ack **acks)
{
	size_t count = 0;

	*acks = base_calloc(ui->ack_filter.count + 1, sizeof(**acks));
	for (size_t i = 0; i < ui->ack_filter.count; i++) {
		const struct session *session = &ui->snapshot->sessions[ui->ack_filter.rows[i]];
		struct session_id id = session_id_of(ui->snapshot, session);
		const struct ack *ack = acks_find(&ui->acks, &id, ui->now_wall_ms);

		if (ack) {
			(*acks)[count++] = (struct incident_ack){session, ack->until_ms, ack->note};
		}
	}
	return count;
}

void incident_summary_write(const struct ui *ui, struct buf *text)
{
	struct lazy_sort worst = {0};
	struct incident_ack *acks;
	size_t acks_count = list_acks(ui, &acks);

	worst_sessions_find(&worst, ui->fleet.diagnosis, &ui->ack_filter);
	const struct incident incident = {
		.diagnosis = ui->fleet.diagnosis,
		.findings = ui->fleet.findings,
		.about = ui_view_below(ui) == VIEW_OVERVIEW ? ui_selected_finding(ui) : NULL,
		.settings = ui->settings,
		.now_ms = ui->now_wall_ms,
		.stale_ms = ui_is_stale(ui) ? ui_data_age_ms(ui) : -1,
		.baseline = ui->baseline.is_set ? &ui->baseline.totals : NULL,
		.baseline_asof_ms = ui->baseline.asof_ms,
		.worst_sessions = worst.rows,
		.worst_sessions_count = worst.count < INCIDENT_WORST_SESSIONS
						? worst.count
						: INCIDENT_WORST_SESSIONS,
		.unhealthy_count = worst.count,
		.acks = acks,
		.acks_count = acks_count,
	};

	buf_clear(text);
	incident_append(text, &incident);
	lazy_sort_fini(&worst);
	free(acks);
}
