/* SPDX-License-Identifier: MIT */
#include "dynamodb/vocabulary.h"

#include "text.h"
#include "units.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * A value is what a state is spelled as when at most one item in so many says otherwise: some are
 * seen between two writes, and some were forgotten by a writer.
 */
#define AGREEMENT 20
#define DAY_MS    INT64_C(86400000)

void vocabulary_set_shadow(struct vocabulary *vocabulary, const char *name, const char *type)
{
	if (strcmp(vocabulary->shadow, name) == 0 && strcmp(vocabulary->shadow_type, type) == 0) {
		return;
	}
	snprintf(vocabulary->shadow, sizeof(vocabulary->shadow), "%s", name);
	snprintf(vocabulary->shadow_type, sizeof(vocabulary->shadow_type), "%s", type);
	vocabulary->on = (struct vocabulary_side){0};
	vocabulary->off = (struct vocabulary_side){0};
}

static struct vocabulary_side *side_of(struct vocabulary *vocabulary, enum session_active active)
{
	return active == ACTIVE_ON ? &vocabulary->on : &vocabulary->off;
}

static const struct vocabulary_side *known_side(
	const struct vocabulary *vocabulary, enum session_active active)
{
	return active == ACTIVE_ON ? &vocabulary->on : &vocabulary->off;
}

static void add_text(struct vocabulary_side *side, const char *text, unsigned seen)
{
	for (size_t i = 0; i < side->count; i++) {
		if (strcmp(side->texts[i].text, text) == 0) {
			side->texts[i].seen += seen;
			return;
		}
	}
	if (side->count == VOCABULARY_MAX_TEXTS || strlen(text) >= VOCABULARY_TEXT_SIZE) {
		side->is_cut = true;
		return;
	}
	struct vocabulary_text *added = &side->texts[side->count++];

	snprintf(added->text, sizeof(added->text), "%s", text);
	added->seen = seen;
}

void vocabulary_learn(struct vocabulary *vocabulary, const struct json *item,
	const struct item_row *row, bool shows_shadow)
{
	vocabulary->poll_forms |= row->polled_form;
	if (!vocabulary->shadow[0] || !shows_shadow || row->session.active == ACTIVE_UNKNOWN) {
		return;
	}
	struct vocabulary_side *side = side_of(vocabulary, row->session.active);
	const struct json *value = json_get(item, vocabulary->shadow);
	const char *text;
	const char *type = item_value(value, &text);

	if (!value) {
		add_text(side, "", 1);
	} else if (type && text && strcmp(type, vocabulary->shadow_type) == 0) {
		add_text(side, text, 1);
	} else {
		side->is_cut = true;
	}
}

void vocabulary_assume(struct vocabulary *vocabulary, enum session_active active, const char *text)
{
	add_text(side_of(vocabulary, active), text, 0);
}

/* The other text of the usual pair that a text belongs to; NULL. */
static const char *find_counterpart(
	const struct session_spellings *own, const char *type, const char *text)
{
	uint8_t index;
	enum session_active active = session_decode_active(own, type, text, &index);
	const struct session_encoding *encoding = session_encoding(own, index);

	if (!encoding) {
		return NULL;
	}
	return active == ACTIVE_ON ? encoding->off : encoding->on;
}

static size_t list_texts(const struct vocabulary_side *side, const char **texts)
{
	size_t count = 0;

	for (size_t i = 0; i < side->count; i++) {
		if (side->texts[i].text[0]) {
			texts[count++] = side->texts[i].text;
		}
	}
	return count;
}

/* The counterparts of another side's texts. */
static size_t guess_texts(const struct vocabulary *vocabulary, const struct vocabulary_side *other,
	const char **texts)
{
	size_t count = 0, known = list_texts(other, texts);

	for (size_t i = 0; i < known; i++) {
		const char *counterpart =
			find_counterpart(vocabulary->own, vocabulary->shadow_type, texts[i]);

		if (counterpart) {
			texts[count++] = counterpart;
		}
	}
	return count;
}

static bool has_text(const struct vocabulary_side *side, const char *text)
{
	for (size_t i = 0; i < side->count; i++) {
		if (strcmp(side->texts[i].text, text) == 0) {
			return true;
		}
	}
	return false;
}

size_t vocabulary_keys(
	const struct vocabulary *vocabulary, enum session_active active, const char **keys)
{
	bool is_on = active == ACTIVE_ON;
	const struct vocabulary_side *side = is_on ? &vocabulary->on : &vocabulary->off;
	const struct vocabulary_side *other = is_on ? &vocabulary->off : &vocabulary->on;
	size_t found =
		side->count > 0 ? list_texts(side, keys) : guess_texts(vocabulary, other, keys);
	size_t count = 0;

	for (size_t i = 0; i < found; i++) {
		if (is_on || !has_text(other, keys[i])) {
			keys[count++] = keys[i];
		}
	}
	return count;
}

static bool is_always_there(const struct vocabulary_side *side)
{
	for (size_t i = 0; i < side->count; i++) {
		if (!side->texts[i].text[0]) {
			return false;
		}
	}
	return side->count > 0 && !side->is_cut;
}

bool vocabulary_is_dense(const struct vocabulary *vocabulary)
{
	return is_always_there(&vocabulary->on) && is_always_there(&vocabulary->off);
}

/* The two sides with a word for each. */
static const struct {
	enum session_active active;
	const char *word;
} sides[] = {{ACTIVE_ON, "active"}, {ACTIVE_OFF, "paused"}};

void vocabulary_doubt(
	const struct vocabulary *vocabulary, const char *index, char *why, size_t size)
{
	char name[VOCABULARY_NAME_SIZE];

	why[0] = '\0';
	text_sanitize(vocabulary->shadow, name, sizeof(name));
	for (size_t i = 0; vocabulary->shadow[0] && i < ARRAY_LEN(sides); i++) {
		const struct vocabulary_side *side = known_side(vocabulary, sides[i].active);

		if (is_always_there(side)) {
			continue;
		}
		snprintf(why, size,
			side->count == 0 ? "%s may lack the %s sessions: none has told its %s yet"
			: side->is_cut
				? "%s may lack some of the %s sessions: their %s has many values"
				: "%s lacks some of the %s sessions: they have no %s",
			index, sides[i].word, name);
		return;
	}
}

static const struct vocabulary_text *find_agreed(const struct vocabulary_side *side)
{
	const struct vocabulary_text *best = NULL;
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

bool vocabulary_find(
	const struct vocabulary *vocabulary, enum session_active active, const char **text)
{
	const struct vocabulary_text *agreed = find_agreed(known_side(vocabulary, active));

	if (!agreed) {
		return false;
	}
	*text = agreed->text;
	return true;
}

void vocabulary_refuse(const struct vocabulary *vocabulary, char *why_not, size_t size)
{
	char name[VOCABULARY_NAME_SIZE];

	why_not[0] = '\0';
	if (!vocabulary->shadow[0]) {
		return;
	}
	text_sanitize(vocabulary->shadow, name, sizeof(name));
	for (size_t i = 0; i < ARRAY_LEN(sides); i++) {
		const struct vocabulary_side *side = known_side(vocabulary, sides[i].active);

		if (find_agreed(side)) {
			continue;
		}
		snprintf(why_not, size,
			side->count > 0 || side->is_cut
				? "%s sessions do not agree on %s, which has to be written along"
				: "no %s session was seen that tells %s, which has to be written "
				  "along",
			sides[i].word, name);
		return;
	}
}

static void format_text(unsigned forms, int64_t time_ms, char *text)
{
	char whole[UNITS_TEXT_SIZE];
	/* Offsets move the text by up to a day from the time that it means. */
	bool is_sorted = !(forms & ITEM_TIME_OTHER);

	units_format_time(is_sorted ? time_ms : time_ms - DAY_MS, 0, whole);
	int length = is_sorted ? (int)strlen("2024-01-15T10:35:00") : (int)strlen("2024-01-14");

	snprintf(text, VOCABULARY_SINCE_SIZE, "%.*s", length, whole);
}

bool vocabulary_sorts_by_time(const struct vocabulary *vocabulary)
{
	unsigned forms = vocabulary->poll_forms;

	return forms == ITEM_TIME_UTC || forms == ITEM_TIME_SECONDS || forms == ITEM_TIME_MS;
}

void vocabulary_format_since(const struct vocabulary *vocabulary, const char *type, int64_t time_ms,
	char text[VOCABULARY_SINCE_SIZE])
{
	if (type[0] == 'S') {
		format_text(vocabulary->poll_forms, time_ms, text);
		return;
	}
	/* Seconds are below all milliseconds: right for both, and dear where nothing is known. */
	bool is_ms = vocabulary->poll_forms == ITEM_TIME_MS;

	snprintf(text, VOCABULARY_SINCE_SIZE, "%" PRId64, is_ms ? time_ms : time_ms / 1000);
}
