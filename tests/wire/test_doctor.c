/* SPDX-License-Identifier: MIT */
/* --doctor against a server without problems, and against one with each kind of problem. */
#include "facts.h"

#include "kit/aws_files.h"
#include "server/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DENIED                                                                                     \
	"{\"__type\":\"com.amazon.coral.service#AccessDeniedException\",\"Message\":\"User: "      \
	"arn:aws:iam::123456789012:user/oncall is not authorized\"}"

struct fixture {
	struct server *server;
	struct settings settings;
	struct facts facts;
};

static int setup(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){.settings = {.table = "sessions",
					   .index_active = "Active-Sessions-Index",
					   .index_service = "ServiceType-Index",
					   .region = SERVER_REGION}};
	fixture.server =
		server_start(&(struct server_settings){.table = "sessions", .read_capacity = 5});
	fixture.settings.endpoint_url = server_url(fixture.server);
	server_seed(fixture.server, 2000, 60000, 1705314900000);
	aws_files_clear_environment("AWS_");
	setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
	setenv("AWS_ACCESS_KEY_ID", SERVER_KEY_ID, 1);
	setenv("AWS_SECRET_ACCESS_KEY", SERVER_SECRET, 1);
	setenv("AWS_CONFIG_FILE", "/dev/null", 1);
	setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null", 1);
	*state = &fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	server_stop(fixture->server);
	return 0;
}

/* Every note has advice; the text of an error has its own. */
static void examine(struct fixture *fixture)
{
	doctor_examine(&fixture->settings, &fixture->facts);
	for (size_t i = 0; i < fixture->facts.count; i++) {
		const struct fact *fact = &fixture->facts.list[i];
		bool needs_advice = fact->status == FACT_NOTE || fact->status == FACT_UNTRIED;

		if (needs_advice && !*fact->advice) {
			fail_msg("%s: %s, and nothing to do", fact->what, fact->detail);
		}
	}
}

static const struct fact *find(struct fixture *fixture, const char *what)
{
	const struct fact *fact = facts_find(&fixture->facts, what);

	if (!fact) {
		base_fatal("nothing is reported about %s", what);
	}
	return fact;
}

static void assert_fact(
	struct fixture *fixture, const char *what, enum fact_status status, const char *text)
{
	const struct fact *fact = find(fixture, what);

	if (fact->status != status || !strstr(fact->detail, text)) {
		fail_msg("%s %s: %s", fact_status_word(fact->status), what, fact->detail);
	}
}

static void test_all_ok(void **state)
{
	struct fixture *fixture = *state;

	examine(fixture);
	for (size_t i = 0; i < fixture->facts.count; i++) {
		const struct fact *fact = &fixture->facts.list[i];
		bool is_write = strcmp(fact->what, "UpdateItem on the table") == 0;

		assert_int_equal(fact->status, is_write ? FACT_UNTRIED : FACT_OK);
	}
	assert_fact(fixture, "credentials", FACT_OK, SERVER_KEY_ID);
	assert_fact(fixture, "capacity", FACT_OK, "5 RCU");
	assert_fact(fixture, "Scan on the table", FACT_OK, "allowed");
	assert_fact(fixture, "lastPollAt", FACT_OK, "written like \"2026-12-01T08:08:50.123Z\"");
	assert_non_null(
		strstr(find(fixture, "UpdateItem on the table")->advice, "dynamodb:UpdateItem"));
	assert_int_equal(error_exit_status(&fixture->facts.error), 0);
	assert_int_equal(server_count(fixture->server, SERVER_UPDATE_ITEM, SERVER_ANY).requests, 0);
	assert_true(server_count(fixture->server, SERVER_ANY, SERVER_ANY).read_units <= 4);
}

#define ITEM(user, attributes)                                                                     \
	"{\"userId\":{\"S\":\"" user "\"},\"serviceType\":{\"S\":\"slack\"}," attributes "}"
#define POLLED(time) "\"lastPollAt\":{\"S\":\"" time "\"}"

/* What some items of the table say, so that their writers can be found. */
static void test_values(void **state)
{
	struct fixture *fixture = *state;
	struct server_fault fault = {.kind = SERVER_RESPONDS,
		.operation = SERVER_SCAN,
		.source = SERVER_TABLE,
		.status = 200,
		.body = "{\"Items\":[" ITEM("a", POLLED("2026-12-01T08:08:50Z")) ","    //
		ITEM("b", POLLED("2026-12-01 08:08:50")) ","                            //
		ITEM("c", POLLED("01/12/2026")) "," ITEM("d", POLLED("11/10/2025")) "," //
		ITEM("e", "\"isActive\":{\"S\":\"RUNNING\"}") ","                       //
		ITEM("\\ud800", POLLED("2026-12-01T08:08:50Z")) "]}"};

	server_inject(fixture->server, &fault);
	examine(fixture);
	assert_fact(fixture, "keys", FACT_NOTE, "unreadable in 1 of 6 items");
	assert_fact(fixture, "values", FACT_NOTE,
		"unreadable in 3 of 6 items: lastPollAt S \"99/99/9999\" (2), isActive S "
		"\"RUNNING\" (1)");
	assert_fact(fixture, "lastPollAt", FACT_NOTE,
		"written like \"2026-12-01T08:08:50.123Z\", \"2026-12-01 08:08:50.123\"");
	assert_int_equal(error_exit_status(&fixture->facts.error), 0);
}

/* Each action denied in turn: its own line, and the exit status for missing permissions. */
static void test_denied(void **state)
{
	static const struct {
		enum server_operation operation;
		enum server_source source;
		const char *what;
	} cases[] = {
		{SERVER_DESCRIBE_TABLE, SERVER_TABLE, "DescribeTable"},
		{SERVER_QUERY, SERVER_ACTIVE_INDEX, "Query on the active index"},
		{SERVER_QUERY, SERVER_SERVICE_INDEX, "Query on the service index"},
		{SERVER_QUERY, SERVER_TABLE, "Query on the table"},
		{SERVER_GET_ITEM, SERVER_TABLE, "GetItem on the table"},
		{SERVER_BATCH_GET_ITEM, SERVER_TABLE, "BatchGetItem on the table"},
		{SERVER_SCAN, SERVER_TABLE, "Scan on the table"},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct server_fault fault = {.kind = SERVER_RESPONDS,
			.operation = cases[i].operation,
			.source = cases[i].source,
			.status = 400,
			.body = DENIED};
		size_t bad = 0;

		server_inject(fixture->server, &fault);
		fixture->facts = (struct facts){.count = 0};
		examine(fixture);
		server_lift(fixture->server);
		assert_fact(fixture, cases[i].what, FACT_BAD, "AccessDenied");
		for (size_t j = 0; j < fixture->facts.count; j++) {
			bad += fixture->facts.list[j].status == FACT_BAD;
		}
		assert_int_equal(bad, 1);
		assert_int_equal(error_exit_status(&fixture->facts.error), 77);
		assert_non_null(strstr(find(fixture, "policy")->advice, "dynamodb:BatchGetItem"));
	}
}

static void test_clock(void **state)
{
	struct fixture *fixture = *state;

	server_set_skew(fixture->server, 10 * 60 * 1000);
	examine(fixture);
	assert_fact(fixture, "clock", FACT_BAD, "behind the server's");
	assert_non_null(strstr(find(fixture, "clock")->advice, "NTP"));
	/* No permission is missing. */
	for (size_t i = 0; i < fixture->facts.count; i++) {
		assert_string_not_equal(fixture->facts.list[i].what, "policy");
	}
	fixture->facts = (struct facts){.count = 0};
	server_set_skew(fixture->server, -20 * 1000);
	examine(fixture);
	assert_fact(fixture, "clock", FACT_NOTE, "ahead of");
}

static void test_table_and_indexes(void **state)
{
	struct fixture *fixture = *state;

	server_set_index(fixture->server, SERVER_ACTIVE_INDEX, SERVER_INDEX_ABSENT);
	server_set_projection(fixture->server, SERVER_PROJECTS_KEYS);
	examine(fixture);
	assert_fact(fixture, "index Active-Sessions-Index", FACT_NOTE, "has no index");
	assert_fact(fixture, "capacity", FACT_OK, "table, none and 5 for");
	assert_fact(fixture, "index ServiceType-Index", FACT_NOTE, "lacks");
	assert_fact(fixture, "Query on the active index", FACT_UNTRIED, "no index to query");
	assert_int_equal(error_exit_status(&fixture->facts.error), 0);
	fixture->facts = (struct facts){.count = 0};
	server_set_table(fixture->server, false);
	examine(fixture);
	assert_fact(fixture, "table", FACT_BAD, "table sessions does not exist in");
	assert_int_equal(error_exit_status(&fixture->facts.error), 1);
}

static void test_credentials_and_network(void **state)
{
	struct fixture *fixture = *state;

	setenv("AWS_SECRET_ACCESS_KEY", "another", 1);
	examine(fixture);
	assert_fact(fixture, "credentials", FACT_OK, SERVER_KEY_ID);
	assert_int_equal(error_exit_status(&fixture->facts.error), 77);
	fixture->facts = (struct facts){.count = 0};
	unsetenv("AWS_SECRET_ACCESS_KEY");
	unsetenv("AWS_ACCESS_KEY_ID");
	examine(fixture);
	assert_fact(fixture, "credentials", FACT_BAD, "");
	/* The facts of --whoami come before it. */
	assert_fact(fixture, "provider", FACT_UNKNOWN, "");
	assert_fact(fixture, "profile", FACT_PLAIN, "default");
	assert_fact(fixture, "region", FACT_PLAIN, SERVER_REGION);
	assert_string_equal(find(fixture, "profile")->origin, "no other is set");
	assert_string_equal(find(fixture, "region")->origin, "--region");
	assert_fact(fixture, "tried", FACT_LOG, "environment: AWS_ACCESS_KEY_ID is not set");
	assert_string_equal(fixture->facts.list[fixture->facts.count - 1].what, "credentials");
	assert_int_equal(error_exit_status(&fixture->facts.error), 77);
	fixture->facts = (struct facts){.count = 0};
	setenv("AWS_ACCESS_KEY_ID", SERVER_KEY_ID, 1);
	setenv("AWS_SECRET_ACCESS_KEY", SERVER_SECRET, 1);
	server_set_listening(fixture->server, false);
	examine(fixture);
	assert_int_equal(error_exit_status(&fixture->facts.error), 69);
	assert_fact(fixture, "clock", FACT_UNTRIED, "no server");
	/* The URL is valid but cannot be reached. */
	assert_fact(fixture, "endpoint", FACT_OK, "(--endpoint-url)");
	assert_fact(fixture, "network", FACT_BAD, "");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all_ok),
		TEST(test_values),
		TEST(test_denied),
		TEST(test_clock),
		TEST(test_table_and_indexes),
		TEST(test_credentials_and_network),
	};

	return cmocka_run_group_tests_name("doctor", tests, NULL, NULL);
}
