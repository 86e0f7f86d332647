/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "act/state_dir.h"
#include "cell/clipboard.h"
#include "list/item_json.h"
#include "number.h"
#include "text.h"
#include "ui/incident_summary.h"
#include "view/frame.h"

#include <stdlib.h>
#include <string.h>

/* --- Incident summary ----------------------------------------------------------------------- */

void act_export_summarize(struct app *app)
{
	struct ui *ui = &app->ui;

	if (!ui_has_data(ui)) {
		app_say(app, "Nothing to summarize yet.");
		return;
	}
	incident_summary_write(ui, &ui->summary);
	go_to_overlay(app, VIEW_SUMMARY);
}

/* --- Copying -------------------------------------------------------------------------------- */

/* Copies a text, and says so; a single line is shown in the message. */
static void copy(struct app *app, const char *text, const char *what)
{
	bool is_line = strchr(text, '\n') == NULL;
	char shown[UI_SHORT_SIZE], size[NUMBER_SIZE];

	if (!clipboard_write(text, getenv("TMUX") != NULL, &app->to_terminal)) {
		number_format_count(strlen(text), size);
		app_say(app, "Not copied: %s bytes are more than terminals accept.", size);
		return;
	}
	app_say(app, "%s sent to the terminal's clipboard%s%s", what, is_line ? ": " : ".",
		is_line ? ui_short(text, shown) : "");
}

static void append_key(const struct session_id *id, struct buf *out)
{
	buf_printf(out, "%s%s %s", out->length > 0 ? "\n" : "", id->user_id, id->service);
}

void act_export_copy(struct app *app)
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
			strchr(buf_text(&text), '\n') ? "The keys of the tagged sessions were"
						      : "The key was");
	} else {
		app_say(app, "No session to copy here.");
	}
	buf_fini(&text);
}

void act_export_copy_item(struct app *app)
{
	const struct item_detail *item = ui_item(&app->ui);
	struct buf text = {0};

	if (app->ui.view != VIEW_DETAIL || !item || item->status != ITEM_PRESENT) {
		app_say(app, "Y copies the item of an open session: open one first.");
		return;
	}
	item_json_put(&text, item);
	copy(app, buf_text(&text), "The item, with secrets masked, was");
	buf_fini(&text);
}

void act_export_copy_runbook(struct app *app)
{
	struct buf url = {0};

	if (ui_put_runbook(&app->ui, &url)) {
		copy(app, buf_text(&url), "The runbook's link was");
	} else {
		app_say(app, "No runbook here: set runbook = https://... in [service NAME] of the "
			     "configuration.");
	}
	buf_fini(&url);
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

/*
 * Appends the screen as it would be drawn now, but with secrets masked: the user may have revealed
 * them, and the last frame may show them even after the key that hides them. A text has no colours,
 * so letters show what they would.
 */
static void append_masked_screen(struct app *app, struct buf *out)
{
	struct ui *ui = &app->ui;
	int64_t reveal_until_mono_ms = ui->reveal_until_mono_ms;
	struct canvas masked = {.is_ascii = app->drawn->is_ascii, .has_heat_ramp = true};

	canvas_resize(&masked, app->drawn->rows, app->drawn->cols);
	ui->reveal_until_mono_ms = 0;
	ui->heat.has_halves = false;
	frame_fit(ui, masked.rows, masked.cols);
	frame_draw(&masked, ui);
	ui->reveal_until_mono_ms = reveal_until_mono_ms;
	append_screen(&masked, out);
	canvas_fini(&masked);
}

void act_export_save(struct app *app)
{
	struct ui *ui = &app->ui;
	struct buf text = {0}, path = {0};
	struct error err;
	bool is_summary = ui->view == VIEW_SUMMARY;

	if (!is_summary && app->drawn) {
		append_masked_screen(app, &text);
	}
	if (state_dir_new_file(is_summary ? "incident" : "screen", is_summary ? ".md" : ".txt",
		    is_summary ? &ui->summary : &text, ui->now_wall_ms, &path, &err)) {
		app_say(app, "Saved as %s", buf_text(&path));
	} else {
		app_say(app, "Not saved: %s", err.text);
	}
	buf_fini(&text);
	buf_fini(&path);
}
