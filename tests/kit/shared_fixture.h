/* SPDX-License-Identifier: MIT */
/* One fixture for all tests of a program, whose group's set-up and tear-down these are. */
#ifndef BEYATOP_TESTS_SHARED_FIXTURE_H
#define BEYATOP_TESTS_SHARED_FIXTURE_H

#include "kit/fixture.h"

static struct scratch scratch;

static inline int open_fixture(void **state)
{
	(void)state;
	fixture_open(&scratch, FORM_S);
	return 0;
}

static inline int close_fixture(void **state)
{
	(void)state;
	scratch_close(&scratch);
	return 0;
}

#endif
