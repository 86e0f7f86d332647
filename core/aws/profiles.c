/* SPDX-License-Identifier: MIT */
#include "profiles.h"

#include "aws/aws_config.h"
#include "base/hash_table.h"
#include "base/ini.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The profile's name and its length if the entry is the section header of a profile; else NULL. */
static const char *name_of(const struct ini_entry *entry, enum aws_config_file file, size_t *length)
{
	if (entry->key) {
		return NULL;
	}
	if (file == AWS_CREDENTIALS_FILE || strcmp(entry->section, "default") == 0) {
		*length = strlen(entry->section);
		return entry->section;
	}
	return ini_name_of(entry, "profile", length);
}

/* The names found so far, to recognize those that occur again. */
struct names {
	/* owned */
	char **list;
	size_t count, capacity;
	struct hash_table by_name;
};

struct wanted {
	const struct names *names;
	const char *name;
};

static bool is_named(const void *user, uint32_t position)
{
	const struct wanted *wanted = user;

	return strcmp(wanted->names->list[position], wanted->name) == 0;
}

/* Adds a name and takes ownership of it; false, without either, if it is there already. */
static bool add(struct names *names, char *name)
{
	struct wanted wanted = {names, name};
	uint32_t hash = hash_table_hash(0, name);

	if (hash_table_find(&names->by_name, hash, is_named, &wanted) != HASH_TABLE_NONE) {
		free(name);
		return false;
	}
	names->list = base_grow(names->list, names->count, &names->capacity, sizeof(*names->list));
	hash_table_add(&names->by_name, hash, (uint32_t)names->count);
	names->list[names->count++] = name;
	return true;
}

static void names_fini(struct names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		free(names->list[i]);
	}
	free(names->list);
	hash_table_fini(&names->by_name);
}

static void list(const struct ini *ini, enum aws_config_file file, struct names *names,
	void (*take)(void *user, const char *name), void *user)
{
	for (size_t i = 0; i < ini->count; i++) {
		size_t length;
		const char *name = name_of(&ini->entries[i], file, &length);

		if (name && add(names, base_strndup(name, length))) {
			take(user, names->list[names->count - 1]);
		}
	}
}

void profiles_list(void (*take)(void *user, const char *name), void *user)
{
	struct names names = {0};

	for (int file = 0; file < AWS_CONFIG_FILE_COUNT; file++) {
		struct ini ini;
		char *path = aws_config_find_path(file);
		struct error ignored;

		(void)!ini_read(&ini, path, INI_ANY, &ignored);
		free(path);
		list(&ini, file, &names, take, user);
		ini_fini(&ini);
	}
	names_fini(&names);
}
