/* SPDX-License-Identifier: MIT */
/* What --doctor says of a server where all is well, and of one where something is not. */
#include "doctor.h"

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
	struct doctor doctor;
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

/*
 * Whatever is found, it is well or there is something to do; the text of an error says what, also
 * for the facts about keys that stand before it.
 */
static void examine(struct patient *patient)
{
	doctor_examine(&patient->settings, &patient->doctor);
	const struct doctor_finding *last = &patient->doctor.findings[patient->doctor.count - 1];
	bool has_facts = last->verdict == DOCTOR_BAD && strcmp(last->subject, "credentials") == 0;

	for (size_t i = 0; i < patient->doctor.count; i++) {
		const struct doctor_finding *finding = &patient->doctor.findings[i];

		if (finding->verdict != DOCTOR_OK && finding->verdict != DOCTOR_BAD &&
			!*finding->advice && !has_facts) {
			fail_msg("%s: %s, and nothing to do", finding->subject, finding->text);
		}
	}
}

static const struct doctor_finding *find(const struct patient *patient, const char *subject)
{
	for (size_t i = 0; i < patient->doctor.count; i++) {
		if (strcmp(patient->doctor.findings[i].subject, subject) == 0) {
			return &patient->doctor.findings[i];
		}
	}
	fail_msg("nothing is said about %s", subject);
	return NULL;
}

static void assert_finding(const struct patient *patient, const char *subject,
	enum doctor_verdict verdict, const char *text)
{
	const struct doctor_finding *finding = find(patient, subject);

	if (finding->verdict != verdict || !strstr(finding->text, text)) {
		fail_msg(
			"%s %s: %s", doctor_verdict_word(finding->verdict), subject, finding->text);
	}
}

static void test_all_is_well(void **state)
{
	struct patient *patient = *state;

	examine(patient);
	for (size_t i = 0; i < patient->doctor.count; i++) {
		const struct doctor_finding *finding = &patient->doctor.findings[i];
		bool is_write = strcmp(finding->subject, "UpdateItem on the table") == 0;

		assert_int_equal(finding->verdict, is_write ? DOCTOR_UNTRIED : DOCTOR_OK);
	}
	assert_finding(patient, "credentials", DOCTOR_OK, SERVER_KEY_ID);
	assert_finding(patient, "capacity", DOCTOR_OK, "5 RCU");
	assert_finding(patient, "Scan on the table", DOCTOR_OK, "allowed");
	assert_non_null(
		strstr(find(patient, "UpdateItem on the table")->advice, "dynamodb:UpdateItem"));
	assert_int_equal(error_exit_status(&patient->doctor.error), 0);
	assert_int_equal(server_count(patient->server, SERVER_UPDATE_ITEM, SERVER_ANY).requests, 0);
	assert_true(server_count(patient->server, SERVER_ANY, SERVER_ANY).read_units <= 4);
}

/* Each action in turn, by its own line and the exit status of missing permissions. */
static void test_denied(void **state)
{
	static const struct {
		enum server_operation operation;
		enum server_source source;
		const char *subject;
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
		patient->doctor = (struct doctor){.count = 0};
		examine(patient);
		server_lift(patient->server);
		assert_finding(patient, cases[i].subject, DOCTOR_BAD, "AccessDenied");
		for (size_t j = 0; j < patient->doctor.count; j++) {
			bad += patient->doctor.findings[j].verdict == DOCTOR_BAD;
		}
		assert_int_equal(bad, 1);
		assert_int_equal(error_exit_status(&patient->doctor.error), 77);
		assert_non_null(strstr(find(patient, "policy")->advice, "dynamodb:BatchGetItem"));
	}
}

static void test_clock(void **state)
{
	struct patient *patient = *state;

	server_set_skew(patient->server, 10 * 60 * 1000);
	examine(patient);
	assert_finding(patient, "clock", DOCTOR_BAD, "behind the server's");
	assert_non_null(strstr(find(patient, "clock")->advice, "NTP"));
	/* That is no question of permissions. */
	for (size_t i = 0; i < patient->doctor.count; i++) {
		assert_string_not_equal(patient->doctor.findings[i].subject, "policy");
	}
	patient->doctor = (struct doctor){.count = 0};
	server_set_skew(patient->server, -20 * 1000);
	examine(patient);
	assert_finding(patient, "clock", DOCTOR_NOTE, "ahead of");
}

static void test_table_and_indexes(void **state)
{
	struct patient *patient = *state;

	server_set_index(patient->server, SERVER_ACTIVE_INDEX, SERVER_INDEX_ABSENT);
	server_set_projection(patient->server, SERVER_PROJECTS_KEYS);
	examine(patient);
	assert_finding(patient, "index Active-Sessions-Index", DOCTOR_NOTE, "has no index");
	assert_finding(patient, "capacity", DOCTOR_OK, "table, none and 5 for");
	assert_finding(patient, "index ServiceType-Index", DOCTOR_NOTE, "lacks");
	assert_finding(patient, "Query on the active index", DOCTOR_UNTRIED, "no index to ask");
	assert_int_equal(error_exit_status(&patient->doctor.error), 0);
	patient->doctor = (struct doctor){.count = 0};
	server_set_table(patient->server, false);
	examine(patient);
	assert_finding(patient, "table", DOCTOR_BAD, "table sessions does not exist in");
	assert_int_equal(error_exit_status(&patient->doctor.error), 1);
}

static void test_keys_and_network(void **state)
{
	struct patient *patient = *state;

	setenv("AWS_SECRET_ACCESS_KEY", "another", 1);
	examine(patient);
	assert_finding(patient, "credentials", DOCTOR_OK, SERVER_KEY_ID);
	assert_int_equal(error_exit_status(&patient->doctor.error), 77);
	patient->doctor = (struct doctor){.count = 0};
	unsetenv("AWS_SECRET_ACCESS_KEY");
	unsetenv("AWS_ACCESS_KEY_ID");
	examine(patient);
	assert_finding(patient, "credentials", DOCTOR_BAD, "");
	/* Who we are to AWS comes before it. */
	assert_finding(patient, "provider", DOCTOR_NOTE, "?");
	assert_finding(patient, "profile", DOCTOR_NOTE, "default (nothing names another)");
	assert_finding(patient, "region", DOCTOR_NOTE, SERVER_REGION " (--region)");
	assert_finding(patient, "tried", DOCTOR_NOTE, "environment: AWS_ACCESS_KEY_ID is not set");
	assert_string_equal(
		patient->doctor.findings[patient->doctor.count - 1].subject, "credentials");
	assert_int_equal(error_exit_status(&patient->doctor.error), 77);
	patient->doctor = (struct doctor){.count = 0};
	setenv("AWS_ACCESS_KEY_ID", SERVER_KEY_ID, 1);
	setenv("AWS_SECRET_ACCESS_KEY", SERVER_SECRET, 1);
	server_set_listening(patient->server, false);
	examine(patient);
	assert_int_equal(error_exit_status(&patient->doctor.error), 69);
	assert_finding(patient, "clock", DOCTOR_UNTRIED, "no server");
	/* One that is named well may still not be reached. */
	assert_finding(patient, "endpoint", DOCTOR_OK, "(--endpoint-url)");
	assert_finding(patient, "network", DOCTOR_BAD, "");
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
