/* SPDX-License-Identifier: MIT */
#include "poller/backfill.h"

#include "clock.h"
#include "dynamodb/response.h"

#include <string.h>

#define FILL_TIMEOUT_MS    15000
#define READ_UNITS_PER_KEY 0.5 /* eventually consistent read of an item up to 4 KB */
#define CALL_S             4   /* a call may cost this many seconds of the rate */
#define FIRST_RETRY_MS     1000
#define LAST_RETRY_MS      60000
/* An item is stale after this many ticks. */
#define STALE_TICKS 2
/* After this time, an unverified session is shown as its age makes it. */
#define VERIFY_MS 5000

void backfill_init(struct backfill *backfill, struct ddb *ddb, struct fleet *fleet,
	const char *table, struct stored_format *stored_format, struct pacer *pacer)
{
	*backfill = (struct backfill){
		.ddb = ddb,
		.fleet = fleet,
		.table = table,
		.stored_format = stored_format,
		.pacer = pacer,
		.unverified_mono_ms = -1,
	};
}

void backfill_fini(struct backfill *backfill)
{
	arena_fini(&backfill->arena);
}

static void mark_mentioned(struct backfill *backfill, const char *user_id, const char *service)
{
	for (size_t i = 0; i < backfill->keys_count && user_id && service; i++) {
		if (strcmp(backfill->keys[i].user_id, user_id) == 0 &&
			strcmp(backfill->keys[i].service, service) == 0) {
			backfill->is_mentioned[i] = true;
			return;
		}
	}
}

static void take_items(struct backfill *backfill, const struct json *response)
{
	const struct json *items = json_get(json_get(response, "Responses"), backfill->table);
	int64_t asof_ms = ddb_server_ms(backfill->ddb);

	for (const struct json *item = json_first(items); item; item = json_next(item)) {
		struct item decoded;

		if (item_decode(item, backfill->stored_format->own, 0, &decoded)) {
			mark_mentioned(backfill, decoded.user_id, decoded.service);
			stored_format_learn(backfill->stored_format, item, &decoded, true);
			decoded.request_number = ddb_request_number(backfill->ddb);
			decoded.is_of_table = true;
			fleet_put(backfill->fleet, &decoded, asof_ms);
			backfill->filled++;
		}
	}
}

/* Counts UnprocessedKeys. Their sessions stay unfilled, so they are requested again. */
static size_t take_unprocessed(struct backfill *backfill, const struct json *response)
{
	const struct json *unprocessed =
		json_get(json_get(response, "UnprocessedKeys"), backfill->table);
	const struct json *keys = json_get(unprocessed, "Keys");

	for (const struct json *key = json_first(keys); key; key = json_next(key)) {
		struct item decoded;

		if (item_decode(key, NULL, 0, &decoded)) {
			mark_mentioned(backfill, decoded.user_id, decoded.service);
		}
	}
	return json_count(keys);
}

/* Removes sessions that are neither among the items nor unprocessed: they do not exist. */
static void remove_missing(struct backfill *backfill)
{
	for (size_t i = 0; i < backfill->keys_count; i++) {
		if (!backfill->is_mentioned[i]) {
			fleet_remove(backfill->fleet, backfill->keys[i].user_id,
				backfill->keys[i].service, ddb_request_number(backfill->ddb));
		}
	}
}

static void spend(struct backfill *backfill, const struct json *response)
{
	double read_units = response_read_units(response);

	backfill->read_units += read_units;
	/*
	 * Counted as 0 items, because their cost says nothing about the cost of an item in a page.
	 */
	pacer_spend(backfill->pacer, read_units, 0);
}

static void slow_down(struct backfill *backfill)
{
	backfill->is_throttled = true;
	backfill->throttles++;
	pacer_throttle(backfill->pacer,
		ddb_throttle_delay(backfill->ddb, &backfill->err, backfill->throttles),
		clock_mono_ms());
}

static void fail(struct backfill *backfill, const struct error *err)
{
	int64_t wait_ms =
		backfill->failures < 6 ? FIRST_RETRY_MS << backfill->failures : LAST_RETRY_MS;

	backfill->err = *err;
	backfill->is_throttled = false;
	backfill->failures++;
	backfill->retry_mono_ms = clock_mono_ms() + wait_ms;
}

/* Any other JSON must not be mistaken for a response without items. */
static void fail_protocol(struct backfill *backfill)
{
	struct error err;

	error_set(&err, ERROR_PROTOCOL, "the response to a BatchGetItem has no Responses");
	fail(backfill, &err);
}

static void on_items(void *user, const struct json *response, const struct error *err)
{
	struct backfill *backfill = user;

	backfill->is_in_flight = false;
	backfill->err = *err;
	backfill->is_changed = true;
	if (!response && err->kind == ERROR_THROTTLED) {
		slow_down(backfill);
		return;
	}
	if (!response) {
		fail(backfill, err);
		return;
	}
	if (!json_is_object(json_get(response, "Responses"))) {
		fail_protocol(backfill);
		return;
	}
	backfill->failures = 0;
	spend(backfill, response);
	take_items(backfill, response);
	if (take_unprocessed(backfill, response) > 0) {
		slow_down(backfill);
	} else {
		backfill->is_throttled = false;
		backfill->throttles = 0;
	}
	remove_missing(backfill);
}

/* Number of keys per call, so that a call costs a few seconds of the rate. */
static size_t count_per_call(const struct pacer *pacer)
{
	double count = pacer->rate * CALL_S / READ_UNITS_PER_KEY;

	return count < 1 ? 1 : count > BACKFILL_MAX_KEYS ? BACKFILL_MAX_KEYS : (size_t)count;
}

/* Copies the picked keys, because the fleet may change before the response arrives. */
static void copy_keys(struct backfill *backfill)
{
	arena_fini(&backfill->arena);
	for (size_t i = 0; i < backfill->keys_count; i++) {
		struct item_key *key = &backfill->keys[i];

		backfill->is_mentioned[i] = false;
		key->user_id = arena_strdup(&backfill->arena, key->user_id);
		key->service = arena_strdup(&backfill->arena, key->service);
	}
}

static void send_request(struct backfill *backfill)
{
	const char *shadow = backfill->stored_format->shadow;
	struct buf body = {0};

	request_get_items(&body, backfill->table, backfill->keys, backfill->keys_count,
		shadow[0] ? shadow : NULL);
	backfill->is_in_flight = true;
	ddb_call(backfill->ddb, "BatchGetItem", &body, FILL_TIMEOUT_MS, on_items, backfill);
}

/* --- When --------------------------------------------------------------------------------- */

/* How many sessions can be verified while they wait. */
static size_t count_verifiable(struct backfill *backfill, int64_t now_mono_ms)
{
	double units = pacer_available(backfill->pacer, VERIFY_MS, now_mono_ms);

	return now_mono_ms < backfill->retry_mono_ms ? 0 : (size_t)(units / READ_UNITS_PER_KEY);
}

/* No session is unverified any more: what they have become goes to the list of changes. */
static void end_verifying(struct backfill *backfill)
{
	if (backfill->unverified_mono_ms >= 0) {
		fleet_flush_changes(backfill->fleet, ddb_server_ms(backfill->ddb));
		backfill->unverified_mono_ms = -1;
		backfill->is_changed = true;
	}
}

/*
 * Limits how many sessions may be unverified and for how long. Returns milliseconds until their
 * time is over.
 */
static int64_t limit_unverified(struct backfill *backfill, int64_t now_mono_ms)
{
	size_t verifiable = count_verifiable(backfill, now_mono_ms);

	fleet_set_verifiable(backfill->fleet, verifiable);
	if (fleet_unverified(backfill->fleet) == 0) {
		end_verifying(backfill);
		return INT64_MAX;
	}
	if (backfill->unverified_mono_ms < 0) {
		backfill->unverified_mono_ms = now_mono_ms;
	}
	int64_t left_ms = backfill->unverified_mono_ms + VERIFY_MS - now_mono_ms;

	if (left_ms > 0 && now_mono_ms >= backfill->retry_mono_ms) {
		return left_ms;
	}
	fleet_accept_unverified(backfill->fleet);
	end_verifying(backfill);
	return INT64_MAX;
}

static bool has_urgent(const struct fleet *fleet)
{
	return fleet_unverified(fleet) > 0 || fleet_has_suspects(fleet) ||
	       fleet_unfilled(fleet) > 0;
}

/* Requests urgent items or, from the spare budget, stale ones. */
static int64_t read_next(struct backfill *backfill, const char *focus_service, int64_t interval_ms)
{
	int64_t now_mono_ms = clock_mono_ms();
	bool is_urgent = has_urgent(backfill->fleet);

	if (!is_urgent && now_mono_ms < backfill->look_mono_ms) {
		return backfill->look_mono_ms - now_mono_ms;
	}
	double reserve = is_urgent ? 0 : pacer_spare_reserve(backfill->pacer);
	int64_t wait_ms = pacer_wait_ms(backfill->pacer, reserve, now_mono_ms);

	if (wait_ms > 0) {
		return wait_ms;
	}
	int64_t stale_before_ms =
		is_urgent ? FLEET_NO_STALE
			  : ddb_server_ms(backfill->ddb) - STALE_TICKS * interval_ms;

	backfill->keys_count = fleet_pick_items(backfill->fleet, focus_service, stale_before_ms,
		backfill->keys, count_per_call(backfill->pacer));
	if (backfill->keys_count == 0) {
		backfill->look_mono_ms = now_mono_ms + interval_ms;
		return interval_ms;
	}
	copy_keys(backfill);
	send_request(backfill);
	return INT64_MAX;
}

int64_t backfill_advance(struct backfill *backfill, const char *focus_service, int64_t interval_ms)
{
	int64_t now_mono_ms = clock_mono_ms();
	int64_t wait_ms = limit_unverified(backfill, now_mono_ms);

	if (backfill->is_in_flight) {
		return wait_ms;
	}
	if (now_mono_ms < backfill->retry_mono_ms) {
		return clock_earlier(wait_ms, backfill->retry_mono_ms - now_mono_ms);
	}
	return clock_earlier(wait_ms, read_next(backfill, focus_service, interval_ms));
}
