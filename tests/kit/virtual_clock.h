/* SPDX-License-Identifier: MIT */
/*
 * Both clocks of this process, also those of a server in it, stand still until the test moves them:
 * a test of minutes takes as long as its requests. For programs in tests/wire, which are linked
 * with --wrap for both functions of clock.h.
 */
#ifndef BEYATOP_TESTS_VIRTUAL_CLOCK_H
#define BEYATOP_TESTS_VIRTUAL_CLOCK_H

#include <stdint.h>

/* Stops the clocks. */
void virtual_clock_stop(void);

/* Moves the stopped clocks on. */
void virtual_clock_advance(int64_t ms);

#endif
