/* SPDX-License-Identifier: MIT */
#include "view/frame.h"

#include "number.h"
#include "timestamp.h"
#include "view/dialog_box.h"
#include "view/header.h"
#include "view/prompt_line.h"
#include "view/view.h"
#include "view/write_status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FOOTER_ROWS 1
#define ROOMY_ROWS  20

#define MESSAGE_MAX_ROWS 4

struct layout {
	int banner_rows, notice_rows;
	bool has_rules;
	int body_y, body_rows;
};

/* The text of the banner; false when nothing is wrong. */
static bool format_banner(const struct ui *ui, char *text, size_t size)
{
	char since[TIMESTAMP_SIZE];
	int64_t since_ms;

	if (!ui->snapshot || ui->snapshot->error.kind == ERROR_NONE) {
		return false;
	}
	since_ms = ui_error_since_ms(ui, ui->snapshot);
	timestamp_format_short(since_ms, since_ms, since);
	snprintf(text, size, "%s since %s: %s", error_kind_word(ui->snapshot->error.kind), since,
		ui->snapshot->error.text);
	return true;
}

/* A line below the banner: nothing is wrong, but what is shown depends on it. */
struct notice {
	enum role role;
	char text[WRITE_STATUS_SIZE];
};

/* What of the table the overview lists, and that it holds still; the sessions say it on their own
 * line. */
static bool format_listing(const struct ui *ui, char *text, size_t size)
{
	const char *lock = ui->is_order_locked ? "   order locked (o)" : "";
	char services[NUMBER_SIZE], sessions[NUMBER_SIZE];
	size_t listed = ui->lists[VIEW_OVERVIEW].count;
	uint64_t matches = 0;

	if (ui->view != VIEW_OVERVIEW || (!ui->is_order_locked && !ui->matches)) {
		return false;
	}
	if (!ui->matches) {
		snprintf(text, size, "order locked: rows stay where they are; o lets them go");
		return true;
	}
	for (size_t i = 0; i < ui->snapshot->services_count; i++) {
		matches += ui->matches[i];
	}
	number_format_count(listed, services);
	number_format_count(matches, sessions);
	snprintf(text, size,
		"filter: %s   %s session%s in %s service%s   / changes it, Esc drops it%s",
		ui->filter.text, sessions, matches == 1 ? "" : "s", services,
		listed == 1 ? "" : "s", lock);
	return true;
}

#define MAX_NOTICES 8

PRINTF_LIKE(4, 5)
static void add_notice(
	struct notice *notices, size_t *count, enum role role, const char *format, ...)
{
	va_list args;

	notices[*count].role = role;
	va_start(args, format);
	vsnprintf(notices[*count].text, sizeof(notices->text), format, args);
	va_end(args);
	++*count;
}

/* Lines of facts_put_text() in one, and of several blanks one: "provider ?; profile prod
 * (--profile); …". */
static void join_facts(const char *facts, char *text, size_t size)
{
	size_t length = 0;

	for (; *facts && length + sizeof("; ") < size; facts++) {
		if (*facts == '\n') {
			text[length++] = ';';
			text[length++] = ' ';
		} else if (*facts != ' ' || facts[1] != ' ') {
			text[length++] = *facts;
		}
	}
	text[length > 2 ? length - 2 : 0] = '\0';
}

/* What no banner tells: writes under way, throttling, age, why there are no writes; then the table,
 * else the terminal. */
static size_t collect_notices(const struct ui *ui, struct notice notices[MAX_NOTICES])
{
	const struct poll_status *status = ui->snapshot ? &ui->snapshot->status : NULL;
	const char *text = status && *status->notice ? status->notice : ui->terminal_notice;
	enum error_kind fault = ui->snapshot ? ui->snapshot->error.kind : ERROR_NONE;
	size_t count = 0;
	char listing[sizeof(notices->text)], facts[sizeof(notices->text)];
	char progress[WRITE_STATUS_SIZE];

	if (ui->snapshot) {
		write_status_format(ui->snapshot, progress);
		if (*progress) {
			add_notice(notices, &count, ROLE_TITLE, "%s", progress);
		}
	}
	/* A filter first, that no row is missed. */
	if (format_listing(ui, listing, sizeof(listing))) {
		add_notice(notices, &count, ROLE_LATE, "%s", listing);
	}
	/* Below the banner; where nothing was read they have the whole screen. */
	if (ui_has_data(ui) && status->credentials_facts && *status->credentials_facts) {
		join_facts(status->credentials_facts, facts, sizeof(facts));
		add_notice(notices, &count, ROLE_LATE, "%s", facts);
	}
	if (status && *status->credentials_error) {
		add_notice(notices, &count, ROLE_LATE, "credentials cannot be renewed: %s",
			status->credentials_error);
	}
	if (status && status->is_throttled && fault != ERROR_THROTTLED) {
		add_notice(notices, &count, ROLE_LATE, "throttled, reading goes on more slowly: %s",
			status->throttled);
	}
	if (ui_is_stale(ui) && fault == ERROR_NONE) {
		add_notice(notices, &count, ROLE_LATE,
			"nothing new was read lately: all stands as it was then; r asks again");
	}
	if (ui_has_data(ui) && !ui->settings->read_only && ui_is_read_only(ui)) {
		add_notice(notices, &count, ROLE_DIM, "no writes: %s", status->write_refusal);
	}
	if (*text) {
		add_notice(notices, &count, ROLE_DIM, "%s", text);
	}
	return count;
}

/* Puts the notices, as many as there is room for; a canvas of NULL only measures. Returns the rows.
 */
static int put_notices(struct canvas *canvas, const struct ui *ui, int y, int limit_cols,
	const struct layout *layout)
{
	struct notice notices[MAX_NOTICES];
	size_t count = collect_notices(ui, notices);
	int rows = 0;

	if (!layout->has_rules) {
		bool is_first_needed = layout->banner_rows == 0 || ui->filter.count > 0;

		count = is_first_needed && count > 0;
	}
	for (size_t i = 0; i < count; i++) {
		rows += canvas_wrap(canvas, y + rows, 1, layout->has_rules ? 2 : 1, limit_cols,
			notices[i].role, notices[i].text);
	}
	return rows;
}

static struct layout lay_out(const struct ui *ui, int rows, int cols)
{
	struct layout layout = {.has_rules = rows >= ROOMY_ROWS};
	char banner[640];

	if (format_banner(ui, banner, sizeof(banner))) {
		layout.banner_rows = canvas_wrap(
			NULL, 0, 0, layout.has_rules ? 4 : 2, cols - 2, ROLE_BANNER, banner);
	}
	layout.notice_rows = put_notices(NULL, ui, 0, cols - 2, &layout);
	layout.body_y = HEADER_ROWS + layout.banner_rows + layout.notice_rows + layout.has_rules;
	layout.body_rows = rows - layout.body_y - layout.has_rules - FOOTER_ROWS;
	return layout;
}

void frame_fit(struct ui *ui, int rows, int cols)
{
	struct layout layout = lay_out(ui, rows, cols);

	for (int view = 0; view < VIEW_COUNT; view++) {
		const struct view_ops *ops = view_ops(view);
		int fixed_rows = ops->count_fixed_rows
					 ? ops->count_fixed_rows(ui, layout.body_rows, cols)
					 : ops->fixed_rows;
		int list_rows = layout.body_rows - fixed_rows;

		list_set_rows(&ui->lists[view], list_rows > 0 ? (size_t)list_rows : 0);
	}
	view_count_lines(ui);
	if (view_ops(ui->view)->fit) {
		view_ops(ui->view)->fit(ui, cols);
	}
}

/* The first of the names: "Enter" of "Enter Right l". */
static int first_word_length(const char *name)
{
	return (int)strcspn(name, " ");
}

static int hint_cols(const struct key_binding *binding)
{
	return first_word_length(binding->name) + 1 + (int)strlen(binding->label);
}

/* Where a key is told, and is of use. */
static bool is_in_footer(const struct ui *ui, const struct key_binding *binding)
{
	return (binding->footers & IN_VIEW(ui->view)) &&
	       !(binding->is_write && ui_is_read_only(ui));
}

static int put_hint(
	struct canvas *canvas, int y, int x, int end_x, const struct key_binding *binding)
{
	int name_length = first_word_length(binding->name), cols = hint_cols(binding);

	if (x + cols > end_x) {
		return x;
	}
	canvas_printf(canvas, y, x, name_length, ROLE_KEY, "%.*s", name_length, binding->name);
	canvas_put(
		canvas, y, x + name_length + 1, cols - name_length - 1, ROLE_DIM, binding->label);
	return x + cols + 2;
}

/* Over the rows above end_y, as many as it needs: it ends with the way out. */
static void put_message(struct canvas *canvas, const char *message, int end_y)
{
	int limit_cols = canvas->cols - 2;
	int rows = canvas_wrap(NULL, 0, 0, MESSAGE_MAX_ROWS, limit_cols, ROLE_MESSAGE, message);
	int y = end_y - rows;

	for (int row = 0; row < rows; row++) {
		canvas_blank(canvas, y + row, 0, canvas->cols, ROLE_NORMAL);
	}
	canvas_wrap(canvas, y, 1, rows, limit_cols, ROLE_MESSAGE, message);
}

static void put_footer(struct canvas *canvas, const struct ui *ui, int y)
{
	int x = 1, kept_cols = 0;

	if (*ui->message) {
		put_message(canvas, ui->message, ui->prompt.is_open ? y : y + 1);
	}
	if (ui->prompt.is_open) {
		prompt_line_draw(canvas, &ui->prompt, y);
	}
	if (*ui->message || ui->prompt.is_open) {
		return;
	}
	for (const struct key_binding *binding = ui->keys; binding->name; binding++) {
		kept_cols +=
			is_in_footer(ui, binding) && binding->is_kept ? hint_cols(binding) + 2 : 0;
	}
	for (const struct key_binding *binding = ui->keys; binding->name; binding++) {
		if (is_in_footer(ui, binding)) {
			kept_cols -= binding->is_kept ? hint_cols(binding) + 2 : 0;
			x = put_hint(canvas, y, x, canvas->cols - kept_cols, binding);
		}
	}
}

/* Why there are no credentials, or which are rejected: each fact about them and its source. */
static void draw_credentials_facts(struct canvas *canvas, const char *facts, int y, int rows)
{
	for (int row = 0; *facts && row < rows; row++) {
		char line[400];
		size_t length = strcspn(facts, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)length, facts);
		canvas_put(canvas, y + row, 3, canvas->cols - 4, ROLE_NORMAL, line);
		facts += length + (facts[length] ? 1 : 0);
	}
}

/* Before anything was read: what is being done, and where. */
static void draw_loading(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	const struct poll_status *status = ui->snapshot ? &ui->snapshot->status : NULL;
	bool has_failed = ui->snapshot && ui->snapshot->error.kind != ERROR_NONE;
	const struct {
		const char *name, *text;
	} facts[] = {
		{"table", status && *status->table ? status->table : ui->settings->table},
		{"region", status ? status->region : ""},
		{"endpoint", status ? status->endpoint : ""},
		{"help", "? explains the screen, Q quits"},
	};

	if (rows < (int)ARRAY_LEN(facts) + 2) {
		return;
	}
	bool is_connected = status && *status->endpoint;

	canvas_put(canvas, ++y, 3, canvas->cols - 4, ROLE_TITLE,
		has_failed ? "Nothing was read yet; trying again."
		: is_connected
			? "Reading the table for the first time: the stalest sessions come first."
			: "Looking for credentials.");
	if (status && status->credentials_facts && *status->credentials_facts) {
		draw_credentials_facts(canvas, status->credentials_facts, y + 1, rows - 2);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
		if (*facts[i].text) {
			canvas_put(canvas, ++y, 3, 9, ROLE_DIM, facts[i].name);
			canvas_put(canvas, y, 13, canvas->cols - 14, ROLE_NORMAL, facts[i].text);
		}
	}
}

static void draw_body(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	if (!ui_has_data(ui) && ui->view != VIEW_HELP) {
		draw_loading(canvas, ui, y, rows);
	} else {
		view_ops(ui->view)->draw(canvas, ui, y, rows);
	}
}

static void draw_too_small(struct canvas *canvas)
{
	char text[64];

	snprintf(text, sizeof(text), "needs %dx%d, is %dx%d", CANVAS_MIN_COLS, CANVAS_MIN_ROWS,
		canvas->cols, canvas->rows);
	canvas_wrap(canvas, 0, 0, canvas->rows, canvas->cols, ROLE_NORMAL, text);
}

void frame_draw(struct canvas *canvas, const struct ui *ui)
{
	struct layout layout = lay_out(ui, canvas->rows, canvas->cols);
	char banner[640];
	int y = HEADER_ROWS;

	canvas_clear(canvas);
	if (canvas_is_too_small(canvas->rows, canvas->cols)) {
		draw_too_small(canvas);
		return;
	}
	header_draw(canvas, ui);
	if (format_banner(ui, banner, sizeof(banner))) {
		y += canvas_wrap(
			canvas, y, 1, layout.banner_rows, canvas->cols - 2, ROLE_BANNER, banner);
	}
	put_notices(canvas, ui, y, canvas->cols - 2, &layout);
	if (layout.has_rules) {
		canvas_fill(canvas, layout.body_y - 1, 0, canvas->cols, ROLE_DIM, GLYPH_RULE);
		canvas_fill(canvas, canvas->rows - 2, 0, canvas->cols, ROLE_DIM, GLYPH_RULE);
	}
	draw_body(canvas, ui, layout.body_y, layout.body_rows);
	/* Without rules the dialog may need the footer's row, too. */
	if (!ui->dialog.is_open || layout.has_rules) {
		put_footer(canvas, ui, canvas->rows - 1);
	}
	if (ui->dialog.is_open) {
		dialog_box_draw(canvas, ui);
	}
}
