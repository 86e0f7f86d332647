/* SPDX-License-Identifier: MIT */
#include "view/overview_notes.h"

#include "duration.h"
#include "finding.h"
#include "list/rounded.h"
#include "number.h"

static enum role append_first(struct buf *out, const struct ui *ui)
{
	return finding_append_first(out, ui_diagnosis(ui)) ? ROLE_TITLE : ROLE_DIM;
}

/* Sessions in an unknown state because the index lacks attributes that have not been read yet. */
static enum role append_partial(struct buf *out, const struct ui *ui)
{
	uint32_t partial = ui->snapshot->status.unfilled;
	char count[NUMBER_SIZE];

	if (partial > 0) {
		rounded_format_count(partial, count);
		buf_printf(out, "%s session%s not fully read yet, and shown as unknown.", count,
			partial == 1 ? " is" : "s are");
	}
	return ROLE_DIM;
}

/* Never polled sessions are in no index, and have not been looked for. */
static void append_uncounted(struct buf *out, const struct poll_status *status)
{
	char unindexed[NUMBER_SIZE];

	if (status->is_reconciling) {
		buf_puts(out, "? A Scan is looking for never polled sessions, which are in no "
			      "index.");
	} else if (*status->reconcile_refusal) {
		buf_printf(out, "? Never polled sessions are not counted: %s",
			status->reconcile_refusal);
	} else if (status->unindexed > 0) {
		rounded_format_count((double)status->unindexed, unindexed);
		buf_printf(out,
			"? About %s session%s in no index (never polled?). :reconcile finds them.",
			unindexed, status->unindexed == 1 ? " is" : "s are");
	} else {
		buf_puts(out, "? Never polled sessions are in no index; :reconcile looks for "
			      "them.");
	}
}

/* They have been looked for: how many there are, and as of when. */
static void append_reconciled(struct buf *out, const struct ui *ui)
{
	const struct poll_status *status = &ui->snapshot->status;
	uint32_t count = ui->snapshot->totals.states[STATE_NEVER_POLLED];
	char text[NUMBER_SIZE], age[DURATION_SIZE];

	if (count == 0 || status->source == SOURCE_SCAN) {
		return;
	}
	number_format_count(count, text);
	rounded_format_age(ui->now_mono_ms - status->reconciled_mono_ms, 60000, age);
	buf_printf(out, "%s never polled, in no index (scanned %s ago; :reconcile scans again)",
		text, age);
}

static enum role append_never_polled(struct buf *out, const struct ui *ui)
{
	if (snapshot_knows_never_polled(ui->snapshot)) {
		append_reconciled(out, ui);
	} else {
		append_uncounted(out, &ui->snapshot->status);
	}
	return ROLE_DIM;
}

void overview_notes_make(const struct ui *ui, struct overview_notes *notes)
{
	static enum role (*const append[])(struct buf * out, const struct ui *ui) = {
		append_first, append_partial, append_never_polled};

	_Static_assert(ARRAY_LEN(append) <= OVERVIEW_MAX_NOTES, "room for all");

	*notes = (struct overview_notes){0};
	for (size_t i = 0; i < ARRAY_LEN(append); i++) {
		struct overview_note *note = &notes->list[notes->count];

		note->role = append[i](&note->text, ui);
		notes->count += note->text.length > 0;
	}
}

void overview_notes_fini(struct overview_notes *notes)
{
	for (size_t i = 0; i < notes->count; i++) {
		buf_fini(&notes->list[i].text);
	}
	notes->count = 0;
}
