/* SPDX-License-Identifier: MIT */
#include "poller/reader.h"

#include "clock.h"
#include "dynamodb/request.h"
#include "dynamodb/response.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_TIMEOUT_MS 15000
/* How far writers' clocks may differ. A read that takes less time than this is never cut. */
#define SKEW_ALLOWANCE_MS 30000
/* More than take_last_evaluated_key() needs to tell pages in a circle from polls. */
#define MOST_TIMES_READ 3

void reader_init(struct reader *reader, struct ddb *ddb, struct fleet *fleet, const char *table,
	struct stored_format *stored_format)
{
	*reader = (struct reader){
		.ddb = ddb,
		.fleet = fleet,
		.table = table,
		.stored_format = stored_format,
		.max_items = SIZE_MAX,
	};
}

void reader_fini(struct reader *reader)
{
	free(reader->steps);
	arena_fini(&reader->arena);
	buf_fini(&reader->start_key);
	buf_fini(&reader->earlier_key);
}

static void forget_keys(struct reader *reader)
{
	buf_clear(&reader->start_key);
	buf_clear(&reader->earlier_key);
	reader->keys = 0;
}

void reader_clear(struct reader *reader)
{
	reader->state = READER_IDLE;
	reader->steps_count = 0;
	arena_fini(&reader->arena);
	reader->at = 0;
	reader->pages = 0;
	reader->items = 0;
	reader->is_throttled = false;
	reader->throttles = 0;
	reader->unreadable = 0;
	reader->read_units = 0;
	reader->is_cut = false;
	error_clear(&reader->err);
	forget_keys(reader);
}

void reader_add(struct reader *reader, const struct reader_step *step)
{
	reader->steps = base_grow(reader->steps, reader->steps_count, &reader->steps_capacity,
		sizeof(*reader->steps));
	reader->steps[reader->steps_count++] = *step;
}

const char *reader_keep(struct reader *reader, const char *text)
{
	return arena_strdup(&reader->arena, text);
}

static void begin_step(struct reader *reader)
{
	const struct reader_step *step = &reader->steps[reader->at];

	reader->step_items = 0;
	reader->step_units = 0;
	reader->step_polled_ms = SESSION_NO_TIME;
	reader->step_newest_ms = SESSION_NO_TIME;
	if (!step->continues_sweep) {
		reader->coverage = step->coverage;
		reader->covered_ms = INT64_MAX;
		fleet_begin_sweep(reader->fleet, &reader->coverage);
	}
}

void reader_begin(struct reader *reader)
{
	reader->begun_mono_ms = clock_mono_ms();
	reader->begun_ms = ddb_server_ms(reader->ddb);
	reader->state = reader->steps_count ? READER_RUNNING : READER_DONE;
	if (reader->steps_count) {
		begin_step(reader);
	}
}

/* Ends the sweep after its last step. */
static void end_sweep(struct reader *reader, const struct reader_step *step)
{
	int64_t now_ms = ddb_server_ms(reader->ddb);

	if (step->part_ms == 0) {
		fleet_end_sweep(reader->fleet, &reader->coverage, now_ms);
		return;
	}
	int64_t from_ms = step->is_until ? SESSION_NO_TIME + 1 : step->part_ms;
	int64_t to_ms = reader->covered_ms;

	if (step->is_until && step->part_ms < to_ms) {
		to_ms = step->part_ms;
	}
	fleet_end_partial_sweep(reader->fleet, &reader->coverage, from_ms, to_ms, now_ms);
}

static void end_step(struct reader *reader)
{
	size_t next = ++reader->at;
	bool is_last = next == reader->steps_count;

	if (is_last || !reader->steps[next].continues_sweep) {
		end_sweep(reader, &reader->steps[next - 1]);
	}
	if (is_last) {
		reader->state = READER_DONE;
	} else {
		begin_step(reader);
	}
}

/*
 * Notes the time of a page. The skew may have changed since the read began, so its begin in server
 * time is computed again. The earlier value wins, because a watermark that is too late would hide
 * sessions polled before it.
 */
static void note_time(struct reader *reader)
{
	reader->page_ms = ddb_server_ms(reader->ddb);
	reader->page_mono_ms = clock_mono_ms();
	int64_t begun_ms = reader->page_ms - (reader->page_mono_ms - reader->begun_mono_ms);

	reader->begun_ms = begun_ms < reader->begun_ms ? begun_ms : reader->begun_ms;
}

/* Notes how far the step has come. */
static void note_polled(struct reader *reader, int64_t polled_at_ms)
{
	reader->step_items++;
	reader->step_polled_ms = polled_at_ms;
	if (polled_at_ms <= reader->page_ms && polled_at_ms > reader->step_newest_ms) {
		reader->step_newest_ms = polled_at_ms;
	}
}

static void take_item(struct reader *reader, const struct json *item)
{
	const struct reader_step *step = &reader->steps[reader->at];
	struct item decoded;

	if (item_decode(item, reader->stored_format->own, step->absent, &decoded)) {
		stored_format_learn(reader->stored_format, item, &decoded, step->shadow);
		note_polled(reader, decoded.session.polled_at_ms);
		decoded.request_number = ddb_request_number(reader->ddb);
		decoded.is_of_table = !step->index;
		fleet_put(reader->fleet, &decoded, reader->page_ms);
	} else {
		reader->unreadable++;
	}
}

/* Takes the items of a page, or the item of a GetItem, if it exists. Returns how many. */
static unsigned take_items(struct reader *reader, const struct json *response)
{
	const struct json *single = json_get(response, "Item");
	unsigned count = 0;

	note_time(reader);
	if (json_first(single)) {
		take_item(reader, single);
		return 1;
	}
	const struct json *item = json_first(json_get(response, "Items"));

	for (; item; item = json_next(item), count++) {
		take_item(reader, item);
	}
	return count;
}

/* True if the step has used its share of read units. */
static bool has_used_share(const struct reader *reader)
{
	const struct reader_step *step = &reader->steps[reader->at];

	return step->part_ms != 0 && reader->step_units >= reader->max_step_units;
}

/*
 * True if the step has passed the time at which the read began, so that it only follows polls made
 * since. If lastPollAt does not sort by time, or the writers' clocks are behind, this shows only
 * when it has returned every session several times.
 */
static bool follows_polls(const struct reader *reader)
{
	const struct reader_step *step = &reader->steps[reader->at];
	bool has_passed = stored_format_sorts_by_time(reader->stored_format) &&
			  reader->step_newest_ms > reader->begun_ms + SKEW_ALLOWANCE_MS;

	return step->index && step->part_ms == 0 &&
	       (has_passed || reader->step_items > MOST_TIMES_READ * fleet_count(reader->fleet));
}

static void fail(struct reader *reader, const struct error *err)
{
	reader->state = READER_FAILED;
	reader->err = *err;
}

static void fail_protocol(struct reader *reader, const char *what)
{
	struct error err;

	error_set(&err, ERROR_PROTOCOL, "%s; the read was abandoned", what);
	fail(reader, &err);
}

/*
 * Any other JSON must not be mistaken for a page without items. The response to a GetItem of an
 * item that does not exist has only the consumed capacity, which we asked for.
 */
static bool is_page(const struct reader *reader, const struct json *response)
{
	if (reader->steps[reader->at].service) {
		return json_get(response, "Item") || json_get(response, "ConsumedCapacity");
	}
	return json_is_array(json_get(response, "Items"));
}

/*
 * Stores the key, which is sent back unchanged. Repeating keys would make the read endless, so each
 * is compared with an earlier one, which is replaced at every power of two: this detects cycles of
 * any length.
 */
static void take_last_evaluated_key(struct reader *reader, const struct json *key)
{
	buf_clear(&reader->start_key);
	json_print(key, &reader->start_key);
	if (strcmp(buf_text(&reader->start_key), buf_text(&reader->earlier_key)) == 0) {
		fail_protocol(reader, "the server returned the same LastEvaluatedKey twice");
	}
	reader->keys++;
	if ((reader->keys & (reader->keys - 1)) == 0) {
		buf_clear(&reader->earlier_key);
		buf_puts(&reader->earlier_key, buf_text(&reader->start_key));
	}
}

static void fail_as_too_many(struct reader *reader)
{
	struct error err;

	error_set(&err, ERROR_CONFIG,
		"the table has more than %zu sessions, so reading stopped; raise --max-items",
		reader->max_items);
	fail(reader, &err);
}

static void slow_down(struct reader *reader, struct pacer *pacer, const struct error *err)
{
	reader->is_throttled = true;
	reader->err = *err;
	reader->throttles++;
	int64_t delay_ms = ddb_throttle_delay(reader->ddb, err, reader->throttles);

	pacer_throttle(pacer, delay_ms, clock_mono_ms());
}

static void on_page(void *user, const struct json *response, const struct error *err)
{
	struct reader *reader = user;
	struct pacer *pacer = reader->steps[reader->at].pacer;

	reader->is_in_flight = false;
	if (!response && err->kind == ERROR_THROTTLED) {
		slow_down(reader, pacer, err);
		return;
	}
	if (!response) {
		fail(reader, err);
		return;
	}
	reader->is_throttled = false;
	reader->throttles = 0;
	if (!is_page(reader, response)) {
		fail_protocol(reader, "the response has no items");
		return;
	}
	unsigned items = take_items(reader, response);
	double read_units = response_read_units(response);

	pacer_spend(pacer, read_units, items);
	reader->read_units += read_units;
	reader->step_units += read_units;
	reader->pages++;
	reader->items += items;
	if (fleet_count(reader->fleet) > reader->max_items) {
		fail_as_too_many(reader);
		return;
	}

	const struct json *key = json_get(response, "LastEvaluatedKey");

	if (json_first(key) && has_used_share(reader)) {
		reader->covered_ms = reader->step_polled_ms < reader->covered_ms
					     ? reader->step_polled_ms
					     : reader->covered_ms;
	} else if (json_first(key) && follows_polls(reader)) {
		reader->is_cut = reader->coverage.is_cut = true;
	} else if (json_first(key)) {
		take_last_evaluated_key(reader, key);
		return;
	}
	forget_keys(reader);
	end_step(reader);
}

/* Maximum number of items in the next page, by the step's remaining share. */
static unsigned find_limit(const struct reader *reader, const struct reader_step *step)
{
	unsigned limit = pacer_limit(step->pacer);
	double left = reader->max_step_units - reader->step_units;
	double items = left > 0 ? left / step->pacer->units_per_item : 0;

	return step->part_ms != 0 && items < limit ? (unsigned)items + 1 : limit;
}

/* Appends the body of the current step's next request. Returns the operation. */
static const char *put_request(const struct reader *reader, struct buf *body)
{
	const struct reader_step *step = &reader->steps[reader->at];

	if (step->service) {
		struct item_key key = {step->key_value, step->service};

		request_get_row(body, reader->table, &key, step->shadow);
		return "GetItem";
	}
	struct request_read read = {
		.table = reader->table,
		.index = step->index,
		.key_name = step->key_name,
		.key_type = step->key_type,
		.key_value = step->key_value,
		.absent = step->absent,
		.shadow = step->shadow,
		.since_type = step->since_type,
		.since = step->since_type ? step->since : NULL,
		.is_until = step->is_until,
		.limit = find_limit(reader, step),
		.exclusive_start_key = buf_text(&reader->start_key),
	};

	request_read(body, &read);
	return step->key_name ? "Query" : "Scan";
}

static void send_request(struct reader *reader)
{
	struct buf body = {0};
	const char *operation = put_request(reader, &body);

	reader->is_in_flight = true;
	ddb_call(reader->ddb, operation, &body, PAGE_TIMEOUT_MS, on_page, reader);
}

int64_t reader_advance(struct reader *reader)
{
	if (reader->state != READER_RUNNING || reader->is_in_flight) {
		return INT64_MAX;
	}
	int64_t wait_ms =
		pacer_wait_ms(reader->steps[reader->at].pacer, reader->reserve, clock_mono_ms());

	if (wait_ms > 0) {
		return wait_ms;
	}
	send_request(reader);
	return INT64_MAX;
}
