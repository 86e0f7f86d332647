/* SPDX-License-Identifier: MIT */
#include "duration.h"
#include "list/format_rounded.h"
#include "number.h"
#include "view/pane.h"
#include "view/view.h"

/* Rows of a note. */
#define NOTE_MAX_ROWS 2

/* Sessions whose state is unknown because the index lacks attributes, not read from the table yet.
 */
static void append_partial(struct buf *out, const struct ui *ui)
{
	uint32_t partial = ui->snapshot->status.unfilled;
	char count[NUMBER_SIZE];

	if (partial > 0) {
		format_rounded_count(partial, count);
		buf_printf(out, "%s session%s not fully read yet and shown as unknown.", count,
			partial == 1 ? " is" : "s are");
	}
}

/* Never-polled sessions are in no index, and no Scan has searched for them. */
static void append_uncounted(struct buf *out, const struct poll_status *status)
{
	char unindexed[NUMBER_SIZE];

	if (status->is_reconciling) {
		buf_puts(out, "? A Scan is looking for never polled sessions, which are in no "
			      "index.");
	} else if (*status->reconcile_failure) {
		buf_printf(out, "? Never polled sessions are not counted: %s",
			status->reconcile_failure);
	} else if (status->unindexed > 0) {
		format_rounded_count((double)status->unindexed, unindexed);
		buf_printf(out,
			"? About %s session%s in no index (never polled?). :reconcile finds them.",
			unindexed, status->unindexed == 1 ? " is" : "s are");
	} else {
		buf_puts(out, "? Never polled sessions are in no index; :reconcile looks for "
			      "them.");
	}
}

/* What the last Scan found, and as of when. */
static void append_reconciled(struct buf *out, const struct ui *ui)
{
	const struct poll_status *status = &ui->snapshot->status;
	uint32_t count = ui->snapshot->totals.states[STATE_NEVER_POLLED];
	bool misses_services = status->source == SOURCE_SERVICE_INDEX && ui_is_scan_old(ui);
	char text[NUMBER_SIZE], age[DURATION_SIZE];

	/* While the count is recent, the finding says it. */
	if (!ui_is_scan_old(ui) || (count == 0 && !misses_services) ||
		poll_source_is_table(status->source)) {
		return;
	}
	number_format_count(count, text);
	format_rounded_age(ui->now_mono_ms - status->reconciled_mono_ms, 60000, age);
	buf_printf(out, "%s never polled as of the Scan %s ago%s; :reconcile scans again", text,
		age, misses_services ? "; newer services are unknown" : "");
}

static void append_never_polled(struct buf *out, const struct ui *ui)
{
	if (snapshot_knows_never_polled(ui->snapshot)) {
		append_reconciled(out, ui);
	} else {
		append_uncounted(out, &ui->snapshot->status);
	}
}

/* The most important first. */
static void (*const notes[])(struct buf *out, const struct ui *ui) = {
	append_partial, append_never_polled};

int pane_notes_put(struct canvas *canvas, const struct ui *ui, int y, int body_rows, int cols)
{
	int used = 0;

	for (size_t i = 0; i < ARRAY_LEN(notes) && view_is_roomy(body_rows); i++) {
		struct buf text = {0};

		notes[i](&text, ui);
		used += canvas_wrap(
			canvas, y + used, 1, NOTE_MAX_ROWS, cols - 2, ROLE_DIM, buf_text(&text));
		buf_fini(&text);
	}
	return used;
}
