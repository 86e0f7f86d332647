/* SPDX-License-Identifier: MIT */
#include "ui/service_rows.h"

#include "list/sort.h"

#include <stdlib.h>
#include <string.h>

static size_t find_service(const struct snapshot *snapshot, const char *name)
{
	size_t at = 0;

	while (at < snapshot->services_count && strcmp(snapshot->services[at].name, name) != 0) {
		at++;
	}
	return at;
}

const struct service_summary *service_rows_find(const struct ui *ui, const char *name)
{
	const struct snapshot *snapshot = ui->snapshot;
	size_t at = find_service(snapshot, name);
	bool has_sessions =
		at < snapshot->services_count && snapshot->services[at].summary.sessions > 0;

	return has_sessions ? &snapshot->services[at] : NULL;
}

/* Finds a service of another snapshot. Services keep their index, unless the table is another. */
static size_t find_again(const struct ui *ui, const struct snapshot *before, size_t service)
{
	const struct snapshot *snapshot = ui->snapshot;
	const char *name = before->services[service].name;
	bool is_in_place = service < snapshot->services_count &&
			   strcmp(snapshot->services[service].name, name) == 0;

	return is_in_place ? service : find_service(snapshot, name);
}

/*
 * Keeps the services that were listed for the previous snapshot, in their order, and sets is_kept
 * of each. Returns how many.
 */
static size_t keep_services(
	struct ui *ui, const struct snapshot *before, const uint32_t *rows, bool *is_kept)
{
	size_t listed = ui->lists[VIEW_OVERVIEW].count, count = 0;

	for (size_t i = 0; i < listed; i++) {
		size_t service = find_again(ui, before, rows[i]);

		if (service < ui->snapshot->services_count &&
			ui->snapshot->services[service].summary.sessions > 0) {
			ui->services[count++] = (uint32_t)service;
			is_kept[service] = true;
		}
	}
	return count;
}

/* Cuts the list of count services, and adds up what it leaves out. Returns what remains. */
static size_t leave_out(struct ui *ui, size_t count)
{
	const struct diagnosis *diagnosis = ui_diagnosis(ui);
	size_t shown = count < SERVICES_MAX_SHOWN ? count : SERVICES_MAX_SHOWN;

	ui->left_out = (struct left_out){.services = count - shown};
	for (size_t i = shown; i < count; i++) {
		uint32_t service = ui->services[i];

		ui->left_out.sessions += diagnosis->summaries[service].sessions;
		ui->left_out.unhealthy += diagnosis->services[service].unhealthy_count;
	}
	return shown;
}

void service_rows_fill(struct ui *ui, const struct snapshot *before)
{
	const struct snapshot *snapshot = ui->snapshot;
	const struct summary *summaries = ui_diagnosis(ui)->summaries;
	uint32_t *rows = ui->services;
	bool *is_kept = base_calloc(snapshot->services_count + 1, sizeof(*is_kept));
	size_t kept = 0, count;

	ui->services = base_calloc(snapshot->services_count + 1, sizeof(*ui->services));
	if (ui->is_order_locked && before) {
		kept = keep_services(ui, before, rows, is_kept);
	}
	count = kept;
	for (size_t i = 0; i < snapshot->services_count; i++) {
		if (summaries[i].sessions > 0 && !is_kept[i]) {
			ui->services[count++] = (uint32_t)i;
		}
	}
	sort_services(snapshot, summaries, &ui->services_order, ui->services + kept, count - kept);
	list_set_count(&ui->lists[VIEW_OVERVIEW], leave_out(ui, count));
	free(is_kept);
	free(rows);
}
