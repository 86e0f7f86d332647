/* SPDX-License-Identifier: MIT */
#include "diagnosis/finding_list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct finding finding_list_blank(void)
{
	return (struct finding){
		.service = FINDING_NO_SERVICE,
		.worst_late = NAN,
		.not_due_until_ms = SESSION_NO_TIME,
		.began_after_ms = SESSION_NO_TIME,
		.began_before_ms = SESSION_NO_TIME,
		.found_ms = SESSION_NO_TIME,
		.peak_ms = SESSION_NO_TIME,
		.ended_ms = SESSION_NO_TIME,
		.per_minute = NAN,
		.left_ms = -1,
		.detail = "",
	};
}

struct finding finding_list_copy_blank(const struct finding *finding)
{
	struct finding copy = *finding;

	copy.rows = NULL;
	copy.members = copy.acked = copy.critical = copy.late = copy.failing = 0;
	copy.errors = copy.max_errors = 0;
	copy.worst_late = NAN;
	return copy;
}

void finding_list_add_row(struct finding_list *list, struct finding *finding, uint32_t row)
{
	list->rows =
		base_grow(list->rows, list->rows_count, &list->rows_capacity, sizeof(*list->rows));
	list->rows[list->rows_count++] = row;
	finding->members++;
}

static void count_member(const struct finding_list *list, const struct snapshot *snapshot,
	struct finding *finding, const struct session *session)
{
	const char *service = snapshot->services[session->service].name;
	const struct session_thresholds *limits = settings_limits(list->settings, service);

	finding->critical += session->state == STATE_CRITICAL;
	finding->late += session->state == STATE_LATE;
	finding->failing += session->error_count >= limits->errors_late;
	if (session->error_count > 0) {
		uint32_t errors = (uint32_t)session->error_count;

		finding->errors += errors;
		finding->max_errors = errors > finding->max_errors ? errors : finding->max_errors;
	}
	finding->worst_late =
		fmax(finding->worst_late, session_lateness(session, session_asof_ms(session)));
}

void finding_list_add(
	struct finding_list *list, const struct snapshot *snapshot, const struct finding *finding)
{
	size_t first = list->rows_count - finding->members;

	list->list = base_grow(list->list, list->count, &list->capacity, sizeof(*list->list));
	struct finding *added = &list->list[list->count++];

	*added = *finding;
	for (uint32_t i = 0; i < added->members; i++) {
		count_member(list, snapshot, added, &snapshot->sessions[list->rows[first + i]]);
	}
	added->services = added->members > 0;
	added->severity = added->critical > 0 ? SEVERITY_CRITICAL : SEVERITY_WARNING;
	if (added->number == 0) {
		added->number = ++list->number;
	}
}

struct findings *finding_list_pack(struct finding_list *list, const struct snapshot *snapshot)
{
	size_t list_bytes = list->count * sizeof(*list->list);
	struct findings *findings = base_calloc(
		1, sizeof(*findings) + list_bytes + list->rows_count * sizeof(uint32_t));
	struct finding *copies = (struct finding *)(findings + 1);
	uint32_t *rows = (uint32_t *)(copies + list->count);

	*findings = (struct findings){.list = copies,
		.count = list->count,
		.current = list->count,
		.overdue_worst_late = NAN,
		.asof_ms = snapshot->asof_ms,
		.number = list->number};
	if (list->count > 0) {
		memcpy(copies, list->list, list_bytes);
		memcpy(rows, list->rows, list->rows_count * sizeof(*rows));
	}
	for (size_t i = 0; i < list->count; i++) {
		copies[i].rows = rows;
		rows += copies[i].members;
	}
	free(list->list);
	free(list->rows);
	*list = (struct finding_list){0};
	return findings;
}
