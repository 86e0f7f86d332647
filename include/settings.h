/* SPDX-License-Identifier: MIT */
/*
 * What the program was told to do. One table in core/settings/settings.c holds each
 * setting's flag, environment variable, key, default and help; reading and --help
 * come from it. Filled before any thread starts, read-only afterwards.
 */
#ifndef BEYATOP_SETTINGS_H
#define BEYATOP_SETTINGS_H

#include "error.h"
#include "output.h"
#include "session.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Each in the order of its setting's choices. */
enum settings_theme { THEME_AUTO, THEME_DARK, THEME_LIGHT, THEME_COLORBLIND, THEME_MONO };
enum settings_alert { ALERT_OFF, ALERT_BELL, ALERT_OSC9 };

#define SETTINGS_MAX_SERVICES 64

struct settings_memory;

/* The thresholds of one service. */
struct settings_service_limits {
	const char *service;
	struct session_thresholds limits;
};

struct settings {
	const char *table;
	/* NULL: from the profile */
	const char *region;
	/* NULL: not asked for */
	const char *profile;
	/* to be taken on; NULL: none */
	const char *role_arn, *external_id;
	/* NULL: DynamoDB's own for the region */
	const char *endpoint_url;
	/* "ServiceType-Index" */
	const char *index_service;
	/* "Active-Sessions-Index" */
	const char *index_active;
	/* -s; each once; may be none */
	const char *services[SETTINGS_MAX_SERVICES];
	int services_count;
	/* what services[] points into: do not copy the struct */
	char services_text[4096];
	/* pause between two refreshes */
	int64_t interval_ms;
	/* pause between two Scans of the base table; 0: never */
	int64_t reconcile_ms;
	/* by ServiceType-Index, though the other index is there */
	bool polls_services;
	/* ticks from one sweep of every session to the next */
	int64_t full_every;
	/* sessions to keep; beyond them reading stops and says so */
	int64_t max_items;
	/* RCU/s for each index; 0: from the table's own capacity */
	double max_read_rate;
	/* other spellings of isActive; NULL: the usual */
	const char *active_value, *paused_value;
	/* made of these */
	struct own_encodings own_encodings;
	bool read_only;
	/* WCU/s on the table and on each index that a write touches */
	double write_rate;
	/* writes must be armed, and are for so long; 0: they are always */
	int64_t arm_for_ms;
	/* no write without a reason */
	bool require_reason;
	/* the dialog asks for the profile's name */
	bool protected;
	/* the audit log goes to syslog too */
	bool audit_syslog;
	/* a file to make of what is seen; NULL: none */
	const char *record;
	/* a file to show instead of a table; NULL: none */
	const char *replay;
	/* report and exit; so say all that are of reports only */
	bool once;
	/* say who we are to AWS, and exit */
	bool whoami;
	enum output output;
	/* which sessions to list, as tui/list/filter.h says; NULL: all */
	const char *filter;
	/* in which order, as tui/list/sort.h says; NULL: worst first */
	const char *sort;
	/* reports to print; 0: until it is ended */
	int64_t count;
	/* reports leave out all but services[], which -s named */
	bool only_services;
	/* NULL: none */
	const char *log_file;
	/* NULL: reports go to stdout */
	const char *textfile;
	/* what .output says, too */
	bool check, statusline;
	/* "ok", "no-crit" or a condition; NULL: report at once */
	const char *wait_until;
	/* until a report must be there; 0: as the kind of report has it */
	int64_t timeout_ms;
	/* longest wait for a response; 0: each kind of request has its own. Tests set it, no flag
	 * does */
	int64_t request_timeout_ms;
	/* conditions */
	const char *warn_if, *crit_if;
	bool ascii;
	/* -C, or NO_COLOR in the environment: goes over the theme */
	bool no_color;
	enum settings_theme theme;
	/* how the terminal is told that more became critical */
	enum settings_alert alert;
	/* from the start */
	bool mouse;
	/* plain http beyond loopback */
	bool allow_http;
	/* NULL: the user's own file */
	const char *config;
	bool show_help, show_version, print_config, doctor;
	struct session_thresholds limits;
	/* where they differ; each once */
	const struct settings_service_limits *service_limits;
	size_t service_limits_count;
	/* what settings_fini() frees; NULL: filled by hand */
	struct settings_memory *memory;
};

/*
 * Takes the command line; what it does not say from the environment; what that does not say from
 * [profile NAME], then from [default], of the user's configuration file or else the system's; the
 * rest are defaults. String members point into argv, the environment, static text or *settings.
 * Returns false with ERROR_USAGE (a flag) or ERROR_CONFIG (all else), naming it, its value and what
 * is accepted; *settings is then not for use, .check excepted. --help and --version end the
 * reading: what follows them is not checked. Always free by settings_fini().
 */
MUST_USE bool settings_parse(struct settings *settings, int argc, char **argv, struct error *err);

/*
 * The same again, with another profile, whose section of the files may say other things. The
 * command line must outlive it; before itself need not. Always free by settings_fini().
 */
MUST_USE bool settings_parse_again(struct settings *settings, const struct settings *before,
	const char *profile, struct error *err);

void settings_fini(struct settings *settings);

/* What to tell before the screen starts, a line each: a key that is not known, say. "" for nothing.
 */
const char *settings_warnings(const struct settings *settings);

/* Whose fault the value of a flag's setting is: ERROR_USAGE where the flag itself was given, else
 * ERROR_CONFIG. */
enum error_kind settings_blame(const struct settings *settings, const char *flag);

/* What a flag's setting is where nobody sets it; NULL: nothing. Static. */
const char *settings_default(const char *flag);

/* The thresholds in force for a service, as stored; NULL: for one without its own. */
const struct session_thresholds *settings_limits(
	const struct settings *settings, const char *service);

/* An exit status and what it means, "64" and "wrong usage"; NULL after the last. Static. */
struct settings_exit_status {
	const char *status, *meaning;
};
const struct settings_exit_status *settings_exit_status(size_t index);

/* A format of reports, from its row in output.h; NULL past the last. Static. */
struct settings_format {
	/* as -o takes it */
	const char *name;
	/* OUTPUT_SESSIONS, OUTPUT_FACTS */
	unsigned prints;
	const char *help;
};
const struct settings_format *settings_format(size_t output);

/* Prints the options, made from the settings table. */
void settings_print_help(FILE *out);

/* Prints every setting that a file may hold as a file, and where each is from. */
void settings_print_config(const struct settings *settings, FILE *out);

#endif
