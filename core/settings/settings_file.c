/* SPDX-License-Identifier: MIT */
#include "base/os_user.h"
#include "settings/settings_given.h"
#include "settings/settings_profile.h"
#include "similar.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- Paths --------------------------------------------------------------------------------- */

/* The XDG Base Directory Specification says to ignore relative paths. */
static const char *find_user_file(struct arena *arena)
{
	const char *base = getenv("XDG_CONFIG_HOME");
	bool is_set = base && *base == '/';
	struct buf path = {0};

	if (is_set) {
		buf_puts(&path, base);
	} else {
		os_user_put_home(&path, "");
		buf_puts(&path, "/.config");
	}
	buf_puts(&path, "/beyatop/config");
	const char *found = arena_strdup(arena, buf_text(&path));

	buf_fini(&path);
	return found;
}

/* --- Unknown names ------------------------------------------------------------------------- */

#define SHOWN_SIZE 60

/* The section kind that was probably meant; NULL if none is similar. */
static const char *similar_kind(const char *section)
{
	static const struct {
		const char *word, *shown;
	} kinds[] = {
		{"default", "[default]"},
		{"profile", "[profile NAME]"},
		{"service", "[service NAME]"},
		{"view", "[view NAME]"},
	};
	size_t length = strcspn(section, " \t");

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (similar_is(section, length, kinds[i].word)) {
			return kinds[i].shown;
		}
	}
	return NULL;
}

static void warn_of_section(
	struct settings *settings, const struct ini *file, const struct ini_entry *entry)
{
	char shown[SHOWN_SIZE];
	const char *similar = similar_kind(entry->section);

	text_sanitize(entry->section, shown, sizeof(shown));
	if (similar) {
		settings_warn(settings, "%s:%u: unknown section [%s] ignored (did you mean %s?)",
			file->path, entry->line, shown, similar);
		return;
	}
	settings_warn(settings,
		"%s:%u: unknown section [%s] ignored; expected [default], [profile NAME], "
		"[service NAME] or [view NAME]",
		file->path, entry->line, shown);
}

static void warn_of_key(
	struct settings *settings, const struct ini *file, const struct ini_entry *entry)
{
	char shown[SHOWN_SIZE], key[SETTINGS_KEY_SIZE];
	const struct setting *similar = settings_similar_key(entry->key);

	text_sanitize(*entry->key ? entry->key : entry->value, shown, sizeof(shown));
	if (entry->block) {
		settings_warn(settings,
			"%s:%u: \"%s\" ignored, because it is indented under another key",
			file->path, entry->line, shown);
	} else if (settings_find_key(entry->key)) {
		settings_warn(settings, "%s:%u: %s ignored, because it has no effect in [%s]",
			file->path, entry->line, shown, entry->section);
	} else if (similar) {
		settings_warn(settings, "%s:%u: unknown setting %s ignored (did you mean %s?)",
			file->path, entry->line, shown, settings_key(similar, key));
	} else {
		settings_warn(settings, "%s:%u: unknown setting %s ignored", file->path,
			entry->line, shown);
	}
}

static const char *service_of(const struct ini_entry *entry, size_t *length)
{
	return ini_name_of(entry, "service", length);
}

/* The row of the setting that the entry sets; NULL if it has no effect in its section. */
static const struct setting *row_of(const struct ini_entry *entry)
{
	size_t length;

	if (ini_name_of(entry, "view", &length)) {
		return settings_view_row(entry);
	}
	const struct setting *row =
		entry->key && !entry->block ? settings_find_key(entry->key) : NULL;

	if (!row || (service_of(entry, &length) && !row->is_per_service)) {
		return NULL;
	}
	/* The profile chooses the section, so it cannot be set in one. */
	bool is_profile = row == settings_find_key("profile");

	return is_profile && !ini_is_in(entry, NULL, "default") ? NULL : row;
}

static void check_names(struct settings *settings, const struct ini *file)
{
	bool is_section_known = true;

	for (size_t i = 0; i < file->count; i++) {
		const struct ini_entry *entry = &file->entries[i];
		size_t length;

		if (!entry->key) {
			is_section_known = ini_is_in(entry, NULL, "default") ||
					   ini_name_of(entry, "profile", &length) ||
					   ini_name_of(entry, "view", &length) ||
					   service_of(entry, &length);
			if (!is_section_known) {
				warn_of_section(settings, file, entry);
			}
		} else if (is_section_known && !row_of(entry)) {
			warn_of_key(settings, file, entry);
		}
	}
}

/* --- Values -------------------------------------------------------------------------------- */

static bool read_entry(struct settings *settings, const struct setting *row,
	const struct settings_given *given, struct error *err)
{
	struct buf name = {0};

	if (row->read(row, given->text, settings)) {
		return true;
	}
	buf_printf(&name, "%s:%u: %s in [%s]", given->path, given->entry->line, given->entry->key,
		given->entry->section);
	(void)settings_given_refuse(row, given->text, buf_text(&name), ERROR_CONFIG, err);
	buf_fini(&name);
	return false;
}

/* Finds a section's value for a row. The last one wins; an empty value counts as not set. */
static bool find_in(const struct ini *file, const struct setting *row, const char *kind,
	const char *name, struct settings_given *given)
{
	char key[SETTINGS_KEY_SIZE];

	settings_key(row, key);
	for (size_t i = file->count; i-- > 0;) {
		const struct ini_entry *entry = &file->entries[i];
		/* Compares the name first, because row_of() is slow. */
		bool is_named = entry->key && strcmp(entry->key, key) == 0;

		if (is_named && row_of(entry) == row && *entry->value &&
			ini_is_in(entry, kind, name)) {
			*given =
				(struct settings_given){entry->value, FROM_FILE, file->path, entry};
			return true;
		}
	}
	return false;
}

/* Like find_in(), in both files; the user's takes precedence. */
static bool find(const struct settings *settings, const struct setting *row, const char *kind,
	const char *name, struct settings_given *given)
{
	for (int i = 0; i < SETTINGS_FILES; i++) {
		if (find_in(&settings->memory->files[i], row, kind, name, given)) {
			return true;
		}
	}
	return false;
}

static bool read_row(struct settings *settings, const struct setting *row, const char *profile,
	struct error *err)
{
	struct settings_given *given = settings_given(settings, row);

	if (given->source != FROM_DEFAULT) {
		return true;
	}
	if (!(profile && find(settings, row, "profile", profile, given)) &&
		!find(settings, row, NULL, "default", given)) {
		return true;
	}
	return read_entry(settings, row, given, err);
}

/* The AWS profile also chooses the section; [default] for "default". */
static bool read_profile(struct settings *settings, const char **profile, struct error *err)
{
	if (!read_row(settings, settings_find_key("profile"), NULL, err)) {
		return false;
	}
	const char *origin;

	*profile = settings_choose_profile(settings->profile, &origin);
	return true;
}

static bool is_hard(const struct ini_entry *entry, const char *profile)
{
	return strcmp(entry->value, SETTINGS_HARD) == 0 &&
	       row_of(entry) == settings_find_key("read_only") &&
	       (ini_is_in(entry, NULL, "default") ||
		       (profile && ini_is_in(entry, "profile", profile)));
}

static void lock(
	struct settings *settings, const struct setting *row, const struct settings_given *hard)
{
	struct settings_given *given = settings_given(settings, row);

	if (given->source != FROM_DEFAULT && !settings->read_only) {
		struct buf weaker = {0}, stronger = {0};

		settings_put_source(&weaker, row, given);
		settings_put_source(&stronger, row, hard);
		settings_warn(settings, "%s ignored, because %s sets read_only = " SETTINGS_HARD,
			buf_text(&weaker), buf_text(&stronger));
		buf_fini(&weaker);
		buf_fini(&stronger);
	}
	*given = *hard;
	settings->read_only = true;
}

/* read_only = hard wins in any source, regardless of precedence. */
static void enforce_hard(struct settings *settings, const char *profile)
{
	const struct setting *row = settings_find_key("read_only");
	const char *text = getenv(row->variable);

	if (text && strcmp(text, SETTINGS_HARD) == 0) {
		lock(settings, row,
			&(struct settings_given){.text = text, .source = FROM_VARIABLE});
	}
	for (int i = 0; i < SETTINGS_FILES; i++) {
		const struct ini *file = &settings->memory->files[i];

		for (size_t j = 0; j < file->count; j++) {
			const struct ini_entry *entry = &file->entries[j];

			if (is_hard(entry, profile)) {
				lock(settings, row,
					&(struct settings_given){
						entry->value, FROM_FILE, file->path, entry});
			}
		}
	}
}

/*
 * True if the file's directory cannot be searched, such as another user's HOME under sudo or cron.
 * A file that exists but cannot be read is an error, because it may say read_only = hard.
 */
static bool is_out_of_reach(const char *path)
{
	struct stat status;

	return stat(path, &status) != 0 && errno == EACCES;
}

static bool load_file(struct settings *settings, int i, const char *path, struct error *err)
{
	struct ini *file = &settings->memory->files[i];

	if (i == USER_FILE && !settings->config && is_out_of_reach(path)) {
		settings_warn(settings, "%s skipped: %s", path, strerror(EACCES));
		return true;
	}
	if (!ini_read(file, path, INI_GUARDED, err)) {
		return false;
	}
	check_names(settings, file);
	return true;
}

bool settings_load_files(struct settings *settings, const char *system_file, struct error *err)
{
	struct settings_memory *memory = settings->memory;
	const char *paths[SETTINGS_FILES] = {
		[USER_FILE] = settings->config ? settings->config : find_user_file(&memory->arena),
		[SYSTEM_FILE] = system_file,
	};

	for (int i = 0; i < SETTINGS_FILES; i++) {
		if (!load_file(settings, i, paths[i], err)) {
			return false;
		}
	}
	if (settings->config && !memory->files[USER_FILE].text) {
		return error_set(err, ERROR_CONFIG, "configuration file %s does not exist",
			settings->config);
	}
	return true;
}

bool settings_read_files(struct settings *settings, struct error *err)
{
	const char *profile;

	if (!read_profile(settings, &profile, err)) {
		return false;
	}
	const struct setting *row;

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		if (!read_row(settings, row, profile, err)) {
			return false;
		}
	}
	enforce_hard(settings, profile);
	return true;
}

/* --- What is set for one service ----------------------------------------------------------- */

/*
 * Adds a service, initially with what is set for all services. Returns its index; -1 if there are
 * too many.
 */
static int add_service(struct settings *settings, const char *name, size_t length)
{
	struct settings_memory *memory = settings->memory;
	size_t count = settings->own_services_count;

	for (size_t i = 0; i < count; i++) {
		const char *known = memory->own_services[i].service;

		if (strlen(known) == length && memcmp(known, name, length) == 0) {
			return (int)i;
		}
	}
	if (count == SETTINGS_MAX_SERVICES) {
		return -1;
	}
	memory->own_services[count] = settings_of_service(settings, NULL);
	memory->own_services[count].service = arena_strndup(&memory->arena, name, length);
	settings->own_services = memory->own_services;
	settings->own_services_count++;
	return (int)count;
}

static bool read_own(struct settings *settings, const struct ini *file,
	const struct ini_entry *entry, struct error *err)
{
	struct settings_memory *memory = settings->memory;
	size_t length;
	const char *name = service_of(entry, &length);
	const struct setting *row = name ? row_of(entry) : NULL;

	if (!row || !*entry->value) {
		return true;
	}
	int at = add_service(settings, name, length);

	if (at < 0) {
		return error_set(err, ERROR_CONFIG, "%s:%u: more than %d [service NAME] sections",
			file->path, entry->line, SETTINGS_MAX_SERVICES);
	}
	struct settings_given *given = &memory->own_given[at][settings_position(row)];
	struct settings_service *own = &memory->own_services[at];
	struct settings scratch = {
		.limits = own->limits, .runbook = own->runbook, .owner = own->owner};

	*given = (struct settings_given){entry->value, FROM_FILE, file->path, entry};
	if (!read_entry(&scratch, row, given, err)) {
		return false;
	}
	own->limits = scratch.limits;
	own->runbook = scratch.runbook;
	own->owner = scratch.owner;
	return true;
}

bool settings_read_services(struct settings *settings, struct error *err)
{
	/* The user's file comes last, because it takes precedence. */
	for (int i = SETTINGS_FILES; i-- > 0;) {
		const struct ini *file = &settings->memory->files[i];

		for (size_t j = 0; j < file->count; j++) {
			if (!read_own(settings, file, &file->entries[j], err)) {
				return false;
			}
		}
	}
	return true;
}
