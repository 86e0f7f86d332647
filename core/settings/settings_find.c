/* SPDX-License-Identifier: MIT */
#include "settings/settings_table.h"

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

/* --- What was probably meant ---------------------------------------------------------------- */

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein's: how many letters to insert, delete or change between them. */
static size_t distance(const char *a, size_t a_length, const char *b)
{
	size_t row[SETTINGS_KEY_SIZE], b_length = strlen(b);

	if (b_length >= ARRAY_LEN(row)) {
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

/* The beginning of a name is as near as one wrong letter. */
static size_t how_far(const char *name, size_t length, const char *from)
{
	if (!*from) {
		return SIZE_MAX;
	}
	return strncmp(from, name, length) == 0 ? 1 : distance(name, length, from);
}

/* What is farther is another word. */
#define NEAR 3

bool settings_is_near(const char *name, size_t length, const char *known)
{
	return length > 0 && how_far(name, length, known) < NEAR;
}

const struct setting *settings_near_flag(const char *name, size_t length)
{
	const struct setting *nearest = NULL, *row;
	size_t least = NEAR;

	for (size_t i = 0; length > 0 && (row = settings_row(i)) != NULL; i++) {
		size_t far = how_far(name, length, row->flag);

		if (far < least) {
			least = far;
			nearest = row;
		}
	}
	return nearest;
}

const struct setting *settings_near_key(const char *key)
{
	const struct setting *nearest = NULL, *row;
	size_t least = NEAR;
	char own[SETTINGS_KEY_SIZE];

	for (size_t i = 0; *key && (row = settings_row(i)) != NULL; i++) {
		size_t far = how_far(key, strlen(key), settings_key(row, own));

		if (far < least) {
			least = far;
			nearest = row;
		}
	}
	return nearest;
}
