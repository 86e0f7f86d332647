/* SPDX-License-Identifier: MIT */
#include "view/change_text.h"

#include "change_words.h"

#include <stdlib.h>
#include <string.h>

/* Worst first: the order among those seen at the same time. */
static const struct {
	enum change_kind kind;
	enum role role;
} kinds[] = {
	{CHANGE_BEGAN, ROLE_LATE},
	{CHANGE_BACK, ROLE_LATE},
	{CHANGE_UPDATED, ROLE_NORMAL},
	{CHANGE_OVER, ROLE_ON_TIME},
	{CHANGE_STOPPED, ROLE_CRITICAL},
	{CHANGE_LATE, ROLE_LATE},
	{CHANGE_ERRORS, ROLE_LATE},
	{CHANGE_FIRST_ERRORS, ROLE_LATE},
	{CHANGE_CLOCK_AHEAD, ROLE_FUTURE},
	{CHANGE_CLOCK_BACK, ROLE_FUTURE},
	{CHANGE_UNREADABLE, ROLE_UNKNOWN},
	{CHANGE_GONE, ROLE_UNKNOWN},
	{CHANGE_PAUSED, ROLE_NORMAL},
	{CHANGE_RESUMED, ROLE_NORMAL},
	{CHANGE_NEW, ROLE_NORMAL},
	{CHANGE_READABLE, ROLE_NORMAL},
	{CHANGE_RECOVERED, ROLE_NORMAL},
};

static size_t rank_of(enum change_kind kind)
{
	size_t rank = 0;

	while (rank + 1 < ARRAY_LEN(kinds) && kinds[rank].kind != kind) {
		rank++;
	}
	return rank;
}

/* The sort key of a line, and the index of its change. */
struct entry {
	int64_t at_ms;
	size_t rank;
	uint64_t number;
	uint32_t index;
};

/* For qsort: the lesser comes first. */
#define ASCENDING(a, b) (((a) > (b)) - ((a) < (b)))

static int compare_entries(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = ASCENDING(b->at_ms, a->at_ms);

	if (!order) {
		order = ASCENDING(a->rank, b->rank);
	}
	return order ? order : ASCENDING(b->number, a->number);
}

void change_text_sort(const struct snapshot *snapshot, uint32_t *indexes, size_t count)
{
	struct entry *entries = base_calloc(count + 1, sizeof(*entries));

	for (size_t i = 0; i < count; i++) {
		const struct change *change = &snapshot->changes[indexes[i]];

		entries[i] = (struct entry){
			change->at_ms, rank_of(change->kind), change->number, indexes[i]};
	}
	qsort(entries, count, sizeof(*entries), compare_entries);
	for (size_t i = 0; i < count; i++) {
		indexes[i] = entries[i].index;
	}
	free(entries);
}

void change_text_format_when(const struct ui *ui, int64_t at_ms, char text[TIMESTAMP_SIZE])
{
	timestamp_format_short(at_ms, ui->snapshot->asof_ms, text);
	if (text[2] == ':') {
		text[5] = '\0';
	}
}

static void put_when(struct pen *pen, const struct ui *ui, int64_t at_ms, bool is_exact)
{
	char when[TIMESTAMP_SIZE];

	if (is_exact) {
		timestamp_format_short(at_ms, ui->snapshot->asof_ms, when);
	} else {
		change_text_format_when(ui, at_ms, when);
	}
	pen_put(pen, ROLE_DIM, when);
}

/* True if reads were due since the one before, and failed. */
static bool is_after_blind_window(const struct ui *ui, const struct change *change)
{
	return change->after_ms > 0 &&
	       change->at_ms - change->after_ms > ui_due_within_ms(&ui->snapshot->status);
}

void change_text_put(
	struct pen *pen, const struct ui *ui, const struct change *change, bool is_exact)
{
	struct buf subject = {0}, words = {0};

	change_words_append_subject(&subject, change);
	change_words_append(&words, change, ui->snapshot->asof_ms);
	if (is_after_blind_window(ui, change)) {
		put_when(pen, ui, change->after_ms, is_exact);
		pen_put(pen, ROLE_DIM, "-");
	}
	put_when(pen, ui, change->at_ms, is_exact);
	pen_skip(pen, 2);
	pen_put_limited(pen, pen_cols_left(pen) * 3 / 5, ROLE_NORMAL, buf_text(&subject));
	pen_skip(pen, 1);
	pen_put(pen, kinds[rank_of(change->kind)].role, buf_text(&words));
	buf_fini(&subject);
	buf_fini(&words);
}

int64_t change_text_watched_since_ms(const struct snapshot *snapshot)
{
	int64_t since_ms = 0;

	for (size_t i = 0; i < snapshot->services_count; i++) {
		const struct service_summary *service = &snapshot->services[i];

		if (service->samples_count > 0 &&
			(since_ms == 0 || service->samples[0].at_ms < since_ms)) {
			since_ms = service->samples[0].at_ms;
		}
	}
	return since_ms;
}
