/* SPDX-License-Identifier: MIT */
#include "list/format_rounded.h"
#include "number.h"
#include "summary.h"
#include "view/column_layout.h"
#include "view/sparkline.h"

#include <stdio.h>
#include <string.h>

static void fill_letter(
	const struct ui *ui, const struct service_summary *service, struct column_cell *cell)
{
	enum session_state state = summary_worst_state(ui_summary(ui, service));

	cell->buffer[0] = session_state_info(state)->letter;
	cell->role = role_of_state(state);
}

static const struct diagnosis_service *diagnosis_of(
	const struct ui *ui, const struct service_summary *service)
{
	return &ui_diagnosis(ui)->services[service - ui->snapshot->services];
}

/* "21/75": late by their age, or overdue in a finding, of the active ones. */
static void fill_behind(
	const struct ui *ui, const struct service_summary *service, struct column_cell *cell)
{
	const struct diagnosis_service *found = diagnosis_of(ui, service);
	uint32_t count = found->late + ui->passing.overdue_of[service - ui->snapshot->services];
	char behind[NUMBER_SIZE] = ".", active[NUMBER_SIZE];

	if (count > 0) {
		number_format_count(count, behind);
	}
	number_format_count(ui_summary(ui, service)->active, active);
	snprintf(cell->buffer, sizeof(cell->buffer), "%s/%s", behind, active);
	cell->role = found->late_critical > 0 ? ROLE_CRITICAL : count > 0 ? ROLE_LATE : ROLE_DIM;
}

static void fill_failing(
	const struct ui *ui, const struct service_summary *service, struct column_cell *cell)
{
	const struct diagnosis_service *found = diagnosis_of(ui, service);
	const struct summary *summary = ui_summary(ui, service);
	uint32_t failing = diagnosis_failing(summary, found->late);

	column_layout_fill_value(ui, FIELD_COUNT, failing, cell);
	if (summary->states[STATE_CRITICAL] > found->late_critical) {
		cell->role = ROLE_CRITICAL;
	} else if (failing > 0) {
		cell->role = ROLE_LATE;
	}
}

static void fill_never_polled(
	const struct ui *ui, const struct service_summary *service, struct column_cell *cell)
{
	uint32_t count = ui_summary(ui, service)->states[STATE_NEVER_POLLED];

	ui_format_never_polled(ui, count, cell->buffer);
	if (strcmp(cell->buffer, "0") == 0) {
		cell->text = ".";
	}
	cell->role = count > 0 ? ROLE_NEVER : ROLE_DIM;
}

static void fill_worst(
	const struct ui *ui, const struct service_summary *service, struct column_cell *cell)
{
	const struct session_thresholds *limits = settings_limits(ui->settings, service->name);
	const struct summary *summary = ui_summary(ui, service);
	double late = summary->worst_late;

	format_rounded_late(late, cell->buffer);
	/* Due to the grace period, a session with a short interval can miss several and not be
	 * late. */
	if (late >= limits->critical && summary->states[STATE_CRITICAL] > 0) {
		cell->role = ROLE_CRITICAL;
	} else if (late >= limits->late &&
		   summary->states[STATE_CRITICAL] + summary->states[STATE_LATE] > 0) {
		cell->role = ROLE_LATE;
	}
}

static void fill_sparkline(
	const struct ui *ui, const struct service_summary *service, struct column_cell *cell)
{
	const uint32_t *states = ui_summary(ui, service)->states;

	sparkline_format(service, cell->width_cols, cell->is_ascii, cell->buffer);
	cell->role = role_of_state_bar(states[STATE_CRITICAL] > 0 ? STATE_CRITICAL
				       : states[STATE_LATE] > 0   ? STATE_LATE
								  : STATE_ON_TIME);
}

/* Cells that need more than their field's value: a role if it is above 0, or a function. */
static const struct {
	const char *name;
	enum role role;
	void (*fill)(const struct ui *ui, const struct service_summary *service,
		struct column_cell *cell);
} special[] = {
	{"worst", ROLE_NORMAL, fill_letter},
	{"behind", ROLE_NORMAL, fill_behind},
	{"failing", ROLE_NORMAL, fill_failing},
	{"crit", ROLE_CRITICAL, NULL},
	{"late", ROLE_LATE, NULL},
	{"err", ROLE_LATE, NULL},
	{"never", ROLE_NEVER, fill_never_polled},
	{"future", ROLE_FUTURE, NULL},
	{"unknown", ROLE_UNKNOWN, NULL},
	{"latest", ROLE_NORMAL, fill_worst},
	{"trend", ROLE_NORMAL, fill_sparkline},
};

static void fill(const struct ui *ui, const struct field *field,
	const struct service_summary *service, struct column_cell *cell)
{
	size_t i = 0;

	while (i < ARRAY_LEN(special) && strcmp(field->name, special[i].name) != 0) {
		i++;
	}
	if (i < ARRAY_LEN(special) && special[i].fill) {
		special[i].fill(ui, service, cell);
		return;
	}
	if (field->unit == FIELD_TEXT) {
		const struct watch_key key = {.kind = WATCH_SERVICE, .id.service = service->name};

		cell->text = service->name;
		cell->is_watched = watches_has(&ui->watches, &key);
		return;
	}
	double value = field_service_value(field, ui_summary(ui, service));

	column_layout_fill_value(ui, field->unit, value, cell);
	if (i < ARRAY_LEN(special) && value > 0) {
		cell->role = special[i].role;
	}
}

/* What is healthy is dim, so that the rest stands out. */
void service_cells_fill(
	const struct ui *ui, const struct field *field, const void *row, struct column_cell *cell)
{
	enum session_state worst = summary_worst_state(ui_summary(ui, row));

	fill(ui, field, row, cell);
	if (cell->role == ROLE_NORMAL && session_state_info(worst)->severity == 0) {
		cell->role = ROLE_DIM;
	}
}
