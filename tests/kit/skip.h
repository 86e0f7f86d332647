/* SPDX-License-Identifier: MIT */
/* Skips the running test and says why: tests/run prints the reason and accepts no other skip. */
#ifndef BEYATOP_TESTS_SKIP_H
#define BEYATOP_TESTS_SKIP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SKIP_TEST(reason)                                                                          \
	do {                                                                                       \
		print_message("# skipped: %s\n", reason);                                          \
		skip();                                                                            \
		__builtin_unreachable(); /* skip() jumps out of the test */                        \
	} while (0)

#endif
