/* SPDX-License-Identifier: MIT */
/*
 * The settings: a value for each row of the table in core/settings/settings_table.c, which has its
 * flag, environment variable, key in files, default and help. Filled before any other thread
 * starts, read-only afterwards.
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
	/* NULL: not set */
	const char *profile;
	/* the role to assume; NULL: none */
	const char *role_arn, *external_id;
	/* NULL: AWS's for the region */
	const char *endpoint_url;
	/* "ServiceType-Index" */
	const char *index_service;
	/* "Active-Sessions-Index" */
	const char *index_active;
	/* of -s, without duplicates; may be empty */
	const char *services[SETTINGS_MAX_SERVICES];
	int services_count;
	/* services[] points into this: do not copy the struct */
	char services_text[4096];
	/* pause between refreshes */
	int64_t interval_ms;
	/* pause between Scans of the base table; 0: no Scans */
	int64_t reconcile_ms;
	/* poll ServiceType-Index even if the other index exists */
	bool polls_services;
	/* ticks from one full sweep to the next */
	int64_t full_every;
	/* with more sessions, reading stops with an error */
	int64_t max_items;
	/* RCU/s for each index; 0: half the index's capacity */
	double max_read_rate;
	/* custom spellings of isActive; NULL: the usual ones */
	const char *active_value, *paused_value;
	/* made from the two above */
	struct own_encodings own_encodings;
	bool read_only;
	/* WCU/s on the table and on each index that a write updates */
	double write_rate;
	/* how long writes stay armed; 0: they need not be armed */
	int64_t arm_for_ms;
	/* writes need a reason */
	bool require_reason;
	/* writes are confirmed by typing the profile's name */
	bool protected;
	/* also send the audit log to syslog */
	bool audit_syslog;
	/* the recording to write; NULL: none */
	const char *record;
	/* the recording to show instead of a table; NULL: none */
	const char *replay;
	/* report and exit; implied by every flag for reports */
	bool once;
	/* report the caller's identity and exit */
	bool whoami;
	enum output output;
	/* which sessions to list, as tui/list/filter.h says; NULL: all */
	const char *filter;
	/* in which order, as tui/list/sort.h says; NULL: worst first */
	const char *sort;
	/* reports to print; 0: until interrupted */
	int64_t count;
	/* reports leave out all but services[], which -s named */
	bool only_services;
	/* NULL: none */
	const char *log_file;
	/* NULL: reports go to stdout */
	const char *textfile;
	/* these also set .output */
	bool check, statusline;
	/* "ok", "no-crit" or a condition; NULL: report at once */
	const char *wait_until;
	/* for one report; 0: depends on the kind of report */
	int64_t timeout_ms;
	/* longest wait for a response; 0: each kind of request has its own. Tests set it, no flag
	 * does */
	int64_t request_timeout_ms;
	/* conditions */
	const char *warn_if, *crit_if;
	bool ascii;
	/* -C or NO_COLOR: overrides the theme */
	bool no_color;
	enum settings_theme theme;
	/* how to signal new critical sessions */
	enum settings_alert alert;
	/* enabled at the start */
	bool mouse;
	/* http:// to other hosts than this one */
	bool allow_http;
	/* NULL: the user's own file */
	const char *config;
	bool show_help, show_version, print_config, doctor;
	struct session_thresholds limits;
	/* of services with thresholds of their own, without duplicates */
	const struct settings_service_limits *service_limits;
	size_t service_limits_count;
	/* freed by settings_fini(); NULL: the struct was filled by hand */
	struct settings_memory *memory;
};

/*
 * Reads the settings from, in order of precedence: command line, environment, [profile NAME] and
 * [default] of the user's configuration file, the same of the system's, defaults. Strings point
 * into argv, the environment, static text or *settings. False with ERROR_USAGE (a flag) or
 * ERROR_CONFIG (anything else), which names the setting, its value and what is expected; *settings
 * is then undefined except for .check. Nothing after --help or --version is checked. Always end
 * with settings_fini().
 */
MUST_USE bool settings_parse(struct settings *settings, int argc, char **argv, struct error *err);

/*
 * The same with another profile, for which the files may have another section. The command line
 * must outlive it, *before need not. Always end with settings_fini().
 */
MUST_USE bool settings_parse_again(struct settings *settings, const struct settings *before,
	const char *profile, struct error *err);

void settings_fini(struct settings *settings);

/* Warnings to print before the screen starts, one per line: unknown keys, for example. "" if none.
 */
const char *settings_warnings(const struct settings *settings);

/* The kind of an error in a setting: ERROR_USAGE if its flag was given, else ERROR_CONFIG. */
enum error_kind settings_error_kind(const struct settings *settings, const char *flag);

/* The default of a flag's setting; NULL: none. Static. */
const char *settings_default(const char *flag);

/* The thresholds of a service, as stored; NULL: of one without its own. */
const struct session_thresholds *settings_limits(
	const struct settings *settings, const char *service);

/* Prints the options, made from the settings table. */
void settings_print_help(FILE *out);

/* Prints, in the format of the file, each setting that a file may contain, with its source. */
void settings_print_config(const struct settings *settings, FILE *out);

#endif
