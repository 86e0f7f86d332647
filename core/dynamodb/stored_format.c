/* SPDX-License-Identifier: MIT */
#include "dynamodb/stored_format.h"

#include "text.h"
#include "timestamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Items agree on a value if at most one in this many differs. Some are read between two writes, and
 * some writers forget the shadow.
 */
#define AGREEMENT 20

_Static_assert(TIMESTAMP_FORMS <= 32, "sets of forms are uint32_t");

void stored_format_set_shadow(
	struct stored_format *stored_format, const char *name, const char *type)
{
	if (strcmp(stored_format->shadow, name) == 0 &&
		strcmp(stored_format->shadow_type, type) == 0) {
		return;
	}
	snprintf(stored_format->shadow, sizeof(stored_format->shadow), "%s", name);
	snprintf(stored_format->shadow_type, sizeof(stored_format->shadow_type), "%s", type);
	stored_format->on = (struct stored_format_values){0};
	stored_format->off = (struct stored_format_values){0};
}

static struct stored_format_values *values_of(
	struct stored_format *stored_format, enum session_active active)
{
	return active == ACTIVE_ON ? &stored_format->on : &stored_format->off;
}

static const struct stored_format_values *find_known_values(
	const struct stored_format *stored_format, enum session_active active)
{
	return active == ACTIVE_ON ? &stored_format->on : &stored_format->off;
}

static void add_text(struct stored_format_values *side, const char *text, unsigned seen)
{
	for (size_t i = 0; i < side->count; i++) {
		if (strcmp(side->texts[i].text, text) == 0) {
			side->texts[i].seen += seen;
			return;
		}
	}
	if (side->count == STORED_FORMAT_MAX_TEXTS || strlen(text) >= STORED_FORMAT_TEXT_SIZE) {
		side->is_cut = true;
		return;
	}
	struct stored_format_text *added = &side->texts[side->count++];

	snprintf(added->text, sizeof(added->text), "%s", text);
	added->seen = seen;
}

void stored_format_learn(struct stored_format *stored_format, const struct json *json,
	const struct item *item, bool shows_shadow)
{
	if (item->polled_is_number) {
		stored_format->poll_numbers |= item->polled_form;
	} else {
		stored_format->poll_texts |= item->polled_form;
	}
	if (!stored_format->shadow[0] || !shows_shadow || item->session.active == ACTIVE_UNKNOWN) {
		return;
	}
	struct stored_format_values *side = values_of(stored_format, item->session.active);
	const struct json *value = json_get(json, stored_format->shadow);
	const char *text;
	const char *type = item_value(value, &text);

	if (!value) {
		add_text(side, "", 1);
	} else if (type && text && strcmp(type, stored_format->shadow_type) == 0) {
		add_text(side, text, 1);
	} else {
		side->is_cut = true;
	}
}

void stored_format_assume(
	struct stored_format *stored_format, enum session_active active, const char *text)
{
	add_text(values_of(stored_format, active), text, 0);
}

/* The other text of the usual pair that a text belongs to; NULL if it is in none. */
static const char *find_counterpart(
	const struct own_encodings *own, const char *type, const char *text)
{
	uint8_t index;
	enum session_active active = session_decode_active(own, type, text, &index);
	const struct session_encoding *encoding = session_encoding(own, index);

	if (!encoding) {
		return NULL;
	}
	return active == ACTIVE_ON ? encoding->off : encoding->on;
}

static size_t list_texts(const struct stored_format_values *side, const char **texts)
{
	size_t count = 0;

	for (size_t i = 0; i < side->count; i++) {
		if (side->texts[i].text[0]) {
			texts[count++] = side->texts[i].text;
		}
	}
	return count;
}

/* Guesses the texts of one state from those of the other. */
static size_t guess_texts(const struct stored_format *stored_format,
	const struct stored_format_values *other, const char **texts)
{
	size_t count = 0, known = list_texts(other, texts);

	for (size_t i = 0; i < known; i++) {
		const char *counterpart =
			find_counterpart(stored_format->own, stored_format->shadow_type, texts[i]);

		if (counterpart) {
			texts[count++] = counterpart;
		}
	}
	return count;
}

static bool has_text(const struct stored_format_values *side, const char *text)
{
	for (size_t i = 0; i < side->count; i++) {
		if (strcmp(side->texts[i].text, text) == 0) {
			return true;
		}
	}
	return false;
}

size_t stored_format_keys(
	const struct stored_format *stored_format, enum session_active active, const char **keys)
{
	bool is_on = active == ACTIVE_ON;
	const struct stored_format_values *side = is_on ? &stored_format->on : &stored_format->off;
	const struct stored_format_values *other = is_on ? &stored_format->off : &stored_format->on;
	size_t found =
		side->count > 0 ? list_texts(side, keys) : guess_texts(stored_format, other, keys);
	size_t count = 0;

	for (size_t i = 0; i < found; i++) {
		if (is_on || !has_text(other, keys[i])) {
			keys[count++] = keys[i];
		}
	}
	return count;
}

static bool is_always_there(const struct stored_format_values *side)
{
	for (size_t i = 0; i < side->count; i++) {
		if (!side->texts[i].text[0]) {
			return false;
		}
	}
	return side->count > 0 && !side->is_cut;
}

bool stored_format_is_dense(const struct stored_format *stored_format)
{
	return is_always_there(&stored_format->on) && is_always_there(&stored_format->off);
}

static const struct {
	enum session_active active;
	const char *word;
} sides[] = {{ACTIVE_ON, "active"}, {ACTIVE_OFF, "paused"}};

void stored_format_explain_gaps(
	const struct stored_format *stored_format, const char *index, char *why, size_t size)
{
	char name[STORED_FORMAT_NAME_SIZE];

	why[0] = '\0';
	text_sanitize(stored_format->shadow, name, sizeof(name));
	for (size_t i = 0; stored_format->shadow[0] && i < ARRAY_LEN(sides); i++) {
		const struct stored_format_values *side =
			find_known_values(stored_format, sides[i].active);

		if (is_always_there(side)) {
			continue;
		}
		snprintf(why, size,
			side->count == 0
				? "%s may not contain all %s sessions: no value of %s has been seen yet"
			: side->is_cut
				? "%s may not contain all %s sessions: %s has too many different values"
				: "%s does not contain %s sessions without %s",
			index, sides[i].word, name);
		return;
	}
}

static const struct stored_format_text *find_agreed(const struct stored_format_values *side)
{
	const struct stored_format_text *best = NULL;
	uint64_t total = 0;

	for (size_t i = 0; i < side->count; i++) {
		total += side->texts[i].seen;
		if (!best || side->texts[i].seen > best->seen) {
			best = &side->texts[i];
		}
	}
	bool is_agreed = best && best->seen > 0 && (total - best->seen) * AGREEMENT <= best->seen;

	return is_agreed && !side->is_cut ? best : NULL;
}

bool stored_format_find(
	const struct stored_format *stored_format, enum session_active active, const char **text)
{
	const struct stored_format_text *agreed =
		find_agreed(find_known_values(stored_format, active));

	if (!agreed) {
		return false;
	}
	*text = agreed->text;
	return true;
}

void stored_format_explain_refusal(
	const struct stored_format *stored_format, char *why, size_t size)
{
	char name[STORED_FORMAT_NAME_SIZE];

	why[0] = '\0';
	if (!stored_format->shadow[0]) {
		return;
	}
	text_sanitize(stored_format->shadow, name, sizeof(name));
	for (size_t i = 0; i < ARRAY_LEN(sides); i++) {
		const struct stored_format_values *side =
			find_known_values(stored_format, sides[i].active);

		if (find_agreed(side)) {
			continue;
		}
		snprintf(why, size,
			side->count > 0 || side->is_cut
				? "%s sessions have different values of %s, so it is unknown which "
				  "one to write with isActive"
				: "no %s session with %s was seen, so it is unknown which value "
				  "to write with isActive",
			sides[i].word, name);
		return;
	}
}

bool stored_format_sorts_by_time(const struct stored_format *stored_format)
{
	uint32_t texts = stored_format->poll_texts, numbers = stored_format->poll_numbers;
	uint32_t forms = texts | numbers;
	bool is_one = forms && !(forms & (forms - 1)) && (!texts || !numbers);

	for (size_t i = 0; is_one && i < TIMESTAMP_FORMS; i++) {
		if (forms & 1u << i) {
			return timestamp_forms[i].order == SORTS_BY_TIME;
		}
	}
	return false;
}

/* True if a sorts before b in an index: numbers by value, texts by bytes. */
static bool sorts_before(bool is_number, const char *a, const char *b)
{
	return is_number ? strtoll(a, NULL, 10) < strtoll(b, NULL, 10) : strcmp(a, b) < 0;
}

void stored_format_print_since(const struct stored_format *stored_format, const char *type,
	int64_t time_ms, char text[STORED_FORMAT_SINCE_SIZE])
{
	bool is_number = type[0] == 'N';
	uint32_t forms = is_number ? stored_format->poll_numbers : stored_format->poll_texts;

	text[0] = '\0';
	if (forms == 0) {
		forms = is_number ? 1u << TIMESTAMP_SECONDS : 1u;
	}
	/* The first of the keys sorts before all later times, whatever their form. */
	for (unsigned i = 0; i < TIMESTAMP_FORMS; i++) {
		char key[TIMESTAMP_SIZE];

		if (!(forms & 1u << i)) {
			continue;
		}
		timestamp_format_key(i, time_ms, key);
		if (!text[0] || sorts_before(is_number, key, text)) {
			snprintf(text, STORED_FORMAT_SINCE_SIZE, "%s", key);
		}
	}
}
