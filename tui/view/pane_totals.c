/* SPDX-License-Identifier: MIT */
#include "view/pane_totals.h"

#include "cell/chart.h"
#include "list/rounded.h"
#include "units.h"

#include <stdio.h>
#include <string.h>

/* Rows of the body from which the figures are large. */
#define LARGE_FROM_ROWS 26

/* A figure, which stands under its own title. */
struct total {
	const char *title, *short_title;
	uint32_t (*count)(const struct summary *summary);
	/* when it is not 0 */
	enum role role;
	bool is_never_polled;
};

static uint32_t count_critical(const struct summary *summary)
{
	return summary->states[STATE_CRITICAL];
}

static uint32_t count_late(const struct summary *summary)
{
	return summary->states[STATE_LATE];
}

static uint32_t count_erroring(const struct summary *summary)
{
	return summary->erroring;
}

static uint32_t count_never_polled(const struct summary *summary)
{
	return summary->states[STATE_NEVER_POLLED];
}

static uint32_t count_future(const struct summary *summary)
{
	return summary->states[STATE_FUTURE];
}

static uint32_t count_unknown(const struct summary *summary)
{
	return summary->states[STATE_UNKNOWN];
}

static uint32_t count_on_time(const struct summary *summary)
{
	return summary->states[STATE_ON_TIME];
}

static uint32_t count_paused(const struct summary *summary)
{
	return summary->paused;
}

static uint32_t count_all(const struct summary *summary)
{
	return summary->sessions;
}

static const struct total totals[] = {
	{"CRITICAL", "CRIT", count_critical, ROLE_CRITICAL, false},
	{"LATE", "LATE", count_late, ROLE_LATE, false},
	{"ERRORING", "ERR", count_erroring, ROLE_LATE, false},
	{"NEVER POLLED", "NEVER", count_never_polled, ROLE_NEVER, true},
	{"FUTURE", "FUT", count_future, ROLE_FUTURE, false},
	{"UNKNOWN", "UNKN", count_unknown, ROLE_UNKNOWN, false},
	{"ON TIME", "OK", count_on_time, ROLE_NORMAL, false},
	{"PAUSED", "OFF", count_paused, ROLE_NORMAL, false},
	{"TOTAL", "TOTAL", count_all, ROLE_TITLE, false},
};

/* How the figures are shown: the richest way that fits. */
struct style {
	bool is_large, is_short, has_changes;
};

struct texts {
	const char *title;
	char figure[UNITS_TEXT_SIZE], change[UNITS_TEXT_SIZE + 2];
	uint32_t count;
	int cols;
};

/* What was not counted is not 0. */
static void format_figure(
	const struct ui *ui, const struct total *total, uint32_t count, char *text)
{
	if (count == 0 && total->is_never_polled && !snapshot_knows_never_polled(ui->snapshot)) {
		snprintf(text, UNITS_TEXT_SIZE, "?");
	} else {
		units_format_count(count, text);
	}
}

/* "+31", "-2"; "" where nothing changed, or where there is nothing to compare with. */
static void format_change(
	const struct ui *ui, const struct total *total, uint32_t count, char *text, size_t size)
{
	char number[UNITS_TEXT_SIZE];

	text[0] = '\0';
	if (!ui->baseline.is_set) {
		return;
	}
	uint32_t before = total->count(&ui->baseline.totals);

	units_format_count(count > before ? count - before : before - count, number);
	if (count != before) {
		snprintf(text, size, "%c%s", count > before ? '+' : '-', number);
	}
}

static struct texts make_texts(
	const struct ui *ui, const struct total *total, const struct style *style)
{
	struct texts texts = {
		.title = style->is_short ? total->short_title : total->title,
		.count = total->count(ui_totals(ui)),
	};
	int title_cols = (int)strlen(texts.title);

	format_figure(ui, total, texts.count, texts.figure);
	if (style->has_changes) {
		format_change(ui, total, texts.count, texts.change, sizeof(texts.change));
	}
	texts.cols = style->is_large ? chart_figure_cols(texts.figure) : (int)strlen(texts.figure);
	texts.cols += texts.change[0] ? 1 + (int)strlen(texts.change) : 0;
	texts.cols = texts.cols > title_cols ? texts.cols : title_cols;
	return texts;
}

static int cols_of_all(const struct ui *ui, const struct style *style)
{
	int cols = 0;

	for (size_t i = 0; i < ARRAY_LEN(totals); i++) {
		cols += make_texts(ui, &totals[i], style).cols;
	}
	return cols;
}

/* Columns between two figures. */
static int gap_of(const struct ui *ui, const struct style *style, int cols)
{
	return (cols - 2 - cols_of_all(ui, style)) / ((int)ARRAY_LEN(totals) - 1);
}

static struct style choose_style(const struct ui *ui, int body_rows, int cols)
{
	static const struct style styles[] = {
		{true, false, true},
		{false, false, true},
		{false, true, true},
		{false, true, false},
	};
	size_t i = body_rows >= LARGE_FROM_ROWS ? 0 : 1;

	while (i + 1 < ARRAY_LEN(styles) && gap_of(ui, &styles[i], cols) < (i < 2 ? 2 : 1)) {
		i++;
	}
	return styles[i];
}

int pane_totals_rows(const struct ui *ui, int body_rows, int cols)
{
	return 1 + (choose_style(ui, body_rows, cols).is_large ? CHART_FIGURE_ROWS : 1);
}

static void put_total(struct canvas *canvas, const struct total *total, const struct texts *texts,
	bool is_large, int y, int x)
{
	enum role role = texts->count > 0 ? total->role : ROLE_DIM;
	int room = canvas->cols - x;

	canvas_put(canvas, y, x, room, ROLE_DIM, texts->title);
	if (is_large) {
		chart_put_figure(canvas, y + 1, x, role, texts->figure);
		x += chart_figure_cols(texts->figure);
		y += CHART_FIGURE_ROWS;
	} else {
		x += canvas_put(canvas, y + 1, x, room, role, texts->figure);
		y += 1;
	}
	canvas_put(canvas, y, x + 1, canvas->cols - x - 1, ROLE_NORMAL, texts->change);
}

/* How old the baseline is, at the right end, if there is room. */
static void put_baseline(struct canvas *canvas, const struct ui *ui, int y, int x)
{
	char age[UNITS_TEXT_SIZE], text[UNITS_TEXT_SIZE + 16];

	if (!ui->baseline.is_set) {
		return;
	}
	rounded_format_age(ui->snapshot->asof_ms - ui->baseline.asof_ms, 60000, age);
	snprintf(text, sizeof(text), "+- in %s", age);
	if (canvas->cols - 1 - x >= (int)strlen(text)) {
		canvas_put_right(canvas, y, x, canvas->cols - 1 - x, ROLE_DIM, text);
	}
}

void pane_totals_draw(struct canvas *canvas, const struct ui *ui, int y, int body_rows)
{
	struct style style = choose_style(ui, body_rows, canvas->cols);
	int gap = gap_of(ui, &style, canvas->cols), x = 1;

	gap = gap < 1 ? 1 : gap > 5 ? 5 : gap;
	for (size_t i = 0; i < ARRAY_LEN(totals) && x < canvas->cols; i++) {
		struct texts texts = make_texts(ui, &totals[i], &style);

		put_total(canvas, &totals[i], &texts, style.is_large, y, x);
		x += texts.cols + gap;
	}
	put_baseline(canvas, ui, y, x);
}
