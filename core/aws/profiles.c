/* SPDX-License-Identifier: MIT */
#include "profiles.h"

#include "aws/aws_config.h"
#include "base/ini.h"

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

/* True if a profile of that name is among the first count entries. */
static bool is_among(const struct ini *ini, enum aws_config_file file, size_t count,
	const char *name, size_t length)
{
	for (size_t i = 0; i < count; i++) {
		size_t other_length;
		const char *other = name_of(&ini->entries[i], file, &other_length);

		if (other && other_length == length && memcmp(other, name, length) == 0) {
			return true;
		}
	}
	return false;
}

static void list(const struct ini files[AWS_CONFIG_FILE_COUNT], enum aws_config_file file,
	void (*take)(void *user, const char *name), void *user)
{
	const struct ini *ini = &files[file], *before = &files[AWS_CREDENTIALS_FILE];

	for (size_t i = 0; i < ini->count; i++) {
		size_t length;
		const char *name = name_of(&ini->entries[i], file, &length);

		if (!name || is_among(ini, file, i, name, length) ||
			(ini != before && is_among(before, AWS_CREDENTIALS_FILE, before->count,
						  name, length))) {
			continue;
		}
		char *copy = base_strndup(name, length);

		take(user, copy);
		free(copy);
	}
}

void profiles_list(void (*take)(void *user, const char *name), void *user)
{
	struct ini files[AWS_CONFIG_FILE_COUNT] = {0};

	for (int file = 0; file < AWS_CONFIG_FILE_COUNT; file++) {
		char *path = aws_config_find_path(file);
		struct error ignored;

		(void)!ini_read(&files[file], path, INI_ANY, &ignored);
		free(path);
		list(files, file, take, user);
	}
	for (int file = 0; file < AWS_CONFIG_FILE_COUNT; file++) {
		ini_fini(&files[file]);
	}
}
