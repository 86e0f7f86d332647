/* SPDX-License-Identifier: MIT */
#include "kit/virtual_clock.h"

#include "clock.h"

#include <stdatomic.h>

/* The linker's names for the function and for what is called in its place. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
int64_t __real_clock_mono_ms(void);
int64_t __real_clock_wall_ms(void);
int64_t __wrap_clock_mono_ms(void);
int64_t __wrap_clock_wall_ms(void);

/* 0: the clocks run */
static _Atomic int64_t mono_ms, wall_ms;

int64_t __wrap_clock_mono_ms(void)
{
	return mono_ms ? mono_ms : __real_clock_mono_ms();
}

int64_t __wrap_clock_wall_ms(void)
{
	return wall_ms ? wall_ms : __real_clock_wall_ms();
}

void virtual_clock_stop(void)
{
	mono_ms = __real_clock_mono_ms();
	wall_ms = __real_clock_wall_ms();
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

void virtual_clock_advance(int64_t ms)
{
	mono_ms += ms;
	wall_ms += ms;
}
