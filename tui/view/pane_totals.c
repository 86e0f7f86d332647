/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

#include "cell/chart.h"
#include "duration.h"
#include "list/format_rounded.h"
#include "number.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

/* In a body with at least this many rows, digits are large; with fewer, all is in one line. */
#define LARGE_FROM_ROWS 32
#define LARGE_FROM_COLS 100
#define TILES_FROM_ROWS 14
#define PARTS_FROM_ROWS 18

/* What a tile counts. */
struct counts {
	const struct summary *summary;
	/* of the summary's sessions: see struct diagnosis */
	uint32_t late, late_critical;
	/* see struct part */
	uint32_t overdue;
};

static uint32_t count_late(const struct counts *counts)
{
	return counts->late;
}

static uint32_t count_late_critical(const struct counts *counts)
{
	return counts->late_critical;
}

static uint32_t count_overdue(const struct counts *counts)
{
	return counts->overdue;
}

static uint32_t count_failing(const struct counts *counts)
{
	return diagnosis_failing(counts->summary, counts->late);
}

static uint32_t count_failing_critical(const struct counts *counts)
{
	return counts->summary->states[STATE_CRITICAL] - counts->late_critical;
}

static uint32_t count_on_time(const struct counts *counts)
{
	return counts->summary->states[STATE_ON_TIME] - counts->overdue;
}

#define COUNT_STATE(name, STATE)                                                                   \
	static uint32_t count_##name(const struct counts *counts)                                  \
	{                                                                                          \
		return counts->summary->states[STATE];                                             \
	}
COUNT_STATE(never_polled, STATE_NEVER_POLLED)
COUNT_STATE(future, STATE_FUTURE)
COUNT_STATE(unknown, STATE_UNKNOWN)
COUNT_STATE(paused, STATE_PAUSED)
#undef COUNT_STATE

static uint32_t count_acked(const struct counts *counts)
{
	return counts->summary->acknowledged;
}

static uint32_t count_sessions(const struct counts *counts)
{
	return counts->summary->sessions;
}

/*
 * The one definition of the tiles: every session is in one of them, and they add up to the last.
 * They agree with the findings, which is why a critical session is late or failing.
 */
static const struct tile {
	const char *title, *short_title;
	/* one line for the help */
	const char *meaning;
	/* unless the figure is 0, or some are critical */
	enum role role;
	uint32_t (*count)(const struct counts *counts);
	/* how many of these are critical; NULL: none can be */
	uint32_t (*count_critical)(const struct counts *counts);
} tiles[] = {
	{"LATE", "LATE", "late or critical by age, with or without errors", ROLE_LATE, count_late,
		count_late_critical},
	{"OVERDUE", "DUE", "behind in a finding, but not late yet", ROLE_LATE, count_overdue, NULL},
	{"FAILING", "FAIL", "late or critical by errors alone", ROLE_LATE, count_failing,
		count_failing_critical},
	{"NEVER POLLED", "NEVER", "?: not known; 5?: as of an old Scan", ROLE_NEVER,
		count_never_polled, NULL},
	{"FUTURE", "FUT", "lastPollAt in the future", ROLE_FUTURE, count_future, NULL},
	{"UNKNOWN", "UNKN", "attributes missing or unreadable", ROLE_UNKNOWN, count_unknown, NULL},
	{"ON TIME", "OK", "all others that are active", ROLE_NORMAL, count_on_time, NULL},
	{"PAUSED", "PAUS", "isActive false", ROLE_NORMAL, count_paused, NULL},
	{"ACK", "ACK", "acknowledged, and in no other tile", ROLE_NORMAL, count_acked, NULL},
	{"TOTAL", "TOTAL", "the sum of the others", ROLE_TITLE, count_sessions, NULL},
};

bool pane_totals_explain(size_t i, const char **title, const char **meaning)
{
	if (i >= ARRAY_LEN(tiles)) {
		return false;
	}
	*title = tiles[i].title;
	*meaning = tiles[i].meaning;
	return true;
}

/* A style of the figures. The first that fits is used; those that show most come first. */
struct style {
	bool is_large, is_short, has_changes;
};

struct texts {
	const char *title;
	char figure[NUMBER_SIZE], change[NUMBER_SIZE + 2];
	/* "39 critical"; "": none */
	char part[NUMBER_SIZE + sizeof(" critical")];
	enum role role;
	int cols;
};

static struct counts counts_shown(const struct ui *ui)
{
	const struct diagnosis *diagnosis = ui_diagnosis(ui);

	return (struct counts){
		ui_totals(ui), diagnosis->late, diagnosis->late_critical, ui->passing.overdue};
}

/* "." for none; never polled ones may be unknown: "?", or "5?" as of an old Scan. */
static void format_figure(
	const struct ui *ui, const struct tile *tile, uint32_t count, char text[NUMBER_SIZE])
{
	if (tile->count == count_never_polled) {
		ui_format_never_polled(ui, count, text);
	} else {
		number_format_count(count, text);
	}
	if (strcmp(text, "0") == 0) {
		strcpy(text, ".");
	}
}

/* A filter's figures are not those of the baseline, which are of the whole fleet. */
static bool has_baseline(const struct ui *ui)
{
	return ui->baseline.is_set && !ui->passes;
}

/*
 * The change since the baseline: "+31", "-2"; "" for none. Acknowledged sessions count in both: an
 * acknowledgement is no recovery.
 */
static void format_change(const struct ui *ui, const struct tile *tile, char *text, size_t size)
{
	const struct counts now = {.summary = &ui->snapshot->totals,
		.late = ui->snapshot->diagnosis->late,
		.overdue = ui->fleet.overdue};
	const struct counts then = {.summary = &ui->baseline.totals,
		.late = ui->baseline.late,
		.overdue = ui->baseline.overdue};
	uint32_t count = tile->count(&now), before = tile->count(&then);
	char number[NUMBER_SIZE];

	text[0] = '\0';
	number_format_count(count > before ? count - before : before - count, number);
	if (has_baseline(ui) && count != before) {
		snprintf(text, size, "%c%s", count > before ? '+' : '-', number);
	}
}

static struct texts make_texts(
	const struct ui *ui, const struct tile *tile, const struct style *style)
{
	const struct counts counts = counts_shown(ui);
	uint32_t critical = tile->count_critical ? tile->count_critical(&counts) : 0;
	struct texts texts = {
		.title = style->is_short ? tile->short_title : tile->title,
		.role = critical > 0 ? ROLE_CRITICAL : tile->role,
	};
	char number[NUMBER_SIZE];

	format_figure(ui, tile, tile->count(&counts), texts.figure);
	if (strcmp(texts.figure, ".") == 0) {
		texts.role = ROLE_RULE;
	}
	if (critical > 0) {
		number_format_count(critical, number);
		snprintf(texts.part, sizeof(texts.part), "%s %s", number,
			style->is_short ? "crit" : "critical");
	}
	if (style->has_changes) {
		format_change(ui, tile, texts.change, sizeof(texts.change));
	}
	texts.cols = style->is_large && texts.role != ROLE_RULE ? chart_figure_cols(texts.figure)
								: (int)strlen(texts.figure);
	texts.cols += texts.change[0] ? 1 + (int)strlen(texts.change) : 0;
	if (texts.cols < (int)strlen(texts.title)) {
		texts.cols = (int)strlen(texts.title);
	}
	if (texts.cols < (int)strlen(texts.part)) {
		texts.cols = (int)strlen(texts.part);
	}
	return texts;
}

static int cols_of_all(const struct ui *ui, const struct style *style)
{
	int cols = 0;

	for (size_t i = 0; i < ARRAY_LEN(tiles); i++) {
		cols += make_texts(ui, &tiles[i], style).cols;
	}
	return cols;
}

/* Columns between two figures. */
static int gap_of(const struct ui *ui, const struct style *style, int cols)
{
	return (cols - 2 - cols_of_all(ui, style)) / ((int)ARRAY_LEN(tiles) - 1);
}

/* By the size of the screen alone, so that nothing jumps when the figures change. */
static bool has_large_rows(int body_rows, int cols)
{
	return body_rows >= LARGE_FROM_ROWS && cols >= LARGE_FROM_COLS;
}

static struct style choose_style(const struct ui *ui, int body_rows, int cols)
{
	static const struct style styles[] = {
		{true, false, true},
		{true, true, true},
		{true, true, false},
		{false, false, true},
		{false, true, true},
		{false, true, false},
	};
	size_t i = has_large_rows(body_rows, cols) ? 0 : 3;

	while (i + 1 < ARRAY_LEN(styles) &&
		gap_of(ui, &styles[i], cols) < (styles[i].is_short ? 1 : 2)) {
		i++;
	}
	return styles[i];
}

/* A row for how many are critical. */
static bool has_parts(const struct ui *ui, int body_rows)
{
	return body_rows >= PARTS_FROM_ROWS && ui_totals(ui)->states[STATE_CRITICAL] > 0;
}

int pane_totals_rows(const struct ui *ui, int body_rows, int cols)
{
	if (body_rows < TILES_FROM_ROWS) {
		return 1;
	}
	return 1 + (has_large_rows(body_rows, cols) ? CHART_FIGURE_ROWS : 1) +
	       has_parts(ui, body_rows);
}

static void put_tile(
	struct canvas *canvas, const struct texts *texts, bool is_large, const struct pane *pane)
{
	int y = pane->y, x = pane->x, room = pane->cols;
	int figure_cols = is_large && texts->role != ROLE_RULE ? chart_figure_cols(texts->figure)
							       : (int)strlen(texts->figure);

	canvas_put(canvas, y, x, room, ROLE_DIM, texts->title);
	y += is_large ? CHART_FIGURE_ROWS : 1;
	if (is_large && texts->role != ROLE_RULE) {
		chart_put_figure(canvas, y - CHART_FIGURE_ROWS + 1, x, texts->role, texts->figure);
	} else {
		canvas_put(canvas, y, x, room, texts->role, texts->figure);
	}
	canvas_put(
		canvas, y, x + figure_cols + 1, room - figure_cols - 1, ROLE_NORMAL, texts->change);
	if (pane->rows > 0) {
		canvas_put(canvas, y + 1, x, room, ROLE_CRITICAL, texts->part);
	}
}

/* The age of the baseline, at the right end, if there is room. */
static void put_baseline(struct canvas *canvas, const struct ui *ui, const struct pane *rest)
{
	char age[DURATION_SIZE], text[NUMBER_SIZE + 16];

	if (!has_baseline(ui)) {
		return;
	}
	format_rounded_age(ui->snapshot->asof_ms - ui->baseline.asof_ms, 60000, age);
	snprintf(text, sizeof(text), "since %s ago", age);
	if (rest->cols - 1 >= (int)strlen(text)) {
		canvas_put_right(canvas, rest->y, rest->x, rest->cols - 1, ROLE_DIM, text);
	}
}

/* All in one line, without what is 0: "LATE 46  OK 4,264  TOTAL 4,310". */
static void draw_line(struct canvas *canvas, const struct ui *ui, const struct pane *pane)
{
	static const struct style style = {.is_short = true};
	struct pen pen = pane_pen(canvas, pane);

	int spare = pane->cols - 1, count = 0;

	for (size_t i = 0; i < ARRAY_LEN(tiles); i++) {
		struct texts texts = make_texts(ui, &tiles[i], &style);

		if (texts.role != ROLE_RULE) {
			spare -= (int)(strlen(texts.title) + 1 + strlen(texts.figure));
			count++;
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(tiles); i++) {
		struct texts texts = make_texts(ui, &tiles[i], &style);

		int cols = (int)(strlen(texts.title) + 1 + strlen(texts.figure));

		if (texts.role == ROLE_RULE || cols >= pen_cols_left(&pen)) {
			continue;
		}
		pen_skip(&pen, 1 + (pen.x > pane->x && spare >= 2 * count));
		pen_put(&pen, ROLE_DIM, texts.title);
		pen_skip(&pen, 1);
		pen_put(&pen, texts.role, texts.figure);
	}
}

void pane_totals_draw(
	struct canvas *canvas, const struct ui *ui, const struct pane *pane, int body_rows)
{
	if (body_rows < TILES_FROM_ROWS) {
		draw_line(canvas, ui, pane);
		return;
	}
	struct style style = choose_style(ui, body_rows, pane->cols);
	int gap = gap_of(ui, &style, pane->cols), x = pane->x + 1, end_x = pane->x + pane->cols;

	gap = gap < 1 ? 1 : gap > 5 ? 5 : gap;
	for (size_t i = 0; i < ARRAY_LEN(tiles) && x < end_x; i++) {
		struct texts texts = make_texts(ui, &tiles[i], &style);

		put_tile(canvas, &texts, style.is_large,
			&(struct pane){pane->y, x, has_parts(ui, body_rows), end_x - x});
		x += texts.cols + gap;
	}
	put_baseline(canvas, ui, &(struct pane){pane->y, x, 1, end_x - x});
}
