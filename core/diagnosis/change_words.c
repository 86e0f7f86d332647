/* SPDX-License-Identifier: MIT */
#include "change_words.h"

#include "duration.h"
#include "number.h"
#include "service_words.h"

/* Text after the session or the number of sessions. */
#define WORDS(NAME, word, words) words,
static const char *const words[CHANGE_KIND_COUNT] = {CHANGE_KINDS(WORDS)};
#undef WORDS

void change_words_append_subject(struct buf *out, const struct change *change)
{
	if (change->text) {
		buf_printf(out, "%s:", words[change->kind]);
		return;
	}
	buf_puts(out, change->service);
	if (change->user_id) {
		buf_printf(out, "/%s", change->user_id);
	}
	if (!change->user_id) {
		buf_putc(out, ':');
	}
}

/* "3 failing": sessions, unless it is the one that is named, and what happened to them. */
static void append_words(struct buf *out, const struct change *change)
{
	if (!change->user_id) {
		number_put_count(out, change->sessions);
		buf_putc(out, ' ');
	}
	buf_puts(out, words[change->kind]);
}

/* ", +12 errors": how many errors they added. */
static void append_errors(struct buf *out, const struct change *change)
{
	buf_puts(out, ", +");
	number_put_count(out, change->amount > 0 ? (uint64_t)change->amount : 0);
	buf_puts(out, change->amount == 1 ? " error" : " errors");
}

static void append_cohort(struct buf *out, const struct change *change, int64_t asof_ms)
{
	const struct cohort cohort = {.sessions = change->sessions,
		.first_ms = change->polled_at_ms,
		.last_ms = change->polled_at_ms + change->span_ms};

	service_words_append_cohort(out, &cohort, 0, asof_ms);
}

void change_words_append(struct buf *out, const struct change *change, int64_t asof_ms)
{
	char duration[DURATION_SIZE];

	if (change->text) {
		buf_puts(out, change->text);
		return;
	}
	if (change->kind == CHANGE_STOPPED) {
		append_cohort(out, change, asof_ms);
		return;
	}
	append_words(out, change);
	if (change->kind == CHANGE_ERRORS || change->kind == CHANGE_FIRST_ERRORS) {
		append_errors(out, change);
	} else if (change->kind == CHANGE_CLOCK_AHEAD || change->kind == CHANGE_CLOCK_BACK) {
		duration_format(change->amount, duration);
		buf_printf(out, change->user_id ? ", by %s" : ", by up to %s", duration);
	}
}
