/* SPDX-License-Identifier: MIT */
/* The services of a fleet by position, and what is kept of each. Network thread only. */
#ifndef BEYATOP_SERVICES_H
#define BEYATOP_SERVICES_H

#include "base/arena.h"
#include "base/hash_table.h"
#include "fleet/service_samples.h"
#include "settings.h"

#include <stddef.h>
#include <stdint.h>

struct service {
	/* lives as long as the services */
	const char *name;
	/* of the name; the hashes of its sessions' keys begin with it */
	uint32_t hash;
	/* covered by full sweeps of the service index: a set of 1 << enum session_active */
	uint8_t swept;
	/* since the last sample */
	uint32_t polls;
	/* sessions, and how many are late or critical; for the sample being taken */
	uint32_t active, late;
	/* borrowed; NULL: the fleet's */
	const struct session_thresholds *limits;
	struct service_samples samples;
};

/* Start with {0}. */
struct services {
	/* has the thresholds of each; NULL: none has its own */
	const struct settings *settings;
	struct service *list;
	size_t count, capacity;
	struct arena names;
	struct hash_table by_name;
};

/* The position of the service of that name; HASH_TABLE_NONE: there is none. */
uint32_t services_find(const struct services *services, const char *name);

/* As above, but adds the service when it is new. Positions never change. */
uint32_t services_add(struct services *services, const char *name);

void services_fini(struct services *services);

#endif
