/* SPDX-License-Identifier: MIT */
#include "act/act.h"
#include "act/state_dir.h"
#include "cell/clipboard.h"
#include "list/item_json.h"
#include "text.h"
#include "view/incident.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_MS INT64_C(60000)
#define DAY_MS    (1440 * MINUTE_MS)

/* --- Acknowledging -------------------------------------------------------------------------- */

/* "18:30", or "18:30Z": when a UTC clock shows that next. */
static bool parse_clock(const char *text, int64_t now_ms, int64_t *until_ms)
{
	int hour, minute, used = 0;

	if (sscanf(text, "%2d:%2d%n", &hour, &minute, &used) != 2 ||
		(strcmp(text + used, "") != 0 && strcmp(text + used, "Z") != 0) || hour < 0 ||
		hour > 23 || minute < 0 || minute > 59) {
		return false;
	}
	*until_ms = now_ms - now_ms % DAY_MS + (hour * 60 + minute) * MINUTE_MS;
	if (*until_ms <= now_ms) {
		*until_ms += DAY_MS;
	}
	return true;
}

static bool parse_until(const char *text, int64_t now_ms, int64_t *until_ms)
{
	int64_t duration_ms;

	if (units_parse_duration(text, &duration_ms) && duration_ms > 0) {
		*until_ms = now_ms + duration_ms;
		return true;
	}
	return parse_clock(text, now_ms, until_ms);
}

/* Until a time of 0: takes it back. */
static void change_ack(
	struct app *app, const struct session_id *id, int64_t until_ms, const char *note)
{
	struct ui *ui = &app->ui;

	if (until_ms > 0) {
		acks_give(&ui->acks, id, until_ms, note, ui->now_wall_ms);
	} else {
		acks_take_back(&ui->acks, id, ui->now_wall_ms);
	}
}

/* The tagged sessions, or the selected or opened one. Returns how many. */
static size_t change_acks(struct app *app, int64_t until_ms, const char *note)
{
	struct ui *ui = &app->ui;
	size_t count = ui_view_below(ui) == VIEW_SESSIONS ? ui->tags.keys.count : 0;

	for (size_t i = 0; i < count; i++) {
		change_ack(app, &ui->tags.keys.ids[i], until_ms, note);
	}
	if (count == 0 && ui->service && ui->user_id) {
		struct session_id id = {.service = ui->service, .user_id = ui->user_id};

		change_ack(app, &id, until_ms, note);
		count = 1;
	}
	return count;
}

bool act_refuse_ack(struct app *app)
{
	const struct ui *ui = &app->ui;
	enum view_id view = ui_view_below(ui);
	bool has_any = view == VIEW_DETAIL
			       ? ui->user_id != NULL
			       : view == VIEW_SESSIONS &&
					 (ui->selected_session || ui->tags.keys.count > 0);

	if (!has_any) {
		act_say(app, view == VIEW_SESSIONS || view == VIEW_DETAIL
				     ? "There is no session here to acknowledge."
				     : "There is no session here to acknowledge: open a service "
				       "first.");
	}
	return !has_any;
}

bool act_acknowledge(struct app *app, const char *text)
{
	struct ui *ui = &app->ui;
	char word[PROMPT_SIZE], until[UNITS_TEXT_SIZE];
	const char *note = text + strcspn(text, " ");
	int64_t until_ms = 0;

	snprintf(word, sizeof(word), "%.*s", (int)(note - text), text);
	note += strspn(note, " ");
	if (strcmp(word, "off") != 0 && !parse_until(word, ui->now_wall_ms, &until_ms)) {
		act_say(app,
			"Until when? A time and a note, as in 2h waiting for a deploy, or 18:30 "
			"(UTC); off takes it back.");
		return false;
	}
	size_t count = change_acks(app, until_ms, note);

	act_recount(app);
	app->wants_keep = true;
	if (until_ms > 0) {
		units_format_clock(until_ms, ui->now_wall_ms, until);
		act_say(app, "Acknowledged until %s: %zu session%s, not counted until then.", until,
			count, count == 1 ? "" : "s");
	} else {
		act_say(app, "Not acknowledged any more: %zu session%s.", count,
			count == 1 ? "" : "s");
	}
	return true;
}

void act_run_ack(struct app *app, const char *argument)
{
	if (act_refuse_ack(app)) {
		return;
	}
	app->ui.prompt.is_open = !act_acknowledge(app, argument);
	if (!app->ui.prompt.is_open) {
		prompt_keep(&app->ui.histories[PROMPT_ACK], argument);
	}
}

/* --- Baseline ------------------------------------------------------------------------------- */

void act_set_baseline(struct app *app)
{
	struct ui *ui = &app->ui;
	char clock[UNITS_TEXT_SIZE];

	if (!ui_has_data(ui)) {
		act_say(app, "There are no totals yet to tell changes against.");
		return;
	}
	ui->baseline = (struct baseline){
		.is_set = true, .asof_ms = ui->snapshot->asof_ms, .totals = *ui_totals(ui)};
	trail_rebase(&ui->trails, ui->snapshot);
	units_format_clock(ui->baseline.asof_ms, ui->baseline.asof_ms, clock);
	act_say(app, "Totals show their change since %s from now on; :baseline off ends that.",
		clock);
}

void act_run_baseline(struct app *app, const char *argument)
{
	if (strcmp(argument, "off") == 0) {
		app->ui.baseline.is_set = false;
		act_say(app, "Totals show no change.");
	} else if (*argument) {
		act_refuse_typed(app, ":baseline takes nothing, or off, not \"%s\".", argument);
	} else {
		act_set_baseline(app);
	}
}

/* --- Incident summary ----------------------------------------------------------------------- */

void act_show_summary(struct app *app)
{
	struct ui *ui = &app->ui;

	if (!ui_has_data(ui)) {
		act_say(app, "There is nothing to sum up yet.");
		return;
	}
	incident_write(ui, &ui->summary);
	act_lay_over(app, VIEW_SUMMARY);
}

/* --- Copying -------------------------------------------------------------------------------- */

/* Says what was copied, with the text itself where it is a line. */
static void copy(struct app *app, const char *text, const char *what)
{
	bool is_line = strchr(text, '\n') == NULL;
	char shown[UI_SHORT_SIZE], size[UNITS_TEXT_SIZE];

	if (!clipboard_write(text, getenv("TMUX") != NULL, &app->to_terminal)) {
		units_format_count(strlen(text), size);
		act_say(app, "Not copied: %s bytes are more than terminals take.", size);
		return;
	}
	act_say(app, "%s sent to the terminal's clipboard%s%s", what, is_line ? ": " : ".",
		is_line ? ui_short(text, shown) : "");
}

static void append_key(const struct session_id *id, struct buf *out)
{
	buf_printf(out, "%s%s %s", out->length > 0 ? "\n" : "", id->user_id, id->service);
}

void act_copy(struct app *app)
{
	struct ui *ui = &app->ui;
	struct buf text = {0};

	if (ui->view == VIEW_SUMMARY) {
		copy(app, buf_text(&ui->summary), "The summary was");
		return;
	}
	for (size_t i = 0; i < ui->tags.keys.count && ui->view == VIEW_SESSIONS; i++) {
		append_key(&ui->tags.keys.ids[i], &text);
	}
	if (text.length == 0 && ui->user_id && ui->service) {
		struct session_id id = {.service = ui->service, .user_id = ui->user_id};

		append_key(&id, &text);
	}
	if (text.length > 0) {
		copy(app, buf_text(&text),
			strchr(buf_text(&text), '\n') ? "The keys of all tagged were"
						      : "The key was");
	} else {
		act_say(app, "There is no session here to copy.");
	}
	buf_fini(&text);
}

void act_copy_item(struct app *app)
{
	const struct item_detail *item = ui_item(&app->ui);
	struct buf text = {0};

	if (app->ui.view != VIEW_DETAIL || !item || item->status != ITEM_PRESENT) {
		act_say(app, "Y copies the item of an opened session: open one first.");
		return;
	}
	item_json_put(&text, item);
	copy(app, buf_text(&text), "The item, without its secrets, was");
	buf_fini(&text);
}

/* --- Saving --------------------------------------------------------------------------------- */

static void append_screen(const struct canvas *canvas, struct buf *out)
{
	for (int y = 0; y < canvas->rows; y++) {
		size_t length = out->length;

		for (int x = 0; x < canvas->cols; x++) {
			const struct cell *cell = canvas_at(canvas, y, x);
			char bytes[4];

			for (size_t i = 0; i < CELL_CODE_POINTS && cell->text[i]; i++) {
				buf_append(out, bytes, text_encode(cell->text[i], bytes));
			}
			if (cell->width_cols > 0 && cell->text[0] != ' ') {
				length = out->length;
			}
		}
		out->length = length;
		buf_putc(out, '\n');
	}
}

void act_save(struct app *app)
{
	struct ui *ui = &app->ui;
	struct buf text = {0};
	char path[STATE_DIR_PATH_SIZE];
	struct error err;
	bool is_summary = ui->view == VIEW_SUMMARY;

	if (!is_summary && app->drawn) {
		append_screen(app->drawn, &text);
	}
	if (state_dir_new_file(is_summary ? "incident" : "screen", is_summary ? ".md" : ".txt",
		    is_summary ? &ui->summary : &text, ui->now_wall_ms, path, &err)) {
		act_say(app, "Saved as %s", path);
	} else {
		act_say(app, "Not saved: %s", err.text);
	}
	buf_fini(&text);
}

void act_run_save(struct app *app, const char *argument)
{
	(void)argument;
	act_save(app);
}

void act_run_summary(struct app *app, const char *argument)
{
	(void)argument;
	if (app->ui.view != VIEW_SUMMARY) {
		act_show_summary(app);
	}
}
