/* SPDX-License-Identifier: MIT */
/*
 * The settings table: a row per setting with its names, default, parser and member. To add a
 * setting, add a row in settings_table.c and a member in struct settings.
 */
#ifndef BEYATOP_SETTINGS_TABLE_H
#define BEYATOP_SETTINGS_TABLE_H

#include "settings/setting.h"

#define SETTINGS_MAX_ROWS 96

/* The rows in the order of --help; NULL past the last. */
const struct setting *settings_row(size_t index);

/* "Dashboard"; static. */
const char *settings_group_title(enum settings_group group);

/* The default as --help shows it; NULL: none. */
const char *settings_default_help(const struct setting *row);

size_t settings_position(const struct setting *row);

/* A report format, from its row in output.h; NULL past the last. Static. */
struct settings_format {
	/* value of -o */
	const char *name;
	/* OUTPUT_SESSIONS, OUTPUT_FACTS */
	unsigned prints;
	const char *help;
};
const struct settings_format *settings_format(size_t output);

#endif
