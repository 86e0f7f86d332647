/* SPDX-License-Identifier: MIT */
/*
 * A snapshot as --once, --check and others print it, in one of the formats of include/output.h.
 * Pure, any thread.
 */
#ifndef BEYATOP_REPORT_H
#define BEYATOP_REPORT_H

#include "list/lazy_sort.h"
#include "report/report_groups.h"
#include "report/service_filter.h"
#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stdio.h>

/* Must not be copied: it may point into itself. */
struct report {
	/* what to print; with -s or --user, only those sessions */
	const struct snapshot *snapshot;
	const struct settings *settings;
	/* not everything that was asked for was read */
	bool is_incomplete;
	/*
	 * a service of -s, or the user of --user, that has no sessions, perhaps misspelled: "no
	 * sessions of gmail were found", not sanitised; "": none
	 */
	char missing[180];
	/* not the first report on this output */
	bool is_next;
	/* the width of a line of text */
	size_t cols;
	bool has_color;
	/* out is a terminal that supports hyperlinks */
	bool has_links;
	/* of --by user, and of csv with --by; empty in other reports */
	struct report_groups groups;
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

/* True if the report lacks something that was asked for. */
static inline bool report_is_partial(const struct report *report)
{
	return report->is_incomplete || report->missing[0];
}

/* The findings of its snapshot; an empty list if it has none. */
const struct findings *report_findings(const struct report *report);

/* True if its rows are those of .groups instead of services (in csv, of sessions). */
bool report_has_groups(const struct report *report);

/*
 * Server time as of which never-polled sessions are known: that of the last complete Scan, or of
 * the snapshot if that is what is read anyway; SESSION_NO_TIME: they are not known.
 */
int64_t report_scanned_ms(const struct report *report);

/* True if a Scan for never-polled sessions was asked for and is not done yet. */
bool report_needs_scan(const struct snapshot *snapshot, const struct settings *settings);

/*
 * Lists the sessions that pass settings->filter, in the order of settings->sort: call
 * lazy_sort_range() before reading lines. Start with {0}, free by lazy_sort_fini().
 */
void report_sort_sessions(struct lazy_sort *sessions, const struct report *report);

/* The indexes of the services, worst first; the caller frees them. */
uint32_t *report_sort_services(const struct snapshot *snapshot) MUST_USE;

/* --- Formats --------------------------------------------------------------------------------- */

typedef void report_format(const struct report *report, FILE *out);

/* One function for each format of output.h: report_text(), report_json() and so on. */
#define REPORT_FORMAT(id, name, ...) report_format report_##name;
OUTPUT_FORMATS(REPORT_FORMAT)
#undef REPORT_FORMAT

/* Formats with a flag of their own. */
report_format report_check;
report_format report_wait;
report_format report_statusline;
report_format report_summary;

#endif
