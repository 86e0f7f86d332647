/* SPDX-License-Identifier: MIT */
#include "base.h"

#include "base/wiped.h"
#include "clock.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void say_restored(void)
{
	assert_int_equal(write(STDERR_FILENO, "restored\n", 9), 9);
}

/* Runs die() in a child; returns its wait status and what it wrote to stderr. */
static int run(void (*die)(void), char *said, size_t size)
{
	int ends[2], status;
	size_t length = 0;
	ssize_t count;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){0});
		signal(SIGABRT, SIG_DFL);
		dup2(ends[1], STDERR_FILENO);
		die();
		_exit(0);
	}
	close(ends[1]);
	while ((count = read(ends[0], said + length, size - 1 - length)) > 0) {
		length += (size_t)count;
	}
	said[length] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void die_with_hook(void)
{
	base_set_fatal_hook(say_restored);
	base_fatal("row %d of %s", 7, "slack");
}

static void die_without_hook(void)
{
	base_set_fatal_hook(say_restored);
	base_set_fatal_hook(NULL);
	base_fatal("broken");
}

static void die_of_overflow(void)
{
	free(base_realloc(NULL, SIZE_MAX / 2, 3));
}

/* cJSON and libcurl would take NULL for bad input, libcrypto would crash. */
static void die_in_a_library(void)
{
	wiped_free(wiped_calloc(SIZE_MAX / 2, 3));
}

static void die_in_a_library_of_size(void)
{
	wiped_free(wiped_malloc(SIZE_MAX));
}

static void test_fatal(void **state)
{
	static const struct {
		void (*die)(void);
		const char *said;
	} cases[] = {
		{die_with_hook, "restored\nbeyatop: row 7 of slack\n"},
		{die_without_hook, "beyatop: broken\n"},
		{die_of_overflow,
			"beyatop: out of memory: 9223372036854775807 elements of 3 bytes\n"},
		{die_in_a_library,
			"beyatop: out of memory: 9223372036854775807 elements of 3 bytes\n"},
		{die_in_a_library_of_size, "beyatop: out of memory: 18446744073709551615 bytes\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char said[400];
		int status = run(cases[i].die, said, sizeof(said));

		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGABRT);
		assert_string_equal(said, cases[i].said);
	}
}

static void test_nothing_is_not_null(void **state)
{
	void *memory = base_alloc(0);

	(void)state;
	assert_non_null(memory);
	memory = base_realloc(memory, 0, 8);
	assert_non_null(memory);
	free(memory);
	memory = base_calloc(0, 0);
	assert_non_null(memory);
	free(memory);
}

static void test_strndup_stops_at_the_end(void **state)
{
	static const struct {
		size_t length;
		const char *copy;
	} cases[] = {{0, ""}, {3, "sla"}, {5, "slack"}, {SIZE_MAX, "slack"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *copy = base_strndup("slack", cases[i].length);

		assert_string_equal(copy, cases[i].copy);
		free(copy);
	}
}

static void test_clocks(void **state)
{
	int64_t before_ms = clock_mono_ms();

	(void)state;
	assert_true(clock_mono_ms() >= before_ms);
	/* After 2020-01-01, which a value in seconds or microseconds would not be. */
	assert_true(clock_wall_ms() > INT64_C(1577836800000));
	assert_true(clock_wall_ms() < INT64_C(253402300800000));
}

int main(void)
{
	const struct CMUnitTest base[] = {
		cmocka_unit_test(test_fatal),
		cmocka_unit_test(test_nothing_is_not_null),
		cmocka_unit_test(test_strndup_stops_at_the_end),
		cmocka_unit_test(test_clocks),
	};

	return cmocka_run_group_tests(base, NULL, NULL);
}
