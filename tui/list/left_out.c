/* SPDX-License-Identifier: MIT */
#include "list/left_out.h"

#include "number.h"

#include <stdio.h>

void left_out_format(const struct left_out *left_out, char text[LEFT_OUT_SIZE])
{
	char services[NUMBER_SIZE], sessions[NUMBER_SIZE], unhealthy[NUMBER_SIZE];

	number_format_count(left_out->services, services);
	number_format_count(left_out->sessions, sessions);
	number_format_count(left_out->unhealthy, unhealthy);
	snprintf(text, LEFT_OUT_SIZE, "and %s more service%s (%s session%s, %s with problems)",
		services, left_out->services == 1 ? "" : "s", sessions,
		left_out->sessions == 1 ? "" : "s", unhealthy);
}
