/* SPDX-License-Identifier: MIT */
/* The services of a fleet: names, and what is kept beside each. Network thread only. */
#ifndef BEYATOP_SERVICES_H
#define BEYATOP_SERVICES_H

#include "base/arena.h"
#include "base/hash_table.h"
#include "fleet/history.h"
#include "settings.h"

#include <stddef.h>
#include <stdint.h>

struct service {
	/* lives as long as the services */
	const char *name;
	/* of the name; seeds its sessions' */
	uint32_t hash;
	/* rows that a whole read has covered: a set of 1 << enum session_active */
	uint8_t swept;
	/* since the last sample */
	uint32_t polls;
	/* sessions, for the sample that is being taken */
	uint32_t active, ill;
	/* borrowed; NULL: those of the fleet */
	const struct session_thresholds *limits;
	struct history history;
};

/* Start with {0}. */
struct services {
	/* for their thresholds; NULL: none has its own */
	const struct settings *settings;
	struct service *list;
	size_t count, capacity;
	struct arena names;
	struct hash_table by_name;
};

/* The position of the service, HASH_TABLE_NONE when there is none of that name. */
uint32_t services_find(const struct services *services, const char *name);

/* The same, but adds it when it is new. Positions never change. */
uint32_t services_add(struct services *services, const char *name);

void services_fini(struct services *services);

#endif
