/* SPDX-License-Identifier: MIT */
/*
 * What the program was told to do. One table in core/settings.c holds each
 * setting's flag, environment variable, key, default and help; reading and --help
 * come from it. Filled before any thread starts, read-only afterwards.
 */
#ifndef BEYATOP_SETTINGS_H
#define BEYATOP_SETTINGS_H

#include "error.h"
#include "session.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Each in the order of its setting's choices. */
enum settings_output {
	OUTPUT_TEXT,
	OUTPUT_WIDE,
	OUTPUT_JSON,
	OUTPUT_JSONL,
	OUTPUT_CSV,
	OUTPUT_PROM,       /* lists no sessions, nor do those that follow */
	OUTPUT_CHECK,      /* --check */
	OUTPUT_STATUSLINE, /* --statusline */
	OUTPUT_NONE        /* --wait-until */
};
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
	const char *region;                          /* NULL: from the profile */
	const char *profile;                         /* NULL: not asked for */
	const char *role_arn, *external_id;          /* to be taken on; NULL: none */
	const char *endpoint_url;                    /* NULL: DynamoDB's own for the region */
	const char *index_service;                   /* "ServiceType-Index" */
	const char *index_active;                    /* "Active-Sessions-Index" */
	const char *services[SETTINGS_MAX_SERVICES]; /* -s; each once; may be none */
	int services_count;
	char services_text[4096]; /* what services[] points into: do not copy the struct */
	int64_t interval_ms;      /* pause between two refreshes */
	int64_t reconcile_ms;     /* pause between two Scans of the base table; 0: never */
	bool polls_services;      /* by ServiceType-Index, though the other index is there */
	int64_t full_every;       /* ticks from one sweep of every session to the next */
	int64_t max_items;        /* sessions to keep; beyond them reading stops and says so */
	double max_read_rate;     /* RCU/s for each index; 0: from the table's own capacity */
	const char *active_value, *paused_value; /* other spellings of isActive; NULL: the usual */
	struct session_spellings spellings;      /* made of these */
	bool read_only;
	double write_rate;   /* WCU/s on the table and on each index that a write touches */
	int64_t arm_for_ms;  /* writes must be armed, and are for so long; 0: they are always */
	bool require_reason; /* no write without a reason */
	bool protected;      /* the dialog asks for the profile's name */
	bool audit_syslog;   /* the audit log goes to syslog too */
	const char *record;  /* a file to make of what is seen; NULL: none */
	const char *replay;  /* a file to show instead of a table; NULL: none */
	bool once;           /* report and exit; so say all that are of reports only */
	bool whoami;         /* say who we are to AWS, and exit */
	enum settings_output output;
	const char *filter;     /* which sessions to list, as tui/filter.h says; NULL: all */
	const char *sort;       /* in which order, as tui/order.h says; NULL: worst first */
	int64_t count;          /* reports to print; 0: until it is ended */
	bool is_narrowed;       /* reports are about services[] only: they came by -s */
	const char *log_file;   /* NULL: none */
	const char *textfile;   /* NULL: reports go to stdout */
	bool check, statusline; /* what .output says, too */
	const char *wait_until; /* "ok", "no-crit" or a condition; NULL: report at once */
	int64_t timeout_ms;     /* until a report must be there; 0: as the kind of report has it */
	const char *warn_if, *crit_if; /* conditions */
	bool ascii;
	bool no_color; /* -C, or NO_COLOR in the environment: goes over the theme */
	enum settings_theme theme;
	enum settings_alert alert; /* how the terminal is told that more became critical */
	bool mouse;                /* from the start */
	bool allow_http;           /* plain http beyond loopback */
	const char *config;        /* NULL: the user's own file */
	bool show_help, show_version, print_config, doctor;
	struct session_thresholds limits;
	const struct settings_service_limits *service_limits; /* where they differ; each once */
	size_t service_limits_count;
	struct settings_memory *memory; /* what settings_fini() frees; NULL: filled by hand */
};

/*
 * Takes the command line; what it does not say from the environment; what that does not say from
 * [profile NAME], then from [default], of the user's configuration file or else the system's; the
 * rest are defaults. String members point into argv, the environment, static text or *settings. Returns false
 * with ERROR_USAGE (a flag) or ERROR_CONFIG (all else), naming it, its value and what is accepted;
 * *settings is then not for use, .check excepted. --help and --version end the reading: what follows them is not
 * checked. Always free by settings_fini().
 */
MUST_USE bool settings_parse(struct settings *settings, int argc, char **argv, struct error *err);

/*
 * The same again, with another profile, whose section of the files may say other things. The
 * command line must outlive it; before itself need not. Always free by settings_fini().
 */
MUST_USE bool settings_parse_again(struct settings *settings, const struct settings *before,
	const char *profile, struct error *err);

void settings_fini(struct settings *settings);

/* What to tell before the screen starts, a line each: a key that is not known, say. "" for nothing. */
const char *settings_warnings(const struct settings *settings);

/* Whose fault the value of a flag's setting is: ERROR_USAGE where the flag itself was given, else ERROR_CONFIG. */
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

/* Prints the options, made from the settings table. */
void settings_print_help(FILE *out);

/* Prints every setting that a file may hold as a file, and where each is from. */
void settings_print_config(const struct settings *settings, FILE *out);

#endif
