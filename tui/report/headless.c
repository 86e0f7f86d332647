/* SPDX-License-Identifier: MIT */
#include "report/headless.h"

#include "buf.h"
#include "clock.h"
#include "error.h"
#include "file.h"
#include "poller.h"
#include "report/check.h"
#include "report/console.h"
#include "report/report.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How long to wait for a transient error to pass. */
#define TRANSIENT_ERROR_MS 3000

#define CHECK_TIMEOUT_MS (60 * 1000)
#define WAIT_TIMEOUT_MS  (10 * 60 * 1000)

/* Exit status of an incomplete report. */
#define EXIT_PARTIAL 2

/* All users may read it: node_exporter is another one. */
#define TEXTFILE_MODE 0644

struct run {
	struct poller *poller;
	const struct settings *settings;
	/* the newest; NULL: none yet */
	struct snapshot *snapshot;
	/* of the last report: the next one must be newer */
	int64_t reported_asof_ms;
	/* INT64_MAX: none */
	int64_t deadline_mono_ms;
	/* nobody reads the reports any more */
	bool is_closed;
};

/* --- Waiting for data ----------------------------------------------------------------------- */

/* True if no better snapshot can come before the next refresh. */
static bool is_settled(const struct run *run)
{
	const struct snapshot *snapshot = run->snapshot;
	const struct poll_status *status = &snapshot->status;
	/* Without a Scan, a fleet that is polled faster than it is read never becomes complete. */
	bool has_ended = status->is_complete || (status->is_behind && status->swept_mono_ms >= 0);

	return has_ended && snapshot->asof_ms > run->reported_asof_ms &&
	       (!report_needs_scan(snapshot, run->settings) || status->reconcile_failure[0]) &&
	       (status->unfilled == 0 || status->cannot_fill) && status->unverified == 0;
}

/* How long to wait for a more complete snapshot; 0: do not wait. */
static int64_t find_extra_wait_ms(const struct run *run)
{
	const struct snapshot *snapshot = run->snapshot;

	if (!snapshot) {
		return INT64_MAX;
	}
	if (snapshot->replay.is_over) {
		return 0;
	}
	if (snapshot->error.kind == ERROR_NONE) {
		return is_settled(run) ? 0 : INT64_MAX;
	}
	if (!error_is_transient(&snapshot->error)) {
		return 0;
	}
	return snapshot->error_mono_ms + TRANSIENT_ERROR_MS - clock_mono_ms();
}

/*
 * Waits for a newer snapshot, at most wait_ms and not past the deadline, or until nobody reads the
 * reports any more.
 */
static void wait_for_snapshot(struct run *run, int64_t wait_ms)
{
	struct pollfd wake[] = {{.fd = poller_wake_fd(run->poller), .events = POLLIN},
		{.fd = run->settings->textfile ? -1 : STDOUT_FILENO}};
	int64_t left_ms = run->deadline_mono_ms - clock_mono_ms();

	wait_ms = wait_ms < left_ms ? wait_ms : left_ms;
	if (poll(wake, ARRAY_LEN(wake), wait_ms < INT32_MAX ? (int)wait_ms : -1) < 0 &&
		errno != EINTR) {
		base_fatal("poll: %s", strerror(errno));
	}
	run->is_closed = !run->settings->textfile && console_is_closed();
	struct snapshot *newer = poller_take(run->poller);

	if (newer) {
		snapshot_free(run->snapshot);
		run->snapshot = newer;
	}
}

/* True if there is no time, or no reason, to wait any longer. */
static bool is_ended(const struct run *run)
{
	return run->is_closed || clock_mono_ms() >= run->deadline_mono_ms;
}

/* Until there is something to report, or the deadline. */
static void wait_for_data(struct run *run)
{
	int64_t wait_ms;

	while (!is_ended(run) && (wait_ms = find_extra_wait_ms(run)) > 0) {
		wait_for_snapshot(run, wait_ms);
	}
}

/* Between two reports. Takes snapshots meanwhile, so that the next report has the newest. */
static void wait_for_interval(struct run *run)
{
	int64_t end_mono_ms = clock_mono_ms() + run->settings->interval_ms, left_ms;

	run->deadline_mono_ms = INT64_MAX;
	while (!run->is_closed && (left_ms = end_mono_ms - clock_mono_ms()) > 0) {
		wait_for_snapshot(run, left_ms);
	}
}

/* --timeout, or its default; 0: none. */
static void set_deadline(struct run *run, int64_t default_ms)
{
	int64_t timeout_ms = run->settings->timeout_ms;

	timeout_ms = timeout_ms ? timeout_ms : default_ms;
	run->deadline_mono_ms = timeout_ms ? clock_mono_ms() + timeout_ms : INT64_MAX;
}

/* --- Failures -------------------------------------------------------------------------------- */

static bool has_data(const struct run *run)
{
	return run->snapshot && run->snapshot->asof_ms != 0;
}

/* Why there are no data, or no complete data. */
static void find_error(const struct run *run, struct error *err)
{
	if (run->snapshot && run->snapshot->error.kind != ERROR_NONE) {
		*err = run->snapshot->error;
	} else {
		error_set(err, ERROR_NETWORK, "timed out before anything was read");
	}
}

/* After an error of credentials, prints the known facts about them to stderr. */
static void print_credentials_facts(const struct run *run)
{
	if (run->snapshot) {
		console_print(run->snapshot->status.credentials_facts, stderr);
	}
}

static void print_error(const struct run *run, struct error *err)
{
	find_error(run, err);
	print_credentials_facts(run);
	console_error(err->text);
}

/* A status line must not stay empty: tmux does not show stderr. */
static void print_statusline_error(const struct settings *settings, const struct error *err)
{
	if (settings->output == OUTPUT_STATUSLINE) {
		printf("? %s\n", error_kind_word(err->kind));
		console_flush();
	}
}

/* Ends without a report. With --check, the error goes to stdout, the only output that monitoring
 * systems read, and the status is UNKNOWN. */
static int fail(const struct settings *settings, const struct error *err)
{
	if (settings->check) {
		check_print_failure(err->text, stdout);
		console_flush();
		return CHECK_UNKNOWN;
	}
	console_error(err->text);
	print_statusline_error(settings, err);
	return error_exit_status(err);
}

/* Ends before anything was read. Says why, unless nobody reads it. */
static int fail_without_data(const struct run *run)
{
	struct error err;

	if (run->is_closed) {
		return console_exit_status();
	}
	print_error(run, &err);
	print_statusline_error(run->settings, &err);
	return error_exit_status(&err);
}

/* The exit status after a report could not be written. */
static int output_exit_status(const struct run *run)
{
	return run->settings->textfile ? EXIT_FAILURE : console_exit_status();
}

/* --- Reports --------------------------------------------------------------------------------- */

/* Returns false. */
static bool refuse_textfile(const char *path, struct error *err)
{
	return error_set(err, ERROR_CONFIG, "cannot write %.250s: %s", path, file_explain(errno));
}

/* Checked before the table is read, which may take minutes. */
static bool check_textfile(const char *path, struct error *err)
{
	return !path || file_check(AT_FDCWD, path) || refuse_textfile(path, err);
}

static bool write_textfile(const struct report *report)
{
	char *text = NULL;
	size_t size = 0;
	const char *path = report->settings->textfile;
	FILE *out = open_memstream(&text, &size);

	if (!out) {
		console_error("out of memory");
		return false;
	}
	report_print(report, out);
	fclose(out);
	bool is_written = file_replace(path, text, size, TEXTFILE_MODE);

	if (!is_written) {
		struct error err;

		refuse_textfile(path, &err);
		console_error(err.text);
	}
	free(text);
	return is_written;
}

static bool write_report(struct report *report)
{
	if (report->settings->textfile) {
		return write_textfile(report);
	}
	errno = 0;
	report_print(report, stdout);
	return console_flush();
}

static int run_check(struct run *run)
{
	struct error err;
	struct report report;

	set_deadline(run, CHECK_TIMEOUT_MS);
	wait_for_data(run);
	if (!has_data(run)) {
		print_credentials_facts(run);
		find_error(run, &err);
		return fail(run->settings, &err);
	}
	report_make(&report, run->snapshot, run->settings, stdout);
	int status = write_report(&report) ? (int)check_judge(&report) : CHECK_UNKNOWN;

	report_fini(&report);
	return status;
}

static bool is_reached(const struct run *run)
{
	struct report report;

	report_make(&report, run->snapshot, run->settings, stdout);
	bool is_reached = check_wait_is_over(&report);

	report_fini(&report);
	return is_reached;
}

/* Checks after every refresh, even the last. Once anything was read, errors do not end the wait. */
static int run_wait(struct run *run)
{
	struct report report;

	set_deadline(run, WAIT_TIMEOUT_MS);
	wait_for_data(run);
	if (!has_data(run)) {
		return fail_without_data(run);
	}
	bool was_reached = is_reached(run);

	while (!was_reached && !is_ended(run)) {
		wait_for_snapshot(run, INT64_MAX);
		was_reached = is_reached(run);
	}
	report_make(&report, run->snapshot, run->settings, stdout);
	bool is_written = write_report(&report);

	report_fini(&report);
	if (!is_written) {
		return output_exit_status(run);
	}
	return was_reached ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Prints the report. Returns its exit status. */
static int print_report(struct run *run)
{
	struct report report;

	report_make(&report, run->snapshot, run->settings, stdout);
	report.is_next = run->reported_asof_ms > 0;
	if (report.missing[0]) {
		console_error(report.missing);
	}
	int status = report_is_partial(&report) ? EXIT_PARTIAL : EXIT_SUCCESS;

	if (!write_report(&report)) {
		status = output_exit_status(run);
	}
	report_fini(&report);
	run->reported_asof_ms = run->snapshot->asof_ms;
	return status;
}

static int run_reports(struct run *run)
{
	int64_t count = run->settings->count;
	int status = EXIT_SUCCESS;

	for (int64_t i = 0; count == 0 || i < count; i++) {
		struct error err;

		if (i > 0) {
			wait_for_interval(run);
		}
		set_deadline(run, 0);
		wait_for_data(run);
		if (!has_data(run) || run->is_closed) {
			return fail_without_data(run);
		}
		if (run->snapshot->error.kind != ERROR_NONE) {
			print_error(run, &err);
		}
		status = print_report(run);
		if (status != EXIT_SUCCESS && status != EXIT_PARTIAL) {
			break;
		}
	}
	return status;
}

int headless_run(const struct settings *settings)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct run run = {.settings = settings};
	struct error err;

	/* Closed (see io_hold_standard()) or open for reading only: fail before the reads. */
	if ((fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE) == O_RDONLY) {
		console_error("cannot write to stdout: it is closed");
		return settings->check ? CHECK_UNKNOWN : EXIT_FAILURE;
	}
	sigaction(SIGPIPE, &ignore, NULL);
	if (check_textfile(settings->textfile, &err)) {
		run.poller = poller_start(settings, &err);
	}
	if (!run.poller) {
		return fail(settings, &err);
	}
	int status = settings->check        ? run_check(&run)
		     : settings->wait_until ? run_wait(&run)
					    : run_reports(&run);

	snapshot_free(run.snapshot);
	poller_stop(run.poller);
	return status;
}
