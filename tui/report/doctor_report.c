/* SPDX-License-Identifier: MIT */
#include "report/doctor_report.h"

#include "cell/canvas.h"
#include "term/screen.h"
#include "text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define VERDICT_COLS 8
#define SUBJECT_COLS 29

static void examine_terminal(struct doctor *doctor, const struct screen_facts *facts)
{
	if (!facts->is_terminal) {
		doctor_add(doctor, DOCTOR_NOTE, "terminal",
			"run it in a terminal, with ssh -t, or use --once",
			"stdin and stdout are none");
	} else if (!facts->is_known) {
		doctor_add(doctor, DOCTOR_NOTE, "terminal",
			"install its description (ncurses-term), or set TERM=xterm-256color",
			"TERM=%s is not known here: xterm is assumed", facts->name);
	} else if (!facts->can_move) {
		doctor_add(doctor, DOCTOR_BAD, "terminal", "set TERM, or use --once",
			"TERM=%s cannot be drawn on", facts->name);
	} else {
		doctor_add(doctor, DOCTOR_OK, "terminal", "", "%s, %d colours", facts->name,
			facts->colors > 0 ? facts->colors : 2);
	}
}

static void examine_size(struct doctor *doctor, const struct screen_facts *facts)
{
	if (!facts->is_terminal) {
		return;
	}
	if (canvas_is_too_small(facts->rows, facts->cols)) {
		doctor_add(doctor, DOCTOR_NOTE, "size", "make it larger",
			"%dx%d, of %dx%d at least", facts->cols, facts->rows, CANVAS_MIN_COLS,
			CANVAS_MIN_ROWS);
	} else {
		doctor_add(doctor, DOCTOR_OK, "size", "", "%dx%d", facts->cols, facts->rows);
	}
}

void doctor_report_terminal(struct doctor *doctor)
{
	struct screen_facts facts;

	screen_examine(&facts);
	examine_terminal(doctor, &facts);
	examine_size(doctor, &facts);
	if (strcmp(facts.codeset, "UTF-8") == 0) {
		doctor_add(doctor, DOCTOR_OK, "locale", "", "%s", facts.locale);
	} else {
		doctor_add(doctor, DOCTOR_NOTE, "locale", "set LC_ALL=C.UTF-8, or use --ascii",
			"%s (%s): the screen is ASCII only", facts.locale, facts.codeset);
	}
}

static void print_line(const char *verdict, const char *subject, const char *text, FILE *out)
{
	char safe[3 * sizeof(((struct doctor_finding *)0)->text)];

	text_sanitize(text, safe, sizeof(safe));
	fprintf(out, "%-*s%-*s %s\n", VERDICT_COLS, verdict, SUBJECT_COLS, subject, safe);
}

void doctor_report_print(const struct doctor *doctor, FILE *out)
{
	for (size_t i = 0; i < doctor->count; i++) {
		const struct doctor_finding *finding = &doctor->findings[i];

		print_line(doctor_verdict_word(finding->verdict), finding->subject, finding->text,
			out);
		if (*finding->advice) {
			print_line("", "", finding->advice, out);
		}
	}
}

int doctor_report_run(const struct settings *settings)
{
	struct doctor *doctor = base_calloc(1, sizeof(*doctor));
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	int status;

	sigaction(SIGPIPE, &ignore, NULL);
	doctor_report_terminal(doctor);
	doctor_examine(settings, doctor);
	doctor_report_print(doctor, stdout);
	status = error_exit_status(&doctor->error);
	free(doctor);
	return fflush(stdout) == 0 ? status : EXIT_FAILURE;
}
