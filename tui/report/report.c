/* SPDX-License-Identifier: MIT */
#include "report/report.h"

#include "buf.h"
#include "clock.h"
#include "error.h"
#include "poller.h"
#include "report/check.h"
#include "report/console.h"
#include "report/report_format.h"
#include "report/service_filter.h"
#include "report/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* How long a fault that may mend itself is waited for. */
#define TRANSIENT_PATIENCE_MS 3000

#define CHECK_TIMEOUT_MS (60 * 1000)
#define WAIT_TIMEOUT_MS  (10 * 60 * 1000)

#define USUAL_COLS 80
#define LEAST_COLS 60

/* --- One report ---------------------------------------------------------------------------- */

#define FORMAT(id, name, ...) [OUTPUT_##id] = report_##name,
static report_format *const formats[OUTPUT_COUNT] = {[OUTPUT_CHECK] = report_check,
	[OUTPUT_STATUSLINE] = report_statusline,
	[OUTPUT_WAIT] = report_wait,
	OUTPUT_FORMATS(FORMAT)};

static bool scan_is_due(const struct snapshot *snapshot, const struct settings *settings)
{
	return settings->reconcile_ms > 0 && !snapshot_knows_never_polled(snapshot);
}

bool report_is_partial(const struct snapshot *snapshot, const struct settings *settings)
{
	return !snapshot->status.is_complete || snapshot->error.kind != ERROR_NONE ||
	       snapshot->status.unfilled > 0 || scan_is_due(snapshot, settings);
}

/* The sessions of a service that is misspelled were not read either. */
static bool lacks_any(const struct snapshot *snapshot, const struct settings *settings)
{
	return report_is_partial(snapshot, settings) ||
	       service_filter_find_missing(snapshot, settings);
}

static size_t find_cols(FILE *out)
{
	struct winsize size;
	int fd = fileno(out);

	if (fd < 0 || ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
		return USUAL_COLS;
	}
	return size.ws_col < LEAST_COLS ? LEAST_COLS : size.ws_col;
}

static bool can_color(const struct settings *settings, FILE *out)
{
	const char *term = getenv("TERM");
	int fd = fileno(out);

	return !settings->no_color && fd >= 0 && isatty(fd) && term && *term &&
	       strcmp(term, "dumb") != 0;
}

static void make(struct report *report, const struct snapshot *snapshot,
	const struct settings *settings, FILE *out)
{
	*report = (struct report){
		.snapshot = snapshot,
		.settings = settings,
		.is_partial = report_is_partial(snapshot, settings),
		.empty = service_filter_find_missing(snapshot, settings),
		.cols = find_cols(out),
		.has_color = can_color(settings, out),
	};
}

static void print(
	const struct snapshot *snapshot, const struct settings *settings, bool is_next, FILE *out)
{
	struct service_filter filtered;
	struct report report;

	service_filter_apply(&filtered, snapshot, settings);
	make(&report, &filtered.snapshot, settings, out);
	report.is_next = is_next;
	formats[settings->output](&report, out);
	service_filter_fini(&filtered);
}

void report_print(const struct snapshot *snapshot, const struct settings *settings, FILE *out)
{
	print(snapshot, settings, false, out);
}

/* What a function says of the report. */
static int judge(const struct snapshot *snapshot, const struct settings *settings,
	int (*function)(const struct report *report))
{
	struct service_filter filtered;
	struct report report;

	service_filter_apply(&filtered, snapshot, settings);
	make(&report, &filtered.snapshot, settings, stdout);
	int verdict = function(&report);

	service_filter_fini(&filtered);
	return verdict;
}

/* --- Waiting for data ----------------------------------------------------------------------- */

struct waiter {
	struct poller *poller;
	const struct settings *settings;
	/* the newest; NULL: none yet */
	struct snapshot *snapshot;
	/* of the last report: what is no newer is not wanted */
	int64_t reported_asof_ms;
	/* INT64_MAX: none */
	int64_t deadline_mono_ms;
};

/* Nothing more will come by itself before the next refresh. */
static bool is_settled(const struct waiter *waiter)
{
	const struct snapshot *snapshot = waiter->snapshot;
	const struct poll_status *status = &snapshot->status;

	return status->is_complete && !status->is_reconciling &&
	       snapshot->asof_ms > waiter->reported_asof_ms &&
	       (!scan_is_due(snapshot, waiter->settings) || status->reconcile_refusal[0]) &&
	       (status->unfilled == 0 || status->cannot_fill);
}

/*
 * Milliseconds for which a better snapshot than this may be waited for: 0 when it is as
 * good as it gets.
 */
static int64_t patience_ms(const struct waiter *waiter)
{
	const struct snapshot *snapshot = waiter->snapshot;

	if (!snapshot) {
		return INT64_MAX;
	}
	if (snapshot->replay.is_over) {
		return 0;
	}
	if (snapshot->error.kind == ERROR_NONE) {
		return is_settled(waiter) ? 0 : INT64_MAX;
	}
	if (!error_is_transient(&snapshot->error)) {
		return 0;
	}
	return snapshot->error_mono_ms + TRANSIENT_PATIENCE_MS - clock_mono_ms();
}

/* Waits for a newer snapshot, at most so long. */
static void wait_for_snapshot(struct waiter *waiter, int64_t wait_ms)
{
	struct pollfd wake = {.fd = poller_wake_fd(waiter->poller), .events = POLLIN};
	int64_t left_ms = waiter->deadline_mono_ms - clock_mono_ms();

	wait_ms = wait_ms < left_ms ? wait_ms : left_ms;
	if (poll(&wake, 1, wait_ms < INT32_MAX ? (int)wait_ms : -1) < 0 && errno != EINTR) {
		base_fatal("poll: %s", strerror(errno));
	}
	struct snapshot *newer = poller_take(waiter->poller);

	if (newer) {
		snapshot_free(waiter->snapshot);
		waiter->snapshot = newer;
	}
}

static bool is_over(const struct waiter *waiter)
{
	return clock_mono_ms() >= waiter->deadline_mono_ms;
}

/* Until there is something to report, or the time is over. */
static void wait_for_data(struct waiter *waiter)
{
	int64_t wait_ms;

	while (!is_over(waiter) && (wait_ms = patience_ms(waiter)) > 0) {
		wait_for_snapshot(waiter, wait_ms);
	}
}

/* The pause between two reports, during which what comes is only kept. */
static void wait_for_interval(struct waiter *waiter)
{
	int64_t until_mono_ms = clock_mono_ms() + waiter->settings->interval_ms, left_ms;

	waiter->deadline_mono_ms = INT64_MAX;
	while ((left_ms = until_mono_ms - clock_mono_ms()) > 0) {
		wait_for_snapshot(waiter, left_ms);
	}
}

static void set_deadline(struct waiter *waiter, int64_t usual_ms)
{
	int64_t timeout_ms = waiter->settings->timeout_ms;

	timeout_ms = timeout_ms ? timeout_ms : usual_ms;
	waiter->deadline_mono_ms = timeout_ms ? clock_mono_ms() + timeout_ms : INT64_MAX;
}

/* --- What becomes of it ---------------------------------------------------------------------- */

/* Nothing was read at all: why. */
static void find_fault(const struct waiter *waiter, struct error *err)
{
	if (waiter->snapshot && waiter->snapshot->error.kind != ERROR_NONE) {
		*err = waiter->snapshot->error;
	} else {
		error_set(err, ERROR_NETWORK, "nothing was read before the time was over");
	}
}

/* On stderr, where it is about the keys: who we are to AWS. */
static void tell_facts(const struct waiter *waiter)
{
	if (waiter->snapshot) {
		console_print(waiter->snapshot->status.credentials_facts, stderr);
	}
}

/* On stderr, for people; fills *err with it. */
static void complain_of_fault(const struct waiter *waiter, struct error *err)
{
	find_fault(waiter, err);
	tell_facts(waiter);
	console_error(err->text);
}

static bool has_data(const struct waiter *waiter)
{
	return waiter->snapshot && waiter->snapshot->asof_ms != 0;
}

static bool write_textfile(const struct waiter *waiter)
{
	char *text = NULL;
	size_t size = 0;
	struct error err;
	FILE *out = open_memstream(&text, &size);

	if (!out) {
		console_error("no memory for the report");
		return false;
	}
	report_print(waiter->snapshot, waiter->settings, out);
	fclose(out);
	bool is_written = textfile_replace(waiter->settings->textfile, text, size, &err);

	if (!is_written) {
		console_error(err.text);
	}
	free(text);
	return is_written;
}

static bool write_report(const struct waiter *waiter)
{
	if (waiter->settings->textfile) {
		return write_textfile(waiter);
	}
	errno = 0;
	print(waiter->snapshot, waiter->settings, waiter->reported_asof_ms > 0, stdout);
	return console_flush();
}

static int judge_check(const struct report *report)
{
	return (int)check_judge(report);
}

/* A status line is not left empty, for nobody reads the error beside it. */
static void print_no_data(const struct settings *settings, const struct error *err)
{
	if (settings->output == OUTPUT_STATUSLINE) {
		printf("? %s\n", error_kind_word(err->kind));
		console_flush();
	}
}

/* Ends without a report. A monitoring system reads the one line, and takes all trouble for UNKNOWN.
 */
static int give_up(const struct settings *settings, const struct error *err)
{
	if (settings->check) {
		check_print_failure(err->text, stdout);
		console_flush();
		return CHECK_UNKNOWN;
	}
	console_error(err->text);
	print_no_data(settings, err);
	return error_exit_status(err);
}

static int run_check(struct waiter *waiter)
{
	struct error err;

	set_deadline(waiter, CHECK_TIMEOUT_MS);
	wait_for_data(waiter);
	if (!has_data(waiter)) {
		tell_facts(waiter);
		find_fault(waiter, &err);
		return give_up(waiter->settings, &err);
	}
	return write_report(waiter) ? judge(waiter->snapshot, waiter->settings, judge_check)
				    : CHECK_UNKNOWN;
}

static int judge_wait(const struct report *report)
{
	return check_is_reached(report);
}

static bool is_reached(const struct waiter *waiter)
{
	return judge(waiter->snapshot, waiter->settings, judge_wait);
}

/* Looks at every refresh, the last one included; a fault is waited out once anything was read. */
static int run_wait(struct waiter *waiter)
{
	struct error err;

	set_deadline(waiter, WAIT_TIMEOUT_MS);
	wait_for_data(waiter);
	if (!has_data(waiter)) {
		complain_of_fault(waiter, &err);
		return error_exit_status(&err);
	}
	bool was_reached = is_reached(waiter);

	while (!was_reached && !is_over(waiter)) {
		wait_for_snapshot(waiter, INT64_MAX);
		was_reached = is_reached(waiter);
	}
	return write_report(waiter) && was_reached ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void complain_of_empty(const struct waiter *waiter)
{
	const char *empty = service_filter_find_missing(waiter->snapshot, waiter->settings);
	struct buf line = {0};

	if (empty) {
		buf_printf(&line, "no sessions of %s were found", empty);
		console_error(buf_text(&line));
	}
	buf_fini(&line);
}

static int run_reports(struct waiter *waiter)
{
	int64_t count = waiter->settings->count;
	int status = 0;

	for (int64_t i = 0; count == 0 || i < count; i++) {
		struct error err;

		if (i > 0) {
			wait_for_interval(waiter);
		}
		set_deadline(waiter, 0);
		wait_for_data(waiter);
		if (!has_data(waiter) || waiter->snapshot->error.kind != ERROR_NONE) {
			complain_of_fault(waiter, &err);
		}
		if (!has_data(waiter)) {
			print_no_data(waiter->settings, &err);
			return error_exit_status(&err);
		}
		complain_of_empty(waiter);
		if (!write_report(waiter)) {
			return 1;
		}
		waiter->reported_asof_ms = waiter->snapshot->asof_ms;
		status = lacks_any(waiter->snapshot, waiter->settings) ? 2 : 0;
	}
	return status;
}

static int run(struct waiter *waiter)
{
	return waiter->settings->check        ? run_check(waiter)
	       : waiter->settings->wait_until ? run_wait(waiter)
					      : run_reports(waiter);
}

int report_run(const struct settings *settings)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct waiter waiter = {.settings = settings};
	struct error err;

	/* Else the first socket would become the standard output. */
	if (fcntl(STDOUT_FILENO, F_GETFD) < 0) {
		console_error("cannot write to stdout: it is closed");
		return settings->check ? CHECK_UNKNOWN : EXIT_FAILURE;
	}
	sigaction(SIGPIPE, &ignore, NULL);
	waiter.poller = poller_start(settings, &err);
	if (!waiter.poller) {
		return give_up(settings, &err);
	}
	int status = run(&waiter);

	snapshot_free(waiter.snapshot);
	poller_stop(waiter.poller);
	return status;
}
