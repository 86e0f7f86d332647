/* SPDX-License-Identifier: MIT */
/* The services of a fleet, by position. Network thread only. */
#ifndef BEYATOP_SERVICES_H
#define BEYATOP_SERVICES_H

#include "base/arena.h"
#include "base/hash_table.h"
#include "fleet/service_samples.h"
#include "fleet/usual_delay.h"
#include "settings.h"

#include <stddef.h>
#include <stdint.h>

struct service {
	/* lives as long as the services */
	const char *name;
	/* hash of the name; seeds the hashes of its sessions' keys */
	uint32_t hash;
	/*
	 * states of isActive that full sweeps of the service index have covered: a set of 1 << enum
	 * session_active
	 */
	uint8_t swept;
	/* polls seen since the last sample */
	uint32_t polls;
	/* active sessions, and how many of them are late by their age; used while taking a sample
	 */
	uint32_t active, late;
	/* borrowed; NULL: the default thresholds */
	const struct session_thresholds *limits;
	struct service_samples samples;
	struct usual_delay delay;
};

/* Start with {0}. */
struct services {
	/* has each service's thresholds; NULL: all use the default */
	const struct settings *settings;
	struct service *list;
	size_t count, capacity;
	/* with the bytes that they take */
	struct arena names;
	size_t name_bytes;
	struct hash_table by_name;
};

/* The position of the service of that name; HASH_TABLE_NONE if there is none. */
uint32_t services_find(const struct services *services, const char *name);

/* Like services_find(), but adds the service if it is new. Positions never change. */
uint32_t services_add(struct services *services, const char *name);

/*
 * Notes the poll between two reads of a session of that service: see usual_delay.h. Nothing beyond
 * SERVICES_MAX_SHOWN.
 */
void services_note_poll(
	struct services *services, const struct session *before, const struct session *now);

void services_fini(struct services *services);

#endif
