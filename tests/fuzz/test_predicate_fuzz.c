/* SPDX-License-Identifier: MIT */
/*
 * Random texts of what means something to a predicate, the same in every run: each is refused with
 * a place inside it, or means the same when it is printed and parsed again.
 */
#include "condition.h"

#include "buf.h"
#include "list/filter.h"
#include "summary.h"

#include "kit/rounds.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ASOF_S 1790000000

static const struct service_summary services[] = {{.name = "slack"}, {.name = "a (b) /c/"}};

static const struct session sessions[] = {
	{.user_id = "u-1",
		.state = STATE_CRITICAL,
		.active = ACTIVE_ON,
		.interval_ms = 20000,
		.error_count = 5,
		.asof_s = ASOF_S,
		.polled_at_ms = (ASOF_S - 60) * INT64_C(1000)},
	{.user_id = "err or \"x\"",
		.service = 1,
		.state = STATE_UNKNOWN,
		.active = ACTIVE_UNKNOWN,
		.error_count = -1,
		.asof_s = ASOF_S,
		.polled_at_ms = SESSION_NO_TIME},
};

static const struct snapshot snapshot = {.sessions = sessions,
	.sessions_count = ARRAY_LEN(sessions),
	.services = services,
	.services_count = ARRAY_LEN(services)};

static const struct summary summary = {.sessions = 9,
	.active = 7,
	.states = {[STATE_LATE] = 5},
	.worst_late = NAN,
	.p50_age_ms = 60000,
	.p95_age_ms = -1};

static const char *const parts[] = {"err", "late", "age", "every", "user", "svc", "state", "act",
	"critical", "p95_age", "late>5", "critical=0 ", "p95_age<=1m", ":", "=", "!=", "<", ">",
	"<=", "!", "\"", "\"", " ", " ", " ", "?", "5", "1m", "5%", "C", "on", "x", ".", "\xC3",
	"\xA9", "\x7F", "\\", "(", ")", "/", "/", " and ", " or ", "not ", "[", "]", "*", "{2}",
	"{99}", "^", "$", "|", "\t"};

static void put_random(char text[PREDICATE_TEXT_SIZE])
{
	text[0] = '\0';
	for (int part = rand() % 20; part > 0; part--) {
		strcat(text, parts[(size_t)rand() % ARRAY_LEN(parts)]);
	}
}

/* --- Printing ------------------------------------------------------------------------------- */

/* A text between quotes or slashes: a quote in it is doubled, a slash gets a backslash. */
static void put_text(struct buf *out, const char *text, char end)
{
	buf_putc(out, end);
	for (; *text; text++) {
		if (end == '/' && *text == '\\' && text[1]) {
			buf_putc(out, *text++);
		} else if (*text == end) {
			buf_putc(out, end == '/' ? '\\' : end);
		}
		buf_putc(out, *text);
	}
	buf_putc(out, end);
}

static void put_term(
	struct buf *out, const struct predicate *predicate, const struct predicate_term *term)
{
	static const char *const relations[] = {":", "=", "<", "<=", ">", ">="};

	if (term->operand != PREDICATE_WORD) {
		buf_printf(out, "%s %s ", predicate->vocabulary->operand(term->operand).name,
			relations[term->relation]);
	}
	put_text(out, &predicate->words[term->word], term->pattern ? '/' : '"');
}

static void put_node(struct buf *out, const struct predicate *predicate, uint8_t at)
{
	const struct predicate_node *node = &predicate->nodes[at];

	buf_puts(out, node->is_negated ? "not " : "");
	if (node->kind == PREDICATE_TERM) {
		put_term(out, predicate, &predicate->terms[node->left]);
		return;
	}
	buf_putc(out, '(');
	put_node(out, predicate, node->left);
	buf_puts(out, node->kind == PREDICATE_AND ? " and " : " or ");
	put_node(out, predicate, node->right);
	buf_putc(out, ')');
}

static void print(struct buf *out, const struct predicate *predicate)
{
	buf_clear(out);
	if (predicate->count > 0) {
		put_node(out, predicate, predicate->root);
	}
}

/* --- Tests ---------------------------------------------------------------------------------- */

typedef bool parse_function(
	struct predicate *predicate, const char *text, struct predicate_error *error);

/* A digit for each subject: what the predicate is of it. */
static void evaluate(const struct predicate *predicate, char results[ARRAY_LEN(sessions) + 1])
{
	bool is_filter = predicate->vocabulary == &filter_vocabulary;

	for (size_t i = 0; i < ARRAY_LEN(sessions); i++) {
		unsigned result = is_filter ? filter_passes(predicate, &snapshot, &sessions[i])
					    : condition_evaluate(predicate, &summary, i > 0);

		results[i] = (char)('0' + result);
	}
	results[ARRAY_LEN(sessions)] = '\0';
}

static void assert_stable(
	parse_function *parse, const struct predicate *predicate, const char *text)
{
	struct buf printed = {0}, again = {0};
	struct predicate other = {0};
	struct predicate_error error;
	char results[ARRAY_LEN(sessions) + 1], other_results[ARRAY_LEN(sessions) + 1];

	print(&printed, predicate);
	/* What is printed is longer than what was typed. */
	if (printed.length < PREDICATE_TEXT_SIZE && printed.length > 0) {
		if (!parse(&other, buf_text(&printed), &error)) {
			fail_msg("\"%s\" is printed as \"%s\": at %zu: %s", text,
				buf_text(&printed), error.at, error.reason);
		}
		print(&again, &other);
		assert_string_equal(buf_text(&printed), buf_text(&again));
		evaluate(predicate, results);
		evaluate(&other, other_results);
		assert_string_equal(results, other_results);
	}
	predicate_fini(&other);
	buf_fini(&printed);
	buf_fini(&again);
}

static void replay(parse_function *parse)
{
	size_t taken = 0, count = (size_t)rounds(30000);

	srand(7);
	for (size_t i = 0; i < count; i++) {
		char text[PREDICATE_TEXT_SIZE];
		struct predicate predicate = {0};
		struct predicate_error error = {0};

		put_random(text);
		if (!parse(&predicate, text, &error)) {
			assert_in_range(error.at, 0, strlen(text));
			assert_in_range(error.length, 1, PREDICATE_TEXT_SIZE);
			assert_true(*error.reason != '\0');
			continue;
		}
		taken++;
		assert_string_equal(predicate.text, text);
		assert_in_range(predicate.nodes_count, predicate.count, 2 * predicate.count);
		assert_stable(parse, &predicate, text);
		predicate_fini(&predicate);
	}
	assert_true(taken > count / 1000);
}

static void test_filters(void **state)
{
	(void)state;
	replay(filter_parse);
}

static void test_conditions(void **state)
{
	(void)state;
	replay(condition_parse);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_filters),
		cmocka_unit_test(test_conditions),
	};

	return cmocka_run_group_tests_name("predicate fuzz", tests, NULL, NULL);
}
