/* SPDX-License-Identifier: MIT */
/* Runs tests in parallel, each in its own process: for tests that spend their time waiting. */
#ifndef BEYATOP_TESTS_PARALLEL_H
#define BEYATOP_TESTS_PARALLEL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/*
 * Runs each test as a group of its own, with setup and teardown (NULL: none), and waits for all.
 * Returns the number of failures, for main().
 */
int parallel_run(const char *name, const struct CMUnitTest *tests, size_t count,
	CMFixtureFunction setup, CMFixtureFunction teardown);

#endif
