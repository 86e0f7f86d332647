/* SPDX-License-Identifier: MIT */
/*
 * The settings: one member per row of core/settings/settings_table.c, which defines its flag,
 * environment variable, file key, default and help. Filled before other threads start, read-only
 * afterwards.
 */
#ifndef BEYATOP_SETTINGS_H
#define BEYATOP_SETTINGS_H

#include "buf.h"
#include "error.h"
#include "output.h"
#include "session.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Each enum is in the order of its setting's choices. */
enum settings_theme { THEME_AUTO, THEME_DARK, THEME_LIGHT, THEME_COLORBLIND, THEME_MONO };
/* How times are shown in lists. */
enum time_style { TIMES_UTC, TIMES_LOCAL, TIMES_AGE, TIMES_COUNT };
enum settings_alert { ALERT_OFF, ALERT_BELL, ALERT_OSC9, ALERT_OSC777, ALERT_OSC99 };

#define SETTINGS_MAX_SERVICES 64

struct settings_memory;

/* What can be set for one service. */
struct settings_service {
	const char *service;
	struct session_thresholds limits;
	/* a URL with placeholders, see runbook_url.h; NULL: none */
	const char *runbook;
	/* whom to call; NULL: not named */
	const char *owner;
};

struct settings {
	const char *table;
	/* NULL: from the profile */
	const char *region;
	/* NULL: not set */
	const char *profile;
	/* the role to assume; NULL: none */
	const char *role_arn, *external_id;
	/* NULL: the region's AWS endpoint */
	const char *endpoint_url;
	/* "ServiceType-Index" */
	const char *index_service;
	/* "Active-Sessions-Index" */
	const char *index_active;
	/* read only this user's sessions; NULL: all */
	const char *user;
	/* from -s, without duplicates; may be empty */
	const char *services[SETTINGS_MAX_SERVICES];
	int services_count;
	/* services[] points into it: do not copy the struct */
	char services_text[4096];
	/* pause between refreshes */
	int64_t interval_ms;
	/* pause between Scans of the base table; 0: no Scans */
	int64_t reconcile_ms;
	/* poll ServiceType-Index even if the other index exists */
	bool polls_services;
	/* ticks from one full sweep to the next */
	int64_t full_every;
	/* if there are more sessions, reading stops with an error */
	int64_t max_items;
	/* RCU/s for each index; 0: half the index's capacity */
	double max_read_rate;
	/* custom values of isActive; NULL: the usual encodings */
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
	/* "service" or "user": what a row of a report stands for; NULL: its usual rows */
	const char *by;
	/* which sessions to list, as tui/list/filter.h says; NULL: all */
	const char *filter;
	/* in which order, as tui/list/sort.h says; NULL: worst first */
	const char *sort;
	/* the rest of what the dashboard shows first, see tui/act/saved_view.h; NULL: default */
	const char *view, *finding, *columns;
	bool problems;
	enum time_style times;
	/* reports to print; 0: until interrupted */
	int64_t count;
	/* services[] were named by -s, not by a variable or file */
	bool names_services;
	/* the same, for a report: it reads and includes only those */
	bool only_services;
	/* NULL: none */
	const char *log_file;
	/* NULL: reports go to stdout */
	const char *textfile;
	/* each also sets .output */
	bool check, statusline, summary;
	/* "ok", "no-crit" or a condition; NULL: report at once */
	const char *wait_until;
	/* for one report; 0: depends on the kind of report */
	int64_t timeout_ms;
	/*
	 * of every request and credential_process; 0: each has its own. Set by tests only, there is
	 * no flag
	 */
	int64_t request_timeout_ms;
	/* conditions */
	const char *warn_if, *crit_if;
	bool ascii;
	/* -C or NO_COLOR: overrides the theme */
	bool no_color;
	enum settings_theme theme;
	/* how to announce new critical sessions and what happens to what is watched */
	enum settings_alert alert;
	/* enabled at the start */
	bool mouse;
	/* allow http:// to hosts other than this one */
	bool allow_http;
	/* NULL: the user's own file */
	const char *config;
	bool show_help, show_version, print_config, doctor;
	/* the shell to print completions for; NULL: none */
	const char *completion;
	/* for services without their own */
	struct session_thresholds limits;
	const char *runbook, *owner;
	/* services with a section of their own, without duplicates */
	const struct settings_service *own_services;
	size_t own_services_count;
	/* freed by settings_fini(); NULL: the struct was filled by hand */
	struct settings_memory *memory;
};

/*
 * Reads the settings. Order of precedence: command line, environment, [profile NAME] and [default]
 * of the user's configuration file, the same of the system's, defaults. Strings point into argv,
 * the environment, static text or *settings. False with ERROR_USAGE (a flag) or ERROR_CONFIG (any
 * other source); the text names the setting, its value and what is expected. Then only .check is
 * valid. Nothing after --help, --version or --completion is read. Call settings_fini() in any case.
 */
MUST_USE bool settings_parse(struct settings *settings, int argc, char **argv, struct error *err);

/*
 * Reads them again with another profile, which may have its own section in the files. The command
 * line must outlive *settings; *before need not. Call settings_fini() in any case.
 */
MUST_USE bool settings_parse_again(struct settings *settings, const struct settings *before,
	const char *profile, struct error *err);

void settings_fini(struct settings *settings);

/* Warnings to print before the screen starts, one per line: unknown keys, for example. "" if none.
 */
const char *settings_warnings(const struct settings *settings);

/* The error kind for an invalid setting: ERROR_USAGE if its flag was given, else ERROR_CONFIG. */
enum error_kind settings_error_kind(const struct settings *settings, const char *flag);

/* True if the chosen report lists sessions, so that it uses .filter and .sort. */
bool settings_lists_sessions(const struct settings *settings);

/*
 * Lets a report about the services of -s do without the Scan of the whole table, which only finds
 * sessions that were never polled. No effect if --reconcile was given, or if a condition of the
 * report is about such sessions.
 */
void settings_spare_scan(struct settings *settings);

/*
 * The text of a setting, as written; NULL: not set, and without a default. Settings filled by hand
 * have texts only. And whether its flag was given.
 */
const char *settings_text(const struct settings *settings, const char *flag);
bool settings_is_flag_given(const struct settings *settings, const char *flag);

/*
 * The saved views: sections [view NAME] of the configuration files, whose keys are flags. The name
 * of one, NULL past the last; and its text for a flag, NULL: it has none. The texts are not checked
 * here, but see tui/act/saved_view.h.
 */
const char *settings_view_name(const struct settings *settings, size_t view);
const char *settings_view_text(const struct settings *settings, size_t view, const char *flag);

/* Appends where that text is from: "/etc/beyatop/config:12: [view night] sort". */
void settings_view_put_origin(
	const struct settings *settings, size_t view, const char *flag, struct buf *out);

/*
 * Appends " -f 'err>5'", quoted for a POSIX shell: a flag with a text, or a switch, whose text is
 * "1" or "0". And all flags that say which table is shown; region: the one that is read, "" if that
 * is not known.
 */
void settings_link_put(struct buf *out, const char *flag, const char *text);
void settings_link_put_table(const struct settings *settings, const char *region, struct buf *out);

/* The default of the setting with that flag, as text; NULL if it has none. Static. */
const char *settings_default(const char *flag);

/*
 * The words that the setting with that flag takes, separated by blanks, or some of them; NULL: too
 * many to list. Static. And the position of a word among them; -1: it is none of them.
 */
const char *settings_choices(const char *flag);
int settings_choice(const char *flag, const char *word);

/* The thresholds that apply to a service; NULL: to a service without its own. */
const struct session_thresholds *settings_limits(
	const struct settings *settings, const char *service);

/* All that is set for a service; NULL: for one without its own section. */
struct settings_service settings_of_service(const struct settings *settings, const char *service);

/* Prints the options by group, with examples, for --help. */
void settings_print_help(FILE *out);

/* Prints the completions of the options for a shell that --completion accepts. */
void settings_print_completion(const char *shell, FILE *out);

/* Prints every setting that a file may contain, in the file format, with its source. */
void settings_print_config(const struct settings *settings, FILE *out);

#endif
