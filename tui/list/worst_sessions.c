/* SPDX-License-Identifier: MIT */
#include "list/worst_sessions.h"

#include "incident.h"

void worst_sessions_find(
	struct lazy_sort *worst, const struct diagnosis *diagnosis, const struct ack_filter *acks)
{
	const struct snapshot *snapshot = diagnosis->snapshot;
	const struct sort_keys worst_first = {0};

	lazy_sort_begin(worst, snapshot, snapshot->sessions_count, false);
	for (size_t i = 0; i < snapshot->services_count; i++) {
		const struct diagnosis_service *service = &diagnosis->services[i];

		for (size_t j = 0; j < service->unhealthy_count; j++) {
			uint32_t row = service->unhealthy[j];

			if (!acks || !ack_filter_has(acks, row)) {
				lazy_sort_add(worst, row,
					sort_key(&worst_first, &snapshot->sessions[row], false));
			}
		}
	}
	lazy_sort_range(worst, 0, INCIDENT_WORST_SESSIONS);
}
