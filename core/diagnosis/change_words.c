/* SPDX-License-Identifier: MIT */
#include "change_words.h"

#include "duration.h"
#include "number.h"
#include "timestamp.h"

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

/* "31 stopped within 20s of 09:41:07Z". */
static void append_stopped(struct buf *out, const struct change *change, int64_t asof_ms)
{
	int64_t span_s = change->span_ms / 1000 + (change->span_ms % 1000 > 0);
	char span[DURATION_SIZE], clock[TIMESTAMP_SIZE];

	duration_format_setting(span_s > 0 ? span_s * 1000 : 1000, span);
	timestamp_format_short(change->polled_at_ms, asof_ms, clock);
	number_put_count(out, change->sessions);
	buf_printf(out, " stopped within %s of %s", span, clock);
}

void change_words_append(struct buf *out, const struct change *change, int64_t asof_ms)
{
	char duration[DURATION_SIZE];

	if (change->text) {
		buf_puts(out, change->text);
		return;
	}
	if (change->kind == CHANGE_STOPPED) {
		append_stopped(out, change, asof_ms);
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
