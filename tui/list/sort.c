/* SPDX-License-Identifier: MIT */
#include "list/sort.h"

#include "base.h"
#include "session.h"
#include "summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The key of an unknown value: the greatest of those made from values. */
#define KEY_UNKNOWN (SORT_KEY_ARRIVED - 1)

#define LATE_BITS   32
#define ERRORS_BITS 22

/* --- Numbers as keys ------------------------------------------------------------------------ */

/* A number as 63 bits in the same order; NAN comes last. */
static uint64_t ascending(double number)
{
	uint64_t bits;

	if (isnan(number)) {
		return KEY_UNKNOWN;
	}
	memcpy(&bits, &number, sizeof(bits));
	bits = bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
	return bits >> 1;
}

static uint64_t descending(double number)
{
	return ascending(-number);
}

/*
 * The lateness, latest first, unknown last. Below one interval all are equal: a session that is not
 * late has another problem, and would change places at each poll.
 */
static uint64_t late_part(double late)
{
	if (isnan(late)) {
		return (UINT64_C(1) << LATE_BITS) - 1;
	}
	return descending(late < 1 ? 0 : late) >> (63 - LATE_BITS);
}

static uint64_t errors_part(int32_t errors)
{
	int32_t most = (1 << ERRORS_BITS) - 2;

	return (uint64_t)(most - (errors < most ? errors : most));
}

/* The letters after those that all share; if equal, sort_compare_names() decides. */
static uint64_t user_part(const struct session *session, size_t shared_letters, int bytes)
{
	const char *at = session->user_id + shared_letters;
	uint64_t part = 0;

	for (int i = 0; i < bytes; i++) {
		part = part << 8 | (unsigned char)*at;
		at += *at != '\0';
	}
	return part;
}

/*
 * Severity, whether acknowledged, lateness, errors, from the highest bits down. Sessions without a
 * problem differ by their names only, so that they do not change places at each poll.
 */
static uint64_t worst_key(const struct session *session, bool is_acked, size_t shared_letters)
{
	int severity = session_state_info(session->state)->severity;
	uint64_t key = (uint64_t)(7 - severity) << 1 | is_acked;

	if (severity <= 0) {
		return key << (LATE_BITS + ERRORS_BITS) |
		       user_part(session, shared_letters, (LATE_BITS + ERRORS_BITS) / 8);
	}
	key = key << LATE_BITS | late_part(session_lateness(session, session_asof_ms(session)));
	return key << ERRORS_BITS | errors_part(session->error_count);
}

/* --- Sessions ------------------------------------------------------------------------------- */

bool sort_parse(const struct field_table *table, const char *text, struct sort_order *order)
{
	bool is_inverted = *text == '-';
	const struct field *field =
		field_find(table, text + is_inverted, strlen(text + is_inverted));

	if (!field || !field->sorted) {
		return false;
	}
	*order = (struct sort_order){(size_t)(field - table->fields), is_inverted};
	return true;
}

void sort_append_names(const struct field_table *table, struct buf *out)
{
	for (size_t i = 0; i < table->count; i++) {
		if (table->fields[i].sorted) {
			buf_printf(out, "%s%s", i > 0 ? ", " : "", table->fields[i].name);
		}
	}
}

static bool is_by_service(const struct sort_order *order)
{
	return strcmp(field_sessions.fields[order->by].name, FIELD_SERVICE) == 0;
}

/* The place of each service in the alphabet. */
static uint32_t *make_service_places(const struct snapshot *snapshot)
{
	struct sort_order from_a_to_z = {0};
	size_t count = snapshot->services_count;
	uint32_t *sorted = base_calloc(count + 1, sizeof(*sorted));
	uint32_t *places = base_calloc(count + 1, sizeof(*places));

	for (uint32_t i = 0; i < count; i++) {
		sorted[i] = i;
	}
	sort_parse(&field_services, "service", &from_a_to_z);
	sort_services(snapshot, NULL, &from_a_to_z, sorted, count);
	for (uint32_t i = 0; i < count; i++) {
		places[sorted[i]] = i;
	}
	free(sorted);
	return places;
}

struct sort_keys sort_keys_make(const struct snapshot *snapshot, const struct sort_order *order)
{
	return (struct sort_keys){
		.order = *order,
		.shared_letters = sort_shared_letters(snapshot),
		.service_places = is_by_service(order) ? make_service_places(snapshot) : NULL,
	};
}

void sort_keys_fini(struct sort_keys *keys)
{
	free(keys->service_places);
	*keys = (struct sort_keys){0};
}

uint64_t sort_key(const struct sort_keys *keys, const struct session *session, bool is_acked)
{
	const struct sort_order *order = &keys->order;
	const struct field *field = &field_sessions.fields[order->by];
	uint64_t key;

	if (field->unit == FIELD_DRAWN) {
		key = worst_key(session, is_acked, keys->shared_letters);
	} else if (keys->service_places) {
		key = keys->service_places[session->service];
	} else if (field->unit == FIELD_TEXT) {
		key = sort_name_key(session, keys->shared_letters);
	} else {
		key = descending(field_session_value(field, session));
	}
	return order->is_inverted && key != KEY_UNKNOWN ? KEY_UNKNOWN - 1 - key : key;
}

uint64_t sort_name_key(const struct session *session, size_t shared_letters)
{
	return user_part(session, shared_letters, 7);
}

size_t sort_shared_letters(const struct snapshot *snapshot)
{
	const char *first = snapshot->sessions_count > 0 ? snapshot->sessions[0].user_id : "";
	size_t shared = strlen(first);

	for (size_t i = 1; i < snapshot->sessions_count && shared > 0; i++) {
		const char *other = snapshot->sessions[i].user_id;
		size_t same = 0;

		while (same < shared && other[same] == first[same]) {
			same++;
		}
		shared = same;
	}
	return shared;
}

int sort_compare_names(
	const struct snapshot *snapshot, const struct session *a, const struct session *b)
{
	int order = strcmp(a->user_id, b->user_id);

	if (!order && a->service != b->service) {
		order = strcmp(
			snapshot->services[a->service].name, snapshot->services[b->service].name);
	}
	return order;
}

/* --- Services ------------------------------------------------------------------------------- */

/* The sort key of a service. */
struct service_key {
	/* the value of the column; the smallest comes first */
	uint64_t figure;
	const struct summary *summary;
	const char *name;
	uint32_t index;
};

static int compare_services(const void *left, const void *right)
{
	const struct service_key *a = left, *b = right;
	int order = (a->figure > b->figure) - (a->figure < b->figure);

	if (!order) {
		order = summary_compare(a->summary, b->summary);
	}
	return order ? order : strcmp(a->name, b->name);
}

static int compare_names(const void *left, const void *right)
{
	const struct service_key *a = left, *b = right;

	return strcmp(a->name, b->name);
}

static uint64_t figure_key(const struct summary *summary, const struct sort_order *order)
{
	double value = field_service_value(&field_services.fields[order->by], summary);

	/* By name and worst first, it is the same (unknown) for all. */
	return descending(order->is_inverted ? -value : value);
}

void sort_services(const struct snapshot *snapshot, const struct summary *summaries,
	const struct sort_order *order, uint32_t *indexes, size_t count)
{
	struct service_key *keys = base_calloc(count + 1, sizeof(*keys));
	enum field_unit unit = field_services.fields[order->by].unit;
	/* figure_key() reverses values; worst first and names are reversed after sorting. */
	bool is_backward = order->is_inverted && (unit == FIELD_DRAWN || unit == FIELD_TEXT);

	for (size_t i = 0; i < count; i++) {
		const struct service_summary *service = &snapshot->services[indexes[i]];
		const struct summary *summary =
			summaries ? &summaries[indexes[i]] : &service->summary;

		keys[i] = (struct service_key){
			figure_key(summary, order), summary, service->name, indexes[i]};
	}
	qsort(keys, count, sizeof(*keys), unit == FIELD_TEXT ? compare_names : compare_services);
	for (size_t i = 0; i < count; i++) {
		indexes[is_backward ? count - 1 - i : i] = keys[i].index;
	}
	free(keys);
}
