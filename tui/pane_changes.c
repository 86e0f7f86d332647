/* SPDX-License-Identifier: MIT */
#include "pane_changes.h"

#include "buf.h"
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A blank row, the title, and at least one line. */
#define MIN_ROWS 3

/* Worst first: the order among those seen at the same time. */
static const struct {
	enum change_kind kind;
	enum role role;
	const char *words; /* after the session, or after the number of them */
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

/* For qsort: the lesser comes first. */
#define ASCENDING(a, b) (((a) > (b)) - ((a) < (b)))

static int compare_changes(const void *left, const void *right)
{
	const struct change *a = left, *b = right;
	int order = ASCENDING(b->at_ms, a->at_ms);
	if (!order) {
		order = ASCENDING(rank_of(a->kind), rank_of(b->kind));
	}
	return order ? order : ASCENDING(b->number, a->number);
}

/* "09:41", or the date of what is older than a day. */
static void format_when(const struct ui *ui, int64_t at_ms, char text[UNITS_TEXT_SIZE])
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

static void append_words(const struct ui *ui, const struct change *change, struct buf *out)
{
	const char *words = kinds[rank_of(change->kind)].words;
	char sessions[UNITS_TEXT_SIZE], number[UNITS_TEXT_SIZE], clock[UNITS_TEXT_SIZE];
	units_format_count(change->sessions, sessions);
	if (change->kind == CHANGE_ERRORS) {
		units_format_count(change->amount > 0 ? (uint64_t)change->amount : 0, number);
		buf_printf(out, "%s +%s", words, number);
		if (!change->user_id) {
			buf_printf(out, " over %s sessions", sessions);
		}
	} else if (change->kind == CHANGE_STOPPED) {
		int64_t span_s = change->span_ms / 1000 + (change->span_ms % 1000 > 0);
		units_format_interval(span_s > 0 ? span_s * 1000 : 1000, number);
		units_format_clock(change->polled_at_ms, ui->snapshot->asof_ms, clock);
		buf_printf(out, "%s %s within %s of %s", sessions, words, number, clock);
	} else if (change->user_id) {
		buf_puts(out, words);
	} else {
		buf_printf(out, "%s %s", sessions, words);
	}
}

static void draw_change(
	struct canvas *canvas, const struct ui *ui, const struct change *change, int y)
{
	struct buf subject = {0}, words = {0};
	char when[UNITS_TEXT_SIZE];
	format_when(ui, change->at_ms, when);
	append_subject(change, &subject);
	append_words(ui, change, &words);
	int x = 2 + canvas_put(canvas, y, 1, canvas->cols - 1, ROLE_DIM, when);
	x += canvas_put(canvas, y, x, canvas->cols / 2, ROLE_NORMAL, buf_text(&subject)) + 1;
	canvas_put(canvas, y, x, canvas->cols - x - 1, kinds[rank_of(change->kind)].role,
		buf_text(&words));
	buf_fini(&subject);
	buf_fini(&words);
}

void pane_changes_append(const struct ui *ui, const struct change *change, struct buf *out)
{
	append_subject(change, out);
	buf_putc(out, ' ');
	append_words(ui, change, out);
}

/* Since when changes would have been seen: the oldest sample of any service. */
static int64_t watched_since_ms(const struct snapshot *snapshot)
{
	int64_t since_ms = INT64_MAX;
	for (size_t i = 0; i < snapshot->services_count; i++) {
		const struct service_summary *service = &snapshot->services[i];
		if (service->history_count > 0 && service->history[0].at_ms < since_ms) {
			since_ms = service->history[0].at_ms;
		}
	}
	return since_ms;
}

static void draw_none(struct canvas *canvas, const struct ui *ui, int y)
{
	int64_t since_ms = watched_since_ms(ui->snapshot);
	char when[UNITS_TEXT_SIZE];
	if (since_ms == INT64_MAX) {
		return; /* there was no second look yet */
	}
	format_when(ui, since_ms, when);
	canvas_printf(canvas, y, 1, canvas->cols - 2, ROLE_DIM, "no changes since %s", when);
}

void pane_changes_draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	const struct snapshot *snapshot = ui->snapshot;
	size_t count = snapshot->changes_count;
	if (rows < MIN_ROWS) {
		return;
	}
	if (count == 0) {
		draw_none(canvas, ui, y + 1);
		return;
	}
	struct change *changes = base_calloc(count, sizeof(*changes));
	memcpy(changes, snapshot->changes, count * sizeof(*changes));
	qsort(changes, count, sizeof(*changes), compare_changes);
	canvas_put(canvas, y + 1, 1, canvas->cols - 2, ROLE_TITLE, "CHANGES");
	for (size_t i = 0; i < count && (int)i < rows - 2; i++) {
		draw_change(canvas, ui, &changes[i], y + 2 + (int)i);
	}
	free(changes);
}
