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
/*
 * Read items again after this time, because changes of attributes that the index lacks go
 * unnoticed. Rare, because a Scan reads them at a lower cost.
 */
#define REFILL_AFTER_MS (INT64_C(60) * 60 * 1000)
#define REFILL_LOOK_MS  10000

void backfill_init(struct backfill *backfill, struct ddb *ddb, struct fleet *fleet,
	const char *table, struct stored_format *stored_format, struct pacer *pacer)
{
	*backfill = (struct backfill){
		.ddb = ddb,
		.fleet = fleet,
		.table = table,
		.stored_format = stored_format,
		.pacer = pacer,
		.refill_mono_ms = clock_mono_ms() + REFILL_AFTER_MS,
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
	pacer_throttle(backfill->pacer, ddb_throttle_delay(backfill->ddb, backfill->throttles),
		clock_mono_ms());
}

/* A permanent failure, such as a missing permission, waits for backfill_retry(). */
static void fail(struct backfill *backfill, const struct error *err)
{
	backfill->err = *err;
	backfill->is_throttled = false;
	backfill->is_refused = !error_is_transient(err);
	int64_t wait_ms =
		backfill->failures < 6 ? FIRST_RETRY_MS << backfill->failures : LAST_RETRY_MS;

	backfill->failures++;
	backfill->retry_mono_ms = clock_mono_ms() + (backfill->is_refused ? 0 : wait_ms);
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

/* Picks the most urgent keys. False if there are none. */
static bool pick(struct backfill *backfill, const char *focus_service)
{
	int64_t now_mono_ms = clock_mono_ms();
	bool may_refill = now_mono_ms >= backfill->refill_mono_ms;

	if (fleet_unfilled(backfill->fleet) == 0 && !fleet_has_suspects(backfill->fleet) &&
		!may_refill) {
		return false;
	}
	backfill->keys_count = fleet_pick_unfilled(backfill->fleet, focus_service,
		may_refill ? ddb_server_ms(backfill->ddb) - REFILL_AFTER_MS : INT64_MIN,
		backfill->keys, count_per_call(backfill->pacer));
	if (backfill->keys_count == 0) {
		backfill->refill_mono_ms = now_mono_ms + REFILL_LOOK_MS;
		return false;
	}
	arena_fini(&backfill->arena);
	for (size_t i = 0; i < backfill->keys_count; i++) {
		struct item_key *key = &backfill->keys[i];

		backfill->is_mentioned[i] = false;
		key->user_id = arena_strdup(&backfill->arena, key->user_id);
		key->service = arena_strdup(&backfill->arena, key->service);
	}
	return true;
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

void backfill_retry(struct backfill *backfill)
{
	backfill->is_refused = false;
}

int64_t backfill_advance(struct backfill *backfill, const char *focus_service)
{
	if (backfill->is_in_flight || backfill->is_refused) {
		return INT64_MAX;
	}
	int64_t now_mono_ms = clock_mono_ms();

	if (now_mono_ms < backfill->retry_mono_ms) {
		return backfill->retry_mono_ms - now_mono_ms;
	}
	int64_t wait_ms = pacer_wait_ms(backfill->pacer, 0, now_mono_ms);

	if (wait_ms > 0) {
		return wait_ms;
	}
	if (pick(backfill, focus_service)) {
		send_request(backfill);
		return INT64_MAX;
	}
	return backfill->refill_mono_ms - now_mono_ms;
}
