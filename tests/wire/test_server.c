/* SPDX-License-Identifier: MIT */
/* The test server is as strict as the other tests assume. */
#include "buf.h"

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "clock.h"
#include "dynamodb/ddb.h"
#include "server/server.h"
#include "timestamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TIMEOUT_MS 20000
#define HOUR_MS    (3600 * INT64_C(1000))
#define ON_INDEX                                                                                   \
	"\"TableName\":\"sessions\",\"IndexName\":\"Active-Sessions-Index\","                      \
	"\"ReturnConsumedCapacity\":\"TOTAL\","

struct client {
	struct server *server;
	struct ddb *ddb;
};

static struct client connect_as(struct server *server, const char *key_id, const char *secret)
{
	struct endpoint endpoint = {.region = SERVER_REGION, .is_custom = true};
	struct credentials keys = {0};
	snprintf(endpoint.url, sizeof(endpoint.url), "%s", server_url(server));
	snprintf(endpoint.host, sizeof(endpoint.host), "127.0.0.1:%u", server_port(server));
	snprintf(keys.access_key_id, sizeof(keys.access_key_id), "%s", key_id);
	snprintf(keys.secret_access_key, sizeof(keys.secret_access_key), "%s", secret);
	return (struct client){server, ddb_new(&endpoint, &keys)};
}

static struct client open_client(const struct server_settings *settings, size_t sessions)
{
	struct server *server = server_start(settings);

	server_seed(server, sessions, HOUR_MS, clock_wall_ms());
	return connect_as(server, SERVER_KEY_ID, SERVER_SECRET);
}

static void close_client(struct client *client)
{
	ddb_free(client->ddb);
	server_stop(client->server);
}

/* The response, which the caller frees; NULL with the error. */
static struct json *call(
	struct client *client, const char *operation, const char *text, struct error *err)
{
	struct buf body = {0};
	struct json *reply = NULL;

	buf_puts(&body, text);
	bool is_good = ddb_call_sync(client->ddb, operation, &body, TIMEOUT_MS, &reply, err);

	buf_fini(&body);
	return is_good ? reply : NULL;
}

static void assert_refused(
	struct client *client, const char *operation, const char *text, const char *said)
{
	struct error err = {0};

	assert_null(call(client, operation, text, &err));
	if (!strstr(err.text, said)) {
		fail_msg("\"%s\" is not in: %s", said, err.text);
	}
}

static const struct server_settings on_demand = {.table = "sessions"};

/* Pages of any size add up to all sessions, oldest first, at the right cost. */
static void pages_add_up(void **state)
{
	(void)state;
	struct client client = open_client(&on_demand, 1000);
	char last[TIMESTAMP_SIZE] = "";
	double read_units = 0;
	int count = 0, pages = 0;
	struct buf key = {0};

	do {
		struct buf body = {0};
		struct error err;

		buf_printf(&body,
			"{" ON_INDEX "\"KeyConditionExpression\":\"isActive = :on\",\"Limit\":300,"
			"\"ExpressionAttributeValues\":{\":on\":{\"S\":\"true\"}}%s%s}",
			key.length ? ",\"ExclusiveStartKey\":" : "", buf_text(&key));
		struct json *reply = call(&client, "Query", buf_text(&body), &err);

		assert_non_null(reply);
		const struct json *item = json_first(json_get(reply, "Items"));

		for (; item; item = json_next(item), count++) {
			const char *polled = json_string(json_first(json_get(item, "lastPollAt")));

			assert_true(strcmp(polled, last) > 0);
			snprintf(last, sizeof(last), "%s", polled);
		}
		const struct json *consumed = json_get(reply, "ConsumedCapacity");

		read_units += json_number(json_get(consumed, "CapacityUnits"), 0);
		buf_clear(&key);
		if (json_get(reply, "LastEvaluatedKey")) {
			json_print(json_get(reply, "LastEvaluatedKey"), &key);
		}
		pages++;
		json_free(reply);
		buf_fini(&body);
	} while (key.length > 0);
	buf_fini(&key);
	assert_int_equal(count, 1000);
	assert_int_equal(pages, 4);
	/* About 320 bytes a session, in blocks of 4 kB. */
	assert_true(read_units > 35 && read_units < 45);
	assert_true(read_units ==
		    server_count(client.server, SERVER_QUERY, SERVER_ACTIVE_INDEX).read_units);
	close_client(&client);
}

/* Sessions polled since a time, by the index's sort key. */
static void since_is_a_bound(void **state)
{
	(void)state;
	int64_t now_ms = clock_wall_ms();
	struct server *server = server_start(&on_demand);

	server_seed(server, 100, HOUR_MS, now_ms);
	struct client client = connect_as(server, SERVER_KEY_ID, SERVER_SECRET);
	char since[TIMESTAMP_SIZE];

	timestamp_format(now_ms - HOUR_MS / 2, 3, since); /* when the 50th was polled */
	struct buf body = {0};
	struct error err;

	buf_printf(&body,
		"{" ON_INDEX "\"KeyConditionExpression\":\"#key = :on AND #poll > :since\","
		"\"ExpressionAttributeNames\":{\"#key\":\"isActive\",\"#poll\":\"lastPollAt\"},"
		"\"ExpressionAttributeValues\":{\":on\":{\"S\":\"true\"},\":since\":{\"S\":\"%s\"}}"
		"}",
		since);
	struct json *reply = call(&client, "Query", buf_text(&body), &err);

	assert_int_equal(json_count(json_get(reply, "Items")), 50);
	json_free(reply);
	buf_fini(&body);
	close_client(&client);
}

#define DESCRIBE "{\"TableName\":\"sessions\"}"

static void signatures_are_checked(void **state)
{
	(void)state;
	struct client client = open_client(&on_demand, 1);
	struct client wrong = connect_as(client.server, SERVER_KEY_ID, "another secret");

	assert_refused(&wrong, "DescribeTable", DESCRIBE, "does not match");
	ddb_free(wrong.ddb);
	wrong = connect_as(client.server, "AKIDNOBODY", SERVER_SECRET);
	assert_refused(&wrong, "DescribeTable", DESCRIBE, "UnrecognizedClientException");
	ddb_free(wrong.ddb);
	server_set_credentials(client.server, SERVER_KEY_ID, SERVER_SECRET, "token");
	assert_refused(&client, "DescribeTable", DESCRIBE, "UnrecognizedClientException");
	server_set_credentials(client.server, SERVER_KEY_ID, SERVER_SECRET, NULL);
	server_set_expired(client.server, true);
	assert_refused(&client, "DescribeTable", DESCRIBE, "ExpiredTokenException");
	close_client(&client);
}

static void malformed_requests_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *operation, *body, *said;
	} rows[] = {
		{"DescribeTable", "{\"TableName\":\"another\"}", "ResourceNotFoundException"},
		{"DropTable", DESCRIBE, "UnknownOperationException"},
		{"Query", "[", "SerializationException"},
		{"Query",
			"{" ON_INDEX "\"KeyConditionExpression\":\"isActive = :on\","
			"\"ExpressionAttributeValues\":{\":on\":{\"BOOL\":true}}}",
			"does not match schema type"},
		{"Query",
			"{" ON_INDEX "\"KeyConditionExpression\":\"userId = :on\","
			"\"ExpressionAttributeValues\":{\":on\":{\"S\":\"u\"}}}",
			"missed key schema element: isActive"},
		{"Query",
			"{" ON_INDEX "\"KeyConditionExpression\":\"isActive = :on\","
			"\"ExpressionAttributeValues\":{\":on\":{\"S\":\"u\"},\":no\":{\"S\":\"u\"}"
			"}}",
			"unused in expressions"},
		{"Scan", "{" ON_INDEX "\"ConsistentRead\":true}", "not supported on global"},
		{"Scan",
			"{\"TableName\":\"sessions\",\"ExclusiveStartKey\":{\"userId\":{\"S\":"
			"\"u\"}}}",
			"starting key"},
	};
	struct client client = open_client(&on_demand, 1);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_refused(&client, rows[i].operation, rows[i].body, rows[i].said);
	}
	server_set_index(client.server, SERVER_ACTIVE_INDEX, SERVER_INDEX_CREATING);
	assert_refused(&client, "Scan", "{" ON_INDEX "\"Limit\":1}", "backfilling");
	server_set_index(client.server, SERVER_ACTIVE_INDEX, SERVER_INDEX_ABSENT);
	assert_refused(&client, "Scan", "{" ON_INDEX "\"Limit\":1}", "specified index");
	close_client(&client);
}

/* A bucket of 5 RCU/s allows a page that causes a debt, and throttles the next, naming the index.
 */
static void capacity_is_enforced(void **state)
{
	(void)state;
	struct server_settings settings = {
		.table = "sessions", .read_capacity = 5, .burst_s = 1, .speed = 0.001};
	struct client client = open_client(&settings, 1000);
	struct error err;
	struct json *reply = call(&client, "Scan", "{" ON_INDEX "\"Limit\":1000}", &err);

	assert_non_null(reply);
	json_free(reply);
	assert_refused(&client, "Scan", "{" ON_INDEX "\"Limit\":1}",
		"IndexReadProvisionedThroughputExceeded on arn:aws:dynamodb:");
	struct server_count count = server_count(client.server, SERVER_SCAN, SERVER_ACTIVE_INDEX);

	assert_int_equal(count.throttled, 1);
	/* The table has its own. */
	reply = call(&client, "Scan", "{\"TableName\":\"sessions\",\"Limit\":1}", &err);
	assert_non_null(reply);
	json_free(reply);
	close_client(&client);
}

#define UPDATE                                                                                     \
	"{\"TableName\":\"sessions\",\"Key\":{\"userId\":{\"S\":\"user-0000000\"},"                \
	"\"serviceType\":{\"S\":\"gmail\"}},\"UpdateExpression\":\"SET isActive = :wanted\","      \
	"\"ConditionExpression\":\"attribute_exists(userId) AND isActive = :seen\","               \
	"\"ExpressionAttributeValues\":{\":wanted\":{\"%s\":%s},\":seen\":{\"S\":\"true\"}}}"

static void writes_have_conditions_and_types(void **state)
{
	(void)state;
	struct client client = open_client(&on_demand, 1);
	struct buf body = {0};
	struct error err;

	buf_printf(&body, UPDATE, "BOOL", "false");
	assert_refused(&client, "UpdateItem", buf_text(&body), "Type mismatch for Index Key");
	buf_clear(&body);
	buf_printf(&body, UPDATE, "S", "\"false\"");
	struct json *reply = call(&client, "UpdateItem", buf_text(&body), &err);

	assert_non_null(reply);
	json_free(reply);
	struct server_copy copy;

	assert_true(server_get(client.server, "user-0000000", "gmail", &copy));
	assert_int_equal(copy.active, ACTIVE_OFF);
	assert_refused(&client, "UpdateItem", buf_text(&body), "ConditionalCheckFailed");
	buf_fini(&body);
	close_client(&client);
}

/* The response's member as JSON text. */
static void assert_member(struct client *client, const char *operation, const char *text,
	const char *member, const char *expected)
{
	struct error err = {0};
	struct json *reply = call(client, operation, text, &err);
	struct buf printed = {0};

	if (!reply) {
		fail_msg("%s: %s", text, err.text);
	}
	if (json_get(reply, member)) {
		json_print(json_get(reply, member), &printed);
	}
	assert_string_equal(buf_text(&printed), expected);
	buf_fini(&printed);
	json_free(reply);
}

#define BATCH(requests) "{\"RequestItems\":{\"sessions\":[" requests "]}}"
#define PUT(attributes) "{\"PutRequest\":{\"Item\":{" attributes "}}}"
#define U1_GMAIL        "\"userId\":{\"S\":\"u1\"},\"serviceType\":{\"S\":\"gmail\"}"
#define EVERY_TYPE                                                                                 \
	U1_GMAIL                                                                                   \
	",\"s\":{\"S\":\"a\\\"b\"},\"n\":{\"N\":\"-1.5E+3\"},\"b\":{\"B\":\"AAEC\"}"               \
	",\"t\":{\"BOOL\":true},\"none\":{\"NULL\":true}"                                          \
	",\"m\":{\"M\":{\"k\":{\"L\":[{\"S\":\"x\"},{\"M\":{}}]}}}"                                \
	",\"ss\":{\"SS\":[\"p\",\"q\"]},\"ns\":{\"NS\":[\"1\",\"2\"]}"
#define GET "{\"TableName\":\"sessions\",\"Key\":{" U1_GMAIL "}}"

/* What is put is read again, whatever its names and types; what is deleted is gone. */
static void items_have_any_attributes(void **state)
{
	(void)state;
	struct client client = open_client(&on_demand, 3);

	assert_member(&client, "BatchWriteItem", BATCH(PUT(EVERY_TYPE)), "UnprocessedItems", "{}");
	assert_member(&client, "GetItem", GET, "Item", "{" EVERY_TYPE "}");
	assert_member(&client, "BatchWriteItem", BATCH(PUT(U1_GMAIL ",\"later\":{\"S\":\"\"}")),
		"UnprocessedItems", "{}");
	assert_member(&client, "GetItem", GET, "Item", "{" U1_GMAIL ",\"later\":{\"S\":\"\"}}");
	assert_member(&client, "BatchWriteItem",
		BATCH("{\"DeleteRequest\":{\"Key\":{" U1_GMAIL "}}}"), "UnprocessedItems", "{}");
	assert_member(&client, "GetItem", GET, "Item", "");
	assert_member(
		&client, "Scan", "{\"TableName\":\"sessions\",\"Select\":\"COUNT\"}", "Count", "3");
	close_client(&client);
}

static void bad_items_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *body, *said;
	} rows[] = {
		{BATCH(PUT("\"userId\":{\"S\":\"u\"}")), "Missing the key"},
		{BATCH(PUT("\"userId\":{\"N\":\"1\"},\"serviceType\":{\"S\":\"s\"}")),
			"Missing the key"},
		{BATCH(PUT(U1_GMAIL ",\"isActive\":{\"BOOL\":true}")),
			"Index Key isActive Expected: S Actual: BOOL"},
		{BATCH(PUT(U1_GMAIL ",\"lastPollAt\":{\"N\":\"1\"}")),
			"Index Key lastPollAt Expected: S Actual: N"},
		{BATCH(PUT(U1_GMAIL ",\"odd\":{\"X\":\"1\"}")), "attribute odd"},
		{BATCH(PUT(U1_GMAIL ",\"odd\":{\"S\":1}")), "attribute odd"},
		{BATCH(PUT(U1_GMAIL ",\"odd\":\"S\"")), "attribute odd"},
		{BATCH(""), "Between 1 and 25"},
	};
	struct client client = open_client(&on_demand, 1);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_refused(&client, "BatchWriteItem", rows[i].body, rows[i].said);
	}
	close_client(&client);
}

/* Appends the users of all pages of a Query: "user-0000003 user-0000002 ". */
static void put_users(
	struct client *client, const char *members, bool is_backward, int limit, struct buf *out)
{
	struct buf key = {0};

	do {
		struct buf body = {0};
		struct error err = {0};

		buf_printf(&body, "{\"TableName\":\"sessions\",%s,\"Limit\":%d%s%s%s}", members,
			limit, is_backward ? ",\"ScanIndexForward\":false" : "",
			key.length ? ",\"ExclusiveStartKey\":" : "", buf_text(&key));
		struct json *reply = call(client, "Query", buf_text(&body), &err);

		if (!reply) {
			fail_msg("%s: %s", buf_text(&body), err.text);
		}
		const struct json *item = json_first(json_get(reply, "Items"));

		for (; item; item = json_next(item)) {
			buf_printf(out, "%s ", json_string(json_first(json_get(item, "userId"))));
		}
		buf_clear(&key);
		if (json_get(reply, "LastEvaluatedKey")) {
			json_print(json_get(reply, "LastEvaluatedKey"), &key);
		}
		json_free(reply);
		buf_fini(&body);
	} while (key.length > 0);
	buf_fini(&key);
}

#define VALUE(name, text) "\"" name "\":{\"S\":\"" text "\"}"
#define WITH(values)      ",\"ExpressionAttributeValues\":{" values "}"
#define BY_SERVICE                                                                                 \
	"\"IndexName\":\"ServiceType-Index\",\"KeyConditionExpression\":\"serviceType = :k"
#define BY_ACTIVE                                                                                  \
	"\"IndexName\":\"Active-Sessions-Index\",\"KeyConditionExpression\":\"isActive = :k"
#define BY_USER "\"KeyConditionExpression\":\"userId = :k"

/* Each user has one session of gmail, which was polled in the minute of its number. */
static const struct {
	const char *query, *users, *backward;
} ranges[] = {
	{BY_SERVICE "\"" WITH(VALUE(":k", "gmail")), "u1 u2 u3 u4 ", "u4 u3 u2 u1 "},
	{BY_ACTIVE "\"" WITH(VALUE(":k", "true")), "u1 u2 u3 u4 ", "u4 u3 u2 u1 "},
	{BY_ACTIVE "\"" WITH(VALUE(":k", "no")), "", ""},
	{BY_USER "\"" WITH(VALUE(":k", "u2")), "u2 ", "u2 "},
	{BY_USER " AND serviceType > :s\"" WITH(VALUE(":k", "u2") "," VALUE(":s", "gmail")), "",
		""},
	{BY_SERVICE " AND lastPollAt > :a\"" WITH(VALUE(":k", "gmail") "," VALUE(":a", "10:02")),
		"u3 u4 ", "u4 u3 "},
	{BY_SERVICE " AND lastPollAt <= :a\"" WITH(VALUE(":k", "gmail") "," VALUE(":a", "10:03")),
		"u1 u2 u3 ", "u3 u2 u1 "},
	{BY_ACTIVE " AND lastPollAt BETWEEN :a AND :b\"" WITH(
		 VALUE(":k", "true") "," VALUE(":a", "10:02") "," VALUE(":b", "10:03")),
		"u2 u3 ", "u3 u2 "},
	{BY_ACTIVE "\",\"FilterExpression\":\"errorCount >= :e\"" WITH(
		 VALUE(":k", "true") ",\":e\":{\"N\":\"9\"}"),
		"u3 u4 ", "u4 u3 "},
};

static void queries_go_both_ways(void **state)
{
	(void)state;
	struct server *server = server_start(&on_demand);
	static const char *const users[] = {"u1", "u2", "u3", "u4"};
	static const char *const times[] = {"10:01", "10:02", "10:03", "10:04"};
	static const int errors[] = {0, 8, 9, 10};

	for (size_t i = 0; i < ARRAY_LEN(users); i++) {
		server_put(server, &(struct server_session){.user_id = users[i],
					   .service = "gmail",
					   .active = ACTIVE_ON,
					   .polled_at = times[i],
					   .error_count = errors[i]});
	}
	server_put(server, &(struct server_session){.user_id = "u0",
				   .service = "slack",
				   .active = ACTIVE_OFF,
				   .polled_at = "10:00"});
	struct client client = connect_as(server, SERVER_KEY_ID, SERVER_SECRET);

	for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
		for (int limit = 1; limit <= 5; limit++) {
			struct buf forward = {0}, backward = {0};

			put_users(&client, ranges[i].query, false, limit, &forward);
			put_users(&client, ranges[i].query, true, limit, &backward);
			assert_string_equal(buf_text(&forward), ranges[i].users);
			assert_string_equal(buf_text(&backward), ranges[i].backward);
			buf_fini(&forward);
			buf_fini(&backward);
		}
	}
	close_client(&client);
}

/* A page ends after the item that exceeds 1 MB: 256 or 257 units of 4 kB, eventually consistent. */
static void pages_have_a_megabyte(void **state)
{
	(void)state;
	struct client client = open_client(&on_demand, 5000);
	struct error err = {0};
	struct json *reply = call(&client, "Scan",
		"{\"TableName\":\"sessions\",\"Select\":\"COUNT\",\"ReturnConsumedCapacity\":\"TOTAL\"}",
		&err);
	double units =
		json_number(json_get(json_get(reply, "ConsumedCapacity"), "CapacityUnits"), 0);

	assert_true(units == 128 || units == 128.5);
	assert_non_null(json_get(reply, "LastEvaluatedKey"));
	assert_null(json_get(reply, "Items"));
	json_free(reply);
	close_client(&client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_add_up),
		cmocka_unit_test(since_is_a_bound),
		cmocka_unit_test(signatures_are_checked),
		cmocka_unit_test(malformed_requests_are_refused),
		cmocka_unit_test(capacity_is_enforced),
		cmocka_unit_test(writes_have_conditions_and_types),
		cmocka_unit_test(items_have_any_attributes),
		cmocka_unit_test(bad_items_are_refused),
		cmocka_unit_test(queries_go_both_ways),
		cmocka_unit_test(pages_have_a_megabyte),
	};

	return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}
