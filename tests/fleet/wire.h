/* SPDX-License-Identifier: MIT */
/*
 * The bodies of the requests that write sessions, in DynamoDB JSON. Pure functions.
 */
#ifndef FLEET_WIRE_H
#define FLEET_WIRE_H

#include "buf.h"
#include "fleet/population.h"

#include <stdint.h>

/* The table of the simulation, and how simulated time maps to real time. */
struct stage {
	const char *table;
	/* the Unix time of simulated instant 0 */
	int64_t start_ms;
	/* simulated milliseconds per real one */
	double speed;
};

/* The Unix time of a simulated instant. */
int64_t stage_wall_ms(const struct stage *stage, int64_t simulated_ms);

/* Appends a whole session as one element of BatchWriteItem's list of requests. */
void wire_put_request(const struct stage *stage, const struct member *member, struct buf *out);

/*
 * Appends an UpdateItem body that records the session's last poll, on condition that it
 * exists and is not paused, as real pollers do.
 */
void wire_put_poll(const struct stage *stage, const struct member *member, struct buf *out);

#endif
