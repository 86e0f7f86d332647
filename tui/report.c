/* SPDX-License-Identifier: MIT */
#include "report.h"

#include "clock.h"
#include "error.h"
#include "filter.h"
#include "order.h"
#include "poller.h"
#include "report_format.h"
#include "text.h"
#include "whoami_report.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* How long a fault that may mend itself is waited for. */
#define TRANSIENT_PATIENCE_MS 3000

static bool scan_is_due(const struct snapshot *snapshot, const struct settings *settings)
{
	return settings->reconcile_ms > 0 && !report_knows_never_polled(snapshot);
}

bool report_is_partial(const struct snapshot *snapshot, const struct settings *settings)
{
	return !snapshot->status.is_complete || snapshot->error.kind != ERROR_NONE ||
	       scan_is_due(snapshot, settings);
}

void report_rank(
	struct ranking *ranking, const struct snapshot *snapshot, const struct settings *settings)
{
	struct filter filter = {0};
	struct filter_fault fault;
	struct order order = {0};
	size_t shared = order_shared_letters(snapshot);

	/* Both were checked before anything was read. */
	if ((settings->filter && !filter_parse(&filter, settings->filter, &fault)) ||
		(settings->sort && !order_parse(settings->sort, &order))) {
		base_fatal("a filter or an order that was not checked");
	}
	ranking_begin(ranking, snapshot, snapshot->sessions_count, order.is_inverted);
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];

		if (filter_passes(&filter, snapshot, session)) {
			ranking_add(
				ranking, (uint32_t)i, order_key(&order, session, false, shared));
		}
	}
}

uint32_t *report_services(const struct snapshot *snapshot)
{
	size_t count = snapshot->services_count;
	uint32_t *indexes = base_calloc(count + 1, sizeof(*indexes));

	for (size_t i = 0; i < count; i++) {
		indexes[i] = (uint32_t)i;
	}
	order_services(snapshot, NULL, &(struct order){0}, indexes, count);
	return indexes;
}

void report_print(const struct snapshot *snapshot, const struct settings *settings, FILE *out)
{
	switch (settings->output) {
	case OUTPUT_TEXT:
		report_text(snapshot, settings, out);
		break;
	case OUTPUT_JSON:
		report_json(snapshot, settings, out);
		break;
	}
}

static void complain(const char *what)
{
	char line[sizeof(((struct error *)0)->text) * 3];

	text_sanitize(what, line, sizeof(line));
	fprintf(stderr, "beyatop: %s\n", line);
}

/* Nothing more will come by itself before the next refresh. */
static bool is_settled(const struct snapshot *snapshot, const struct settings *settings)
{
	const struct poll_status *status = &snapshot->status;

	return status->is_complete && !status->is_reconciling &&
	       (!scan_is_due(snapshot, settings) || status->reconcile_refusal[0]);
}

/*
 * Milliseconds for which a better snapshot than this may be waited for: 0 when it is as
 * good as it gets, -1 for any time.
 */
static int patience_ms(const struct snapshot *snapshot, const struct settings *settings)
{
	int64_t left_ms;

	if (!snapshot) {
		return -1;
	}
	if (snapshot->replay.is_over) {
		return 0;
	}
	if (snapshot->error.kind == ERROR_NONE) {
		return is_settled(snapshot, settings) ? 0 : -1;
	}
	if (!error_is_transient(&snapshot->error)) {
		return 0;
	}
	left_ms = snapshot->error_mono_ms + TRANSIENT_PATIENCE_MS - clock_mono_ms();
	return left_ms > 0 ? (int)left_ms : 0;
}

/* The snapshot to report; never NULL. */
static struct snapshot *wait_for_data(struct poller *poller, const struct settings *settings)
{
	struct pollfd wake = {.fd = poller_wake_fd(poller), .events = POLLIN};
	struct snapshot *snapshot = NULL;
	int wait_ms;

	while ((wait_ms = patience_ms(snapshot, settings)) != 0) {
		struct snapshot *newer;

		if (poll(&wake, 1, wait_ms) < 0 && errno != EINTR) {
			base_fatal("poll: %s", strerror(errno));
		}
		newer = poller_take(poller);
		if (!newer) {
			continue;
		}
		snapshot_free(snapshot);
		snapshot = newer;
	}
	return snapshot;
}

static int print_and_judge(const struct snapshot *snapshot, const struct settings *settings)
{
	bool has_failed = snapshot->error.kind != ERROR_NONE;

	if (has_failed) {
		whoami_report_facts(snapshot->status.keys_facts, stderr);
		complain(snapshot->error.text);
	}
	if (has_failed && snapshot->asof_ms == 0) {
		return error_exit_status(&snapshot->error);
	}
	errno = 0;
	report_print(snapshot, settings, stdout);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "beyatop: cannot write to stdout: %s\n", strerror(errno));
		return 1;
	}
	return report_is_partial(snapshot, settings) ? 2 : 0;
}

int report_run(const struct settings *settings)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct error err;
	struct poller *poller;
	struct snapshot *snapshot;
	int status;

	/* Else the first socket would become the standard output. */
	if (fcntl(STDOUT_FILENO, F_GETFD) < 0) {
		complain("cannot write to stdout: it is closed");
		return 1;
	}
	sigaction(SIGPIPE, &ignore, NULL);
	poller = poller_start(settings, &err);
	if (!poller) {
		complain(err.text);
		return error_exit_status(&err);
	}
	snapshot = wait_for_data(poller, settings);
	status = print_and_judge(snapshot, settings);
	snapshot_free(snapshot);
	poller_stop(poller);
	return status;
}
