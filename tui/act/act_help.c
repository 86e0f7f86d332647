/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "view/help_search.h"

#include <stdio.h>

static struct list *lines_of(struct app *app)
{
	return &app->ui.lists[VIEW_HELP];
}

/* Scrolls to the line, if it contains the text, or to the next or previous one that does. */
static bool find_from(struct app *app, size_t line, bool is_below)
{
	struct ui *ui = &app->ui;
	size_t found = help_search_find(ui, line, is_below);

	if (found == HELP_SEARCH_NONE) {
		app_say(app, "The help does not contain \"%s\".", ui->help_sought);
		return false;
	}
	ui->help_line = found;
	list_scroll(lines_of(app), (long)found - (long)lines_of(app)->top);
	return true;
}

static void find_other(struct app *app, bool is_below)
{
	size_t before = app->ui.help_line, count = lines_of(app)->count;

	if (!*app->ui.help_sought) {
		app_say(app, "Nothing to search for yet: / searches the help.");
		return;
	}
	if (!find_from(app, before + (is_below ? 1 : count - 1), is_below)) {
		return;
	}
	if (app->ui.help_line == before) {
		app_say(app, "No other line contains \"%s\".", app->ui.help_sought);
	} else if ((app->ui.help_line < before) == is_below) {
		app_say(app, "Wrapped to the %s.", is_below ? "top" : "bottom");
	}
}

void act_help_next(struct app *app)
{
	find_other(app, true);
}

void act_help_previous(struct app *app)
{
	find_other(app, false);
}

void act_help_search(struct app *app, const char *text)
{
	struct ui *ui = &app->ui;

	if (!*text) {
		act_help_next(app);
		return;
	}
	snprintf(ui->help_sought, sizeof(ui->help_sought), "%s", text);
	(void)find_from(app, lines_of(app)->top, true);
}
