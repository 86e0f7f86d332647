/* SPDX-License-Identifier: MIT */
/*
 * The map of the source.
 *
 * include/  what the two halves agree on: settings, snapshot, poller, and the small
 *           things that both use (base, buf, clock, error, session, text, units).
 * core/     all that is true without a screen. The poller's thread reads the table
 *           (request, http, ddb), keeps the fleet, and publishes snapshots. Another
 *           thread (credentials_refresh) obtains credentials, which may take long.
 * tui/      all that is a terminal:
 *             loop    waits for keys, snapshots and signals; the only one that does
 *             app     what a key or a snapshot changes in the ui, the state of the screen
 *             frame   draws the ui on a canvas, with view_* for the body and dialog on top
 *             keymap  the one list of keys, behind help and footers too
 *             verb    the same of commands that are typed on the prompt
 *             selection  which rows the lists have, and what is selected: by filter, order, ranking
 *             state   what outlives the program, in files of keep
 *             screen, theme, draw  curses, and nothing else knows it
 *             headless  --once and its like, without a screen; report_* the formats;
 *             facts_report  --whoami and --doctor
 * tests/    unit, engine and screen tests, and a simulated fleet.
 *
 * This file is the only one that knows both halves.
 */
#include "base.h"
#include "error.h"
#include "list/filter.h"
#include "list/sort.h"
#include "loop.h"
#include "poller.h"
#include "report/check.h"
#include "report/console.h"
#include "report/facts_report.h"
#include "report/headless.h"
#include "settings.h"
#include "term/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

/* The process holds credentials in memory: no core file of it, and no other process may look into
 * it. */
static void close_memory(void)
{
#if defined(__linux__) && defined(BEYATOP_RELEASE)
	(void)prctl(PR_SET_DUMPABLE, 0);
#endif
}

static int fail(const struct error *err)
{
	console_error(err->text);
	return error_exit_status(err);
}

/* What the settings cannot know to be wrong: the languages of filters and orders are tui's. */
static bool check_wishes(const struct settings *settings, struct error *err)
{
	struct filter filter;
	struct filter_fault fault;
	struct sort_order order;

	if (settings->filter && !filter_parse(&filter, settings->filter, &fault)) {
		error_set(err, settings_error_kind(settings, "filter"),
			"the filter \"%.130s\", at %zu: %s", settings->filter, fault.at + 1,
			fault.reason);
		return false;
	}
	if (settings->sort && !sort_parse(&field_sessions, settings->sort, &order)) {
		struct buf names = {0};

		sort_append_names(&field_sessions, &names);
		error_set(err, settings_error_kind(settings, "sort"),
			"no sort order \"%.60s\": use %s, or one of them after a minus",
			settings->sort, buf_text(&names));
		buf_fini(&names);
		return false;
	}
	return true;
}

/* For a monitoring system, which looks at nothing but the line and the status. */
static int fail_check(const struct error *err)
{
	check_print_failure(err->text, stdout);
	return CHECK_UNKNOWN;
}

static void warn(const struct settings *settings)
{
	const char *line = settings_warnings(settings);

	for (; *line; line += strcspn(line, "\n") + 1) {
		fprintf(stderr, "beyatop: %.*s\n", (int)strcspn(line, "\n"), line);
	}
}

static int finish_printing(void)
{
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int run(const struct settings *settings)
{
	struct error err;
	int exit_status;

	if (settings->show_help) {
		settings_print_help(stdout);
		return finish_printing();
	}
	if (settings->show_version) {
		printf("beyatop " BEYATOP_VERSION "\n%s\n", screen_library());
		poller_print_libraries(stdout);
		return finish_printing();
	}
	if (settings->print_config) {
		settings_print_config(settings, stdout);
		return finish_printing();
	}
	if (settings->whoami || settings->doctor) {
		return facts_report_run(settings);
	}
	if (!check_wishes(settings, &err)) {
		return settings->check ? fail_check(&err) : fail(&err);
	}
	if (settings->once) {
		return headless_run(settings);
	}
	if (!loop_run(settings, &exit_status, &err)) {
		return fail(&err);
	}
	return exit_status;
}

int main(int argc, char **argv)
{
	struct settings settings;
	struct error err;
	int exit_status;

	close_memory();
	if (settings_parse(&settings, argc, argv, &err)) {
		warn(&settings);
		exit_status = run(&settings);
	} else {
		exit_status = settings.check ? fail_check(&err) : fail(&err);
	}
	settings_fini(&settings);
	return exit_status;
}
