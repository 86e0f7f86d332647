/* SPDX-License-Identifier: MIT */
#include "fleet/store.h"

#include "clock.h"
#include "text.h"

#include <string.h>

#define CALL_TIMEOUT_MS (20 * SECOND_MS)
#define WAIT_TIMEOUT_MS (3 * MINUTE_MS)
#define BATCH_SIZE      25 /* BatchWriteItem takes no more */

/* The same for the table and each of its indexes; billing by request has none. */
#define THROUGHPUT                                                                                 \
	",\n  \"ProvisionedThroughput\": {\"ReadCapacityUnits\": 5, \"WriteCapacityUnits\": 5}"

static void define_index(
	const char *name, const char *partition_key, bool is_on_demand, struct buf *out)
{
	buf_printf(out,
		"{\n  \"IndexName\": \"%s\",\n"
		"  \"KeySchema\": [{\"AttributeName\": \"%s\", \"KeyType\": \"HASH\"},\n"
		"    {\"AttributeName\": \"lastPollAt\", \"KeyType\": \"RANGE\"}],\n"
		"  \"Projection\": {\"ProjectionType\": \"ALL\"}%s}",
		name, partition_key, is_on_demand ? "" : THROUGHPUT);
}

void store_define(const char *table, enum form form, bool is_on_demand, struct buf *out)
{
	bool has_active_index = form == FORM_S || form == FORM_N;

	buf_puts(out, "{\n\"TableName\": ");
	text_put_json(out, table);
	buf_puts(out, ",\n\"AttributeDefinitions\": [\n");
	if (has_active_index) {
		buf_printf(out, "  {\"AttributeName\": \"isActive\", \"AttributeType\": \"%s\"},\n",
			form == FORM_S ? "S" : "N");
	}
	buf_puts(out, "  {\"AttributeName\": \"lastPollAt\", \"AttributeType\": \"S\"},\n"
		      "  {\"AttributeName\": \"serviceType\", \"AttributeType\": \"S\"},\n"
		      "  {\"AttributeName\": \"userId\", \"AttributeType\": \"S\"}],\n"
		      "\"KeySchema\": [{\"AttributeName\": \"userId\", \"KeyType\": \"HASH\"},\n"
		      "  {\"AttributeName\": \"serviceType\", \"KeyType\": \"RANGE\"}],\n"
		      "\"GlobalSecondaryIndexes\": [");
	define_index("ServiceType-Index", "serviceType", is_on_demand, out);
	if (has_active_index) {
		buf_puts(out, ", ");
		define_index("Active-Sessions-Index", "isActive", is_on_demand, out);
	}
	buf_printf(out, "],\n\"BillingMode\": \"%s\"%s\n}\n",
		is_on_demand ? "PAY_PER_REQUEST" : "PROVISIONED", is_on_demand ? "" : THROUGHPUT);
}

/* Calls an operation whose body is only the table's name. */
static bool call_by_name(struct ddb *ddb, const char *operation, const char *table,
	struct json **reply, struct error *err)
{
	struct buf body = {0};

	buf_puts(&body, "{\"TableName\":");
	text_put_json(&body, table);
	buf_putc(&body, '}');
	bool ok = ddb_call_sync(ddb, operation, &body, CALL_TIMEOUT_MS, reply, err);

	buf_fini(&body);
	return ok;
}

static bool has_status(const struct json *value, const char *member, const char *wanted)
{
	const char *status = json_string(json_get(value, member));

	return status && strcmp(status, wanted) == 0;
}

static bool is_usable(const struct json *description)
{
	const struct json *table = json_get(description, "Table");

	if (!has_status(table, "TableStatus", "ACTIVE")) {
		return false;
	}
	const struct json *index = json_first(json_get(table, "GlobalSecondaryIndexes"));

	for (; index; index = json_next(index)) {
		if (!has_status(index, "IndexStatus", "ACTIVE")) {
			return false;
		}
	}
	return true;
}

/* Polls DescribeTable until the table is usable or, if requested, gone. */
static bool wait_until(struct ddb *ddb, const char *table, bool wants_gone, struct error *err)
{
	for (int64_t deadline_ms = clock_mono_ms() + WAIT_TIMEOUT_MS;;) {
		struct json *reply = NULL;
		bool exists = call_by_name(ddb, "DescribeTable", table, &reply, err);
		bool is_done = exists && !wants_gone && is_usable(reply);

		json_free(reply);
		if (is_done || (!exists && wants_gone && err->kind == ERROR_NOT_FOUND)) {
			return true;
		}
		if (!exists && err->kind != ERROR_NOT_FOUND) {
			return false;
		}
		if (clock_mono_ms() > deadline_ms) {
			break;
		}
		ddb_run(ddb, 50);
	}
	error_set(err, ERROR_SERVICE, "Table %s is not %s after %d seconds.", table,
		wants_gone ? "gone" : "ACTIVE", (int)(WAIT_TIMEOUT_MS / SECOND_MS));
	return false;
}

bool store_create(
	struct ddb *ddb, const char *table, enum form form, bool is_on_demand, struct error *err)
{
	struct buf body = {0};
	struct json *reply = NULL;

	store_define(table, form, is_on_demand, &body);
	bool ok = ddb_call_sync(ddb, "CreateTable", &body, CALL_TIMEOUT_MS, &reply, err);

	buf_fini(&body);
	if (!ok) {
		return false;
	}
	json_free(reply);
	return wait_until(ddb, table, false, err);
}

bool store_drop(struct ddb *ddb, const char *table, struct error *err)
{
	struct json *reply = NULL;

	if (!call_by_name(ddb, "DeleteTable", table, &reply, err)) {
		return err->kind == ERROR_NOT_FOUND;
	}
	json_free(reply);
	return wait_until(ddb, table, true, err);
}

/* Writes one batch, and again what the table had no capacity for. */
static bool write_batch(struct ddb *ddb, struct buf *body, struct error *err)
{
	for (int64_t pause_ms = 50;; pause_ms = pause_ms < 5000 ? 2 * pause_ms : pause_ms) {
		struct json *reply = NULL;
		struct buf sent = {0};

		buf_append(&sent, body->data, body->length);
		bool ok = ddb_call_sync(ddb, "BatchWriteItem", &sent, CALL_TIMEOUT_MS, &reply, err);

		if (!ok && err->kind != ERROR_THROTTLED) {
			return false;
		}
		const struct json *unprocessed = json_get(reply, "UnprocessedItems");
		bool is_done = ok && json_count(unprocessed) == 0;

		if (ok && !is_done) {
			buf_clear(body);
			buf_puts(body, "{\"RequestItems\":");
			json_print(unprocessed, body);
			buf_putc(body, '}');
		}
		json_free(reply);
		if (is_done) {
			return true;
		}
		ddb_run(ddb, pause_ms);
	}
}

bool store_seed(struct ddb *ddb, const struct stage *stage, const struct population *population,
	struct error *err)
{
	struct buf body = {0};
	bool ok = true;

	for (size_t at = 0; ok && at < population->count;) {
		size_t end = at + BATCH_SIZE;

		end = end < population->count ? end : population->count;
		buf_clear(&body);
		buf_puts(&body, "{\"RequestItems\":{");
		text_put_json(&body, stage->table);
		for (const char *before = ":["; at < end; at++, before = ",") {
			buf_puts(&body, before);
			wire_put_request(stage, &population->members[at], &body);
		}
		buf_puts(&body, "]}}");
		ok = write_batch(ddb, &body, err);
	}
	buf_fini(&body);
	return ok;
}
