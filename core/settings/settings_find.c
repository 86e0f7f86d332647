/* SPDX-License-Identifier: MIT */
#include "settings/settings_find.h"

#include "settings/settings_table.h"
#include "settings/settings_value.h"
#include "similar.h"

#include <string.h>

static const char variable_prefix[] = "BEYATOP_";

const char *settings_key(const struct setting *row, char key[SETTINGS_KEY_SIZE])
{
	const char *name = row->variable && !row->has_no_key ? row->variable : "";
	size_t prefix = strlen(variable_prefix), length = 0;

	if (strncmp(name, variable_prefix, prefix) == 0) {
		name += prefix;
	}
	for (; length < SETTINGS_KEY_SIZE - 1 && name[length]; length++) {
		bool is_upper = name[length] >= 'A' && name[length] <= 'Z';

		key[length] = (char)(is_upper ? name[length] - 'A' + 'a' : name[length]);
	}
	key[length] = '\0';
	return key;
}

const struct setting *settings_find_flag(const char *name, size_t length)
{
	const struct setting *row;

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		if (strlen(row->flag) == length && memcmp(row->flag, name, length) == 0) {
			return row;
		}
	}
	return NULL;
}

const char *settings_default(const char *flag)
{
	return settings_find_flag(flag, strlen(flag))->initial;
}

const char *settings_choices(const char *flag)
{
	return settings_find_flag(flag, strlen(flag))->choices;
}

int settings_choice(const char *flag, const char *word)
{
	return settings_value_position(settings_choices(flag), word);
}

const struct setting *settings_find_letter(char letter)
{
	const struct setting *row;

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		if (row->letter == letter) {
			return row;
		}
	}
	return NULL;
}

const struct setting *settings_find_key(const char *key)
{
	const struct setting *row;
	char own[SETTINGS_KEY_SIZE];

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		if (*key && strcmp(settings_key(row, own), key) == 0) {
			return row;
		}
	}
	return NULL;
}

const struct setting *settings_find_choice(const char *text)
{
	const struct setting *row;

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		if (row->choices && settings_value_position(row->choices, text) >= 0) {
			return row;
		}
	}
	return NULL;
}

/* --- Did you mean … ------------------------------------------------------------------------ */

static const struct setting *find_similar(const char *name, size_t length, bool is_key)
{
	const struct setting *best = NULL, *row;
	size_t least = SIMILAR_LIMIT;
	char key[SETTINGS_KEY_SIZE];

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		const char *known = is_key ? settings_key(row, key) : row->flag;
		size_t changes = similar_distance(name, length, known);

		if (changes < least) {
			least = changes;
			best = row;
		}
	}
	return best;
}

const struct setting *settings_similar_flag(const char *name, size_t length)
{
	return find_similar(name, length, false);
}

const struct setting *settings_similar_key(const char *key)
{
	return find_similar(key, strlen(key), true);
}
