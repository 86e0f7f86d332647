/* SPDX-License-Identifier: MIT */
/* What --doctor says of a server where all is well, and of one where something is not. */
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

struct patient {
	struct server *server;
	struct settings settings;
	struct facts facts;
};

static int admit(void **state)
{
	static struct patient patient;

	patient = (struct patient){.settings = {.table = "sessions",
					   .index_active = "Active-Sessions-Index",
					   .index_service = "ServiceType-Index",
					   .region = SERVER_REGION}};
	patient.server =
		server_start(&(struct server_settings){.table = "sessions", .read_capacity = 5});
	patient.settings.endpoint_url = server_url(patient.server);
	server_seed(patient.server, 2000, 60000, 1705314900000);
	aws_files_clear_environment("AWS_");
	setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
	setenv("AWS_ACCESS_KEY_ID", SERVER_KEY_ID, 1);
	setenv("AWS_SECRET_ACCESS_KEY", SERVER_SECRET, 1);
	setenv("AWS_CONFIG_FILE", "/dev/null", 1);
	setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null", 1);
	*state = &patient;
	return 0;
}

static int discharge(void **state)
{
	struct patient *patient = *state;

	server_stop(patient->server);
	return 0;
}

/* Whatever is wrong, there is something to do; the text of an error says what. */
static void examine(struct patient *patient)
{
	doctor_examine(&patient->settings, &patient->facts);
	for (size_t i = 0; i < patient->facts.count; i++) {
		const struct fact *fact = &patient->facts.list[i];
		bool needs_advice = fact->status == FACT_NOTE || fact->status == FACT_UNTRIED;

		if (needs_advice && !*fact->advice) {
			fail_msg("%s: %s, and nothing to do", fact->what, fact->detail);
		}
	}
}

static const struct fact *find(struct patient *patient, const char *what)
{
	const struct fact *fact = facts_find(&patient->facts, what);

	if (!fact) {
		fail_msg("nothing is said about %s", what);
	}
	return fact;
}

static void assert_fact(
	struct patient *patient, const char *what, enum fact_status status, const char *text)
{
	const struct fact *fact = find(patient, what);

	if (fact->status != status || !strstr(fact->detail, text)) {
		fail_msg("%s %s: %s", fact_status_word(fact->status), what, fact->detail);
	}
}

static void test_all_is_well(void **state)
{
	struct patient *patient = *state;

	examine(patient);
	for (size_t i = 0; i < patient->facts.count; i++) {
		const struct fact *fact = &patient->facts.list[i];
		bool is_write = strcmp(fact->what, "UpdateItem on the table") == 0;

		assert_int_equal(fact->status, is_write ? FACT_UNTRIED : FACT_OK);
	}
	assert_fact(patient, "credentials", FACT_OK, SERVER_KEY_ID);
	assert_fact(patient, "capacity", FACT_OK, "5 RCU");
	assert_fact(patient, "Scan on the table", FACT_OK, "allowed");
	assert_non_null(
		strstr(find(patient, "UpdateItem on the table")->advice, "dynamodb:UpdateItem"));
	assert_int_equal(error_exit_status(&patient->facts.error), 0);
	assert_int_equal(server_count(patient->server, SERVER_UPDATE_ITEM, SERVER_ANY).requests, 0);
	assert_true(server_count(patient->server, SERVER_ANY, SERVER_ANY).read_units <= 4);
}

/* Each action in turn, by its own line and the exit status of missing permissions. */
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
	struct patient *patient = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct server_fault fault = {.kind = SERVER_ANSWERS,
			.operation = cases[i].operation,
			.source = cases[i].source,
			.status = 400,
			.body = DENIED};
		size_t bad = 0;

		server_inject(patient->server, &fault);
		patient->facts = (struct facts){.count = 0};
		examine(patient);
		server_lift(patient->server);
		assert_fact(patient, cases[i].what, FACT_BAD, "AccessDenied");
		for (size_t j = 0; j < patient->facts.count; j++) {
			bad += patient->facts.list[j].status == FACT_BAD;
		}
		assert_int_equal(bad, 1);
		assert_int_equal(error_exit_status(&patient->facts.error), 77);
		assert_non_null(strstr(find(patient, "policy")->advice, "dynamodb:BatchGetItem"));
	}
}

static void test_clock(void **state)
{
	struct patient *patient = *state;

	server_set_skew(patient->server, 10 * 60 * 1000);
	examine(patient);
	assert_fact(patient, "clock", FACT_BAD, "behind the server's");
	assert_non_null(strstr(find(patient, "clock")->advice, "NTP"));
	/* That is no question of permissions. */
	for (size_t i = 0; i < patient->facts.count; i++) {
		assert_string_not_equal(patient->facts.list[i].what, "policy");
	}
	patient->facts = (struct facts){.count = 0};
	server_set_skew(patient->server, -20 * 1000);
	examine(patient);
	assert_fact(patient, "clock", FACT_NOTE, "ahead of");
}

static void test_table_and_indexes(void **state)
{
	struct patient *patient = *state;

	server_set_index(patient->server, SERVER_ACTIVE_INDEX, SERVER_INDEX_ABSENT);
	server_set_projection(patient->server, SERVER_PROJECTS_KEYS);
	examine(patient);
	assert_fact(patient, "index Active-Sessions-Index", FACT_NOTE, "has no index");
	assert_fact(patient, "capacity", FACT_OK, "table, none and 5 for");
	assert_fact(patient, "index ServiceType-Index", FACT_NOTE, "lacks");
	assert_fact(patient, "Query on the active index", FACT_UNTRIED, "no index to query");
	assert_int_equal(error_exit_status(&patient->facts.error), 0);
	patient->facts = (struct facts){.count = 0};
	server_set_table(patient->server, false);
	examine(patient);
	assert_fact(patient, "table", FACT_BAD, "table sessions does not exist in");
	assert_int_equal(error_exit_status(&patient->facts.error), 1);
}

static void test_keys_and_network(void **state)
{
	struct patient *patient = *state;

	setenv("AWS_SECRET_ACCESS_KEY", "another", 1);
	examine(patient);
	assert_fact(patient, "credentials", FACT_OK, SERVER_KEY_ID);
	assert_int_equal(error_exit_status(&patient->facts.error), 77);
	patient->facts = (struct facts){.count = 0};
	unsetenv("AWS_SECRET_ACCESS_KEY");
	unsetenv("AWS_ACCESS_KEY_ID");
	examine(patient);
	assert_fact(patient, "credentials", FACT_BAD, "");
	/* Who we are to AWS comes before it. */
	assert_fact(patient, "provider", FACT_UNKNOWN, "");
	assert_fact(patient, "profile", FACT_PLAIN, "default");
	assert_fact(patient, "region", FACT_PLAIN, SERVER_REGION);
	assert_string_equal(find(patient, "profile")->origin, "no other is set");
	assert_string_equal(find(patient, "region")->origin, "--region");
	assert_fact(patient, "tried", FACT_LOG, "environment: AWS_ACCESS_KEY_ID is not set");
	assert_string_equal(patient->facts.list[patient->facts.count - 1].what, "credentials");
	assert_int_equal(error_exit_status(&patient->facts.error), 77);
	patient->facts = (struct facts){.count = 0};
	setenv("AWS_ACCESS_KEY_ID", SERVER_KEY_ID, 1);
	setenv("AWS_SECRET_ACCESS_KEY", SERVER_SECRET, 1);
	server_set_listening(patient->server, false);
	examine(patient);
	assert_int_equal(error_exit_status(&patient->facts.error), 69);
	assert_fact(patient, "clock", FACT_UNTRIED, "no server");
	/* One that is named well may still not be reached. */
	assert_fact(patient, "endpoint", FACT_OK, "(--endpoint-url)");
	assert_fact(patient, "network", FACT_BAD, "");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, admit, discharge)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all_is_well),
		TEST(test_denied),
		TEST(test_clock),
		TEST(test_table_and_indexes),
		TEST(test_keys_and_network),
	};

	return cmocka_run_group_tests_name("doctor", tests, NULL, NULL);
}
