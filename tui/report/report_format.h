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
	/* only what is asked for: see service_filter.h */
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

/* One for each row of output.h: report_text(), report_json() and so on. */
#define REPORT_FORMAT(id, name, ...) report_format report_##name;
OUTPUT_FORMATS(REPORT_FORMAT)
#undef REPORT_FORMAT

/* Those that have a flag of their own are in check.c. */
report_format report_check;
report_format report_wait;
report_format report_statusline;

/*
 * Lists the sessions that pass settings->filter, in the order of settings->sort as soon as they are
 * sorted; into a ranking that is {0}, for the caller to end by lazy_sort_fini().
 */
void report_sort_sessions(struct lazy_sort *ranking, const struct report *report);

/* The services' indexes, worst first; the caller frees them. */
uint32_t *report_sort_services(const struct snapshot *snapshot) MUST_USE;

#endif
