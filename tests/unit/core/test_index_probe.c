/* SPDX-License-Identifier: MIT */
#include "dynamodb/index_probe.h"

#include "clock.h"
#include "dynamodb/item.h"
#include "kit/canned_ddb.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct settings settings = {
	.table = "sessions",
	.index_active = "Active-Sessions-Index",
	.index_service = "ServiceType-Index",
};

#define REFUSAL(text) "{\"__type\":\"x#ValidationException\",\"message\":\"" text "\"}"
#define WRONG_TYPE    REFUSAL("Condition parameter type does not match schema type")
#define NO_INDEX      REFUSAL("The table does not have the specified index: X")
#define MISSED_KEY    REFUSAL("Query condition missed key schema element: activeKey")
#define NOT_PROJECTED REFUSAL("Global secondary index X does not project [errorCount]")
#define DENIED                                                                                     \
	"{\"__type\":\"x#AccessDeniedException\",\"message\":\"not authorized to perform: "        \
	"dynamodb:Query\"}"
#define CAPACITY ",\"ConsumedCapacity\":{\"CapacityUnits\":0.5}}"
#define NOTHING  "{\"Items\":[]" CAPACITY
#define ITEM(attributes)                                                                           \
	"{\"Items\":[{\"userId\":{\"S\":\"u\"},\"serviceType\":{\"S\":\"s\"}," attributes          \
	"}]" CAPACITY

/* The result of a probe. */
struct outcome {
	struct table_description table;
	struct stored_format stored_format;
	enum index_probe_state state;
	double read_units;
	int requests;
};

/* Probes a table whose Queries get these responses. */
static struct outcome probe_all(const struct table_description *table,
	const struct canned_response *responses, size_t count)
{
	struct outcome outcome = {.table = *table};
	struct canned *canned = canned_start(responses, count);
	struct ddb *ddb = canned_connect(canned);
	struct pacer pacer;
	struct index_probe probe;

	pacer_init(&pacer, 25, clock_mono_ms());
	index_probe_init(&probe, ddb, &settings, &outcome.table, &outcome.stored_format, &pacer);
	index_probe_begin(&probe);
	while (probe.state == INDEX_PROBE_RUNNING) {
		index_probe_advance(&probe);
		ddb_run(ddb, 1000);
	}
	outcome.state = probe.state;
	outcome.read_units = probe.read_units;
	outcome.requests = canned_requests(canned);
	ddb_free(ddb);
	canned_stop(canned);
	return outcome;
}

static struct table_description assumed(void)
{
	struct table_description table = {0};

	table_description_assume(&settings, &table);
	return table;
}

static struct table_description shadowed(void)
{
	struct table_description table = {.shadow = "activeKey", .shadow_type = "S"};

	table.active = (struct index_description){
		.is_usable = true,
		.key_name = "activeKey",
		.key_type = "S",
		.poll_type = "S",
		.shows_shadow = true,
	};
	return table;
}

static void a_described_table_needs_no_questions(void **state)
{
	(void)state;
	const struct canned_response responses[] = {GOOD(NULL, 0, NOTHING)};
	struct table_description table = {
		.active = {.is_usable = true, .key_name = "isActive", .key_type = "S"}};
	struct outcome outcome = probe_all(&table, responses, ARRAY_LEN(responses));

	assert_int_equal(outcome.state, INDEX_PROBE_DONE);
	assert_int_equal(outcome.requests, 0);
}

static void text_is_tried_first(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		GOOD("Query", 1, NOTHING),
		GOOD("Query", 1,
			ITEM("\"isActive\":{\"S\":\"false\"},\"lastPollAt\":{\"S\":\"x\"}")),
		GOOD("Query", 1, ITEM("\"lastPollAt\":{\"S\":\"x\"}")),
	};
	struct table_description table = assumed();
	struct outcome outcome = probe_all(&table, responses, ARRAY_LEN(responses));

	assert_int_equal(outcome.state, INDEX_PROBE_DONE);
	assert_int_equal(outcome.requests, 3);
	assert_true(outcome.read_units == 1.5);
	assert_true(outcome.table.active.is_usable && outcome.table.service.is_usable);
	assert_string_equal(outcome.table.active.key_type, "S");
	assert_string_equal(outcome.table.active.poll_type, "S");
	assert_true(outcome.table.can_write);
}

static void then_numbers(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		BAD("Query", 1, WRONG_TYPE),
		GOOD("Query", 1, ITEM("\"isActive\":{\"N\":\"1\"},\"lastPollAt\":{\"N\":\"5\"}")),
		BAD("Query", 1, NO_INDEX),
	};
	struct table_description table = assumed();
	struct outcome outcome = probe_all(&table, responses, ARRAY_LEN(responses));

	assert_int_equal(outcome.requests, 3);
	assert_string_equal(outcome.table.active.key_type, "N");
	assert_string_equal(outcome.table.active.poll_type, "N");
	assert_false(outcome.table.service.is_usable);
	assert_non_null(strstr(outcome.table.service.why_not, "specified index"));
}

/* Some servers accept a key of the wrong type, and find nothing. */
static void nothing_under_any_spelling(void **state)
{
	(void)state;
	const struct canned_response responses[] = {GOOD("Query", 0, NOTHING)};
	struct table_description table = assumed();
	struct outcome outcome = probe_all(&table, responses, ARRAY_LEN(responses));

	assert_int_equal(outcome.state, INDEX_PROBE_DONE);
	assert_false(outcome.table.active.is_usable);
	assert_non_null(strstr(outcome.table.active.why_not, "--active-value"));
	assert_true(outcome.table.service.is_usable);
	assert_true(outcome.requests > 14);
}

static void no_index(void **state)
{
	(void)state;
	const struct canned_response responses[] = {BAD("Query", 0, NO_INDEX)};
	struct table_description table = assumed();
	struct outcome outcome = probe_all(&table, responses, ARRAY_LEN(responses));

	assert_int_equal(outcome.requests, 2);
	assert_false(outcome.table.active.is_usable || outcome.table.service.is_usable);
	assert_true(outcome.table.can_write);
}

/* The key of an index that cannot be read may have to be written together with isActive. */
static void a_denied_index_denies_writing(void **state)
{
	(void)state;
	const struct canned_response responses[] = {BAD("Query", 0, DENIED)};
	struct table_description table = assumed();
	struct outcome outcome = probe_all(&table, responses, ARRAY_LEN(responses));

	assert_int_equal(outcome.state, INDEX_PROBE_DONE);
	assert_int_equal(outcome.requests, 2);
	assert_non_null(strstr(outcome.table.active.why_not, "dynamodb:Query"));
	assert_false(outcome.table.can_write);
	assert_non_null(strstr(outcome.table.write_refusal, "Active-Sessions-Index"));
}

static void what_is_not_projected_is_not_asked_for(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		BAD("Query", 1, NOT_PROJECTED),
		GOOD("Query", 1, ITEM("\"isActive\":{\"S\":\"true\"}")),
		BAD("Query", 1, NOT_PROJECTED),
		GOOD("Query", 1, NOTHING),
	};
	struct table_description table = assumed();
	struct outcome outcome = probe_all(&table, responses, ARRAY_LEN(responses));

	assert_int_equal(outcome.requests, 4);
	assert_true(outcome.table.active.is_usable && outcome.table.service.is_usable);
	assert_int_equal(outcome.table.active.absent, ITEM_ALL & ~ITEM_ACTIVE);
	assert_int_equal(outcome.table.service.absent, ITEM_ALL);
}

/* DynamoDB's error names the attribute that keys the index. */
static void the_error_names_the_shadow(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		BAD("Query", 1, MISSED_KEY),
		BAD("Query", 1, WRONG_TYPE),
		GOOD("Query", 1, ITEM("\"isActive\":{\"BOOL\":true},\"activeKey\":{\"N\":\"1\"}")),
		GOOD("Query", 1, NOTHING),
	};
	struct table_description table = assumed();
	struct outcome outcome = probe_all(&table, responses, ARRAY_LEN(responses));

	assert_int_equal(outcome.requests, 4);
	assert_true(outcome.table.active.is_usable);
	assert_string_equal(outcome.table.shadow, "activeKey");
	assert_string_equal(outcome.table.shadow_type, "N");
	assert_string_equal(outcome.table.active.key_type, "N");
	const char *keys[STORED_FORMAT_MAX_TEXTS];

	assert_int_equal(stored_format_keys(&outcome.stored_format, ACTIVE_ON, keys), 1);
	assert_string_equal(keys[0], "1");
}

static void a_shadow_is_learned(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		GOOD("Query", 3, NOTHING),
		GOOD("Query", 1,
			ITEM("\"isActive\":{\"BOOL\":false},\"activeKey\":{\"S\":\"False\"}")),
	};
	struct table_description table = shadowed();
	struct outcome outcome = probe_all(&table, responses, ARRAY_LEN(responses));

	assert_int_equal(outcome.state, INDEX_PROBE_DONE);
	assert_int_equal(outcome.requests, 4);
	const char *keys[STORED_FORMAT_MAX_TEXTS];

	assert_int_equal(stored_format_keys(&outcome.stored_format, ACTIVE_OFF, keys), 1);
	assert_string_equal(keys[0], "False");
	assert_int_equal(stored_format_keys(&outcome.stored_format, ACTIVE_ON, keys), 1);
	assert_string_equal(keys[0], "True");
}

/* The items may show it later, so the index stays usable. */
static void an_unusual_shadow_is_left_open(void **state)
{
	(void)state;
	const struct canned_response responses[] = {GOOD("Query", 0, NOTHING)};
	struct table_description table = shadowed();
	struct outcome outcome = probe_all(&table, responses, ARRAY_LEN(responses));

	assert_int_equal(outcome.state, INDEX_PROBE_DONE);
	assert_true(outcome.table.active.is_usable);
	assert_string_equal(outcome.stored_format.shadow, "activeKey");
}

static void a_fault_of_the_network_fails(void **state)
{
	(void)state;
	const struct canned_response responses[] = {BAD(
		"Query", 0, "{\"__type\":\"x#UnrecognizedClientException\",\"message\":\"no\"}")};
	struct table_description table = assumed();
	struct outcome outcome = probe_all(&table, responses, ARRAY_LEN(responses));

	assert_int_equal(outcome.state, INDEX_PROBE_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_described_table_needs_no_questions),
		cmocka_unit_test(text_is_tried_first),
		cmocka_unit_test(then_numbers),
		cmocka_unit_test(nothing_under_any_spelling),
		cmocka_unit_test(no_index),
		cmocka_unit_test(a_denied_index_denies_writing),
		cmocka_unit_test(what_is_not_projected_is_not_asked_for),
		cmocka_unit_test(the_error_names_the_shadow),
		cmocka_unit_test(a_shadow_is_learned),
		cmocka_unit_test(an_unusual_shadow_is_left_open),
		cmocka_unit_test(a_fault_of_the_network_fails),
	};

	return cmocka_run_group_tests_name("probe", tests, NULL, NULL);
}
