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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_add_up),
		cmocka_unit_test(since_is_a_bound),
		cmocka_unit_test(signatures_are_checked),
		cmocka_unit_test(malformed_requests_are_refused),
		cmocka_unit_test(capacity_is_enforced),
		cmocka_unit_test(writes_have_conditions_and_types),
	};

	return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}
