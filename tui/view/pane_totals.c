/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

#include "cell/chart.h"
#include "duration.h"
#include "list/format_rounded.h"
#include "number.h"
#include "summary.h"

#include <stdio.h>
#include <string.h>

/* In a body with at least this many rows, digits are large. */
#define LARGE_FROM_ROWS 26

/* A count in struct summary. */
#define COUNT(member) offsetof(struct summary, member)
#define STATE(name)   (COUNT(states) + STATE_##name * sizeof(uint32_t))

static const struct total {
	const char *title, *short_title;
	size_t count;
	/* unless the figure is 0 */
	enum role role;
} totals[] = {
	/* every session is in one of these, */
	{"CRITICAL", "CRIT", STATE(CRITICAL), ROLE_CRITICAL},
	{"LATE", "LATE", STATE(LATE), ROLE_LATE},
	{"NEVER POLLED", "NEVER", STATE(NEVER_POLLED), ROLE_NEVER},
	{"FUTURE", "FUT", STATE(FUTURE), ROLE_FUTURE},
	{"UNKNOWN", "UNKN", STATE(UNKNOWN), ROLE_UNKNOWN},
	{"ON TIME", "OK", STATE(ON_TIME), ROLE_NORMAL},
	{"PAUSED", "PAUS", STATE(PAUSED), ROLE_NORMAL},
	{"ACK", "ACK", COUNT(acknowledged), ROLE_NORMAL},
	/* which add up to this; */
	{"TOTAL", "TOTAL", COUNT(sessions), ROLE_TITLE},
	/* these are also in other tiles */
	{"ERRORING", "ERR", COUNT(erroring), ROLE_LATE},
};

static uint32_t count_of(const struct total *total, const struct summary *summary)
{
	return *(const uint32_t *)((const char *)summary + total->count);
}

/* A style of the figures. The first that fits is used; those that show most come first. */
struct style {
	bool is_large, is_short, has_changes;
};

struct texts {
	const char *title;
	char figure[NUMBER_SIZE], change[NUMBER_SIZE + 2];
	uint32_t count;
	int cols;
};

static void format_figure(
	const struct ui *ui, const struct total *total, uint32_t count, char *text)
{
	if (total->count == STATE(NEVER_POLLED)) {
		ui_format_never_polled(ui, count, text);
	} else {
		number_format_count(count, text);
	}
}

/*
 * The change since the baseline: "+31", "-2"; "" for none. Acknowledged sessions count in both: an
 * acknowledgement is no recovery.
 */
static void format_change(const struct ui *ui, const struct total *total, char *text, size_t size)
{
	char number[NUMBER_SIZE];

	text[0] = '\0';
	if (!ui->baseline.is_set) {
		return;
	}
	uint32_t count = count_of(total, &ui->snapshot->totals);
	uint32_t before = count_of(total, &ui->baseline.totals);

	number_format_count(count > before ? count - before : before - count, number);
	if (count != before) {
		snprintf(text, size, "%c%s", count > before ? '+' : '-', number);
	}
}

static struct texts make_texts(
	const struct ui *ui, const struct total *total, const struct style *style)
{
	struct texts texts = {
		.title = style->is_short ? total->short_title : total->title,
		.count = count_of(total, ui_totals(ui)),
	};
	int title_cols = (int)strlen(texts.title);

	format_figure(ui, total, texts.count, texts.figure);
	if (style->has_changes) {
		format_change(ui, total, texts.change, sizeof(texts.change));
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

/* The age of the baseline, at the right end, if there is room. */
static void put_baseline(struct canvas *canvas, const struct ui *ui, int y, int x)
{
	char age[DURATION_SIZE], text[NUMBER_SIZE + 16];

	if (!ui->baseline.is_set) {
		return;
	}
	format_rounded_age(ui->snapshot->asof_ms - ui->baseline.asof_ms, 60000, age);
	snprintf(text, sizeof(text), "since %s ago", age);
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
