/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

#include "finding.h"
#include "number.h"
#include "text.h"
#include "view/finding_text.h"
#include "view/rule.h"

#include <string.h>

/* "several services", "user heavy-corp" */
#define SCOPE_COLS 16

/* Above the findings: the rule with the titles of the columns. */
#define TITLE_ROWS 1

/* The marker, the letter, and the blanks after them. */
#define SCOPE_X 3

/* The fact, if there is room: "20 of 75 overdue, stopped between 08:05:58Z and 08:06:10Z". */
#define FACT_COLS 57
/* Else it is cut to this, for its age and, in one word, its outlook, which every screen has. */
#define FACT_LEAST   26
#define WORD_COLS    10
#define OUTLOOK_COLS 24
#define SINCE_COLS   6
#define NOW_COLS     6

/* Of a finding that is over, in the place of its outlook: "over 08:05-08:19Z, 13m". */
#define OVER_COLS 22

/* From here on, the rest of the text is below the fact; in a narrower pane it begins further left.
 */
#define INDENT_FROM_COLS 100
#define NARROW_INDENT    5

/* The rest of the text has at most this many rows. */
#define REST_MAX_ROWS 3

/* In a pane with fewer rows, no more than this many findings that are over are shown at first. */
#define SMALL_ROWS 16
#define SMALL_OVER 2

/* The first columns of the parts of a line; 0: it has no such part. rest_x: of the rows below. */
struct columns {
	int fact_x, fact_end_x, since_x, now_x, outlook_x, rest_x, end_x;
};

static const struct finding *finding_at(const struct ui *ui, size_t line)
{
	return &ui->findings->list[line];
}

static int text_cols(const struct buf *text)
{
	return (int)text_width_of(buf_text(text));
}

/* The sign of what is watched, after its name. */
#define WATCHED_COLS 2

/* The widest scope, but no more than a share of the pane. */
static int scope_cols(const struct ui *ui, int cols)
{
	int most = 0, limit = cols < 70 ? cols / 5 : cols < 110 ? SCOPE_COLS : cols / 6;

	for (size_t i = 0; i < ui->findings->count; i++) {
		struct buf scope = {0};

		finding_put_scope(&scope, ui->snapshot, finding_at(ui, i));
		int wanted = text_cols(&scope) +
			     (ui_watches_finding(ui, finding_at(ui, i)) ? WATCHED_COLS : 0);

		most = wanted > most ? wanted : most;
		buf_fini(&scope);
	}
	return most < limit ? most : limit;
}

/* Takes columns of those that the fact does not need. */
static int take_cols(int *spare, int cols)
{
	if (*spare < cols) {
		return 0;
	}
	*spare -= cols;
	return cols;
}

/* How it develops comes first, in a word; then since when; then how many, as the fact says. */
static struct columns choose_columns(const struct ui *ui, const struct pane *pane)
{
	struct columns columns = {.end_x = pane->x + pane->cols};

	columns.fact_x = pane->x + SCOPE_X + scope_cols(ui, pane->cols) + 1;
	columns.rest_x = pane->cols >= INDENT_FROM_COLS ? columns.fact_x : pane->x + NARROW_INDENT;

	int room = columns.end_x - columns.fact_x, spare = room - FACT_LEAST;
	int outlook_cols = take_cols(&spare, WORD_COLS + 1) > 0 ? WORD_COLS : 0;
	int since_cols = take_cols(&spare, SINCE_COLS + 1);

	spare -= FACT_COLS - FACT_LEAST;
	outlook_cols += take_cols(&spare, OUTLOOK_COLS - WORD_COLS);

	int now_cols = take_cols(&spare, NOW_COLS + 1);
	int x = columns.end_x - outlook_cols;

	columns.outlook_x = outlook_cols > 0 ? x : 0;
	x -= now_cols + 1;
	columns.now_x = now_cols > 0 ? x : 0;
	x -= since_cols;
	columns.since_x = since_cols > 0 ? x : 0;
	columns.fact_end_x = x;
	return columns;
}

/* The outlook in full, or in a word. */
static bool has_full_outlook(const struct columns *columns)
{
	return columns->outlook_x > 0 && columns->end_x - columns->outlook_x > WORD_COLS;
}

/* Where the fact ends: how a finding that is over went takes more room than a word. */
static int fact_end_x(const struct columns *columns, const struct finding *finding)
{
	int over_x = columns->end_x - OVER_COLS - 1;

	return finding_is_over(finding) && over_x < columns->fact_end_x ? over_x
									: columns->fact_end_x;
}

/* --- Layout --------------------------------------------------------------------------------- */

/*
 * Divides the text of a finding: the fact goes as far as it fits at a word, and the rest into rows
 * below. Returns how many rows the rest needs.
 */
static int divide_text(const struct ui *ui, const struct finding *finding,
	const struct columns *columns, struct buf *rest)
{
	int cols = fact_end_x(columns, finding) - columns->fact_x;
	struct buf fact = {0}, more = {0};

	finding_put_fact(&fact, ui->snapshot, finding);
	finding_text_put_more(&more, ui, finding, has_full_outlook(columns));
	if (text_cols(&fact) > cols) {
		const char *left = buf_text(&fact) + canvas_wrap_length(buf_text(&fact), cols);

		buf_printf(rest, "%s%s", left + strspn(left, " "), more.length > 0 ? ". " : ".");
	}
	buf_puts(rest, buf_text(&more));
	buf_fini(&fact);
	buf_fini(&more);
	return canvas_wrap(NULL, 0, 0, REST_MAX_ROWS, columns->end_x - columns->rest_x, ROLE_DIM,
		buf_text(rest));
}

static int count_rest_rows(
	const struct ui *ui, const struct finding *finding, const struct columns *columns)
{
	struct buf rest = {0};
	int rows = divide_text(ui, finding, columns, &rest);

	buf_fini(&rest);
	return rows;
}

/* Rows below the lines of current findings: of all, and the most of one. */
static void count_rest(const struct ui *ui, const struct pane *pane, int *all, int *most)
{
	struct columns columns = choose_columns(ui, pane);

	*all = *most = 0;
	for (size_t i = 0; i < ui->findings->current; i++) {
		int rows = count_rest_rows(ui, finding_at(ui, i), &columns);

		*all += rows;
		*most = rows > *most ? rows : *most;
	}
}

struct pane_need pane_findings_need(const struct ui *ui, const struct pane *pane)
{
	int all, most, lines;

	if (!ui->findings || ui->findings->count == 0) {
		return (struct pane_need){0};
	}
	lines = (int)ui->findings->count;
	if (pane->rows < SMALL_ROWS && lines > (int)ui->findings->current + SMALL_OVER) {
		lines = (int)ui->findings->current + SMALL_OVER;
	}
	count_rest(ui, pane, &all, &most);
	return (struct pane_need){TITLE_ROWS + lines + most, TITLE_ROWS + lines + all};
}

/* Each has its line; what is left is for the rest of their texts, at least of the selected one. */
size_t pane_findings_lines(const struct ui *ui, const struct pane *pane)
{
	int lines = pane->rows - TITLE_ROWS, all, most;

	if (!ui->findings || lines <= 0) {
		return 0;
	}
	count_rest(ui, pane, &all, &most);
	if (lines > 3 && lines - most < (int)ui->findings->count) {
		lines -= most;
	}
	return (size_t)(lines > 1 ? lines : 1);
}

/* --- Drawing -------------------------------------------------------------------------------- */

static void put_title(struct canvas *canvas, const struct ui *ui, const struct pane *pane,
	const struct columns *columns)
{
	const struct list *list = &ui->overview_cursor.findings;
	struct pen pen = rule_begin(canvas, pane->y, pane->x, pane->x + pane->cols);

	pen_put(&pen, ROLE_TITLE, "what is wrong");
	if (list_end(list) - list->top < list->count) {
		pen_skip(&pen, 2);
		pen_printf(&pen, ROLE_DIM, "rows %zu-%zu of %zu", list->top + 1, list_end(list),
			list->count);
	}
	if (columns->since_x > 0) {
		rule_continue(&pen, columns->since_x + 2);
		pen_put(&pen, ROLE_DIM, "SINCE");
	}
	if (columns->now_x > 0) {
		rule_continue(&pen, columns->now_x + 4);
		pen_put(&pen, ROLE_DIM, "NOW");
	}
	if (columns->outlook_x > 0) {
		rule_continue(&pen, columns->outlook_x);
		pen_put(&pen, ROLE_DIM, "OUTLOOK");
	}
	rule_end(&pen, "");
}

/* The letter of a finding that is no state: a young one, or a change by others. */
static void put_letter(struct pen *pen, const struct ui *ui, const struct finding *finding)
{
	enum session_state state = finding_state(ui->snapshot, finding);
	bool is_problem = finding->members > 0 && session_state_info(state)->severity > 0;
	const char letter[] = {is_problem ? session_state_info(state)->letter : '!', '\0'};

	if (finding_is_over(finding)) {
		pen_put(pen, ROLE_DIM, ".");
	} else {
		pen_put(pen, is_problem ? role_of_state(state) : ROLE_LATE, letter);
	}
}

static void put_limited(struct pen *pen, enum role role, const struct buf *text, int end_x)
{
	pen_put_limited(pen, end_x - pen->x, role, buf_text(text));
}

static void put_outlook(struct pen *pen, const struct ui *ui, const struct finding *finding,
	const struct columns *columns)
{
	struct buf text = {0};

	if (has_full_outlook(columns)) {
		finding_put_outlook(&text, ui->snapshot, finding);
	} else if (finding->outlook != OUTLOOK_UNKNOWN) {
		buf_puts(&text, finding_outlook_word(finding->outlook));
	}
	pen_move_to(pen, columns->outlook_x);
	put_limited(pen, ROLE_NORMAL, &text, columns->end_x);
	buf_fini(&text);
}

/* "over 08:05-08:19Z, 13m", below the outlook or, if that is a word, to its left. */
static void put_over(struct pen *pen, const struct ui *ui, const struct finding *finding,
	const struct columns *columns)
{
	struct buf text = {0};
	int x = columns->end_x - OVER_COLS;

	finding_text_put_over(&text, ui, finding);
	if (has_full_outlook(columns)) {
		pen_move_to(pen, columns->outlook_x);
		put_limited(pen, ROLE_DIM, &text, columns->end_x);
	} else {
		canvas_put_right(pen->canvas, pen->y, x, OVER_COLS, ROLE_DIM, buf_text(&text));
	}
	buf_fini(&text);
}

static void put_figures(struct pen *pen, const struct ui *ui, const struct finding *finding,
	const struct columns *columns)
{
	char text[NUMBER_SIZE];
	bool is_over = finding_is_over(finding);

	if (columns->since_x > 0 && (!is_over || has_full_outlook(columns))) {
		finding_text_format_since(ui, finding, text);
		canvas_put_right(
			pen->canvas, pen->y, columns->since_x + 1, SINCE_COLS, ROLE_DIM, text);
	}
	if (columns->now_x > 0 && finding->members > 0) {
		number_format_count(finding->members, text);
		canvas_put_right(
			pen->canvas, pen->y, columns->now_x + 1, NOW_COLS, ROLE_TITLE, text);
	}
	if (columns->outlook_x > 0 && is_over) {
		put_over(pen, ui, finding, columns);
	} else if (columns->outlook_x > 0) {
		put_outlook(pen, ui, finding, columns);
	}
}

static void put_finding(struct pen *pen, const struct ui *ui, const struct finding *finding,
	const struct columns *columns, bool has_rest)
{
	bool is_over = finding_is_over(finding);
	int end_x = fact_end_x(columns, finding);
	bool is_selected = ui_selected_finding(ui) == finding;
	bool is_watched = ui_watches_finding(ui, finding);
	struct buf scope = {0}, fact = {0};

	finding_put_scope(&scope, ui->snapshot, finding);
	finding_put_fact(&fact, ui->snapshot, finding);
	pen_put(pen, ROLE_SELECTED, is_selected ? ">" : "");
	pen_move_to(pen, pen->left_x + 1);
	put_letter(pen, ui, finding);
	pen_move_to(pen, pen->left_x + SCOPE_X);
	put_limited(pen,
		is_selected ? ROLE_SELECTED
		: is_over   ? ROLE_DIM
			    : ROLE_TITLE,
		&scope, columns->fact_x - 1 - (is_watched ? WATCHED_COLS : 0));
	pen_put(pen, ROLE_WATCHED, is_watched ? " w" : "");
	pen_move_to(pen, columns->fact_x);
	if (has_rest && text_cols(&fact) > end_x - pen->x) {
		fact.length = canvas_wrap_length(buf_text(&fact), end_x - pen->x);
		fact.data[fact.length] = '\0';
	}
	put_limited(pen, is_over ? ROLE_DIM : ROLE_NORMAL, &fact, end_x);
	put_figures(pen, ui, finding, columns);
	pen_next_line(pen);
	buf_fini(&scope);
	buf_fini(&fact);
}

static void put_rest(struct pen *pen, const struct ui *ui, const struct finding *finding,
	const struct columns *columns, int rows)
{
	struct buf rest = {0};

	divide_text(ui, finding, columns, &rest);
	pen->y += canvas_wrap(pen->canvas, pen->y, columns->rest_x, rows,
		columns->end_x - columns->rest_x, ROLE_DIM, buf_text(&rest));
	buf_fini(&rest);
}

/* Gives the rest of a text as many of the rows that are left as it needs. */
static int take_rest_rows(const struct ui *ui, const struct finding *finding,
	const struct columns *columns, int *left)
{
	int rows = count_rest_rows(ui, finding, columns);

	rows = rows < *left ? rows : *left;
	*left -= rows;
	return rows;
}

void pane_findings_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane)
{
	const struct list *list = &ui->overview_cursor.findings;
	/* Also while the cursor is below, so that rows stay where they are. */
	const struct finding *selected = list->count > 0 ? finding_at(ui, list->selected) : NULL;
	struct pen pen = pane_pen(canvas, pane);
	int left = pane->rows - TITLE_ROWS - (int)(list_end(list) - list->top), of_selected = 0;

	if (pane->rows <= TITLE_ROWS) {
		return;
	}
	struct columns columns = choose_columns(ui, pane);

	of_selected = selected ? take_rest_rows(ui, selected, &columns, &left) : 0;
	put_title(canvas, ui, pane, &columns);
	pen_next_line(&pen);
	for (size_t i = list->top; i < list_end(list); i++) {
		const struct finding *finding = finding_at(ui, i);
		int rows = i == list->selected ? of_selected
			   : finding_is_over(finding)
				   ? 0
				   : take_rest_rows(ui, finding, &columns, &left);
		int y = pen.y;

		put_finding(&pen, ui, finding, &columns, rows > 0);
		put_rest(&pen, ui, finding, &columns, rows);
		canvas_set_line(canvas, y, pen.y - y, i);
	}
}
