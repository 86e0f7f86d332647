/* SPDX-License-Identifier: MIT */
#include "dynamodb/doctor_values.h"

#include "buf.h"
#include "dynamodb/item.h"
#include "timestamp.h"

#include <stdio.h>
#include <string.h>

/* What some of the items show. */
struct sample {
	unsigned count, without_key, unreadable;
	/* forms of unreadable attributes; further ones are only counted */
	struct {
		char text[ITEM_UNREADABLE_SIZE];
		unsigned items;
	} forms[8];
	/* forms of lastPollAt: a set of 1 << an index into timestamp_forms */
	uint32_t times;
	enum timestamp_order worst_order;
};

static void count_unreadable(struct sample *sample, const char *form)
{
	size_t i = 0;

	sample->unreadable++;
	while (i < ARRAY_LEN(sample->forms) && sample->forms[i].items > 0 &&
		strcmp(sample->forms[i].text, form) != 0) {
		i++;
	}
	if (i < ARRAY_LEN(sample->forms)) {
		snprintf(sample->forms[i].text, sizeof(sample->forms[i].text), "%s", form);
		sample->forms[i].items++;
	}
}

static void take_sample(
	const struct json *response, const struct own_encodings *own, struct sample *sample)
{
	const struct json *item = json_first(json_get(response, "Items"));

	for (; item; item = json_next(item), sample->count++) {
		struct item decoded;

		if (!item_decode(item, own, 0, &decoded)) {
			sample->without_key++;
			continue;
		}
		sample->times |= decoded.polled_form;
		if (decoded.unreadable[0]) {
			count_unreadable(sample, decoded.unreadable);
		}
	}
}

/* Lists examples of the forms; returns how many there are. */
static size_t list_forms(struct sample *sample, struct buf *out)
{
	size_t count = 0;

	for (size_t i = 0; i < TIMESTAMP_FORMS; i++) {
		const struct timestamp_form *form = &timestamp_forms[i];

		if (sample->times & 1u << i) {
			buf_printf(out, "%s\"%s\"", count++ > 0 ? ", " : "", form->example);
			sample->worst_order = form->order > sample->worst_order
						      ? form->order
						      : sample->worst_order;
		}
	}
	return count;
}

static void examine_times(struct facts *facts, struct sample *sample)
{
	struct buf forms = {0};
	size_t count = list_forms(sample, &forms);
	bool is_good = count == 1 && sample->worst_order == SORTS_BY_TIME;

	if (count > 0) {
		facts_add(facts, is_good ? FACT_OK : FACT_NOTE, "lastPollAt",
			is_good ? ""
				: "write it in one form that sorts by time, see beyatop-table(7); "
				  "until then ticks read more than new polls",
			"written like %s", buf_text(&forms));
	}
	buf_fini(&forms);
}

static void examine_values(struct facts *facts, const struct sample *sample)
{
	struct buf forms = {0};

	if (sample->unreadable == 0) {
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(sample->forms) && sample->forms[i].items > 0; i++) {
		buf_printf(&forms, "%s%s (%u)", i > 0 ? ", " : "", sample->forms[i].text,
			sample->forms[i].items);
	}
	facts_add(facts, FACT_NOTE, "values",
		"write them in forms that beyatop-table(7) lists; until then such sessions may "
		"be unknown",
		"unreadable in %u of %u items: %s", sample->unreadable, sample->count,
		buf_text(&forms));
	buf_fini(&forms);
}

void doctor_values_examine(
	const struct json *response, const struct own_encodings *own, struct facts *facts)
{
	struct sample sample = {0};

	take_sample(response, own, &sample);
	if (sample.without_key > 0) {
		facts_add(facts, FACT_NOTE, "keys",
			"userId and serviceType must be strings of valid Unicode; until then such "
			"items are not shown",
			"unreadable in %u of %u items", sample.without_key, sample.count);
	}
	examine_values(facts, &sample);
	examine_times(facts, &sample);
}
