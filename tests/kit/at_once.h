/* SPDX-License-Identifier: MIT */
/* Tests that mostly wait, all at once: each in a process of its own. */
#ifndef BEYATOP_TESTS_AT_ONCE_H
#define BEYATOP_TESTS_AT_ONCE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/*
 * Runs each test as a group of its own, between setup and teardown (NULL: none), and waits for all.
 * What a test prints comes when it ends. Returns how many failed, for main().
 */
int at_once_run(const char *name, const struct CMUnitTest *tests, size_t count,
	CMFixtureFunction setup, CMFixtureFunction teardown);

#endif
