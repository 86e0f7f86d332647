/* SPDX-License-Identifier: MIT */
#include "history/recording_world.h"

#include "history/asof_moves.h"
#include "model/snapshot_memory.h"
#include "summary.h"

#include <string.h>

void recording_world_init(struct recording_world *world)
{
	*world = (struct recording_world){.rows = session_list_new(string_pool_new(), 0)};
}

void recording_world_fini(struct recording_world *world)
{
	services_fini(&world->services);
	session_list_unref(world->rows);
	arena_fini(&world->change_texts);
	arena_fini(&world->frame_texts);
}

/* --- What a line does ------------------------------------------------------------------------- */

/* Each returns NULL, or what is wrong with the value, for people; static. */
typedef const char *apply_line(struct recording_world *world, const struct json *value);

static const char *apply_service(struct recording_world *world, const struct json *value)
{
	const char *name = json_string(value);

	if (!name || services_find(&world->services, name) != HASH_TABLE_NONE) {
		return "service";
	}
	services_add(&world->services, name);
	return NULL;
}

/* The number at a position of an array, if it fits. */
static bool take_number(const struct json **element, uint32_t *number)
{
	double read = json_number(*element, -1);

	*element = json_next(*element);
	*number = read >= 0 && read <= UINT32_MAX ? (uint32_t)read : 0;
	return read >= 0 && read <= UINT32_MAX;
}

static bool take_move(const struct json *value, struct asof_move *move)
{
	const struct json *element = json_is_array(value) ? json_first(value) : NULL;

	return take_number(&element, &move->service) && take_number(&element, &move->active) &&
	       take_number(&element, &move->from_s) && take_number(&element, &move->to_s);
}

static void edit_rows(struct recording_world *world, size_t count)
{
	size_t capacity = count <= world->rows->capacity ? count : count + count / 2 + 64;

	world->rows = session_list_own(world->rows, world->rows_count, capacity);
}

static const char *apply_asof(struct recording_world *world, const struct json *value)
{
	struct asof_moves moves = {0};

	for (const struct json *entry = json_first(value); entry; entry = json_next(entry)) {
		struct asof_move move = {0};

		if (!take_move(entry, &move) || !asof_moves_add(&moves, &move)) {
			return "asof";
		}
	}
	edit_rows(world, world->rows_count);
	for (size_t i = 0; i < world->rows_count; i++) {
		struct session *session = &world->rows->sessions[i];

		session->asof_s = asof_moves_find(&moves, session);
	}
	return NULL;
}

/* The user id that stands there already, else a copy of it. */
static const char *keep_user_id(struct recording_world *world, size_t at, const char *user_id)
{
	struct session_list *rows = world->rows;

	if (at < world->rows_count && strcmp(rows->sessions[at].user_id, user_id) == 0) {
		return rows->sessions[at].user_id;
	}
	return string_pool_add(rows->strings, user_id);
}

static bool is_service(const struct recording_world *world, int64_t position)
{
	return position >= 0 && (uint64_t)position < world->services.count;
}

static const char *apply_row(struct recording_world *world, const struct json *value)
{
	struct record_row row;
	double place = json_number(json_get(value, record_row_fields[0].name), -1);
	bool is_known = place >= 0 && place < (double)world->rows_count;

	if (is_known) {
		recording_format_row_of(&world->rows->sessions[(size_t)place], (size_t)place, &row);
	}
	const char *wrong = recording_format_take(value, record_row_fields, is_known, &row);

	if (wrong) {
		return wrong;
	}
	if (!row.user_id || (uint64_t)row.at > world->rows_count) {
		return row.user_id ? "at" : "userId";
	}
	if (!is_service(world, row.service)) {
		return "service";
	}
	size_t at = (size_t)row.at, is_new = at == world->rows_count;

	row.user_id = keep_user_id(world, at, row.user_id);
	edit_rows(world, world->rows_count + is_new);
	world->rows_count += is_new;
	recording_format_set_session(&world->rows->sessions[at], &row);
	return NULL;
}

static const char *apply_sample(struct recording_world *world, const struct json *value)
{
	struct record_sample sample;
	const char *wrong = recording_format_take(value, record_sample_fields, false, &sample);

	if (wrong || !is_service(world, sample.service)) {
		return wrong ? wrong : "service";
	}
	struct service_sample taken = {
		sample.at_ms, (float)sample.late_share, (float)sample.poll_rate};

	service_samples_add(&world->services.list[sample.service].samples, &taken);
	return NULL;
}

static void forget_change(struct recording_world *world, size_t at)
{
	struct listed_change *list = world->changes;

	world->changes_count--;
	memmove(&list[at], &list[at + 1], (world->changes_count - at) * sizeof(*list));
}

static const char *apply_change(struct recording_world *world, const struct json *value)
{
	struct record_change line;
	const char *wrong = recording_format_take(value, record_change_fields, false, &line);

	if (wrong || !is_service(world, line.service)) {
		return wrong ? wrong : "service";
	}
	if (world->changes_count == CHANGES_KEPT) {
		forget_change(world, 0);
	}
	struct listed_change *listed = &world->changes[world->changes_count++];

	*listed = (struct listed_change){line.change, (uint32_t)line.service};
	listed->change.number = (uint64_t)line.number;
	if (line.change.user_id) {
		listed->change.user_id = arena_strdup(&world->change_texts, line.change.user_id);
	}
	return NULL;
}

static const char *apply_forget(struct recording_world *world, const struct json *value)
{
	for (size_t i = 0; i < world->changes_count; i++) {
		if ((double)world->changes[i].change.number == json_number(value, -1)) {
			forget_change(world, i);
			return NULL;
		}
	}
	return "forget";
}

static void keep_text(struct arena *arena, const char **text)
{
	*text = arena_strdup(arena, *text ? *text : "");
}

static void keep_texts(struct arena *arena, struct poll_status *status)
{
	keep_text(arena, &status->table);
	keep_text(arena, &status->region);
	keep_text(arena, &status->endpoint);
	keep_text(arena, &status->profile);
}

static const char *apply_frame(struct recording_world *world, const struct json *value)
{
	struct record_frame *frame = &world->frame;

	*frame = (struct record_frame){.rows = 0};
	const char *wrong = recording_format_take(value, record_frame_fields, false, frame);

	if (wrong || (uint64_t)frame->rows > world->rows_count) {
		return wrong ? wrong : "rows";
	}
	world->rows_count = (size_t)frame->rows;
	arena_fini(&world->frame_texts);
	keep_texts(&world->frame_texts, &frame->seen.status);
	return NULL;
}

static apply_line *const appliers[RECORD_KIND_COUNT] = {
	[RECORD_SERVICE] = apply_service,
	[RECORD_ASOF] = apply_asof,
	[RECORD_ROW] = apply_row,
	[RECORD_SAMPLE] = apply_sample,
	[RECORD_CHANGE] = apply_change,
	[RECORD_FORGET] = apply_forget,
	[RECORD_FRAME] = apply_frame,
};

const char *recording_world_apply(
	struct recording_world *world, enum record_kind kind, const struct json *value)
{
	return appliers[kind](world, value);
}

/* --- Another one ---------------------------------------------------------------------------- */

void recording_world_clone(struct recording_world *clone, const struct recording_world *world)
{
	*clone = (struct recording_world){
		.rows = session_list_ref(world->rows),
		.rows_count = world->rows_count,
		.changes_count = world->changes_count,
		.frame = world->frame,
	};
	for (size_t i = 0; i < world->services.count; i++) {
		const struct service *service = &world->services.list[i];
		uint32_t position = services_add(&clone->services, service->name);

		clone->services.list[position].samples = service_samples_clone(&service->samples);
	}
	for (size_t i = 0; i < world->changes_count; i++) {
		struct listed_change *listed = &clone->changes[i];

		*listed = world->changes[i];
		if (listed->change.user_id) {
			listed->change.user_id =
				arena_strdup(&clone->change_texts, listed->change.user_id);
		}
	}
	keep_texts(&clone->frame_texts, &clone->frame.seen.status);
}

/* --- The snapshot -----------------------------------------------------------------------------*/

static void copy_services(
	const struct services *from, struct arena *arena, struct snapshot *snapshot)
{
	struct service_summary *services = arena_alloc(arena, from->count * sizeof(*services) + 1);

	for (size_t i = 0; i < from->count; i++) {
		services[i].name = arena_strdup(arena, from->list[i].name);
		service_samples_copy(&from->list[i].samples, arena, &services[i]);
	}
	snapshot->services = services;
	snapshot->services_count = from->count;
	summary_fill(snapshot->sessions, snapshot->sessions_count, services, from->count,
		&snapshot->totals);
}

static void copy_changes(
	const struct recording_world *world, struct arena *arena, struct snapshot *snapshot)
{
	struct change *changes = arena_alloc(arena, world->changes_count * sizeof(*changes) + 1);

	for (size_t i = 0; i < world->changes_count; i++) {
		const struct listed_change *listed = &world->changes[i];

		changes[i] = listed->change;
		changes[i].service = snapshot->services[listed->service].name;
		if (listed->change.user_id) {
			changes[i].user_id = arena_strdup(arena, listed->change.user_id);
		}
	}
	snapshot->changes = changes;
	snapshot->changes_count = world->changes_count;
}

struct snapshot *recording_world_snapshot(struct recording_world *world)
{
	struct snapshot *snapshot = snapshot_new();
	struct snapshot_memory *memory = snapshot->memory;
	struct arena *arena = &memory->arena;

	*snapshot = world->frame.seen;
	snapshot->memory = memory;
	memory->list = session_list_ref(world->rows);
	snapshot->sessions = world->rows->sessions;
	snapshot->sessions_count = world->rows_count;
	copy_services(&world->services, arena, snapshot);
	copy_changes(world, arena, snapshot);
	keep_texts(arena, &snapshot->status);
	snapshot->status.credentials_facts = ""; /* of who we are to AWS nothing is recorded */
	return snapshot;
}
