/* SPDX-License-Identifier: MIT */
/* Read capacity of one source, as DynamoDB accounts for it. Not locked. */
#ifndef BEYATOP_TESTS_SERVER_CAPACITY_H
#define BEYATOP_TESTS_SERVER_CAPACITY_H

#include <stdbool.h>
#include <stdint.h>

struct server_capacity {
	/* RCU/s; 0: unlimited */
	double rate;
	/* read units that the bucket holds when full */
	double most;
	/* negative: the debt of a large page */
	double tokens;
	/* seconds of capacity in a second of the clock */
	double speed;
	int64_t filled_mono_ms;
	/* the current second of the server's clock, and what was used in it */
	int64_t second;
	double second_units, busiest_second;
};

/* Starts with a full bucket. */
void server_capacity_init(struct server_capacity *capacity, double rate, double burst_s,
	double speed, int64_t now_mono_ms);

/* Changes the speed. */
void server_capacity_set_speed(struct server_capacity *capacity, double speed, int64_t now_mono_ms);

/* Whether a request is admitted; its cost is known only afterwards. */
bool server_capacity_admits(struct server_capacity *capacity, int64_t now_mono_ms);

void server_capacity_take(struct server_capacity *capacity, double units, int64_t now_mono_ms);

#endif
