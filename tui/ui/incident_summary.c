/* SPDX-License-Identifier: MIT */
#include "ui/incident_summary.h"

#include "incident.h"
#include "list/lazy_sort.h"

#include <stdlib.h>

/* Lists the unhealthy sessions that are not acknowledged, and sorts the worst few to the front. */
static void sort_unhealthy(const struct ui *ui, struct lazy_sort *worst)
{
	const struct snapshot *snapshot = ui->snapshot;
	const struct diagnosis *diagnosis = ui->fleet.diagnosis;
	const struct sort_keys worst_first = {0};

	lazy_sort_begin(worst, snapshot, snapshot->sessions_count, false);
	for (size_t i = 0; i < snapshot->services_count; i++) {
		const struct diagnosis_service *service = &diagnosis->services[i];

		for (size_t j = 0; j < service->unhealthy_count; j++) {
			uint32_t row = service->unhealthy[j];
			const struct session *session = &snapshot->sessions[row];

			if (!ui_is_acked(ui, session)) {
				lazy_sort_add(worst, row, sort_key(&worst_first, session, false));
			}
		}
	}
	lazy_sort_range(worst, 0, INCIDENT_WORST_SESSIONS);
}

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

	sort_unhealthy(ui, &worst);
	const struct incident incident = {
		.diagnosis = ui->fleet.diagnosis,
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
