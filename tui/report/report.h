/* SPDX-License-Identifier: MIT */
/*
 * One report: a snapshot as --once, --check and the like print it, in a format of output.h. Pure,
 * any thread.
 */
#ifndef BEYATOP_REPORT_H
#define BEYATOP_REPORT_H

#include "list/lazy_sort.h"
#include "report/service_filter.h"
#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stdio.h>

/* Do not copy: it points into itself. */
struct report {
	/* with -s, only those services */
	const struct snapshot *snapshot;
	const struct settings *settings;
	/* something that was asked for could not be read */
	bool is_incomplete;
	/* a service of -s without sessions, maybe misspelled; NULL: none */
	const char *missing_service;
	/* follows another report on the same output */
	bool is_next;
	/* of a line of text */
	size_t cols;
	bool has_color;
	struct service_filter filter;
};

/*
 * Makes a report to be printed on out. The snapshot and the settings must outlive it. Free by
 * report_fini().
 */
void report_make(struct report *report, const struct snapshot *snapshot,
	const struct settings *settings, FILE *out);
void report_fini(struct report *report);

/* Prints it in the format of settings->output. Check ferror(out) afterwards. */
void report_print(const struct report *report, FILE *out);

/* True when its figures are not all that was asked for. */
static inline bool report_is_partial(const struct report *report)
{
	return report->is_incomplete || report->missing_service;
}

/* True when a Scan for sessions that were never polled is asked for and not done yet. */
bool report_needs_scan(const struct snapshot *snapshot, const struct settings *settings);

/*
 * Lists the sessions that pass settings->filter in the order of settings->sort; lines are in place
 * after lazy_sort_range(). Start with a {0}, end with lazy_sort_fini().
 */
void report_sort_sessions(struct lazy_sort *sessions, const struct report *report);

/* The indexes of the services, worst first; the caller frees them. */
uint32_t *report_sort_services(const struct snapshot *snapshot) MUST_USE;

/* --- Formats --------------------------------------------------------------------------------- */

typedef void report_format(const struct report *report, FILE *out);

/* One for each row of output.h: report_text(), report_json() and so on. */
#define REPORT_FORMAT(id, name, ...) report_format report_##name;
OUTPUT_FORMATS(REPORT_FORMAT)
#undef REPORT_FORMAT

/* Those that have a flag of their own. */
report_format report_check;
report_format report_wait;
report_format report_statusline;

#endif
