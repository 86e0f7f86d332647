/* SPDX-License-Identifier: MIT */
#include "poller/filler.h"

#include "clock.h"

#include <string.h>

#define FILL_TIMEOUT_MS    15000
#define READ_UNITS_PER_KEY 0.5 /* of an item up to 4 KB, eventually consistent */
#define CALL_S             4   /* of the rate, spent by one call */
#define FIRST_RETRY_MS     1000
#define LAST_RETRY_MS      60000
/* An item's hidden attributes change unseen; a Scan shows them too, and more cheaply. */
#define REFILL_AFTER_MS (INT64_C(60) * 60 * 1000)
#define REFILL_LOOK_MS  10000

void filler_init(struct filler *filler, struct ddb *ddb, struct fleet *fleet, const char *table,
	struct vocabulary *vocabulary, struct pacer *pacer)
{
	*filler = (struct filler){
		.ddb = ddb,
		.fleet = fleet,
		.table = table,
		.vocabulary = vocabulary,
		.pacer = pacer,
		.refill_mono_ms = clock_mono_ms() + REFILL_AFTER_MS,
	};
}

void filler_fini(struct filler *filler)
{
	arena_fini(&filler->arena);
}

static void mark_answered(struct filler *filler, const char *user_id, const char *service)
{
	for (size_t i = 0; i < filler->keys_count && user_id && service; i++) {
		if (strcmp(filler->keys[i].user_id, user_id) == 0 &&
			strcmp(filler->keys[i].service, service) == 0) {
			filler->is_answered[i] = true;
			return;
		}
	}
}

static void take_items(struct filler *filler, const struct json *reply)
{
	const struct json *items = json_get(json_get(reply, "Responses"), filler->table);
	int64_t asof_ms = ddb_server_ms(filler->ddb);

	for (const struct json *item = json_first(items); item; item = json_next(item)) {
		struct item_row row;

		if (item_decode(item, filler->vocabulary->own, 0, &row)) {
			mark_answered(filler, row.user_id, row.service);
			vocabulary_learn(filler->vocabulary, item, &row, true);
			row.asked = ddb_answered(filler->ddb);
			fleet_put(filler->fleet, &row, asof_ms);
			filler->filled++;
		}
	}
}

/* They stay unfilled in the fleet, and so are asked for again. Returns how many. */
static size_t take_unprocessed(struct filler *filler, const struct json *reply)
{
	const struct json *unprocessed =
		json_get(json_get(reply, "UnprocessedKeys"), filler->table);
	const struct json *keys = json_get(unprocessed, "Keys");

	for (const struct json *key = json_first(keys); key; key = json_next(key)) {
		struct item_row row;

		if (item_decode(key, NULL, 0, &row)) {
			mark_answered(filler, row.user_id, row.service);
		}
	}
	return json_count(keys);
}

/* What was asked for and is neither there nor left over does not exist. */
static void remove_missing(struct filler *filler)
{
	for (size_t i = 0; i < filler->keys_count; i++) {
		if (!filler->is_answered[i]) {
			fleet_remove(filler->fleet, filler->keys[i].user_id,
				filler->keys[i].service, ddb_answered(filler->ddb));
		}
	}
}

static void spend(struct filler *filler, const struct json *reply)
{
	double read_units = 0;
	const struct json *capacity = json_first(json_get(reply, "ConsumedCapacity"));

	for (; capacity; capacity = json_next(capacity)) {
		read_units += json_number(json_get(capacity, "CapacityUnits"), 0);
	}
	filler->read_units += read_units;
	/* No items: they say nothing about what an item costs in a page. */
	pacer_spend(filler->pacer, read_units, 0);
}

static void slow_down(struct filler *filler)
{
	filler->is_throttled = true;
	filler->throttles++;
	pacer_throttle(
		filler->pacer, ddb_throttle_delay(filler->ddb, filler->throttles), clock_mono_ms());
}

/* What only somebody can mend, such as a missing permission, is not asked for until told to. */
static void fail(struct filler *filler, const struct error *err)
{
	filler->err = *err;
	filler->is_throttled = false;
	filler->is_refused = !error_is_transient(err);
	int64_t wait_ms = filler->failures < 6 ? FIRST_RETRY_MS << filler->failures : LAST_RETRY_MS;

	filler->failures++;
	filler->retry_mono_ms = clock_mono_ms() + (filler->is_refused ? 0 : wait_ms);
}

/* Some other JSON must not pass for an answer by which all that was asked for is gone. */
static void fail_protocol(struct filler *filler)
{
	struct error err;

	error_set(&err, ERROR_PROTOCOL, "the answer to a BatchGetItem has no Responses");
	fail(filler, &err);
}

static void on_items(void *user, const struct json *reply, const struct error *err)
{
	struct filler *filler = user;

	filler->is_asking = false;
	filler->err = *err;
	filler->is_changed = true;
	if (!reply && err->kind == ERROR_THROTTLED) {
		slow_down(filler);
		return;
	}
	if (!reply) {
		fail(filler, err);
		return;
	}
	if (!json_is_object(json_get(reply, "Responses"))) {
		fail_protocol(filler);
		return;
	}
	filler->failures = 0;
	spend(filler, reply);
	take_items(filler, reply);
	if (take_unprocessed(filler, reply) > 0) {
		slow_down(filler);
	} else {
		filler->is_throttled = false;
		filler->throttles = 0;
	}
	remove_missing(filler);
}

/* So many that a call costs a few seconds of the rate. */
static size_t count_per_call(const struct pacer *pacer)
{
	double count = pacer->rate * CALL_S / READ_UNITS_PER_KEY;

	return count < 1 ? 1 : count > FILLER_MAX_KEYS ? FILLER_MAX_KEYS : (size_t)count;
}

/* Takes the most urgent keys along; false when there are none. */
static bool pick(struct filler *filler, const char *focus_service)
{
	struct fleet_key picked[FILLER_MAX_KEYS];
	int64_t now_mono_ms = clock_mono_ms();
	bool may_refill = now_mono_ms >= filler->refill_mono_ms;

	if (fleet_unfilled(filler->fleet) == 0 && !fleet_has_suspects(filler->fleet) &&
		!may_refill) {
		return false;
	}
	filler->keys_count = fleet_pick_unfilled(filler->fleet, focus_service,
		may_refill ? ddb_server_ms(filler->ddb) - REFILL_AFTER_MS : INT64_MIN, picked,
		count_per_call(filler->pacer));
	if (filler->keys_count == 0) {
		filler->refill_mono_ms = now_mono_ms + REFILL_LOOK_MS;
		return false;
	}
	arena_fini(&filler->arena);
	for (size_t i = 0; i < filler->keys_count; i++) {
		filler->is_answered[i] = false;
		filler->keys[i] = (struct request_key){
			arena_strdup(&filler->arena, picked[i].user_id),
			arena_strdup(&filler->arena, picked[i].service),
		};
	}
	return true;
}

static void ask(struct filler *filler)
{
	const char *shadow = filler->vocabulary->shadow;
	struct buf body = {0};

	request_get_items(
		&body, filler->table, filler->keys, filler->keys_count, shadow[0] ? shadow : NULL);
	filler->is_asking = true;
	ddb_call(filler->ddb, "BatchGetItem", &body, FILL_TIMEOUT_MS, on_items, filler);
	buf_fini(&body);
}

void filler_ask_again(struct filler *filler)
{
	filler->is_refused = false;
}

int64_t filler_advance(struct filler *filler, const char *focus_service)
{
	if (filler->is_asking || filler->is_refused) {
		return INT64_MAX;
	}
	int64_t now_mono_ms = clock_mono_ms();

	if (now_mono_ms < filler->retry_mono_ms) {
		return filler->retry_mono_ms - now_mono_ms;
	}
	int64_t wait_ms = pacer_wait_ms(filler->pacer, filler->reserve, now_mono_ms);

	if (wait_ms > 0) {
		return wait_ms;
	}
	if (pick(filler, focus_service)) {
		ask(filler);
		return INT64_MAX;
	}
	return filler->refill_mono_ms - now_mono_ms;
}
