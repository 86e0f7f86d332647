/* SPDX-License-Identifier: MIT */
#include "kit/scratch.h"

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "base/json.h"
#include "clock.h"
#include "fleet/store.h"
#include "text.h"
#include "timestamp.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CALL_TIMEOUT_MS 20000

static struct ddb *connect_to(const char *url)
{
	struct endpoint endpoint = {.region = "us-east-1", .is_custom = true};
	struct credentials credentials = {
		.access_key_id = "AKIDTEST", .secret_access_key = "test", .source = "the test"};
	const char *scheme_end = strstr(url, "://");
	const char *host = scheme_end ? scheme_end + strlen("://") : url;

	snprintf(endpoint.url, sizeof(endpoint.url), "%s", url);
	snprintf(endpoint.host, sizeof(endpoint.host), "%s", host);
	return ddb_new(&endpoint, &credentials);
}

void scratch_open(struct scratch *scratch, enum form form)
{
	static int tables;
	struct error err;

	*scratch = (struct scratch){.form = form, .url = getenv("BEYATOP_TEST_ENDPOINT")};
	if (!scratch->url) {
		base_fatal("BEYATOP_TEST_ENDPOINT is not set: run me by tests/engines/with-engine");
	}
	snprintf(scratch->table, sizeof(scratch->table), "beyatop-screen-%d-%d", (int)getpid(),
		tables++);
	scratch->ddb = connect_to(scratch->url);
	if (!store_create(scratch->ddb, scratch->table, form, true, &err)) {
		base_fatal("cannot create %s: %s", scratch->table, err.text);
	}
}

void scratch_close(struct scratch *scratch)
{
	struct error err;

	if (!store_drop(scratch->ddb, scratch->table, &err)) {
		base_fatal("cannot delete %s: %s", scratch->table, err.text);
	}
	ddb_free(scratch->ddb);
}

/* Sends the body and frees it; the caller frees the reply. */
static struct json *call(struct scratch *scratch, const char *operation, struct buf *body)
{
	struct json *reply = NULL;
	struct error err;

	if (!ddb_call_sync(scratch->ddb, operation, body, CALL_TIMEOUT_MS, &reply, &err)) {
		base_fatal("%s: %s", operation, err.text);
	}
	buf_fini(body);
	return reply;
}

static const char *active_value(enum form form, bool is_active)
{
	static const char *const values[][2] = {
		[FORM_S] = {"{\"S\":\"false\"}", "{\"S\":\"true\"}"},
		[FORM_N] = {"{\"N\":\"0\"}", "{\"N\":\"1\"}"},
		[FORM_BOOL] = {"{\"BOOL\":false}", "{\"BOOL\":true}"},
	};

	return values[form][is_active];
}

static void put_string(struct buf *body, const char *name, const char *value)
{
	buf_printf(body, "\"%s\":{\"S\":", name);
	text_put_json(body, value);
	buf_putc(body, '}');
}

static void put_time(struct buf *body, const char *name, int64_t ago_ms)
{
	char time[TIMESTAMP_SIZE];

	timestamp_format(clock_wall_ms() - ago_ms, 3, time);
	put_string(body, name, time);
}

void scratch_put(struct scratch *scratch, const struct scratch_item *item)
{
	struct buf body = {0};

	buf_printf(&body, "{\"TableName\":\"%s\",\"Item\":{", scratch->table);
	put_string(&body, "userId", item->user_id);
	buf_putc(&body, ',');
	put_string(&body, "serviceType", item->service);
	buf_putc(&body, ',');
	put_string(&body, "webhookUrl", "https://abc123secret.lambda-url.us-east-1.on.aws/");
	buf_putc(&body, ',');
	put_time(&body, "createdAt", 30 * DAY_MS);
	if (item->polled_ago_ms != NEVER_MS) {
		buf_putc(&body, ',');
		put_time(&body, "lastPollAt", item->polled_ago_ms);
	}
	if (!item->lacks_active) {
		buf_printf(&body, ",\"isActive\":%s", active_value(scratch->form, item->is_active));
	}
	buf_printf(&body,
		",\"pollingIntervalMs\":{\"N\":\"%" PRId64 "\"},\"errorCount\":{\"N\":\"%d\"}"
		",\"serviceState\":{\"M\":{\"teamId\":{\"S\":\"T1234567\"}}}}}",
		item->interval_ms, item->error_count);
	json_free(call(scratch, "PutItem", &body));
}

void scratch_put_json(struct scratch *scratch, const char *attributes)
{
	struct buf body = {0};

	buf_printf(&body, "{\"TableName\":\"%s\",\"Item\":{%s}}", scratch->table, attributes);
	json_free(call(scratch, "PutItem", &body));
}

static void put_key(struct buf *body, const char *user_id, const char *service)
{
	buf_puts(body, "\"Key\":{");
	put_string(body, "userId", user_id);
	buf_putc(body, ',');
	put_string(body, "serviceType", service);
	buf_putc(body, '}');
}

void scratch_set_active(
	struct scratch *scratch, const char *user_id, const char *service, bool is_active)
{
	struct buf body = {0};

	buf_printf(&body, "{\"TableName\":\"%s\",", scratch->table);
	put_key(&body, user_id, service);
	buf_printf(&body,
		",\"UpdateExpression\":\"SET isActive = :a\","
		"\"ExpressionAttributeValues\":{\":a\":%s}}",
		active_value(scratch->form, is_active));
	json_free(call(scratch, "UpdateItem", &body));
}

void scratch_read_active(
	struct scratch *scratch, const char *user_id, const char *service, struct buf *value)
{
	struct buf body = {0};
	const struct json *active;
	struct json *reply;

	buf_printf(&body, "{\"TableName\":\"%s\",\"ConsistentRead\":true,", scratch->table);
	put_key(&body, user_id, service);
	buf_putc(&body, '}');
	reply = call(scratch, "GetItem", &body);
	active = json_get(json_get(reply, "Item"), "isActive");
	buf_clear(value);
	if (active) {
		json_print(active, value);
	}
	json_free(reply);
}
