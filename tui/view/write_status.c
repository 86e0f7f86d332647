/* SPDX-License-Identifier: MIT */
#include "view/write_status.h"

#include "buf.h"
#include "duration.h"
#include "list/format_rounded.h"
#include "number.h"
#include "ui/ui.h"

#include <stdio.h>

const char *write_status_verb(enum session_active wanted)
{
	return wanted == ACTIVE_ON ? "resume" : "pause";
}

/* The verb of a running order: "pausing". */
static const char *present_participle(enum session_active wanted)
{
	return wanted == ACTIVE_ON ? "resuming" : "pausing";
}

const char *write_status_author(const struct write_record *record)
{
	return record->is_ours ? "you" : record->who;
}

bool write_status_is_writing(const struct snapshot *newest)
{
	return newest && (newest->write_progress.phase == WRITES_RUNNING ||
				 newest->write_progress.phase == WRITES_WAITING);
}

static void put_counts(const struct write_progress *writing, struct buf *out)
{
	const uint32_t *counts = writing->outcomes_count;
	uint32_t conflicts = counts[WRITE_CONFLICT] + counts[WRITE_GONE];
	char text[NUMBER_SIZE];

	number_format_count(counts[WRITE_WRITTEN], text);
	buf_printf(out, "%s written, ", text);
	number_format_count(conflicts, text);
	buf_printf(out, "%s conflict%s, ", text, conflicts == 1 ? "" : "s");
	number_format_count(counts[WRITE_FAILED] + counts[WRITE_UNKNOWN], text);
	buf_printf(out, "%s failed", text);
}

static void put_conflict(const struct write_result *result, struct buf *out)
{
	buf_printf(out, "isActive had changed and is now %s", result->now);
	if (*result->by) {
		buf_printf(out, ", by %s", result->by);
	}
	buf_putc(out, '.');
}

/* How the write of one session ended, after its name. */
static void put_outcome(
	const struct write_result *result, const struct write_progress *writing, struct buf *out)
{
	switch (result->outcome) {
	case WRITE_PENDING:
	case WRITE_OUTCOME_COUNT:
		break;
	case WRITE_SENT:
		buf_printf(out, "%s...%s", present_participle(result->wanted),
			result->is_settling ? " No response: checking whether it was written."
					    : "");
		break;
	case WRITE_WRITTEN:
		buf_printf(out, "%sd. isActive is now %s; not yet in the index.",
			write_status_verb(result->wanted),
			result->wanted == ACTIVE_ON ? "true" : "false");
		break;
	case WRITE_CONFLICT:
		buf_puts(out, "skipped: ");
		put_conflict(result, out);
		break;
	case WRITE_GONE:
		buf_puts(out, "skipped: the session was deleted.");
		break;
	case WRITE_FAILED:
		buf_printf(out, "%s: %s",
			writing->phase == WRITES_WAITING ? "not written yet, Esc stops"
							 : "not written",
			result->error.text);
		break;
	case WRITE_UNKNOWN:
		buf_printf(out, "no response; it may have been written: %s", result->error.text);
		break;
	}
}

static void put_one(const struct snapshot *snapshot, struct buf *out)
{
	const struct write_result *result = &snapshot->write_result;
	char user[UI_SHORT_SIZE], service[UI_SHORT_SIZE];

	/* The result may still be the previous order's. */
	if (result->outcome != WRITE_PENDING && result->order == snapshot->write_progress.number) {
		buf_printf(out, "%s/%s: ", ui_short(result->service, service),
			ui_short(result->user_id, user));
		put_outcome(result, &snapshot->write_progress, out);
	}
}

static void put_many(const struct snapshot *snapshot, struct buf *out)
{
	const struct write_progress *writing = &snapshot->write_progress;
	char left[DURATION_SIZE];

	put_counts(writing, out);
	if (writing->phase == WRITES_STOPPED) {
		number_format_count(writing->outcomes_count[WRITE_PENDING], left);
		buf_printf(
			out, ", %s pending: %s; :resume continues, u undoes", left, writing->why);
	} else if (writing->outcomes_count[WRITE_WRITTEN] > 0) {
		buf_puts(out, ", not yet in the index");
	}
	buf_puts(out, ".");
	if (snapshot->write_result.outcome == WRITE_CONFLICT) {
		buf_printf(out, " Last conflict: %s, ", snapshot->write_result.user_id);
		put_conflict(&snapshot->write_result, out);
	}
}

void write_status_format_result(const struct snapshot *snapshot, char text[WRITE_STATUS_SIZE])
{
	const struct write_progress *writing = &snapshot->write_progress;
	bool is_over = writing->phase == WRITES_FINISHED || writing->phase == WRITES_STOPPED;
	struct buf out = {0};

	if (writing->count <= 1) {
		put_one(snapshot, &out);
	} else if (is_over) {
		put_many(snapshot, &out);
	}
	snprintf(text, WRITE_STATUS_SIZE, "%s", buf_text(&out));
	buf_fini(&out);
}

/* "12 of 1,000": the sessions written so far. */
static void put_share(const struct write_progress *writing, struct buf *out)
{
	char text[NUMBER_SIZE];

	number_format_count(writing->count - writing->outcomes_count[WRITE_PENDING] -
				    writing->outcomes_count[WRITE_SENT],
		text);
	buf_printf(out, "%s of ", text);
	number_format_count(writing->count, text);
	buf_puts(out, text);
}

void write_status_format_progress(const struct snapshot *snapshot, char text[WRITE_STATUS_SIZE])
{
	const struct write_progress *writing = &snapshot->write_progress;
	bool is_shown = writing->count > 1 || writing->phase == WRITES_WAITING;
	struct buf out = {0};
	char left[DURATION_SIZE];

	*text = '\0';
	if (!is_shown || writing->phase == WRITES_NONE || writing->phase == WRITES_FINISHED) {
		return;
	}
	buf_puts(&out, present_participle(writing->wanted));
	buf_puts(&out, writing->phase == WRITES_STOPPED ? " stopped at " : ": ");
	put_share(writing, &out);
	if (writing->phase == WRITES_RUNNING) {
		format_rounded_remaining(writing->left_ms, left);
		buf_printf(&out, " done, %s left, Esc stops", left);
	} else if (writing->phase == WRITES_WAITING) {
		buf_printf(&out, " done, waiting, Esc stops: %s", writing->why);
	} else {
		buf_printf(&out, "; :resume continues, u undoes: %s", writing->why);
	}
	snprintf(text, WRITE_STATUS_SIZE, "%s", buf_text(&out));
	buf_fini(&out);
}
