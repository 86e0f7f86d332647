/* SPDX-License-Identifier: MIT */
/* One row of the table of settings (settings_table.c). */
#ifndef BEYATOP_SETTING_H
#define BEYATOP_SETTING_H

#include "buf.h"
#include "settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The value of read_only that takes precedence over all other sources. */
#define SETTINGS_HARD "hard"

/*
 * The groups of --help and the manual page, in their order. X(NAME, title): without a group a row
 * is not printed, and a test fails.
 */
#define SETTINGS_GROUPS(X)                                                                         \
	X(TABLE, "Table and credentials")                                                          \
	X(READING, "What is read, and how often")                                                  \
	X(SERVICES, "For all services, or in [service NAME] for one")                              \
	X(WRITES, "Pausing and resuming sessions")                                                 \
	X(SCREEN, "Dashboard")                                                                     \
	X(REPORTS, "Reports instead of the dashboard")                                             \
	X(CHECKS, "Monitoring")                                                                    \
	X(PROGRAM, "Program")

#define SETTINGS_GROUP_ENUM(NAME, title) SETTINGS_##NAME,
enum settings_group { SETTINGS_NO_GROUP, SETTINGS_GROUPS(SETTINGS_GROUP_ENUM) SETTINGS_GROUP_END };
#undef SETTINGS_GROUP_ENUM

struct setting;

/*
 * Parses text into the row's member; text is NULL for a switch without a value. False if it is
 * invalid.
 */
typedef bool settings_value(
	const struct setting *setting, const char *text, struct settings *settings);

/* Appends to reason why .read refused the text: ": at 1: no figure crit". */
typedef void settings_reason(const char *text, struct buf *reason);

struct setting {
	/* "interval", for --interval */
	const char *flag;
	enum settings_group group;
	/* 'i', for -i; 0: none */
	char letter;
	/* environment variable; NULL: none. The file key is derived from it */
	const char *variable;
	/* placeholder of its value in --help; NULL: a switch */
	const char *metavar;
	/* it has a variable, but files cannot set it */
	bool has_no_key;
	/* its variable means "1", whatever the value */
	bool is_set_by_presence;
	/* it can be saved in a [view NAME] section, where its flag is its key */
	bool is_of_view;
	/* says which table is shown, so that a link repeats it */
	bool is_of_table;
	/* it can be set per service: a member of struct settings_service */
	bool is_per_service;
	/* offset of its member in struct settings */
	size_t offset;
	settings_value *read;
	/* NULL: .accepted says it all */
	settings_reason *explain;
	/* limits of a count, or of a duration in ms */
	int64_t min, max;
	/* default, as text; NULL: zero */
	const char *initial;
	/* description of the default in --help, if initial does not say it; NULL: none */
	const char *default_help;
	/* completes "is not …" in messages; NULL: a switch that takes no value */
	const char *accepted;
	/* possible values, or some of them, separated by spaces; NULL: too many to list */
	const char *choices;
	const char *help;
};

#endif
