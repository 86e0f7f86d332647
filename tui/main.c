/* SPDX-License-Identifier: MIT */
/*
 * A map of the source. tests/layers.txt says which folder may use which.
 *
 * include/    the contract between core and tui: settings, snapshot, poller, and small tools
 * core/       everything that is true without a screen; each folder uses those above it
 *   base        C, text, files, JSON          aws        credentials and signatures
 *   model       sessions and snapshots        dynamodb   the API of one table
 *   settings    flags, files, help            fleet      all sessions, kept up to date
 *   net         HTTP                          diagnosis  what is wrong, since when, for whom
 *   history     recordings                    write      UpdateItem and its audit log
 *   poller      the network thread, which reads the table and publishes snapshots; credentials
 *               are refreshed in a thread of their own
 * tui/        a terminal
 *   cell        a screen without a terminal   term       the only user of curses
 *   list        filters, sorting, tags        ui         the state that views draw
 *   view        draws it: one file a view     act        what keys, commands and snapshots change
 *   report      output without a screen       share      manual pages and completions
 *   loop        waits for keys, snapshots and signals; the only place that does
 * tests/      see core/README.md
 *
 * Keys are in act/keys.c, typed commands in act/commands.c, views in ui/view_list.h, columns in
 * view/session_cells.c and service_cells.c, formats in include/output.h, settings in
 * core/settings.
 */
#include "act/saved_view.h"
#include "base.h"
#include "environment.h"
#include "error.h"
#include "io.h"
#include "list/filter.h"
#include "loop.h"
#include "poller.h"
#include "report/check.h"
#include "report/console.h"
#include "report/facts_report.h"
#include "report/headless.h"
#include "settings.h"
#include "term/screen.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#ifndef BEYATOP_COMMIT
#define BEYATOP_COMMIT "" /* set by the Makefile */
#endif

/* Credentials are in memory: no core files, and no access by other processes. */
static void protect_memory(void)
{
#if defined(__linux__) && defined(BEYATOP_RELEASE)
	(void)prctl(PR_SET_DUMPABLE, 0);
#endif
}

/*
 * A write beyond the limit on a file's size (ulimit -f) fails like one to a full disk, and is
 * reported, instead of ending the program in the middle of a file.
 */
static void survive_size_limit(void)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};

	(void)sigaction(SIGXFSZ, &ignore, NULL);
}

static int fail(const struct error *err)
{
	console_error(err->text);
	return error_exit_status(err);
}

/*
 * Parses the filter, which saved_view_check() has accepted, and makes a report read only what it
 * can show; what is read borrows from the filter. A filter for one user has the effect of --user;
 * one for never-polled sessions needs the Scan that a report about a service otherwise does
 * without.
 */
static void narrow_reads(struct settings *settings, struct predicate *filter)
{
	bool has_list = settings_lists_sessions(settings);
	struct predicate_error error;

	(void)(settings->filter && filter_parse(filter, settings->filter, &error));
	if (has_list && !settings->user) {
		settings->user = filter_only_user(filter);
	}
	if (!has_list || !filter_selects_state(filter, STATE_NEVER_POLLED)) {
		settings_spare_scan(settings);
	}
}

/* Monitoring systems see only one line of stdout and the exit status. */
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
	return console_flush() ? EXIT_SUCCESS : console_exit_status();
}

static void print_version(void)
{
	const char *commit = BEYATOP_COMMIT;

	printf("beyatop " BEYATOP_VERSION);
	if (commit[0]) {
		printf(" (%s)", commit);
	}
	printf("\n%s\n", screen_library());
	poller_print_libraries(stdout);
}

/* Checks the settings first, so that nobody relies on a configuration that cannot work. */
static int print_config(const struct settings *settings)
{
	struct error err;

	if (!saved_view_check(settings, &err) || !poller_check_settings(settings, &err)) {
		return fail(&err);
	}
	settings_print_config(settings, stdout);
	return finish_printing();
}

static int run_dashboard(const struct settings *settings)
{
	struct error err;
	int exit_status;

	return loop_run(settings, &exit_status, &err) ? exit_status : fail(&err);
}

static int run(struct settings *settings)
{
	struct error err;
	struct predicate filter = {0};

	if (settings->show_help) {
		settings_print_help(stdout);
		return finish_printing();
	}
	if (settings->show_version) {
		print_version();
		return finish_printing();
	}
	if (settings->completion) {
		settings_print_completion(settings->completion, stdout);
		return finish_printing();
	}
	if (settings->print_config) {
		return print_config(settings);
	}
	if (settings->whoami || settings->doctor) {
		return facts_report_run(settings);
	}
	if (!saved_view_check(settings, &err)) {
		return settings->check ? fail_check(&err) : fail(&err);
	}
	if (settings->once) {
		narrow_reads(settings, &filter);
	}
	int exit_status = settings->once ? headless_run(settings) : run_dashboard(settings);

	predicate_fini(&filter);
	return exit_status;
}

int main(int argc, char **argv)
{
	struct settings settings;
	struct error err;
	int exit_status;

	io_hold_standard();
	environment_protect();
	protect_memory();
	survive_size_limit();
	base_return_large_blocks();
	if (settings_parse(&settings, argc, argv, &err)) {
		warn(&settings);
		exit_status = run(&settings);
	} else {
		exit_status = settings.check ? fail_check(&err) : fail(&err);
	}
	settings_fini(&settings);
	return exit_status;
}
