/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

#include "duration.h"
#include "finding.h"
#include "list/format_rounded.h"
#include "number.h"
#include "runbook.h"
#include "text.h"
#include "view/rule.h"

#include <stdio.h>

#define MINUTE_MS INT64_C(60000)

/* "several services", "user heavy-corp" */
#define SCOPE_COLS 16

/* Above the findings: the rule with the titles of the columns. */
#define TITLE_ROWS 1

/* The marker, the letter, and the blanks after them. */
#define SCOPE_X 3

/* The fact, if there is room: "20 of 75 overdue, stopped between 08:05:58Z and 08:06:10Z". */
#define FACT_COLS 57
/* Else it is cut to this, for the outlook in one word, which every screen has. */
#define FACT_LEAST   28
#define WORD_COLS    10
#define OUTLOOK_COLS 24
#define SINCE_COLS   6
#define NOW_COLS     6

/* The first columns of the parts of a line; 0: it has no such part. */
struct columns {
	int fact_x, fact_end_x, since_x, now_x, outlook_x, end_x;
};

/*
 * What is written in rows of their own: below each finding or, of the selected one, in the last row
 * of the pane, so that findings keep their rows when the cursor moves.
 */
enum evidence { EVIDENCE_NONE, EVIDENCE_OF_SELECTED, EVIDENCE_OF_ALL };

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

	int room = columns.end_x - columns.fact_x, spare = room - FACT_COLS - WORD_COLS - 1;
	int outlook_cols = room >= FACT_LEAST + WORD_COLS + 1 ? WORD_COLS : 0;
	int since_cols = take_cols(&spare, SINCE_COLS + 1);

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

/* --- Texts ---------------------------------------------------------------------------------- */

/* Whom to call, and that there is a page that says what to do. */
static void put_owner(struct buf *out, const struct ui *ui, const struct finding *finding)
{
	const char *owner = runbook_owner_of_finding(ui->settings, ui->snapshot, finding);
	struct buf url = {0};

	if (owner) {
		buf_printf(out, "%sOwner: %s.", out->length > 0 ? " " : "", owner);
	}
	if (runbook_put_of_finding(&url, ui->settings, ui->snapshot, finding)) {
		buf_printf(out, "%sO copies the runbook.", out->length > 0 ? " " : "");
	}
	buf_fini(&url);
}

/* How it develops, if there is no room above; how many are acknowledged; evidence and owner. */
static void put_second_line(struct buf *out, const struct ui *ui, const struct finding *finding,
	const struct columns *columns)
{
	char acked[NUMBER_SIZE];

	if (finding_is_over(finding)) {
		return;
	}
	if (!has_full_outlook(columns) && finding->per_minute > 0) {
		finding_put_outlook(out, ui->snapshot, finding);
		buf_puts(out, out->length > 0 ? ". " : "");
	}
	if (finding->acked > 0) {
		number_format_count(finding->acked, acked);
		buf_printf(out, "%s acknowledged. ", acked);
	}
	finding_put_evidence(out, ui->snapshot, finding);
	put_owner(out, ui, finding);
}

static bool has_second_line(
	const struct ui *ui, const struct finding *finding, const struct columns *columns)
{
	struct buf text = {0};

	put_second_line(&text, ui, finding, columns);
	bool has_text = text.length > 0;

	buf_fini(&text);
	return has_text;
}

/* The exact time is in the fact: an age that rarely changes is enough. */
static int64_t since_step_ms(int64_t age_ms)
{
	return age_ms < 10 * MINUTE_MS    ? MINUTE_MS
	       : age_ms < 60 * MINUTE_MS  ? 5 * MINUTE_MS
	       : age_ms < 600 * MINUTE_MS ? 10 * MINUTE_MS
					  : 60 * MINUTE_MS;
}

/* "3m": how long ago it began, as of the read. */
static void format_since(const struct ui *ui, const struct finding *finding, char *text)
{
	int64_t began_ms = finding->began_after_ms != SESSION_NO_TIME ? finding->began_after_ms
								      : finding->found_ms;

	text[0] = '\0';
	if (began_ms != SESSION_NO_TIME) {
		int64_t age_ms = ui->snapshot->asof_ms - began_ms;

		format_rounded_age(age_ms, since_step_ms(age_ms), text);
	}
}

/* --- Layout --------------------------------------------------------------------------------- */

static int count_rows(const struct ui *ui, const struct pane *pane)
{
	struct columns columns = choose_columns(ui, pane);
	int rows = TITLE_ROWS;

	for (size_t i = 0; i < ui->findings->count; i++) {
		rows += 1 + has_second_line(ui, finding_at(ui, i), &columns);
	}
	return rows;
}

static enum evidence choose_evidence(const struct ui *ui, const struct pane *pane)
{
	int lines = pane->rows - TITLE_ROWS;

	if (count_rows(ui, pane) <= pane->rows) {
		return EVIDENCE_OF_ALL;
	}
	return lines > 3 || lines > (int)ui->findings->count ? EVIDENCE_OF_SELECTED : EVIDENCE_NONE;
}

int pane_findings_rows(const struct ui *ui, const struct pane *pane)
{
	if (!ui->findings || ui->findings->count == 0) {
		return 0;
	}
	int wanted = count_rows(ui, pane);

	if (wanted > pane->rows) { /* a row for each, and one for the evidence of the selected */
		wanted = TITLE_ROWS + (int)ui->findings->count + 1;
	}
	return wanted < pane->rows ? wanted : pane->rows;
}

size_t pane_findings_lines(const struct ui *ui, const struct pane *pane)
{
	int lines = pane->rows - TITLE_ROWS;

	if (!ui->findings || lines <= 0) {
		return 0;
	}
	switch (choose_evidence(ui, pane)) {
	case EVIDENCE_OF_ALL:
		return ui->findings->count;
	case EVIDENCE_OF_SELECTED:
		return (size_t)lines - 1;
	case EVIDENCE_NONE:
		break;
	}
	return (size_t)lines;
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
	put_limited(pen, finding_is_over(finding) ? ROLE_DIM : ROLE_NORMAL, &text, columns->end_x);
	buf_fini(&text);
}

static void put_figures(struct pen *pen, const struct ui *ui, const struct finding *finding,
	const struct columns *columns)
{
	char text[NUMBER_SIZE];

	if (columns->since_x > 0) {
		format_since(ui, finding, text);
		canvas_put_right(
			pen->canvas, pen->y, columns->since_x + 1, SINCE_COLS, ROLE_DIM, text);
	}
	if (columns->now_x > 0 && finding->members > 0) {
		number_format_count(finding->members, text);
		canvas_put_right(
			pen->canvas, pen->y, columns->now_x + 1, NOW_COLS, ROLE_TITLE, text);
	}
	if (columns->outlook_x > 0) {
		put_outlook(pen, ui, finding, columns);
	}
}

static void put_finding(struct pen *pen, const struct ui *ui, const struct finding *finding,
	const struct columns *columns)
{
	bool is_over = finding_is_over(finding);
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
	put_limited(pen, is_over ? ROLE_DIM : ROLE_NORMAL, &fact, columns->fact_end_x);
	put_figures(pen, ui, finding, columns);
	pen_next_line(pen);
	buf_fini(&scope);
	buf_fini(&fact);
}

static void put_evidence(struct pen *pen, const struct ui *ui, const struct finding *finding,
	const struct columns *columns)
{
	struct buf text = {0};

	put_second_line(&text, ui, finding, columns);
	if (text.length > 0) {
		pen_move_to(pen, columns->fact_x);
		put_limited(pen, ROLE_DIM, &text, columns->end_x);
		pen_next_line(pen);
	}
	buf_fini(&text);
}

void pane_findings_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane)
{
	const struct list *list = &ui->overview_cursor.findings;
	struct pen pen = pane_pen(canvas, pane);
	enum evidence evidence;

	if (pane->rows <= TITLE_ROWS) {
		return;
	}
	struct columns columns = choose_columns(ui, pane);

	evidence = choose_evidence(ui, pane);
	put_title(canvas, ui, pane, &columns);
	pen_next_line(&pen);
	for (size_t i = list->top; i < list_end(list); i++) {
		const struct finding *finding = finding_at(ui, i);
		int y = pen.y;

		put_finding(&pen, ui, finding, &columns);
		if (evidence == EVIDENCE_OF_ALL) {
			put_evidence(&pen, ui, finding, &columns);
		}
		canvas_set_line(canvas, y, pen.y - y, i);
	}
	if (evidence == EVIDENCE_OF_SELECTED && ui_selected_finding(ui)) {
		pen.y = pane->y + pane->rows - 1;
		put_evidence(&pen, ui, ui_selected_finding(ui), &columns);
	}
}
