/* SPDX-License-Identifier: MIT */
/* The formats of a report; report.c chooses. Pure, any thread; check ferror(out) afterwards. */
#ifndef BEYATOP_REPORT_FORMAT_H
#define BEYATOP_REPORT_FORMAT_H

#include "list/lazy_sort.h"
#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stdio.h>

struct report {
	/* only what is asked for: see narrow.h */
	const struct snapshot *snapshot;
	const struct settings *settings;
	bool is_partial;
	/* a service that was asked for and has no session; NULL: none */
	const char *empty;
	/* stands behind another one, on the same output */
	bool is_next;
	/* that a line of text may take */
	size_t cols;
	bool has_color;
};

typedef void report_format(const struct report *report, FILE *out);

/* For people, as wide as the report says: totals, services, the sessions that need somebody. */
report_format report_text;

/* The same with every session and every column, as wide as it takes. */
report_format report_wide;

/* One JSON object, schema 1: a line for each service and session, unknown numbers null. */
report_format report_json;

/* The same members as a line of JSON each, whose "type" is "report", "service" or "session". */
report_format report_jsonl;

/*
 * The sessions by RFC 4180, unknown figures empty. A text that a spreadsheet would take for a
 * formula has an apostrophe in front.
 */
report_format report_csv;

/* What is counted of each service, in the text format 0.0.4 of Prometheus; unknown figures are left
 * out. */
report_format report_prom;

/* One line by the Monitoring Plugins' guidelines, with performance data. */
report_format report_check;

/* The same line, but whether what --wait-until waits for holds: "OK - holds: critical<100; 23
 * critical of …". */
report_format report_wait;

/* One short line without colours: "C12 N1 W3 slack". */
report_format report_statusline;

/*
 * False while no whole Scan was made: sessions without lastPollAt are in no index, so
 * that nobody knows how many there are.
 */
static inline bool report_knows_never_polled(const struct snapshot *snapshot)
{
	return snapshot->status.source == SOURCE_SCAN || snapshot->status.reconciled_mono_ms >= 0;
}

/*
 * Lists the sessions that pass settings->filter, in the order of settings->sort as soon as they are
 * sorted; into a ranking that is {0}, for the caller to end by lazy_sort_fini().
 */
void report_rank(struct lazy_sort *ranking, const struct report *report);

/* The services' indexes, worst first; the caller frees them. */
uint32_t *report_services(const struct snapshot *snapshot) MUST_USE;

#endif
