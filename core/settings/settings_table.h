/* SPDX-License-Identifier: MIT */
/*
 * The table of settings: a row for each with its names, its default, how its value is parsed and
 * where it is stored. A new setting is a row in settings_table.c and a member of struct settings.
 */
#ifndef BEYATOP_SETTINGS_TABLE_H
#define BEYATOP_SETTINGS_TABLE_H

#include "settings/setting.h"

#define SETTINGS_MAX_ROWS 64

/* The rows in the order of --help; NULL past the last. */
const struct setting *settings_row(size_t index);

/* The default as --help shows it; NULL: none. */
const char *settings_default_help(const struct setting *row);

size_t settings_position(const struct setting *row);

/* A format of reports, from its row in output.h; NULL past the last. Static. */
struct settings_format {
	/* as -o takes it */
	const char *name;
	/* OUTPUT_SESSIONS, OUTPUT_FACTS */
	unsigned prints;
	const char *help;
};
const struct settings_format *settings_format(size_t output);

#endif
