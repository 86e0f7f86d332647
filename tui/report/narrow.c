/* SPDX-License-Identifier: MIT */
#include "report/narrow.h"

#include "base.h"
#include "summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOT_WANTED UINT32_MAX

static bool is_wanted(const struct settings *settings, const char *service)
{
	for (int i = 0; i < settings->services_count; i++) {
		if (strcmp(settings->services[i], service) == 0) {
			return true;
		}
	}
	return !settings->is_narrowed;
}

/* Fills the services, and for each of the whole its new position. */
static void take_services(
	struct narrowed *narrowed, const struct settings *settings, uint32_t *positions)
{
	struct snapshot *snapshot = &narrowed->snapshot;
	size_t count = 0;

	for (size_t i = 0; i < snapshot->services_count; i++) {
		bool is_in = is_wanted(settings, snapshot->services[i].name);

		positions[i] = is_in ? (uint32_t)count : NOT_WANTED;
		if (is_in) {
			narrowed->services[count++] = snapshot->services[i];
		}
	}
	snapshot->services = narrowed->services;
	snapshot->services_count = count;
}

static void take_sessions(struct narrowed *narrowed, const uint32_t *positions)
{
	struct snapshot *snapshot = &narrowed->snapshot;
	size_t count = 0;

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		uint32_t position = positions[snapshot->sessions[i].service];

		if (position != NOT_WANTED) {
			narrowed->sessions[count] = snapshot->sessions[i];
			narrowed->sessions[count++].service = position;
		}
	}
	snapshot->sessions = narrowed->sessions;
	snapshot->sessions_count = count;
}

void narrow_make(
	struct narrowed *narrowed, const struct snapshot *whole, const struct settings *settings)
{
	*narrowed = (struct narrowed){.snapshot = *whole};
	if (!settings->is_narrowed) {
		return;
	}
	uint32_t *positions = base_calloc(whole->services_count + 1, sizeof(*positions));

	narrowed->services = base_calloc(whole->services_count + 1, sizeof(*narrowed->services));
	narrowed->sessions = base_calloc(whole->sessions_count + 1, sizeof(*narrowed->sessions));
	take_services(narrowed, settings, positions);
	take_sessions(narrowed, positions);
	struct snapshot *snapshot = &narrowed->snapshot;

	summary_fill(snapshot->sessions, snapshot->sessions_count, narrowed->services,
		snapshot->services_count, &snapshot->totals);
	free(positions);
}

void narrow_fini(struct narrowed *narrowed)
{
	free(narrowed->services);
	free(narrowed->sessions);
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

const char *narrow_find_empty(const struct snapshot *snapshot, const struct settings *settings)
{
	for (int i = 0; settings->is_narrowed && i < settings->services_count; i++) {
		if (!has_sessions(snapshot, settings->services[i])) {
			return settings->services[i];
		}
	}
	return NULL;
}
