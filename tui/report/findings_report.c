/* SPDX-License-Identifier: MIT */
#include "report/findings_report.h"

#include "cell/canvas.h"
#include "report/console.h"
#include "term/screen.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static void examine_terminal(struct findings *findings, const struct screen_facts *facts)
{
	if (!facts->is_terminal) {
		findings_add(findings, FINDING_NOTE, "terminal",
			"run it in a terminal (ssh -t), or use --once",
			"stdin and stdout are not a terminal");
	} else if (!facts->is_known) {
		findings_add(findings, FINDING_NOTE, "terminal",
			"install its description (ncurses-term), or set TERM=xterm-256color",
			"TERM=%s is not known here; xterm is assumed", facts->name);
	} else if (!facts->can_move) {
		findings_add(findings, FINDING_BAD, "terminal",
			"set TERM to the terminal you have, or use --once",
			"TERM=%s cannot move the cursor", facts->name);
	} else {
		findings_add(findings, FINDING_OK, "terminal", "", "%s, %d colours", facts->name,
			facts->colors > 0 ? facts->colors : 2);
	}
}

static void examine_size(struct findings *findings, const struct screen_facts *facts)
{
	if (!facts->is_terminal) {
		return;
	}
	if (canvas_is_too_small(facts->rows, facts->cols)) {
		findings_add(findings, FINDING_NOTE, "size", "make the window larger",
			"%dx%d; the dashboard needs at least %dx%d", facts->cols, facts->rows,
			CANVAS_MIN_COLS, CANVAS_MIN_ROWS);
	} else {
		findings_add(findings, FINDING_OK, "size", "", "%dx%d", facts->cols, facts->rows);
	}
}

void findings_report_terminal(struct findings *findings)
{
	struct screen_facts facts;

	screen_examine(&facts);
	examine_terminal(findings, &facts);
	examine_size(findings, &facts);
	if (strcmp(facts.codeset, "UTF-8") == 0) {
		findings_add(findings, FINDING_OK, "locale", "", "%s", facts.locale);
	} else {
		findings_add(findings, FINDING_NOTE, "locale", "set LC_ALL=C.UTF-8, or use --ascii",
			"%s (%s): the screen shows ASCII only", facts.locale, facts.codeset);
	}
}

int findings_report_run(const struct settings *settings)
{
	struct findings *findings = base_calloc(1, sizeof(*findings));
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct buf text = {0};

	sigaction(SIGPIPE, &ignore, NULL);
	if (settings->doctor) {
		findings_report_terminal(findings);
		doctor_examine(settings, findings);
	} else {
		whoami_examine(settings, findings);
	}
	int status = error_exit_status(&findings->error);

	if (settings->output == OUTPUT_JSON) {
		findings_put_json(findings, &text);
	} else {
		findings_put_text(findings, &text);
	}
	errno = 0;
	console_print(buf_text(&text), stdout);
	if (!console_flush()) {
		status = EXIT_FAILURE;
	} else if (status != 0 && !settings->doctor) {
		console_error(findings->error.text); /* --doctor has it in a line */
	}
	buf_fini(&text);
	free(findings);
	return status;
}
