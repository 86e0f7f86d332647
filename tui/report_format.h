/* SPDX-License-Identifier: MIT */
/* The formats of a report; report.h chooses. Pure, any thread. */
#ifndef BEYATOP_REPORT_FORMAT_H
#define BEYATOP_REPORT_FORMAT_H

#include "ranking.h"
#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stdio.h>

/* One JSON object, schema 1: a line for each service and session, unknown numbers null. */
void report_json(const struct snapshot *snapshot, const struct settings *settings, FILE *out);

/* For people, at most 80 columns: totals, services, the sessions that need somebody. */
void report_text(const struct snapshot *snapshot, const struct settings *settings, FILE *out);

/*
 * Lists the sessions that pass settings->filter, in the order of settings->sort as soon as they are
 * sorted; into a ranking that is {0}, for the caller to end by ranking_fini().
 */
void report_rank(
	struct ranking *ranking, const struct snapshot *snapshot, const struct settings *settings);

/* The services' indexes, worst first; the caller frees them. */
uint32_t *report_services(const struct snapshot *snapshot) MUST_USE;

/*
 * False while no whole Scan was made: sessions without lastPollAt are in no index, so
 * that nobody knows how many there are.
 */
static inline bool report_knows_never_polled(const struct snapshot *snapshot)
{
	return snapshot->status.source == SOURCE_SCAN || snapshot->status.reconciled_mono_ms >= 0;
}

#endif
