/* SPDX-License-Identifier: MIT */
/* The services beyond SERVICES_MAX_SHOWN, which lists sum up in one line. Pure functions. */
#ifndef BEYATOP_LEFT_OUT_H
#define BEYATOP_LEFT_OUT_H

#include <stddef.h>

struct left_out {
	size_t services, sessions, unhealthy;
};

#define LEFT_OUT_SIZE 180

/* "and 99,000 more services (99,000 sessions, 12 with problems)" */
void left_out_format(const struct left_out *left_out, char text[LEFT_OUT_SIZE]);

#endif
