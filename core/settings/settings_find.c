/* SPDX-License-Identifier: MIT */
#include "settings/settings_find.h"

#include "settings/settings_table.h"
#include "settings/settings_value.h"

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

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* A word at this distance or more is a different word. */
#define MIN_OTHER_WORD 3

/* Levenshtein distance: letters to insert, delete or replace. SIZE_MAX for a much longer word. */
static size_t distance(const char *a, size_t a_length, const char *b)
{
	size_t row[SETTINGS_KEY_SIZE], b_length = strlen(b);

	if (b_length >= ARRAY_LEN(row) || a_length >= b_length + MIN_OTHER_WORD) {
		return SIZE_MAX;
	}
	for (size_t j = 0; j <= b_length; j++) {
		row[j] = j;
	}
	for (size_t i = 1; i <= a_length; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t change = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = min_size(change, min_size(row[j], row[j - 1]) + 1);
		}
	}
	return row[b_length];
}

/* Like distance(), but an abbreviation counts as one wrong letter. */
static size_t distance_from(const char *name, size_t length, const char *from)
{
	if (!*from) {
		return SIZE_MAX;
	}
	return strncmp(from, name, length) == 0 ? 1 : distance(name, length, from);
}

bool settings_is_similar(const char *name, size_t length, const char *known)
{
	return length > 0 && distance_from(name, length, known) < MIN_OTHER_WORD;
}

static const struct setting *find_similar(const char *name, size_t length, bool is_key)
{
	const struct setting *best = NULL, *row;
	size_t least = MIN_OTHER_WORD;
	char key[SETTINGS_KEY_SIZE];

	for (size_t i = 0; length > 0 && (row = settings_row(i)) != NULL; i++) {
		const char *known = is_key ? settings_key(row, key) : row->flag;
		size_t changes = distance_from(name, length, known);

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
