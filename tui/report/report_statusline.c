/* SPDX-License-Identifier: MIT */
/* --statusline: a short line without colours, for tmux: "C12 N1 W3 slack" or "ok 818". */
#include "buf.h"
#include "report/check.h"
#include "session.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>

#define MAX_NAME_BYTES 25

/* "C12 N1 ": the unhealthy sessions by state. */
static void put_states(struct buf *out, const struct summary *summary)
{
	for (size_t i = 0; i < STATE_COUNT; i++) {
		enum session_state state = session_state_by_severity(i);
		const struct session_state_info *info = session_state_info(state);

		if (info->severity > 0 && summary->states[state] > 0) {
			buf_printf(out, "%c%" PRIu32 " ", info->letter, summary->states[state]);
		}
	}
}

/* tmux would take "#[" for a style. */
static void put_worst_service(struct buf *out, const struct snapshot *snapshot)
{
	uint32_t *indexes = report_sort_services(snapshot);
	char name[MAX_NAME_BYTES];

	text_sanitize(snapshot->services[indexes[0]].name, name, sizeof(name));
	for (const char *at = name; *at; at++) {
		buf_putc(out, *at == '#' ? '?' : *at);
	}
	free(indexes);
}

void report_statusline(const struct report *report, FILE *out)
{
	const struct snapshot *snapshot = report->snapshot;
	bool is_partial = !check_has_all_data(report) || report->missing[0];
	struct buf line = {0};

	put_states(&line, &snapshot->totals);
	if (line.length > 0) {
		put_worst_service(&line, snapshot);
	} else {
		buf_printf(
			&line, "%s %" PRIu32, is_partial ? "?" : "ok", snapshot->totals.sessions);
	}
	if (!snapshot_knows_never_polled(snapshot)) {
		buf_puts(&line, " N?");
	}
	if (is_partial) {
		buf_puts(&line, " PARTIAL");
	}
	fprintf(out, "%s\n", buf_text(&line));
	buf_fini(&line);
}
