/* SPDX-License-Identifier: MIT */
#include "session.h"

#include "base.h"
#include "model/session_edit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NOW   INT64_C(1705314900000) /* 2024-01-15T10:35:00Z */
#define EVERY INT64_C(20000)
#define LONG  INT64_C(600000) /* so long that the grace does not matter */
#define GRACE INT64_C(30000)
#define OLD   (NOW - INT64_C(86400000))
#define NONE  SESSION_NO_TIME

#define YEAR_0001 INT64_C(-62135596800000)
#define YEAR_9999 INT64_C(253402300799999)

struct state_case {
	int64_t polled_at_ms, created_at_ms;
	uint32_t interval_ms;
	int32_t error_count;
	enum session_state state;
	uint8_t flags;
};

static struct session session_of(const struct state_case *c, enum session_active active)
{
	struct session session = {
		.user_id = "u-1",
		.polled_at_ms = c->polled_at_ms,
		.interval_ms = c->interval_ms,
		.error_count = c->error_count,
		.active = (uint8_t)active,
		.flags = c->flags,
	};

	session_set_created_at(&session, c->created_at_ms);
	return session;
}

static void assert_states(const struct state_case *cases, size_t count)
{
	const struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;

	for (size_t i = 0; i < count; i++) {
		struct session session = session_of(&cases[i], ACTIVE_ON);
		enum session_state state = session_state_at(&session, &limits, NOW);

		if (state != cases[i].state) {
			print_error("case %zu\n", i);
		}
		assert_string_equal(
			session_state_info(state)->word, session_state_info(cases[i].state)->word);
	}
}

/* isActive is tested before everything else. */
static const struct state_case any[] = {
	{NOW, OLD, EVERY, 0, STATE_ON_TIME, 0},
	{NOW - 100 * LONG, OLD, EVERY, 99, STATE_CRITICAL, 0},
	{NOW + LONG, OLD, EVERY, 0, STATE_FUTURE, 0},
	{NONE, OLD, EVERY, 0, STATE_NEVER_POLLED, 0},
	{NONE, NOW, EVERY, 0, STATE_ON_TIME, 0},
	{NONE, OLD, EVERY, 0, STATE_UNKNOWN, SESSION_BAD_POLLED},
	{NOW, OLD, 0, -1, STATE_UNKNOWN, SESSION_BAD_INTERVAL},
};

static void test_active_decides_first(void **state)
{
	const struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(any); i++) {
		struct session off = session_of(&any[i], ACTIVE_OFF);
		struct session unknown = session_of(&any[i], ACTIVE_UNKNOWN);

		assert_int_equal(session_state_at(&off, &limits, NOW), STATE_PAUSED);
		assert_int_equal(session_state_at(&unknown, &limits, NOW), STATE_UNKNOWN);
	}
	assert_states(any, ARRAY_LEN(any));
}

static void test_lateness_thresholds(void **state)
{
	static const struct state_case cases[] = {
		{NOW, OLD, LONG, 0, STATE_ON_TIME, 0},
		{NOW - 2 * LONG + 1, OLD, LONG, 0, STATE_ON_TIME, 0},
		{NOW - 2 * LONG, OLD, LONG, 0, STATE_LATE, 0},
		{NOW - 5 * LONG + 1, OLD, LONG, 0, STATE_LATE, 0},
		{NOW - 5 * LONG, OLD, LONG, 0, STATE_CRITICAL, 0},
		/* With a short interval the grace decides. */
		{NOW - EVERY - GRACE, OLD, EVERY, 0, STATE_ON_TIME, 0},
		{NOW - EVERY - GRACE - 1, OLD, EVERY, 0, STATE_LATE, 0},
		{NOW - 5 * EVERY + 1, OLD, EVERY, 0, STATE_LATE, 0},
		{NOW - 5 * EVERY, OLD, EVERY, 0, STATE_CRITICAL, 0},
		{NOW - 1000 - GRACE, OLD, 1000, 0, STATE_ON_TIME, 0},
		{NOW - 1000 - GRACE - 1, OLD, 1000, 0, STATE_CRITICAL, 0},
	};

	(void)state;
	assert_states(cases, ARRAY_LEN(cases));
}

static void test_error_thresholds(void **state)
{
	static const struct state_case cases[] = {
		{NOW, OLD, EVERY, -1, STATE_ON_TIME, 0},
		/* There may be many: never on time. */
		{NOW, OLD, EVERY, -1, STATE_UNKNOWN, SESSION_BAD_ERRORS},
		{NOW - 5 * LONG, OLD, EVERY, -1, STATE_CRITICAL, SESSION_BAD_ERRORS},
		{NOW, OLD, EVERY, 2, STATE_ON_TIME, 0},
		{NOW, OLD, EVERY, 3, STATE_LATE, 0},
		{NOW, OLD, EVERY, 9, STATE_LATE, 0},
		{NOW, OLD, EVERY, 10, STATE_CRITICAL, 0},
		{NOW, OLD, EVERY, INT32_MAX, STATE_CRITICAL, 0},
		/* Errors count without an interval. */
		{NOW, OLD, 0, 2, STATE_UNKNOWN, 0},
		{NOW, OLD, 0, 3, STATE_LATE, 0},
		{NOW, OLD, 0, 10, STATE_CRITICAL, 0},
		{NOW - 100 * LONG, OLD, 0, 0, STATE_UNKNOWN, 0},
	};

	(void)state;
	assert_states(cases, ARRAY_LEN(cases));
}

static void test_future(void **state)
{
	static const struct state_case cases[] = {
		{NOW + 5000, OLD, EVERY, 0, STATE_ON_TIME, 0},
		{NOW + 5001, OLD, EVERY, 0, STATE_FUTURE, 0},
		{NOW + 5001, OLD, 0, 0, STATE_FUTURE, 0},
		/* Critical is tested before future, late after it. */
		{NOW + 5001, OLD, EVERY, 9, STATE_FUTURE, 0},
		{NOW + 5001, OLD, EVERY, 10, STATE_CRITICAL, 0},
	};

	(void)state;
	assert_states(cases, ARRAY_LEN(cases));
}

static void test_never_polled(void **state)
{
	static const struct state_case cases[] = {
		{NONE, NOW - 2 * EVERY + 1000, EVERY, 0, STATE_ON_TIME, 0},
		{NONE, NOW - 2 * EVERY, EVERY, 0, STATE_NEVER_POLLED, 0},
		{NONE, NOW + LONG, EVERY, 0, STATE_ON_TIME, 0},
		{NONE, NONE, EVERY, 0, STATE_NEVER_POLLED, 0},
		{NONE, NOW, 0, 0, STATE_NEVER_POLLED, 0},
		/* Never polled is tested before the errors, which count for a new session. */
		{NONE, OLD, EVERY, 10, STATE_NEVER_POLLED, 0},
		{NONE, NOW, EVERY, 2, STATE_ON_TIME, 0},
		{NONE, NOW, EVERY, 3, STATE_LATE, 0},
		{NONE, NOW, EVERY, 10, STATE_CRITICAL, 0},
	};

	(void)state;
	assert_states(cases, ARRAY_LEN(cases));
}

static void test_absurd_values(void **state)
{
	static const struct state_case cases[] = {
		{YEAR_0001, YEAR_0001, EVERY, 0, STATE_CRITICAL, 0},
		{YEAR_9999, YEAR_9999, EVERY, 0, STATE_FUTURE, 0},
		{INT64_MIN + 1, OLD, 1, 0, STATE_CRITICAL, 0},
		{INT64_MAX, OLD, 1, 0, STATE_FUTURE, 0},
		{INT64_MIN + 1, OLD, UINT32_MAX, 0, STATE_CRITICAL, 0},
		{NOW, OLD, UINT32_MAX, 0, STATE_ON_TIME, 0},
		{NONE, INT64_MIN + 1, UINT32_MAX, 0, STATE_NEVER_POLLED, 0},
		{NONE, INT64_MIN + 1, 1, 0, STATE_NEVER_POLLED, 0},
		{NONE, INT64_MAX, UINT32_MAX, 0, STATE_ON_TIME, 0},
		{NOW, OLD, EVERY, INT32_MIN, STATE_ON_TIME, 0},
	};
	struct session session = session_of(&cases[0], ACTIVE_ON);
	int64_t age_ms;

	(void)state;
	assert_states(cases, ARRAY_LEN(cases));
	session.polled_at_ms = INT64_MIN + 1;
	assert_true(session_age(&session, INT64_MAX, &age_ms));
	assert_true(age_ms == INT64_MAX);
	session.polled_at_ms = INT64_MAX;
	assert_true(session_age(&session, INT64_MIN, &age_ms));
	assert_true(age_ms == INT64_MIN);
}

static void test_thresholds_are_obeyed(void **state)
{
	const struct session_thresholds limits = {
		.late = 1.5,
		.critical = 3,
		.errors_late = 1,
		.errors_critical = 2,
		.grace_ms = 0,
		.future_ms = 0,
	};
	static const struct state_case cases[] = {
		{NOW - EVERY * 3 / 2 + 1, OLD, EVERY, 0, STATE_ON_TIME, 0},
		{NOW - EVERY * 3 / 2, OLD, EVERY, 0, STATE_LATE, 0},
		{NOW - EVERY * 3, OLD, EVERY, 0, STATE_CRITICAL, 0},
		{NOW, OLD, EVERY, 1, STATE_LATE, 0},
		{NOW, OLD, EVERY, 2, STATE_CRITICAL, 0},
		/* NOW may have been rounded down. */
		{NOW + 999, OLD, EVERY, 0, STATE_ON_TIME, 0},
		{NOW + 1000, OLD, EVERY, 0, STATE_FUTURE, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct session session = session_of(&cases[i], ACTIVE_ON);

		assert_int_equal(session_state_at(&session, &limits, NOW), cases[i].state);
	}
}

static void test_age_and_lateness(void **state)
{
	struct session session = session_of(&any[0], ACTIVE_OFF);
	int64_t age_ms = 42;

	(void)state;
	session.polled_at_ms = NOW - 50000;
	assert_true(session_age(&session, NOW, &age_ms));
	assert_int_equal(age_ms, 50000);
	assert_true(session_lateness(&session, NOW) == 2.5);
	session.polled_at_ms = NOW + 10000;
	assert_true(session_age(&session, NOW, &age_ms));
	assert_int_equal(age_ms, -10000);
	assert_true(session_lateness(&session, NOW) == -0.5);
	session.interval_ms = 0;
	assert_true(isnan(session_lateness(&session, NOW)));

	session.interval_ms = EVERY;
	session.polled_at_ms = NONE;
	age_ms = 42;
	assert_false(session_age(&session, NOW, &age_ms));
	assert_true(isnan(session_lateness(&session, NOW)));
	session.polled_at_ms = NOW;
	session.flags = SESSION_BAD_POLLED;
	assert_false(session_age(&session, NOW, &age_ms));
	assert_int_equal(age_ms, 42);
}

#define UNFILLED SESSION_UNFILLED

/* What has not been read may be a problem; what has been read counts. */
static void test_unfilled(void **state)
{
	static const struct state_case cases[] = {
		{NOW, OLD, EVERY, 0, STATE_UNKNOWN, UNFILLED},
		{NOW, NONE, 0, -1, STATE_UNKNOWN, UNFILLED},
		{NOW - 100 * LONG, NONE, 0, -1, STATE_UNKNOWN, UNFILLED},
		{NONE, NOW, EVERY, 0, STATE_UNKNOWN, UNFILLED},
		{NOW - 100 * LONG, NONE, EVERY, -1, STATE_CRITICAL, UNFILLED},
		{NOW - 3 * EVERY, NONE, EVERY, -1, STATE_LATE, UNFILLED},
		{NOW, NONE, 0, 10, STATE_CRITICAL, UNFILLED},
		{NOW + LONG, NONE, 0, -1, STATE_FUTURE, UNFILLED},
	};
	const struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;

	(void)state;
	assert_states(cases, ARRAY_LEN(cases));
	struct session paused = session_of(&cases[0], ACTIVE_OFF);

	assert_int_equal(session_state_at(&paused, &limits, NOW), STATE_PAUSED);
}

/* Times kept to the second: no age is too long, and absurd times are clamped. */
static void test_packed_times(void **state)
{
	static const struct {
		int64_t told_ms, asof_ms, created_at_ms;
	} cases[] = {
		{NOW, NOW, NOW},
		{NOW + 1, NOW, NOW},
		{NOW + 999, NOW, NOW},
		{0, 1000, 1000},
		{-5, 1000, 1000},
		{INT64_MIN + 1, 1000, 1000},
		{INT64_MAX, INT64_C(4294967295000), INT64_C(4294967295000)},
		{YEAR_9999, INT64_C(4294967295000), INT64_C(4294967295000)},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct session session = {0};

		session_set_asof(&session, cases[i].told_ms);
		session_set_created_at(&session, cases[i].told_ms);
		assert_int_equal(session_asof_ms(&session), cases[i].asof_ms);
		assert_int_equal(session_created_at_ms(&session), cases[i].created_at_ms);
	}
	struct session session = {0};

	session_set_created_at(&session, NONE);
	assert_true(session_created_at_ms(&session) == NONE);
	assert_int_equal(sizeof(session), 40);
}

static void test_is_new(void **state)
{
	static const struct {
		struct state_case session;
		bool is_new;
	} cases[] = {
		{{NONE, NOW, EVERY, 0, 0, 0}, true},
		{{NONE, NOW + LONG, EVERY, 0, 0, 0}, true},
		{{NONE, NOW - 2 * EVERY + 1000, EVERY, 0, 0, 0}, true},
		{{NONE, NOW - 2 * EVERY, EVERY, 0, 0, 0}, false},
		{{NONE, NONE, EVERY, 0, 0, 0}, false},
		{{NONE, NOW, 0, 0, 0, 0}, false},
		{{NOW, NOW, EVERY, 0, 0, 0}, false},
		{{NONE, NOW, EVERY, 0, 0, SESSION_BAD_POLLED}, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct session session = session_of(&cases[i].session, ACTIVE_ON);

		assert_int_equal(session_is_new(&session, NOW), cases[i].is_new);
	}
}

static void test_state_rows(void **state)
{
	static const struct {
		enum session_state state;
		char letter;
		const char *word;
	} cases[] = {
		{STATE_CRITICAL, 'C', "critical"},
		{STATE_NEVER_POLLED, 'N', "never_polled"},
		{STATE_LATE, 'W', "late"},
		{STATE_UNKNOWN, '?', "unknown"},
		{STATE_FUTURE, 'F', "future"},
		{STATE_ON_TIME, '.', "on_time"},
		{STATE_PAUSED, '-', "paused"},
	};

	(void)state;
	assert_int_equal(ARRAY_LEN(cases), STATE_COUNT);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct session_state_info *info = session_state_info(cases[i].state);

		assert_int_equal(info->letter, cases[i].letter);
		assert_string_equal(info->word, cases[i].word);
		assert_non_null(info->title);
		assert_non_null(info->meaning);
		if (i > 0) {
			assert_true(
				info->severity < session_state_info(cases[i - 1].state)->severity);
		}
	}
	assert_int_equal(session_state_info(STATE_ON_TIME)->severity, 0);
}

static void test_decode_active(void **state)
{
	static const struct {
		const char *type, *text;
		enum session_active active;
		const char *other; /* what a toggle writes; NULL: unreadable */
	} cases[] = {
		{"BOOL", "true", ACTIVE_ON, "false"},
		{"BOOL", "false", ACTIVE_OFF, "true"},
		{"S", "true", ACTIVE_ON, "false"},
		{"S", "false", ACTIVE_OFF, "true"},
		{"S", "True", ACTIVE_ON, "False"},
		{"S", "FALSE", ACTIVE_OFF, "TRUE"},
		{"S", "1", ACTIVE_ON, "0"},
		{"S", "no", ACTIVE_OFF, "yes"},
		{"S", "active", ACTIVE_ON, "inactive"},
		{"S", "off", ACTIVE_OFF, "on"},
		{"N", "1", ACTIVE_ON, "0"},
		{"N", "0", ACTIVE_OFF, "1"},
		{NULL, NULL, ACTIVE_UNKNOWN, NULL},
		{"S", NULL, ACTIVE_UNKNOWN, NULL},
		{NULL, "true", ACTIVE_UNKNOWN, NULL},
		{"BOOL", "1", ACTIVE_UNKNOWN, NULL},
		{"BOOL", "True", ACTIVE_UNKNOWN, NULL},
		{"N", "2", ACTIVE_UNKNOWN, NULL},
		{"N", "true", ACTIVE_UNKNOWN, NULL},
		{"N", "", ACTIVE_UNKNOWN, NULL},
		{"S", "", ACTIVE_UNKNOWN, NULL},
		{"S", "tRUE", ACTIVE_UNKNOWN, NULL},
		{"S", "true ", ACTIVE_UNKNOWN, NULL},
		{"NULL", "true", ACTIVE_UNKNOWN, NULL},
		{"M", "", ACTIVE_UNKNOWN, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct session_encoding *encoding;
		uint8_t index = 99;

		assert_int_equal(session_decode_active(NULL, cases[i].type, cases[i].text, &index),
			cases[i].active);
		encoding = session_encoding(NULL, index);
		if (!cases[i].other) {
			assert_int_equal(index, 0);
			assert_null(encoding);
			continue;
		}
		assert_string_equal(encoding->type, cases[i].type);
		assert_string_equal(cases[i].active == ACTIVE_ON ? encoding->off : encoding->on,
			cases[i].other);
	}
}

static void test_encodings_round_trip(void **state)
{
	const struct session_encoding *encoding;
	unsigned count = 1;

	(void)state;
	for (; (encoding = session_encoding(NULL, count)) != NULL; count++) {
		uint8_t index;

		assert_int_equal(session_decode_active(NULL, encoding->type, encoding->on, &index),
			ACTIVE_ON);
		assert_int_equal(index, count);
		assert_int_equal(session_decode_active(NULL, encoding->type, encoding->off, &index),
			ACTIVE_OFF);
		assert_int_equal(index, count);
	}
	assert_true(count > 1);
	assert_null(session_encoding(NULL, 0));
	assert_null(session_encoding(NULL, UINT32_MAX));
}

/* The table's own values are tried before the usual ones, in both types. */
static void test_told_values(void **state)
{
	(void)state;
	uint8_t encoding;
	const struct own_encodings words = session_own_encodings("no", "Y");
	const struct own_encodings numbers = session_own_encodings("7", "-1");

	assert_int_equal(session_decode_active(&words, "S", "no", &encoding), ACTIVE_ON);
	assert_string_equal(session_encoding(&words, encoding)->off, "Y");
	assert_string_equal(session_encoding(&numbers, encoding)->off, "-1");
	assert_int_equal(session_decode_active(&words, "S", "Y", &encoding), ACTIVE_OFF);
	assert_int_equal(session_decode_active(&words, "S", "yes", &encoding), ACTIVE_ON);
	assert_int_equal(session_decode_active(&words, "N", "7", &encoding), ACTIVE_UNKNOWN);

	assert_int_equal(session_decode_active(&numbers, "S", "7", &encoding), ACTIVE_ON);
	assert_string_equal(session_encoding(&numbers, encoding)->type, "S");
	assert_int_equal(session_decode_active(&numbers, "N", "-1", &encoding), ACTIVE_OFF);
	assert_string_equal(session_encoding(&numbers, encoding)->type, "N");
	assert_null(session_encoding(&numbers, encoding + 1u));
	assert_null(session_encoding(&words, encoding));

	assert_int_equal(session_own_encodings("on", NULL).count, 0);
	assert_null(session_encoding(NULL, encoding));
	assert_int_equal(session_decode_active(NULL, "S", "7", &encoding), ACTIVE_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest session[] = {
		cmocka_unit_test(test_active_decides_first),
		cmocka_unit_test(test_lateness_thresholds),
		cmocka_unit_test(test_error_thresholds),
		cmocka_unit_test(test_future),
		cmocka_unit_test(test_never_polled),
		cmocka_unit_test(test_absurd_values),
		cmocka_unit_test(test_thresholds_are_obeyed),
		cmocka_unit_test(test_age_and_lateness),
		cmocka_unit_test(test_unfilled),
		cmocka_unit_test(test_packed_times),
		cmocka_unit_test(test_is_new),
		cmocka_unit_test(test_state_rows),
		cmocka_unit_test(test_decode_active),
		cmocka_unit_test(test_told_values),
		cmocka_unit_test(test_encodings_round_trip),
	};

	return cmocka_run_group_tests(session, NULL, NULL);
}
