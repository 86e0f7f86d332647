/* SPDX-License-Identifier: MIT */
#include "report/service_filter.h"

#include "base.h"
#include "summary.h"

#include <stdlib.h>
#include <string.h>

#define LEFT_OUT UINT32_MAX

static bool is_wanted(const struct settings *settings, const char *service)
{
	for (int i = 0; i < settings->services_count; i++) {
		if (strcmp(settings->services[i], service) == 0) {
			return true;
		}
	}
	return !settings->only_services;
}

/* Marks the services in which the user of --user has no sessions: they are left out. */
static void mark_services(
	const struct snapshot *whole, const struct settings *settings, uint32_t *positions)
{
	for (size_t i = 0; settings->user && i < whole->services_count; i++) {
		positions[i] = LEFT_OUT;
	}
	for (size_t i = 0; settings->user && i < whole->sessions_count; i++) {
		const struct session *session = &whole->sessions[i];

		if (strcmp(session->user_id, settings->user) == 0) {
			positions[session->service] = 0;
		}
	}
}

/* Sets the new position of each service of the whole snapshot that is not left out. */
static void keep_services(
	struct service_filter *filter, const struct settings *settings, uint32_t *positions)
{
	struct snapshot *snapshot = &filter->snapshot;
	size_t count = 0;

	for (size_t i = 0; i < snapshot->services_count; i++) {
		bool is_kept =
			positions[i] != LEFT_OUT && is_wanted(settings, snapshot->services[i].name);

		positions[i] = is_kept ? (uint32_t)count : LEFT_OUT;
		if (is_kept) {
			filter->services[count++] = snapshot->services[i];
		}
	}
	snapshot->services = filter->services;
	snapshot->services_count = count;
}

static void keep_sessions(
	struct service_filter *filter, const struct settings *settings, const uint32_t *positions)
{
	struct snapshot *snapshot = &filter->snapshot;
	size_t count = 0;

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];
		uint32_t position = positions[session->service];
		bool is_wanted = !settings->user || strcmp(session->user_id, settings->user) == 0;

		if (position != LEFT_OUT && is_wanted) {
			if (snapshot->mass_change_of) {
				filter->mass_change_of[count] = snapshot->mass_change_of[i];
			}
			filter->sessions[count] = *session;
			filter->sessions[count++].service = position;
		}
	}
	snapshot->sessions = filter->sessions;
	snapshot->sessions_count = count;
	snapshot->mass_change_of = snapshot->mass_change_of ? filter->mass_change_of : NULL;
}

void service_filter_apply(struct service_filter *filter, const struct snapshot *whole,
	const struct settings *settings)
{
	*filter = (struct service_filter){.snapshot = *whole};
	if (!settings->only_services && !settings->user) {
		return;
	}
	uint32_t *positions = base_calloc(whole->services_count + 1, sizeof(*positions));

	filter->services = base_calloc(whole->services_count + 1, sizeof(*filter->services));
	filter->sessions = base_calloc(whole->sessions_count + 1, sizeof(*filter->sessions));
	filter->mass_change_of =
		base_calloc(whole->sessions_count + 1, sizeof(*filter->mass_change_of));
	mark_services(whole, settings, positions);
	keep_services(filter, settings, positions);
	keep_sessions(filter, settings, positions);
	struct snapshot *snapshot = &filter->snapshot;

	summary_fill(snapshot->sessions, snapshot->sessions_count, filter->services,
		snapshot->services_count, &snapshot->totals);
	snapshot->diagnosis = filter->diagnosis = diagnosis_new(snapshot, settings);
	snapshot->findings = filter->findings = findings_new(snapshot, NULL);
	free(positions);
}

void service_filter_fini(struct service_filter *filter)
{
	diagnosis_free(filter->diagnosis);
	findings_free(filter->findings);
	free(filter->services);
	free(filter->sessions);
	free(filter->mass_change_of);
}

static bool has_sessions(const struct snapshot *snapshot, const char *name)
{
	for (size_t i = 0; i < snapshot->services_count; i++) {
		if (strcmp(snapshot->services[i].name, name) == 0) {
			return snapshot->services[i].summary.sessions > 0;
		}
	}
	return false;
}

const char *service_filter_find_missing(
	const struct snapshot *snapshot, const struct settings *settings)
{
	for (int i = 0; settings->only_services && i < settings->services_count; i++) {
		if (!has_sessions(snapshot, settings->services[i])) {
			return settings->services[i];
		}
	}
	return NULL;
}
