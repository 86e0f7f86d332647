/* SPDX-License-Identifier: MIT */
#include "reader.h"

#include "clock.h"
#include "request.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_TIMEOUT_MS 15000

void reader_init(struct reader *reader, struct ddb *ddb, struct fleet *fleet, const char *table)
{
	*reader = (struct reader){.ddb = ddb, .fleet = fleet, .table = table};
}

void reader_fini(struct reader *reader)
{
	free(reader->steps);
	buf_fini(&reader->start_key);
}

void reader_clear(struct reader *reader)
{
	reader->state = READER_IDLE;
	reader->steps_count = 0;
	reader->at = 0;
	reader->pages = 0;
	reader->unreadable = 0;
	reader->read_units = 0;
	error_clear(&reader->err);
	buf_clear(&reader->start_key);
}

void reader_add(struct reader *reader, const struct reader_step *step)
{
	if (reader->steps_count == reader->steps_capacity) {
		reader->steps_capacity = reader->steps_capacity * 2 + 4;
		reader->steps = base_realloc(
			reader->steps, reader->steps_capacity, sizeof(*reader->steps));
	}
	reader->steps[reader->steps_count++] = *step;
}

void reader_begin(struct reader *reader)
{
	reader->begun_mono_ms = clock_mono_ms();
	reader->state = reader->steps_count ? READER_RUNNING : READER_DONE;
	if (reader->steps_count) {
		fleet_begin(reader->fleet, &reader->steps[0].pass);
	}
}

static void end_step(struct reader *reader)
{
	fleet_end(reader->fleet, &reader->steps[reader->at].pass, ddb_server_ms(reader->ddb));
	if (++reader->at == reader->steps_count) {
		reader->state = READER_DONE;
	} else {
		fleet_begin(reader->fleet, &reader->steps[reader->at].pass);
	}
}

static unsigned take_items(struct reader *reader, const struct json *reply)
{
	unsigned count = 0;
	int64_t asof_ms = ddb_server_ms(reader->ddb);
	const struct json *item = json_first(json_get(reply, "Items"));
	for (; item; item = json_next(item), count++) {
		struct item_row row;
		if (item_decode(item, &row)) {
			fleet_put(reader->fleet, &row, asof_ms);
		} else {
			reader->unreadable++;
		}
	}
	return count;
}

static void fail(struct reader *reader, const struct error *err)
{
	reader->state = READER_FAILED;
	reader->err = *err;
}

static void fail_protocol(struct reader *reader, const char *what)
{
	struct error err;
	error_set(&err, ERROR_PROTOCOL, "%s; the read was given up", what);
	fail(reader, &err);
}

/* No page, but some other JSON, must not pass for one without items. */
static bool is_page(const struct json *reply)
{
	return json_is_array(json_get(reply, "Items"));
}

/* The key goes back as it came. The same key twice would go on for ever. */
static void take_last_evaluated_key(struct reader *reader, const struct json *key)
{
	struct buf text = {0};
	json_print(key, &text);
	if (strcmp(buf_text(&text), buf_text(&reader->start_key)) == 0) {
		fail_protocol(reader, "the server gave the same LastEvaluatedKey twice");
	}
	buf_fini(&reader->start_key);
	reader->start_key = text;
}

static void on_page(void *user, const struct json *reply, const struct error *err)
{
	struct reader *reader = user;
	struct pacer *pacer = reader->steps[reader->at].pacer;
	reader->is_asking = false;
	if (!reply) {
		fail(reader, err);
		return;
	}
	if (!is_page(reply)) {
		fail_protocol(reader, "the answer to a query has no Items");
		return;
	}
	unsigned items = take_items(reader, reply);
	const struct json *capacity = json_get(reply, "ConsumedCapacity");
	double read_units = json_number(json_get(capacity, "CapacityUnits"), 0);
	pacer_spend(pacer, read_units, items);
	reader->read_units += read_units;
	reader->pages++;

	const struct json *key = json_get(reply, "LastEvaluatedKey");
	if (json_first(key)) {
		take_last_evaluated_key(reader, key);
		return;
	}
	buf_clear(&reader->start_key);
	end_step(reader);
}

static void ask(struct reader *reader)
{
	const struct reader_step *step = &reader->steps[reader->at];
	struct buf body = {0};
	struct request_read read = {
		.table = reader->table,
		.index = step->index,
		.key_name = step->key_name,
		.key_type = step->key_type,
		.key_value = step->key_value,
		.limit = pacer_limit(step->pacer),
		.exclusive_start_key = buf_text(&reader->start_key),
	};
	request_read(&body, &read);
	reader->is_asking = true;
	ddb_call(reader->ddb, step->index ? "Query" : "Scan", &body, PAGE_TIMEOUT_MS, on_page,
		reader);
	buf_fini(&body);
}

int64_t reader_advance(struct reader *reader)
{
	if (reader->state != READER_RUNNING || reader->is_asking) {
		return INT64_MAX;
	}
	int64_t wait_ms = pacer_wait_ms(reader->steps[reader->at].pacer, clock_mono_ms());
	if (wait_ms > 0) {
		return wait_ms;
	}
	ask(reader);
	return INT64_MAX;
}
