/* SPDX-License-Identifier: MIT */
/* The formats of a report; report.h chooses. Pure, any thread. */
#ifndef BEYATOP_REPORT_FORMAT_H
#define BEYATOP_REPORT_FORMAT_H

#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stdio.h>

/* One JSON object, schema 1: a line for each service and session, unknown numbers null. */
void report_json(const struct snapshot *snapshot, const struct settings *settings, FILE *out);

/* For people, at most 80 columns: totals, services, the sessions that need somebody. */
void report_text(const struct snapshot *snapshot, const struct settings *settings, FILE *out);

/*
 * False while no whole Scan was made: sessions without lastPollAt are in no index, so
 * that nobody knows how many there are.
 */
static inline bool report_knows_never_polled(const struct snapshot *snapshot)
{
	return snapshot->status.source == SOURCE_SCAN || snapshot->status.reconciled_mono_ms >= 0;
}

#endif
