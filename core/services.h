/* SPDX-License-Identifier: MIT */
/* The services of a fleet: names, and what is kept beside each. Network thread only. */
#ifndef BEYATOP_SERVICES_H
#define BEYATOP_SERVICES_H

#include "arena.h"
#include "history.h"
#include "lookup.h"
#include "settings.h"

#include <stddef.h>
#include <stdint.h>

struct service {
	const char *name; /* lives as long as the services */
	uint32_t hash;    /* of the name; seeds its sessions' */
	uint8_t swept;  /* rows that a whole read has covered: a set of 1 << enum session_active */
	uint32_t polls; /* since the last sample */
	uint32_t active, ill;                    /* sessions, for the sample that is being taken */
	const struct session_thresholds *limits; /* borrowed; NULL: those of the fleet */
	struct history history;
};

/* Start with {0}. */
struct services {
	const struct settings *settings; /* for their thresholds; NULL: none has its own */
	struct service *list;
	size_t count, capacity;
	struct arena names;
	struct lookup by_name;
};

/* The position of the service, LOOKUP_NONE when there is none of that name. */
uint32_t services_find(const struct services *services, const char *name);

/* The same, but adds it when it is new. Positions never change. */
uint32_t services_add(struct services *services, const char *name);

void services_fini(struct services *services);

#endif
