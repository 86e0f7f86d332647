/* SPDX-License-Identifier: MIT */
/* One row of the table of settings (settings_table.c). */
#ifndef BEYATOP_SETTING_H
#define BEYATOP_SETTING_H

#include "settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The value of read_only that no other source can override. */
#define SETTINGS_HARD "hard"

struct setting;

/* Parses text, which is NULL for a bare switch, into the row's member; false if it is invalid. */
typedef bool settings_value(
	const struct setting *setting, const char *text, struct settings *settings);

struct setting {
	/* "interval", for --interval */
	const char *flag;
	/* 'i', for -i; 0: none */
	char letter;
	/* environment variable; NULL: none. The key in files is derived from it */
	const char *variable;
	/* its value in --help; NULL: a switch */
	const char *metavar;
	/* files cannot set it, though it has a variable */
	bool has_no_key;
	/* its variable counts as "1" whatever its value */
	bool is_set_by_presence;
	/* a threshold, which can be set for each service */
	bool is_limit;
	/* of its member in struct settings */
	size_t offset;
	settings_value *read;
	/* limits of a count, or of a duration in ms */
	int64_t min, max;
	/* its default as text; NULL: zero */
	const char *initial;
	/* what --help says about the default if initial does not; NULL: nothing */
	const char *default_help;
	/* completes "is not …" in messages; NULL: a switch that takes no value */
	const char *accepted;
	/* its values (or some of them), separated by spaces; NULL: too many */
	const char *choices;
	const char *help;
};

#endif
