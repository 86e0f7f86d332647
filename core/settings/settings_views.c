/* SPDX-License-Identifier: MIT */
/* Saved views: [view NAME] in the configuration files. */
#include "settings/settings_given.h"

#include <string.h>

const struct setting *settings_view_row(const struct ini_entry *entry)
{
	const struct setting *row = entry->key && !entry->block
					    ? settings_find_flag(entry->key, strlen(entry->key))
					    : NULL;

	return row && row->is_of_view ? row : NULL;
}

/* Its index; a new one is added. -1: there are too many. */
static int add_view(struct settings_memory *memory, const char *name, size_t length)
{
	for (size_t i = 0; i < memory->views_count; i++) {
		if (strlen(memory->views[i]) == length &&
			memcmp(memory->views[i], name, length) == 0) {
			return (int)i;
		}
	}
	if (memory->views_count == SETTINGS_MAX_VIEWS) {
		return -1;
	}
	memory->views[memory->views_count] = arena_strndup(&memory->arena, name, length);
	return (int)memory->views_count++;
}

/* An entry may be the section's header, so that a view may be empty. */
static bool read_entry(struct settings_memory *memory, const struct ini *file,
	const struct ini_entry *entry, struct error *err)
{
	size_t length;
	const char *name = ini_name_of(entry, "view", &length);

	if (!name) {
		return true;
	}
	int at = add_view(memory, name, length);
	const struct setting *row = settings_view_row(entry);

	if (at < 0) {
		return error_set(err, ERROR_CONFIG, "%s:%u: more than %d saved views", file->path,
			entry->line, SETTINGS_MAX_VIEWS);
	}
	if (row && *entry->value) {
		memory->views_given[at][settings_position(row)] =
			(struct settings_given){entry->value, FROM_FILE, file->path, entry};
	}
	return true;
}

bool settings_read_views(struct settings *settings, struct error *err)
{
	/* The user's file comes last, because it takes precedence. */
	for (int i = SETTINGS_FILES; i-- > 0;) {
		const struct ini *file = &settings->memory->files[i];

		for (size_t j = 0; j < file->count; j++) {
			if (!read_entry(settings->memory, file, &file->entries[j], err)) {
				return false;
			}
		}
	}
	return true;
}

const char *settings_view_name(const struct settings *settings, size_t view)
{
	const struct settings_memory *memory = settings->memory;

	return memory && view < memory->views_count ? memory->views[view] : NULL;
}

static const struct settings_given *given_of(
	const struct settings *settings, size_t view, const char *flag)
{
	const struct setting *row = settings_find_flag(flag, strlen(flag));

	return &settings->memory->views_given[view][settings_position(row)];
}

const char *settings_view_text(const struct settings *settings, size_t view, const char *flag)
{
	return given_of(settings, view, flag)->text;
}

void settings_view_put_origin(
	const struct settings *settings, size_t view, const char *flag, struct buf *out)
{
	const struct settings_given *given = given_of(settings, view, flag);

	buf_printf(out, "%s:%u: [view %s] %s", given->path, given->entry->line,
		settings->memory->views[view], flag);
}
