/* SPDX-License-Identifier: MIT */
#include "view/frame.h"

#include "cell/pen.h"

#include <string.h>

#define MESSAGE_MAX_ROWS 4

/* Length of the first name of a key: of "Enter" in "Enter Right l". */
static int first_word_length(const char *name)
{
	return (int)strcspn(name, " ");
}

static int hint_cols(const struct key_binding *binding)
{
	return first_word_length(binding->name) + 1 + (int)strlen(binding->label);
}

/* True if the footer of this view shows the key. */
static bool is_in_footer(const struct ui *ui, const struct key_binding *binding)
{
	return (binding->footers & IN_VIEW(ui->view)) &&
	       !(binding->is_write && ui_is_read_only(ui));
}

static void put_hint(struct pen *pen, const struct key_binding *binding, int kept_cols)
{
	if (hint_cols(binding) > pen_cols_left(pen) - kept_cols) {
		return;
	}
	pen_printf(pen, ROLE_KEY, "%.*s", first_word_length(binding->name), binding->name);
	pen_skip(pen, 1);
	pen_put(pen, ROLE_DIM, binding->label);
	pen_skip(pen, 2);
}

/* Never cut, because a message ends with what to do next: it covers rows above end_y if needed. */
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

/* Those that come first, or the others; kept_cols: what the last to be dropped need. */
static void put_some_hints(struct pen *pen, const struct ui *ui, bool are_first, int *kept_cols)
{
	bool has_findings = ui->view == VIEW_OVERVIEW && ui->findings && ui->findings->count > 0;

	for (const struct key_binding *binding = ui->keys; binding->name; binding++) {
		bool is_first = has_findings && binding->is_for_finding;

		if (is_in_footer(ui, binding) && is_first == are_first) {
			*kept_cols -= binding->is_kept ? hint_cols(binding) + 2 : 0;
			put_hint(pen, binding, *kept_cols);
		}
	}
}

static void put_hints(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = {canvas, y, 1, 1, canvas->cols};
	int kept_cols = 0;

	for (const struct key_binding *binding = ui->keys; binding->name; binding++) {
		kept_cols +=
			is_in_footer(ui, binding) && binding->is_kept ? hint_cols(binding) + 2 : 0;
	}
	put_some_hints(&pen, ui, true, &kept_cols);
	put_some_hints(&pen, ui, false, &kept_cols);
}

void footer_draw(struct canvas *canvas, const struct ui *ui, int y)
{
	if (*ui->message) {
		put_message(canvas, ui->message, ui->prompt.is_open ? y : y + 1);
	}
	if (ui->prompt.is_open) {
		prompt_line_draw(canvas, &ui->prompt, y);
	} else if (!*ui->message) {
		put_hints(canvas, ui, y);
	}
}
