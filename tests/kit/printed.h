/* SPDX-License-Identifier: MIT */
/* Reports as text. */
#ifndef BEYATOP_TESTS_PRINTED_H
#define BEYATOP_TESTS_PRINTED_H

#include "base.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>

/* Prints a report in the format of the settings to a string. The caller frees it. */
static inline char *printed_report(const struct snapshot *snapshot, const struct settings *settings)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct report report;

	if (!out) {
		base_fatal("cannot open a stream in memory");
	}
	report_make(&report, snapshot, settings, out);
	report_print(&report, out);
	report_fini(&report);
	fclose(out);
	return text;
}

#endif
