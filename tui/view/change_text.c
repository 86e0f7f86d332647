/* SPDX-License-Identifier: MIT */
#include "view/change_text.h"

#include "units.h"
#include "view/advice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Worst first: the order among those seen at the same time. */
static const struct {
	enum change_kind kind;
	enum role role;
	/* after the session, or after the number of them */
	const char *words;
} kinds[] = {
	{CHANGE_STOPPED, ROLE_CRITICAL, "stopped"},
	{CHANGE_LATE, ROLE_LATE, "got late"},
	{CHANGE_ERRORS, ROLE_LATE, "errors"},
	{CHANGE_GONE, ROLE_UNKNOWN, "gone"},
	{CHANGE_PAUSED, ROLE_NORMAL, "paused elsewhere"},
	{CHANGE_RESUMED, ROLE_NORMAL, "resumed elsewhere"},
	{CHANGE_NEW, ROLE_NORMAL, "new"},
	{CHANGE_RECOVERED, ROLE_NORMAL, "recovered"},
};

static size_t rank_of(enum change_kind kind)
{
	size_t rank = 0;

	while (rank + 1 < ARRAY_LEN(kinds) && kinds[rank].kind != kind) {
		rank++;
	}
	return rank;
}

/* What a line is compared by, and where its change is. */
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

void change_text_format_when(const struct ui *ui, int64_t at_ms, char text[UNITS_TEXT_SIZE])
{
	units_format_clock(at_ms, ui->snapshot->asof_ms, text);
	if (text[2] == ':') {
		text[5] = '\0';
	}
}

/* A session by its key, several by their service and number. */
static void append_subject(const struct change *change, struct buf *out)
{
	bool counts_errors = change->kind == CHANGE_ERRORS;

	buf_puts(out, change->service);
	if (change->user_id) {
		buf_printf(out, "/%s%s", change->user_id, counts_errors ? ":" : "");
	} else {
		buf_puts(out, ":");
	}
}

static void append_errors(const struct change *change, struct buf *out)
{
	char sessions[UNITS_TEXT_SIZE], errors[UNITS_TEXT_SIZE];

	units_format_count(change->sessions, sessions);
	units_format_count(change->amount > 0 ? (uint64_t)change->amount : 0, errors);
	buf_printf(out, "errors +%s", errors);
	if (!change->user_id) {
		buf_printf(out, " over %s sessions", sessions);
	}
}

static void append_words(const struct ui *ui, const struct change *change, struct buf *out)
{
	const char *words = kinds[rank_of(change->kind)].words;
	char sessions[UNITS_TEXT_SIZE];

	units_format_count(change->sessions, sessions);
	if (change->kind == CHANGE_ERRORS) {
		append_errors(change, out);
	} else if (change->kind == CHANGE_STOPPED) {
		const struct cohort cohort = {.sessions = change->sessions,
			.first_ms = change->polled_at_ms,
			.last_ms = change->polled_at_ms + change->span_ms};

		advice_append_stopped(out, &cohort, 0, ui->snapshot->asof_ms);
	} else if (change->user_id) {
		buf_puts(out, words);
	} else {
		buf_printf(out, "%s %s", sessions, words);
	}
}

void change_text_append(const struct ui *ui, const struct change *change, struct buf *out)
{
	append_subject(change, out);
	buf_putc(out, ' ');
	append_words(ui, change, out);
}

void change_text_put(struct canvas *canvas, const struct ui *ui, const struct change *change, int y,
	int x, int cols, bool is_exact)
{
	struct buf subject = {0}, words = {0};
	char when[UNITS_TEXT_SIZE];
	int end_x = x + cols;

	if (is_exact) {
		units_format_clock(change->at_ms, ui->snapshot->asof_ms, when);
	} else {
		change_text_format_when(ui, change->at_ms, when);
	}
	append_subject(change, &subject);
	append_words(ui, change, &words);
	x += 2 + canvas_put(canvas, y, x, cols, ROLE_DIM, when);
	x += 1 + canvas_put(canvas, y, x, (end_x - x) * 3 / 5, ROLE_NORMAL, buf_text(&subject));
	canvas_put(canvas, y, x, end_x - x, kinds[rank_of(change->kind)].role, buf_text(&words));
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
