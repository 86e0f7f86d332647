/* SPDX-License-Identifier: MIT */
#include "report/report.h"

#include "term/terminal_info.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DEFAULT_COLS 80
#define MIN_COLS     60

#define FORMAT(id, name, ...) [OUTPUT_##id] = report_##name,
static report_format *const formats[OUTPUT_COUNT] = {[OUTPUT_CHECK] = report_check,
	[OUTPUT_STATUSLINE] = report_statusline,
	[OUTPUT_SUMMARY] = report_summary,
	[OUTPUT_WAIT] = report_wait,
	OUTPUT_FORMATS(FORMAT)};

bool report_needs_scan(const struct snapshot *snapshot, const struct settings *settings)
{
	return settings->reconcile_ms > 0 && !snapshot_knows_never_polled(snapshot);
}

static bool is_incomplete(const struct snapshot *snapshot, const struct settings *settings)
{
	return !snapshot->status.is_complete || snapshot->error.kind != ERROR_NONE ||
	       snapshot->status.unfilled > 0 || report_needs_scan(snapshot, settings);
}

static size_t find_cols(FILE *out)
{
	struct winsize size;
	int fd = fileno(out);

	if (fd < 0 || ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
		return DEFAULT_COLS;
	}
	return size.ws_col < MIN_COLS ? MIN_COLS : size.ws_col;
}

/* True for a terminal that interprets escape sequences. */
static bool has_escapes(FILE *out)
{
	const char *term = getenv("TERM");
	int fd = fileno(out);

	return fd >= 0 && isatty(fd) && term && *term && strcmp(term, "dumb") != 0;
}

/* A misspelled service or user must not look healthy. */
static void describe_missing(struct report *report)
{
	const struct snapshot *snapshot = report->snapshot;
	const struct settings *settings = report->settings;
	const char *service = service_filter_find_missing(snapshot, settings);
	const char *user = snapshot->sessions_count == 0 ? settings->user : NULL;

	if (service || user) {
		snprintf(report->missing, sizeof(report->missing),
			"no sessions%s%.60s%s%.60s were found%s", service ? " of " : "",
			service ? service : "", user ? " for user " : "", user ? user : "",
			report->is_incomplete ? " so far" : "");
	}
}

void report_make(struct report *report, const struct snapshot *snapshot,
	const struct settings *settings, FILE *out)
{
	*report = (struct report){
		.snapshot = &report->filter.snapshot,
		.settings = settings,
		.is_incomplete = is_incomplete(snapshot, settings),
		.cols = find_cols(out),
		.has_color = !settings->no_color && has_escapes(out),
		.has_links = has_escapes(out) && terminal_info_has_links(),
	};
	service_filter_apply(&report->filter, snapshot, settings);
	describe_missing(report);
	if (report_has_groups(report)) {
		report_groups_make(&report->groups, report->snapshot, settings);
	}
}

void report_fini(struct report *report)
{
	report_groups_fini(&report->groups);
	service_filter_fini(&report->filter);
}

void report_print(const struct report *report, FILE *out)
{
	formats[report->settings->output](report, out);
}
