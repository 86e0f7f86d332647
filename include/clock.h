/* SPDX-License-Identifier: MIT */
/* This machine's clocks, in milliseconds. Any thread. */
#ifndef BEYATOP_CLOCK_H
#define BEYATOP_CLOCK_H

#include <stdint.h>

/* CLOCK_MONOTONIC, for deadlines and the age of our own data. */
int64_t clock_mono_ms(void);

/* CLOCK_REALTIME: milliseconds since the Unix epoch. It may be wrong. */
int64_t clock_wall_ms(void);

/* The earlier of two times, or the shorter of two waits. */
int64_t clock_earlier(int64_t a, int64_t b);

#endif
