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

#endif
