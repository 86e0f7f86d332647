/* SPDX-License-Identifier: MIT */
/*
 * The bodies of the requests that write sessions, in DynamoDB JSON. Pure functions.
 */
#ifndef FLEET_WIRE_H
#define FLEET_WIRE_H

#include "buf.h"
#include "fleet/population.h"

#include <stdint.h>

/* Where the simulation meets the world. */
struct stage {
	const char *table;
	/* the Unix time of simulated instant 0 */
	int64_t start_ms;
	/* simulated time runs so many times faster than the world's */
	double speed;
};

/* The world's time of a simulated instant. */
int64_t stage_wall_ms(const struct stage *stage, int64_t simulated_ms);

/* Appends a whole session as one element of BatchWriteItem's list of requests. */
void wire_put_request(const struct stage *stage, const struct member *member, struct buf *out);

/*
 * Appends an UpdateItem body that records the session's last poll, on condition that it
 * exists and is not paused: as a real poller, ours leaves a paused session alone.
 */
void wire_put_poll(const struct stage *stage, const struct member *member, struct buf *out);

#endif
