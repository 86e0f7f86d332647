/* SPDX-License-Identifier: MIT */
/*
 * Signs again what botocore signed, and compares each stage. The cases are in a file that
 * sigv4_botocore.py writes, named by BEYATOP_SIGV4_CASES.
 */
#include "aws/sigv4.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MIN_CASES 200

static const char *cases_path;

struct test_case {
	struct sigv4_request request;
	struct sigv4_header headers[SIGV4_MAX_HEADERS];
	struct credentials credentials;
	/* the strings above point into it */
	struct buf lines[32];
	size_t lines_count;
	struct buf body, canonical_request, string_to_sign;
	const char *authorization;
};

static void decode_hex(const char *text, struct buf *out)
{
	for (; text[0] && text[1]; text += 2) {
		const char digits[] = {text[0], text[1], '\0'};

		buf_putc(out, (char)strtol(digits, NULL, 16));
	}
}

static void take_line(struct test_case *test, const char *word, const char *value)
{
	struct sigv4_request *request = &test->request;

	if (strcmp(word, "region") == 0) {
		request->region = value;
	} else if (strcmp(word, "service") == 0) {
		request->service = value;
	} else if (strcmp(word, "time_ms") == 0) {
		request->time_ms = strtoll(value, NULL, 10);
	} else if (strcmp(word, "access_key_id") == 0) {
		strcpy(test->credentials.access_key_id, value);
	} else if (strcmp(word, "secret_access_key") == 0) {
		strcpy(test->credentials.secret_access_key, value);
	} else if (strncmp(word, "header ", 7) == 0) {
		test->headers[request->headers_count++] = (struct sigv4_header){word + 7, value};
	} else if (strcmp(word, "body") == 0) {
		decode_hex(value, &test->body);
	} else if (strcmp(word, "canonical_request") == 0) {
		decode_hex(value, &test->canonical_request);
	} else if (strcmp(word, "string_to_sign") == 0) {
		decode_hex(value, &test->string_to_sign);
	} else if (strcmp(word, "authorization") == 0) {
		test->authorization = value;
	} else {
		fail_msg("unknown word in the cases: %s", word);
	}
}

static struct test_case *new_case(void)
{
	struct test_case *test = base_calloc(1, sizeof(*test));

	test->request.method = "POST";
	test->request.path = "/";
	test->request.query = "";
	test->request.headers = test->headers;
	return test;
}

static void free_case(struct test_case *test)
{
	for (size_t i = 0; i < test->lines_count; i++) {
		buf_fini(&test->lines[i]);
	}
	buf_fini(&test->body);
	buf_fini(&test->canonical_request);
	buf_fini(&test->string_to_sign);
	free(test);
}

/* NULL at the end of the file. */
static struct test_case *read_case(FILE *file)
{
	struct test_case *test = new_case();
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;

	while ((length = getline(&line, &capacity, file)) > 1) {
		struct buf *kept = &test->lines[test->lines_count++];
		char *equals;

		assert_true(test->lines_count < ARRAY_LEN(test->lines));
		buf_append(kept, line, (size_t)length - 1);
		equals = strchr(kept->data, '=');
		assert_non_null(equals);
		*equals = '\0';
		take_line(test, kept->data, equals + 1);
	}
	free(line);
	if (test->lines_count > 0) {
		return test;
	}
	free_case(test);
	return NULL;
}

static void check_case(struct test_case *test)
{
	struct buf canonical = {0}, to_sign = {0}, authorization = {0};

	test->request.body = buf_text(&test->body);
	test->request.body_size = test->body.length;
	sigv4_canonical_request(&test->request, &canonical);
	assert_string_equal(buf_text(&canonical), buf_text(&test->canonical_request));
	sigv4_string_to_sign(&test->request, buf_text(&canonical), &to_sign);
	assert_string_equal(buf_text(&to_sign), buf_text(&test->string_to_sign));
	sigv4_sign(&test->request, &test->credentials, &authorization);
	assert_string_equal(buf_text(&authorization), test->authorization);
	buf_fini(&canonical);
	buf_fini(&to_sign);
	buf_fini(&authorization);
}

static void test_agrees_with_botocore(void **state)
{
	FILE *file = cases_path ? fopen(cases_path, "r") : NULL;
	struct test_case *test;
	int count = 0;

	(void)state;
	if (!file) {
		fail_msg("no cases: write them by sigv4_botocore.py, and name the file");
	}
	for (; (test = read_case(file)); count++) {
		check_case(test);
		free_case(test);
	}
	fclose(file);
	print_message("%d cases\n", count);
	assert_true(count >= MIN_CASES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agrees_with_botocore),
	};

	cases_path = getenv("BEYATOP_SIGV4_CASES");
	return cmocka_run_group_tests_name("sigv4_botocore", tests, NULL, NULL);
}
