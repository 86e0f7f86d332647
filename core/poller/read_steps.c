/* SPDX-License-Identifier: MIT */
#include "poller/read_steps.h"

#include "model/schema.h"

#include <string.h>

/*
 * A tick also reads what was polled up to this long before the last tick began, because workers'
 * clocks may be slow and the index may lag behind the table.
 */
#define OVERLAP_MS 30000

/*
 * The encodings of isActive that may be keys of the index: the usual one, that of --active-value,
 * and those seen in sessions.
 */
static uint32_t index_encodings(const struct read_source *source)
{
	const struct own_encodings *own = source->info->stored_format.own;
	const char *type = source->info->table.active.key_type;
	uint8_t usual;

	session_decode_active(own, type, type[0] == 'N' ? "1" : "true", &usual);
	uint32_t seen = fleet_encodings(source->fleet), set = 1u << usual;
	uint8_t configured;

	if (session_decode_active(own, type, source->settings->active_value, &configured) !=
		ACTIVE_UNKNOWN) {
		set |= 1u << configured;
	}
	for (unsigned i = 1; session_encoding(own, i); i++) {
		if ((seen & 1u << i) && strcmp(session_encoding(own, i)->type, type) == 0) {
			set |= 1u << i;
		}
	}
	return set;
}

/* Restricts the step to what was polled since the last tick began. */
static void set_since(const struct read_source *source, const char *type, struct reader_step *step)
{
	step->since_type = type;
	step->coverage.is_delta = true;
	stored_format_print_since(
		&source->info->stored_format, type, source->watermark_ms - OVERLAP_MS, step->since);
}

/* A step through an index, with the members that all of these have in common. */
static struct reader_step index_step(const struct read_source *source,
	const struct index_description *index, const char *name, struct pacer *pacer, bool is_delta)
{
	struct reader_step step = {
		.index = name,
		.key_name = index->key_name,
		.key_type = index->key_type,
		.absent = index->absent,
		.shadow = index->shows_shadow ? source->info->table.shadow : NULL,
		.pacer = pacer,
	};

	if (is_delta) {
		set_since(source, index->poll_type, &step);
	}
	return step;
}

/*
 * Adds steps for the sessions of one state in an index keyed by a shadow attribute. All belong to
 * one sweep.
 */
static void add_shadow_index(const struct read_source *source, struct reader *reader,
	struct reader_step *step, enum session_active active)
{
	const char *keys[STORED_FORMAT_MAX_TEXTS];
	size_t count = stored_format_keys(&source->info->stored_format, active, keys);

	step->coverage.encodings = UINT32_MAX;
	for (size_t i = 0; i < count; i++) {
		step->key_value = keys[i];
		reader_add(reader, step);
		step->continues_sweep = true;
	}
}

void read_steps_active(const struct read_source *source, struct reader *reader,
	enum session_active active, bool is_delta)
{
	struct reader_step step = index_step(source, &source->info->table.active,
		source->settings->index_active, &source->info->active_pacer, is_delta);

	step.coverage.kind = COVER_ENCODING;
	step.coverage.active = (uint8_t)active;
	if (source->info->table.shadow[0]) {
		add_shadow_index(source, reader, &step, active);
		return;
	}
	uint32_t encodings = index_encodings(source);
	const struct session_encoding *encoding;

	for (unsigned i = 1;
		(encoding = session_encoding(source->info->stored_format.own, i)) != NULL; i++) {
		if (encodings & 1u << i) {
			step.key_value = active == ACTIVE_ON ? encoding->on : encoding->off;
			step.coverage.encodings = 1u << i;
			reader_add(reader, &step);
		}
	}
}

void read_steps_service(
	const struct read_source *source, struct reader *reader, uint32_t service, bool is_delta)
{
	struct reader_step step = index_step(source, &source->info->table.service,
		source->settings->index_service, &source->info->service_pacer, is_delta);

	step.key_value = fleet_service_name(source->fleet, service);
	step.coverage.kind = COVER_SERVICE;
	step.coverage.service = service;
	reader_add(reader, &step);
}

void read_steps_services(const struct read_source *source, struct reader *reader, bool is_delta)
{
	for (uint32_t i = 0; i < fleet_services_count(source->fleet); i++) {
		read_steps_service(source, reader, i, is_delta);
	}
}

/* A step through the base table, with the members that all such steps have in common. */
static struct reader_step table_step(const struct read_source *source)
{
	return (struct reader_step){
		.shadow = source->info->table.shadow[0] ? source->info->table.shadow : NULL,
		.pacer = &source->info->table_pacer,
		.coverage = {.kind = COVER_ALL},
	};
}

void read_steps_scan(const struct read_source *source, struct reader *reader)
{
	struct reader_step step = table_step(source);

	reader_add(reader, &step);
}

void read_steps_user(const struct read_source *source, struct reader *reader, const char *user_id,
	const char *service)
{
	struct reader_step step = table_step(source);

	step.key_name = SCHEMA_USER_ID;
	step.key_type = "S";
	step.key_value = reader_keep(reader, user_id);
	step.service = service;
	/* With --user there are no other sessions. */
	if (!source->settings->user) {
		step.coverage.kind = COVER_USER;
		step.coverage.user_id = step.key_value;
	}
	reader_add(reader, &step);
}

void read_steps_cut(const struct read_source *source, struct reader *reader, size_t from, size_t to,
	bool is_until)
{
	bool is_service = source->kind == SOURCE_SERVICE_INDEX;
	int64_t latest_ms = (source->watermark_ms - OVERLAP_MS) / 1000 * 1000;
	int64_t cut_ms = is_service ? latest_ms : fleet_find_cut(source->fleet, latest_ms);

	for (size_t i = from; i < to; i++) {
		struct reader_step *step = &reader->steps[i];

		step->since_type = is_service ? source->info->table.service.poll_type
					      : source->info->table.active.poll_type;
		step->is_until = is_until;
		step->part_ms = cut_ms;
		stored_format_print_since(
			&source->info->stored_format, step->since_type, cut_ms, step->since);
	}
}

const struct pacer *read_steps_pacer(const struct read_source *source)
{
	const struct table_info *info = source->info;

	return source->kind == SOURCE_SERVICE_INDEX ? &info->service_pacer
	       : poll_source_is_table(source->kind) ? &info->table_pacer
						    : &info->active_pacer;
}
