/* SPDX-License-Identifier: MIT */
#include "report/facts_report.h"

#include "cell/canvas.h"
#include "facts.h"
#include "report/console.h"
#include "term/terminal_info.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static void examine_terminal(struct facts *facts, const struct terminal_facts *screen)
{
	if (!screen->is_terminal) {
		facts_add(facts, FACT_NOTE, "terminal",
			"run it in a terminal (ssh -t), or use --once",
			"stdin and stdout are not a terminal");
	} else if (!screen->is_known) {
		facts_add(facts, FACT_NOTE, "terminal",
			"install its description (ncurses-term), or set TERM=xterm-256color",
			"TERM=%s is not known here; xterm is assumed", screen->name);
	} else if (!screen->can_move) {
		facts_add(facts, FACT_BAD, "terminal",
			"set TERM to the terminal you have, or use --once",
			"TERM=%s cannot move the cursor", screen->name);
	} else {
		facts_add(facts, FACT_OK, "terminal", "", "%s, %d colors", screen->name,
			screen->colors > 0 ? screen->colors : 2);
	}
}

static void examine_size(struct facts *facts, const struct terminal_facts *screen)
{
	if (!screen->is_terminal) {
		return;
	}
	if (canvas_is_too_small(screen->rows, screen->cols)) {
		facts_add(facts, FACT_NOTE, "size", "make the window larger",
			"%dx%d; the dashboard needs at least %dx%d", screen->cols, screen->rows,
			CANVAS_MIN_COLS, CANVAS_MIN_ROWS);
	} else {
		facts_add(facts, FACT_OK, "size", "", "%dx%d", screen->cols, screen->rows);
	}
}

/* What --doctor says about the terminal and the locale, which it sets. */
static void examine_screen(struct facts *facts)
{
	struct terminal_facts screen;

	terminal_info_examine(&screen);
	examine_terminal(facts, &screen);
	examine_size(facts, &screen);
	if (strcmp(screen.codeset, "UTF-8") == 0) {
		facts_add(facts, FACT_OK, "locale", "", "%s", screen.locale);
	} else {
		facts_add(facts, FACT_NOTE, "locale", "set LC_ALL=C.UTF-8, or use --ascii",
			"%s (%s): the screen shows ASCII only", screen.locale, screen.codeset);
	}
}

int facts_report_run(const struct settings *settings)
{
	struct facts *facts = base_calloc(1, sizeof(*facts));
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct buf text = {0};

	sigaction(SIGPIPE, &ignore, NULL);
	if (settings->doctor) {
		examine_screen(facts);
		doctor_examine(settings, facts);
	} else {
		whoami_examine(settings, facts);
	}
	int status = error_exit_status(&facts->error);

	if (settings->output == OUTPUT_JSON) {
		facts_put_json(facts, &text);
	} else {
		facts_put_text(facts, &text);
	}
	errno = 0;
	console_print(buf_text(&text), stdout);
	if (!console_flush()) {
		status = console_exit_status();
	} else if (status != 0 && !settings->doctor) {
		console_error(facts->error.text); /* --doctor prints it as one of its lines */
	}
	buf_fini(&text);
	free(facts);
	return status;
}
