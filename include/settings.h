/* SPDX-License-Identifier: MIT */
/*
 * What the program was told to do. One table in core/settings.c holds each
 * setting's flag, environment variable, default and help; parsing and --help
 * come from it. Filled before any thread starts, read-only afterwards.
 */
#ifndef BEYATOP_SETTINGS_H
#define BEYATOP_SETTINGS_H

#include "error.h"
#include "session.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum settings_output { OUTPUT_TEXT, OUTPUT_JSON };

#define SETTINGS_MAX_SERVICES 64

struct settings {
	const char *table;
	const char *region;                          /* NULL: from the profile */
	const char *profile;                         /* NULL: not asked for */
	const char *endpoint_url;                    /* NULL: DynamoDB's own for the region */
	const char *index_service;                   /* "ServiceType-Index" */
	const char *index_active;                    /* "Active-Sessions-Index" */
	const char *services[SETTINGS_MAX_SERVICES]; /* -s; each once; may be none */
	int services_count;
	char services_text[4096]; /* what services[] points into: do not copy the struct */
	int64_t interval_ms;      /* pause between two refreshes */
	int64_t reconcile_ms;     /* pause between two Scans of the base table; 0: never */
	int64_t full_every;       /* ticks from one sweep of every session to the next */
	int64_t max_items;        /* sessions to keep; beyond them reading stops and says so */
	double max_read_rate;     /* RCU/s for each index; 0: from the table's own capacity */
	const char *active_value, *paused_value; /* other spellings of isActive; NULL: the usual */
	bool read_only;
	bool once; /* report and exit */
	enum settings_output output;
	bool ascii;
	bool no_color;   /* -C, or NO_COLOR in the environment */
	bool allow_http; /* plain http beyond loopback */
	bool show_help, show_version;
	struct session_thresholds limits;
};

/*
 * Takes the command line, then from the environment and the defaults what it does not say. String
 * members point into argv, the environment, static text or *settings. Returns false with
 * ERROR_USAGE (a flag) or ERROR_CONFIG (an environment variable), naming it, its value and what is
 * accepted; *settings is then not for use. --help and --version end the reading: what follows
 * them is not checked.
 */
MUST_USE bool settings_parse(struct settings *settings, int argc, char **argv, struct error *err);

/* Prints the options, made from the settings table. */
void settings_print_help(FILE *out);

#endif
