/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include "base.h"

#include <time.h>

static int64_t read_ms(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now) != 0) {
		base_fatal("cannot read clock %d", (int)clock);
	}
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_mono_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

int64_t clock_wall_ms(void)
{
	return read_ms(CLOCK_REALTIME);
}

int64_t clock_earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}
