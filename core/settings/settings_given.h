/* SPDX-License-Identifier: MIT */
/*
 * The text and source of each setting, and the steps of settings_parse(): command line
 * (settings_args.c), environment (settings_parse.c), files (settings_file.c), checks
 * (settings_check.c). Use before other threads start.
 */
#ifndef BEYATOP_SETTINGS_GIVEN_H
#define BEYATOP_SETTINGS_GIVEN_H

#include "base/arena.h"
#include "base/ini.h"
#include "buf.h"
#include "settings/settings_find.h"
#include "settings/settings_table.h"

#define SETTINGS_TRY_HELP "; try beyatop --help"

enum settings_source { FROM_DEFAULT, FROM_FILE, FROM_VARIABLE, FROM_FLAG };

/* The text of a setting and its source. */
struct settings_given {
	/* as written; NULL: not set, and without a default */
	const char *text;
	enum settings_source source;
	/* FROM_FILE only */
	const char *path;
	const struct ini_entry *entry;
};

#define SETTINGS_MAX_VIEWS 32

/* In order of precedence. */
enum { USER_FILE, SYSTEM_FILE, SETTINGS_FILES };

struct settings_memory {
	/* for settings_parse_again() */
	int argc;
	char **argv;
	/* owned: argv with another profile; NULL: none */
	char **own_argv;
	const char *system_file;
	struct ini files[SETTINGS_FILES];
	/* indexed by settings_position() */
	struct settings_given given[SETTINGS_MAX_ROWS];
	struct settings_service own_services[SETTINGS_MAX_SERVICES];
	struct settings_given own_given[SETTINGS_MAX_SERVICES][SETTINGS_MAX_ROWS];
	/* the saved views, in the order of their first lines */
	const char *views[SETTINGS_MAX_VIEWS];
	size_t views_count;
	struct settings_given views_given[SETTINGS_MAX_VIEWS][SETTINGS_MAX_ROWS];
	struct buf warnings;
	/* calls of settings_warn(); length of .warnings without the line that counts the rest */
	size_t warnings_count, shown_length;
	struct arena arena;
};

struct settings_given *settings_given(const struct settings *settings, const struct setting *row);

/* Appends "--table", "BEYATOP_TABLE" or "/etc/beyatop/config:3". */
void settings_put_source(
	struct buf *out, const struct setting *row, const struct settings_given *given);

/*
 * Like settings_put_source(), for the setting with that key. Settings filled by hand, without
 * parsing, count as flags.
 */
#define SETTINGS_ORIGIN_SIZE 300
void settings_format_origin(
	const struct settings *settings, const char *key, char text[SETTINGS_ORIGIN_SIZE]);

/* True if the command line only asks for something that takes no other setting, such as --help. */
static inline bool settings_need_no_more(const struct settings *settings)
{
	return settings->show_help || settings->show_version || settings->completion;
}

#define SETTINGS_MAX_WARNINGS 20

/*
 * Adds a line to settings_warnings(). Beyond SETTINGS_MAX_WARNINGS lines, one says how many more
 * there were.
 */
void settings_warn(struct settings *settings, const char *format, ...) PRINTF_LIKE(2, 3);

/* --- Steps of settings_parse() -------------------------------------------------------------- */

/* Like settings_parse(), with another file instead of /etc/beyatop/config. */
MUST_USE bool settings_parse_with(struct settings *settings, int argc, char **argv,
	const char *system_file, struct error *err);

/* Reads the command line, up to a flag after which settings_need_no_more(). */
MUST_USE bool settings_read_arguments(
	struct settings *settings, char **arguments, struct error *err);

/*
 * Reads both files and sets what is not set yet, then what is set for one service, which starts as
 * what is set for all.
 */
MUST_USE bool settings_load_files(
	struct settings *settings, const char *system_file, struct error *err);
MUST_USE bool settings_read_files(struct settings *settings, struct error *err);
MUST_USE bool settings_read_services(struct settings *settings, struct error *err);

/* Finds the saved views in both files. Only that there are not too many is checked. */
MUST_USE bool settings_read_views(struct settings *settings, struct error *err);

/* The row of an entry in [view NAME]; NULL: there is no such setting of a view. */
const struct setting *settings_view_row(const struct ini_entry *entry);

/* Chooses the report from the flags, then rejects contradictory settings. */
MUST_USE bool settings_choose_report(struct settings *settings, struct error *err);
MUST_USE bool settings_check(struct settings *settings, struct error *err);

/*
 * Sets the error "NAME: "text" is not ..." for a text that the row's .read refused. An ERROR_USAGE
 * ends in how to get help. Returns false.
 */
bool settings_given_refuse(const struct setting *row, const char *text, const char *name,
	enum error_kind kind, struct error *err);

#endif
