/* SPDX-License-Identifier: MIT */
/*
 * Stops both clocks of this process, and so those of a server in it, until the test moves them: a
 * test that spans minutes takes only as long as its requests. For programs in tests/wire, which are
 * linked with --wrap for both functions of clock.h.
 */
#ifndef BEYATOP_TESTS_VIRTUAL_CLOCK_H
#define BEYATOP_TESTS_VIRTUAL_CLOCK_H

#include <stdint.h>

/* Stops the clocks. */
void virtual_clock_stop(void);

/* Moves the stopped clocks on. */
void virtual_clock_advance(int64_t ms);

#endif
