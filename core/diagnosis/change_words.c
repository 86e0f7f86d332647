/* SPDX-License-Identifier: MIT */
#include "change_words.h"

#include "service_words.h"
#include "number.h"

/* Text after the session or the number of sessions; NULL: the kind is described differently. */
static const char *const words[CHANGE_KIND_COUNT] = {
	[CHANGE_LATE] = "became late",
	[CHANGE_RECOVERED] = "recovered",
	[CHANGE_PAUSED] = "paused elsewhere",
	[CHANGE_RESUMED] = "resumed elsewhere",
	[CHANGE_NEW] = "new",
	[CHANGE_GONE] = "gone",
};

void change_words_append_subject(struct buf *out, const struct change *change)
{
	buf_puts(out, change->service);
	if (change->user_id) {
		buf_printf(out, "/%s", change->user_id);
	}
	if (!change->user_id) {
		buf_putc(out, ':');
	}
}

/* "3 failing, +12 errors": sessions that passed a threshold, and how many errors they added. */
static void append_errors(struct buf *out, const struct change *change)
{
	if (!change->user_id) {
		number_put_count(out, change->sessions);
		buf_putc(out, ' ');
	}
	buf_puts(out, "failing, +");
	number_put_count(out, change->amount > 0 ? (uint64_t)change->amount : 0);
	buf_puts(out, change->amount == 1 ? " error" : " errors");
}

void change_words_append(struct buf *out, const struct change *change, int64_t asof_ms)
{
	const struct cohort cohort = {.sessions = change->sessions,
		.first_ms = change->polled_at_ms,
		.last_ms = change->polled_at_ms + change->span_ms};
	if (change->kind == CHANGE_ERRORS) {
		append_errors(out, change);
	} else if (change->kind == CHANGE_STOPPED) {
		service_words_append_cohort(out, &cohort, 0, asof_ms);
	} else if (change->user_id) {
		buf_puts(out, words[change->kind]);
	} else {
		number_put_count(out, change->sessions);
		buf_printf(out, " %s", words[change->kind]);
	}
}
