/* SPDX-License-Identifier: MIT */
#include "kit/parallel.h"

#include "base.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void start(const char *name, const struct CMUnitTest *test, CMFixtureFunction setup,
	CMFixtureFunction teardown)
{
	fflush(NULL);
	pid_t process = fork();

	if (process < 0) {
		base_fatal("cannot fork");
	}
	if (process == 0) {
		const struct CMUnitTest tests[] = {*test};

		exit(cmocka_run_group_tests_name(name, tests, setup, teardown));
	}
}

int parallel_run(const char *name, const struct CMUnitTest *tests, size_t count,
	CMFixtureFunction setup, CMFixtureFunction teardown)
{
	int failures = 0, status;

	for (size_t i = 0; i < count; i++) {
		start(name, &tests[i], setup, teardown);
	}
	while (wait(&status) > 0) {
		failures += status != 0;
	}
	return failures;
}
