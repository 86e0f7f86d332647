/* SPDX-License-Identifier: MIT */
#include "view/write_status.h"

#include "buf.h"
#include "list/rounded.h"
#include "ui/ui.h"
#include "units.h"

#include <stdio.h>

const char *write_status_word(enum session_active active)
{
	return active == ACTIVE_ON ? "on" : "OFF";
}

const char *write_status_who(const struct write_record *record)
{
	return record->is_ours ? "us" : record->who;
}

bool write_status_is_writing(const struct snapshot *newest)
{
	return newest &&
	       (newest->writing.phase == WRITING || newest->writing.phase == WRITING_WAITS);
}

static void put_counts(const struct write_progress *writing, struct buf *out)
{
	const uint32_t *counts = writing->outcomes_count;
	uint32_t conflicts = counts[WRITE_CONFLICT] + counts[WRITE_GONE];
	char text[UNITS_TEXT_SIZE];

	units_format_count(counts[WRITE_DONE], text);
	buf_printf(out, "%s written, ", text);
	units_format_count(conflicts, text);
	buf_printf(out, "%s conflict%s, ", text, conflicts == 1 ? "" : "s");
	units_format_count(counts[WRITE_FAILED] + counts[WRITE_UNKNOWN], text);
	buf_printf(out, "%s failed", text);
}

static void put_conflict(const struct write_result *result, struct buf *out)
{
	buf_printf(out, "isActive had changed, it is now %s", result->now);
	if (*result->by) {
		buf_printf(out, ", by %s", result->by);
	}
	buf_putc(out, '.');
}

/* What has become of one session, after its name. */
static void put_outcome(
	const struct write_result *result, const struct write_progress *writing, struct buf *out)
{
	const char *word = write_status_word(result->wanted);

	switch (result->outcome) {
	case WRITE_NONE:
	case WRITE_OUTCOME_COUNT:
		break;
	case WRITE_SENT:
		buf_printf(out, "writing isActive %s...%s", word,
			result->is_settling ? " No answer: reading whether it was written." : "");
		break;
	case WRITE_DONE:
		buf_printf(out, "written. isActive is now %s; pending in the index.", word);
		break;
	case WRITE_CONFLICT:
		buf_puts(out, "not written: ");
		put_conflict(result, out);
		break;
	case WRITE_GONE:
		buf_puts(out, "not written: the session no longer exists.");
		break;
	case WRITE_FAILED:
		buf_printf(out, "not written%s: %s",
			writing->phase == WRITING_WAITS ? " yet, Esc stops" : "",
			result->error.text);
		break;
	case WRITE_UNKNOWN:
		buf_printf(out, "no answer, it may have been written: %s", result->error.text);
		break;
	}
}

static void put_one(const struct snapshot *snapshot, struct buf *out)
{
	const struct write_result *result = &snapshot->write;
	char user[UI_SHORT_SIZE], service[UI_SHORT_SIZE];

	/* An order that has only begun has no result, and the last one's is not its. */
	if (result->outcome != WRITE_NONE && result->order == snapshot->writing.number) {
		buf_printf(out, "%s %s ", ui_short(result->user_id, user),
			ui_short(result->service, service));
		put_outcome(result, &snapshot->writing, out);
	}
}

static void put_many(const struct snapshot *snapshot, struct buf *out)
{
	const struct write_progress *writing = &snapshot->writing;
	char left[UNITS_TEXT_SIZE];

	put_counts(writing, out);
	if (writing->phase == WRITING_STOPPED) {
		units_format_count(writing->outcomes_count[WRITE_NONE], left);
		buf_printf(
			out, ", %s not tried: %s; :resume goes on, u undoes", left, writing->why);
	} else if (writing->outcomes_count[WRITE_DONE] > 0) {
		buf_puts(out, ", pending in the index");
	}
	buf_puts(out, ".");
	if (snapshot->write.outcome == WRITE_CONFLICT) {
		buf_printf(out, " The last: %s, ", snapshot->write.user_id);
		put_conflict(&snapshot->write, out);
	}
}

void write_status_tell(const struct snapshot *snapshot, char text[WRITE_STATUS_SIZE])
{
	const struct write_progress *writing = &snapshot->writing;
	bool is_over = writing->phase == WRITING_ENDED || writing->phase == WRITING_STOPPED;
	struct buf out = {0};

	if (writing->count <= 1) {
		put_one(snapshot, &out);
	} else if (is_over) {
		put_many(snapshot, &out);
	}
	snprintf(text, WRITE_STATUS_SIZE, "%s", buf_text(&out));
	buf_fini(&out);
}

/* How far it is, "12 of 1,000". */
static void put_share(const struct write_progress *writing, struct buf *out)
{
	char text[UNITS_TEXT_SIZE];

	units_format_count(writing->count - writing->outcomes_count[WRITE_NONE] -
				   writing->outcomes_count[WRITE_SENT],
		text);
	buf_printf(out, "%s of ", text);
	units_format_count(writing->count, text);
	buf_puts(out, text);
}

void write_status_format(const struct snapshot *snapshot, char text[WRITE_STATUS_SIZE])
{
	const struct write_progress *writing = &snapshot->writing;
	bool is_worth_it = writing->count > 1 || writing->phase == WRITING_WAITS;
	struct buf out = {0};
	char left[UNITS_TEXT_SIZE];

	*text = '\0';
	if (!is_worth_it || writing->phase == WRITING_NOTHING || writing->phase == WRITING_ENDED) {
		return;
	}
	buf_printf(&out, "isActive %s: ", write_status_word(writing->wanted));
	if (writing->phase == WRITING_STOPPED) {
		buf_puts(&out, "stopped at ");
	}
	put_share(writing, &out);
	if (writing->phase == WRITING) {
		rounded_format_left(writing->left_ms, left);
		buf_printf(&out, " written or tried, %s left, Esc stops", left);
	} else if (writing->phase == WRITING_WAITS) {
		buf_printf(&out, ", waiting, Esc stops: %s", writing->why);
	} else {
		buf_printf(&out, ", :resume goes on, u undoes: %s", writing->why);
	}
	snprintf(text, WRITE_STATUS_SIZE, "%s", buf_text(&out));
	buf_fini(&out);
}
