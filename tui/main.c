/* SPDX-License-Identifier: MIT */
/*
 * The map of the source.
 *
 * include/  what the two halves agree on: settings, snapshot, poller, and the small
 *           things that both use (base, buf, clock, error, session, text, units).
 * core/     all that is true without a screen. The poller's thread reads the table
 *           (request, http, ddb), keeps the fleet, and publishes snapshots.
 * tui/      all that is a terminal:
 *             loop    waits for keys, snapshots and signals; the only one that does
 *             app     what a key or a snapshot changes in the ui, the state of the screen
 *             frame   draws the ui on a canvas, with view_* for the body and dialog on top
 *             keymap  the one list of keys, behind help and footers too
 *             verb    the same of commands that are typed on the prompt
 *             screen, theme, draw  curses, and nothing else knows it
 *             report  --once, without a screen
 * tests/    unit, engine and screen tests, and a simulated fleet.
 *
 * This file is the only one that knows both halves.
 */
#include "base.h"
#include "error.h"
#include "loop.h"
#include "report.h"
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>

static int fail(const struct error *err)
{
	fprintf(stderr, "beyatop: %s\n", err->text);
	return error_exit_status(err);
}

int main(int argc, char **argv)
{
	struct settings settings;
	struct error err;
	int exit_status;

	if (!settings_parse(&settings, argc, argv, &err)) {
		return fail(&err);
	}
	if (settings.show_help) {
		settings_print_help(stdout);
		return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
	}
	if (settings.show_version) {
		puts("beyatop " BEYATOP_VERSION);
		return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
	}
	if (settings.once) {
		return report_run(&settings);
	}
	if (!loop_run(&settings, &exit_status, &err)) {
		return fail(&err);
	}
	return exit_status;
}
