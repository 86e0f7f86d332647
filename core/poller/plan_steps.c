/* SPDX-License-Identifier: MIT */
#include "poller/plan_parts.h"

#include <string.h>

/*
 * A tick also reads what was polled this long before the last one began: for writers whose
 * clocks are behind, and for an index that is not yet up to date.
 */
#define OVERLAP_MS 30000

/*
 * The ways to store isActive that may be keys of the index: the usual one, the told one, and those
 * seen in rows.
 */
static uint32_t index_encodings(const struct poller *poller)
{
	const struct own_encodings *own = poller->spelling.own;
	const char *type = poller->table.active.key_type;
	uint8_t usual;

	session_decode_active(own, type, type[0] == 'N' ? "1" : "true", &usual);
	uint32_t seen = fleet_encodings(poller->fleet), set = 1u << usual;
	uint8_t told;

	if (session_decode_active(own, type, poller->settings->active_value, &told) !=
		ACTIVE_UNKNOWN) {
		set |= 1u << told;
	}
	for (unsigned i = 1; session_encoding(own, i); i++) {
		if ((seen & 1u << i) && strcmp(session_encoding(own, i)->type, type) == 0) {
			set |= 1u << i;
		}
	}
	return set;
}

/* Makes the step read only what was polled since the last tick began. */
static void set_since(const struct poller *poller, const char *type, struct reader_step *step)
{
	step->since_type = type;
	step->coverage.is_delta = true;
	spelling_format_since(
		&poller->spelling, type, poller->watermark_ms - OVERLAP_MS, step->since);
}

/* What all steps through an index have in common. */
static struct reader_step index_step(const struct poller *poller,
	const struct index_description *index, const char *name, struct pacer *pacer, bool is_delta)
{
	struct reader_step step = {
		.index = name,
		.key_name = index->key_name,
		.key_type = index->key_type,
		.absent = index->absent,
		.shadow = index->shows_shadow ? poller->table.shadow : NULL,
		.pacer = pacer,
	};

	if (is_delta) {
		set_since(poller, index->poll_type, &step);
	}
	return step;
}

/* The sessions of one state, where another attribute than isActive keys the index: all one sweep.
 */
static void add_shadow_index(struct poller *poller, struct reader *reader, struct reader_step *step,
	enum session_active active)
{
	const char *keys[SPELLING_MAX_TEXTS];
	size_t count = spelling_keys(&poller->spelling, active, keys);

	step->coverage.encodings = UINT32_MAX;
	for (size_t i = 0; i < count; i++) {
		step->key_value = keys[i];
		reader_add(reader, step);
		step->continues_sweep = true;
	}
}

void plan_steps_active(
	struct poller *poller, struct reader *reader, enum session_active active, bool is_delta)
{
	struct reader_step step = index_step(poller, &poller->table.active,
		poller->settings->index_active, &poller->active_pacer, is_delta);

	step.coverage.kind = COVER_ENCODING;
	step.coverage.active = (uint8_t)active;
	if (poller->table.shadow[0]) {
		add_shadow_index(poller, reader, &step, active);
		return;
	}
	uint32_t encodings = index_encodings(poller);
	const struct session_encoding *encoding;

	for (unsigned i = 1; (encoding = session_encoding(poller->spelling.own, i)) != NULL; i++) {
		if (encodings & 1u << i) {
			step.key_value = active == ACTIVE_ON ? encoding->on : encoding->off;
			step.coverage.encodings = 1u << i;
			reader_add(reader, &step);
		}
	}
}

void plan_steps_service(
	struct poller *poller, struct reader *reader, uint32_t service, bool is_delta)
{
	struct reader_step step = index_step(poller, &poller->table.service,
		poller->settings->index_service, &poller->service_pacer, is_delta);

	step.key_value = fleet_service_name(poller->fleet, service);
	step.coverage.kind = COVER_SERVICE;
	step.coverage.service = service;
	reader_add(reader, &step);
}

void plan_steps_services(struct poller *poller, struct reader *reader, bool is_delta)
{
	for (uint32_t i = 0; i < fleet_services_count(poller->fleet); i++) {
		plan_steps_service(poller, reader, i, is_delta);
	}
}

void plan_steps_scan(struct poller *poller, struct reader *reader)
{
	struct reader_step step = {
		.shadow = poller->table.shadow[0] ? poller->table.shadow : NULL,
		.pacer = &poller->table_pacer,
		.coverage = {.kind = COVER_ALL},
	};

	reader_add(reader, &step);
}

void plan_steps_cut(
	const struct poller *poller, struct reader *reader, size_t from, size_t to, bool is_until)
{
	bool is_service = poller->source == SOURCE_SERVICE_INDEX;
	int64_t latest_ms = (poller->watermark_ms - OVERLAP_MS) / 1000 * 1000;
	int64_t cut_ms = is_service ? latest_ms : fleet_find_cut(poller->fleet, latest_ms);

	for (size_t i = from; i < to; i++) {
		struct reader_step *step = &reader->steps[i];

		step->since_type = is_service ? poller->table.service.poll_type
					      : poller->table.active.poll_type;
		step->is_until = is_until;
		step->part_ms = cut_ms;
		spelling_format_since(&poller->spelling, step->since_type, cut_ms, step->since);
	}
}
