/* SPDX-License-Identifier: MIT */
#include "history/recording_state.h"

#include "fleet/fleet.h"
#include "history/asof_moves.h"
#include "model/snapshot_memory.h"
#include "summary.h"

#include <string.h>

void recording_state_init(struct recording_state *state)
{
	*state = (struct recording_state){.list = session_list_new(string_pool_new(), 0)};
}

void recording_state_fini(struct recording_state *state)
{
	services_fini(&state->services);
	session_list_unref(state->list);
	arena_fini(&state->change_texts);
	arena_fini(&state->frame_texts);
}

/* --- Lines ------------------------------------------------------------------------------------ */

/* Applies the value of a line. Returns NULL, or the static name of the invalid member. */
typedef const char *apply_line(struct recording_state *state, const struct json *value);

static const char *apply_service(struct recording_state *state, const struct json *value)
{
	const char *name = json_string(value);

	if (!name || services_find(&state->services, name) != HASH_TABLE_NONE) {
		return "service";
	}
	services_add(&state->services, name);
	return NULL;
}

/* Takes the next element of an array. False unless it is a uint32_t. */
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

static void edit_list(struct recording_state *state, size_t count)
{
	size_t capacity = count <= state->list->capacity ? count : count + count / 2 + 64;

	state->list = session_list_own(state->list, state->sessions_count, capacity);
}

static const char *apply_asof(struct recording_state *state, const struct json *value)
{
	struct asof_moves moves = {0};

	for (const struct json *entry = json_first(value); entry; entry = json_next(entry)) {
		struct asof_move move = {0};

		if (!take_move(entry, &move) || !asof_moves_add(&moves, &move)) {
			return "asof";
		}
	}
	edit_list(state, state->sessions_count);
	for (size_t i = 0; i < state->sessions_count; i++) {
		struct session *session = &state->list->sessions[i];

		session->asof_s = asof_moves_find(&moves, session);
	}
	return NULL;
}

/* Reuses the user id that is at that place already, or copies the new one. */
static const char *keep_user_id(struct recording_state *state, size_t at, const char *user_id)
{
	struct session_list *list = state->list;

	if (at < state->sessions_count && strcmp(list->sessions[at].user_id, user_id) == 0) {
		return list->sessions[at].user_id;
	}
	return string_pool_add(list->strings, user_id);
}

static bool is_service(const struct recording_state *state, int64_t position)
{
	return position >= 0 && (uint64_t)position < state->services.count;
}

static void set_session(struct recording_state *state, size_t at, const struct record_row *row)
{
	struct session *session = &state->list->sessions[at], now;

	recording_format_set_session(&now, row);
	if (at < state->sessions_count && session->user_id == now.user_id &&
		session->service == now.service) {
		services_note_poll(&state->services, session, &now);
	}
	*session = now;
}

static const char *apply_row(struct recording_state *state, const struct json *value)
{
	struct record_row row;
	double place = json_number(json_get(value, record_row_fields[0].name), -1);
	bool is_known = place >= 0 && place < (double)state->sessions_count;

	if (is_known) {
		recording_format_row_of(&state->list->sessions[(size_t)place], (size_t)place, &row);
	}
	const char *wrong = recording_format_take(value, record_row_fields, is_known, &row);

	if (wrong) {
		return wrong;
	}
	if (!row.user_id || (uint64_t)row.at > state->sessions_count) {
		return row.user_id ? "at" : "userId";
	}
	if (!is_service(state, row.service)) {
		return "service";
	}
	if (row.at >= FLEET_MAX_SESSIONS) {
		return "at";
	}
	size_t at = (size_t)row.at, is_new = at == state->sessions_count;

	row.user_id = keep_user_id(state, at, row.user_id);
	edit_list(state, state->sessions_count + is_new);
	set_session(state, at, &row);
	state->sessions_count += is_new;
	return NULL;
}

static const char *apply_sample(struct recording_state *state, const struct json *value)
{
	struct record_sample sample;
	const char *wrong = recording_format_take(value, record_sample_fields, false, &sample);

	if (wrong || !is_service(state, sample.service)) {
		return wrong ? wrong : "service";
	}
	struct service_sample taken = {
		sample.at_ms, (float)sample.late_share, (float)sample.poll_rate};

	/* As in a live fleet, no other services have any. */
	if (sample.service < SERVICES_MAX_SHOWN) {
		service_samples_add(&state->services.list[sample.service].samples, &taken);
	}
	return NULL;
}

static void forget_change(struct recording_state *state, size_t at)
{
	struct listed_change *list = state->changes;

	state->changes_count--;
	memmove(&list[at], &list[at + 1], (state->changes_count - at) * sizeof(*list));
}

static void keep_change_texts(struct arena *arena, struct change *change)
{
	change->user_id = change->user_id ? arena_strdup(arena, change->user_id) : NULL;
	change->text = change->text ? arena_strdup(arena, change->text) : NULL;
}

static const char *apply_change(struct recording_state *state, const struct json *value)
{
	struct record_change line = {.number = 0};
	const char *wrong = recording_format_take(value, record_change_fields, false, &line);

	if (wrong) {
		return wrong;
	}
	bool is_of_finding = change_is_of_finding(line.change.kind);

	if (!is_service(state, line.service) && !(is_of_finding && line.service == -1)) {
		return "service";
	}
	if (is_of_finding != (line.change.text != NULL)) {
		return "text";
	}
	if (state->changes_count == CHANGES_KEPT) {
		forget_change(state, 0);
	}
	struct listed_change *listed = &state->changes[state->changes_count++];

	*listed = (struct listed_change){
		line.change, line.service < 0 ? CHANGES_NO_SERVICE : (uint32_t)line.service};
	listed->change.number = (uint64_t)line.number;
	listed->change.finding = (uint64_t)line.finding;
	keep_change_texts(&state->change_texts, &listed->change);
	return NULL;
}

static const char *apply_forget(struct recording_state *state, const struct json *value)
{
	for (size_t i = 0; i < state->changes_count; i++) {
		if ((double)state->changes[i].change.number == json_number(value, -1)) {
			forget_change(state, i);
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

static const char *apply_frame(struct recording_state *state, const struct json *value)
{
	struct record_frame *frame = &state->frame;

	*frame = (struct record_frame){.rows = 0};
	const char *wrong = recording_format_take(value, record_frame_fields, false, frame);

	if (wrong || (uint64_t)frame->rows > state->sessions_count) {
		return wrong ? wrong : "rows";
	}
	state->sessions_count = (size_t)frame->rows;
	arena_fini(&state->frame_texts);
	keep_texts(&state->frame_texts, &frame->seen.status);
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

const char *recording_state_apply(
	struct recording_state *state, enum record_kind kind, const struct json *value)
{
	return appliers[kind](state, value);
}

/* --- Copies ---------------------------------------------------------------------------------- */

void recording_state_clone(struct recording_state *clone, const struct recording_state *state)
{
	*clone = (struct recording_state){
		.list = session_list_ref(state->list),
		.sessions_count = state->sessions_count,
		.changes_count = state->changes_count,
		.frame = state->frame,
	};
	for (size_t i = 0; i < state->services.count; i++) {
		const struct service *service = &state->services.list[i];
		uint32_t position = services_add(&clone->services, service->name);

		clone->services.list[position].samples = service_samples_clone(&service->samples);
		clone->services.list[position].delay = usual_delay_clone(&service->delay);
	}
	for (size_t i = 0; i < state->changes_count; i++) {
		struct listed_change *listed = &clone->changes[i];

		*listed = state->changes[i];
		keep_change_texts(&clone->change_texts, &listed->change);
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
		services[i].usual_delay_ms = usual_delay_ms(&from->list[i].delay);
	}
	snapshot->services = services;
	snapshot->services_count = from->count;
	summary_fill(snapshot->sessions, snapshot->sessions_count, services, from->count,
		&snapshot->totals);
}

static void copy_changes(
	const struct recording_state *state, struct arena *arena, struct snapshot *snapshot)
{
	struct change *changes = arena_alloc(arena, state->changes_count * sizeof(*changes) + 1);

	for (size_t i = 0; i < state->changes_count; i++) {
		const struct listed_change *listed = &state->changes[i];

		changes[i] = listed->change;
		changes[i].service = listed->service != CHANGES_NO_SERVICE
					     ? snapshot->services[listed->service].name
					     : "";
		keep_change_texts(arena, &changes[i]);
	}
	snapshot->changes = changes;
	snapshot->changes_count = state->changes_count;
}

struct snapshot *recording_state_snapshot(struct recording_state *state)
{
	struct snapshot *snapshot = snapshot_new();
	struct snapshot_memory *memory = snapshot->memory;
	struct arena *arena = &memory->arena;

	*snapshot = state->frame.seen;
	snapshot->memory = memory;
	memory->list = session_list_ref(state->list);
	snapshot->sessions = state->list->sessions;
	snapshot->sessions_count = state->sessions_count;
	copy_services(&state->services, arena, snapshot);
	copy_changes(state, arena, snapshot);
	keep_texts(arena, &snapshot->status);
	snapshot->status.credentials_facts = ""; /* never recorded */
	return snapshot;
}
