/* SPDX-License-Identifier: MIT */
/*
 * The settings from the inside: the table of them (settings.c), how values are read
 * (settings_value.c), how rows are found by name (settings_find.c), the places that they come from
 * (settings_args.c, settings_file.c, and settings_parse.c, which says which of them counts) and
 * what is printed of them (settings_help.c). Before any other thread starts.
 */
#ifndef BEYATOP_SETTINGS_TABLE_H
#define BEYATOP_SETTINGS_TABLE_H

#include "base/arena.h"
#include "base/ini.h"
#include "buf.h"
#include "settings.h"

#define SETTINGS_MAX_ROWS 64
#define SETTINGS_TRY_HELP "; try beyatop --help"

/* The value of read_only that nothing can weaken. */
#define SETTINGS_HARD "hard"

struct setting;

/* Sets the row's member from text, which is NULL for a bare switch; false when it is not
 * acceptable. */
typedef bool settings_value(
	const struct setting *setting, const char *text, struct settings *settings);

/* One setting: its names, how its text is read and where to, and its help. */
struct setting {
	/* "interval", for --interval */
	const char *flag;
	/* 'i', for -i; 0: none */
	char letter;
	/* in the environment; NULL: none. It names the key in files, too */
	const char *variable;
	/* what --help calls its value; NULL: a switch */
	const char *metavar;
	/* no file may set it, though it has a variable */
	bool has_no_key;
	/* its variable means "1", whatever it says */
	bool is_set_by_presence;
	/* a threshold, which each service may have its own of */
	bool is_limit;
	/* of its member in struct settings */
	size_t offset;
	settings_value *read;
	/* of a count, or of a duration in ms */
	int64_t min, max;
	/* its default as text; NULL: zero */
	const char *initial;
	/* completes 'is not …' in messages; NULL: a switch without a value */
	const char *accepted;
	/* its values, or some, with blanks between; NULL: many */
	const char *choices;
	const char *help;
};

/* The rows in the order of --help; NULL past the last. */
const struct setting *settings_row(size_t index);
size_t settings_position(const struct setting *row);

/* --- By name ------------------------------------------------------------------------------ */

#define SETTINGS_KEY_SIZE 40

/* The row's key in files, "max_rcu" of BEYATOP_MAX_RCU; "" where it has none. Returns key. */
const char *settings_key(const struct setting *row, char key[SETTINGS_KEY_SIZE]);

/* By a flag without its dashes, a letter, a key; NULL: there is no such one. */
const struct setting *settings_find_flag(const char *name, size_t length);
const struct setting *settings_find_letter(char letter);
const struct setting *settings_find_key(const char *key);

/* The one that was probably meant; NULL when none is near. */
const struct setting *settings_near_flag(const char *name, size_t length);
const struct setting *settings_near_key(const char *key);

/* True when a name of that length may have been meant as the known one. */
bool settings_is_near(const char *name, size_t length, const char *known);

/* --- Where values come from ---------------------------------------------------------------- */

enum settings_source { FROM_DEFAULT, FROM_FILE, FROM_VARIABLE, FROM_FLAG };

/* What a row was set to. */
struct settings_given {
	/* as it was written; NULL: it was not set, and has no default */
	const char *text;
	enum settings_source source;
	/* FROM_FILE */
	const char *path;
	const struct ini_entry *entry;
};

/* The user's file comes before the system's. */
enum { USER_FILE, SYSTEM_FILE, SETTINGS_FILES };

struct settings_memory {
	/* what it was parsed from */
	int argc;
	char **argv;
	/* the same with another profile; NULL: none */
	char **own_argv;
	const char *system_file;
	struct ini files[SETTINGS_FILES];
	/* by position of the row */
	struct settings_given given[SETTINGS_MAX_ROWS];
	struct settings_service_limits limits[SETTINGS_MAX_SERVICES];
	struct settings_given limits_given[SETTINGS_MAX_SERVICES][SETTINGS_MAX_ROWS];
	struct buf warnings;
	struct arena arena;
};

struct settings_given *settings_given(const struct settings *settings, const struct setting *row);

/* "--table", "BEYATOP_TABLE" or "/etc/beyatop/config:3", into out. */
void settings_put_source(
	struct buf *out, const struct setting *row, const struct settings_given *given);

/* The same of a setting by its key, in settings that may be filled by hand: then as if by the flag.
 */
#define SETTINGS_ORIGIN_SIZE 300
void settings_format_origin(
	const struct settings *settings, const char *key, char text[SETTINGS_ORIGIN_SIZE]);

/* Adds a line to what settings_warnings() tells. */
void settings_warn(struct settings *settings, const char *format, ...) PRINTF_LIKE(2, 3);

/* As settings_parse(), with another file than /etc/beyatop/config. */
MUST_USE bool settings_parse_with(struct settings *settings, int argc, char **argv,
	const char *system_file, struct error *err);

/* The command line, up to --help or --version. */
MUST_USE bool settings_read_arguments(
	struct settings *settings, char **arguments, struct error *err);

/* Both files, for what is not set yet, and the services' thresholds, which start as those for all.
 */
MUST_USE bool settings_load_files(
	struct settings *settings, const char *system_file, struct error *err);
MUST_USE bool settings_read_files(struct settings *settings, struct error *err);
MUST_USE bool settings_read_services(struct settings *settings, struct error *err);

#endif
