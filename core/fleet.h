/* SPDX-License-Identifier: MIT */
/*
 * The fleet: the mutable map from (userId, serviceType) to the newest row that
 * any read has shown. Reads are passes: what a whole pass should have shown but
 * did not is gone. Network thread only.
 */
#ifndef BEYATOP_FLEET_H
#define BEYATOP_FLEET_H

#include "arena.h"
#include "item.h"
#include "session.h"
#include "snapshot.h"
#include "string_pool.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fleet;

struct fleet *fleet_new(const struct session_thresholds *limits) MUST_USE;
void fleet_free(struct fleet *fleet);

/* The position of a service, which is added when it is new. Positions never change. */
uint32_t fleet_service(struct fleet *fleet, const char *name);
size_t fleet_services_count(const struct fleet *fleet);

/* Lives as long as the fleet. */
const char *fleet_service_name(const struct fleet *fleet, uint32_t service);

/* Sessions in the fleet. */
size_t fleet_count(const struct fleet *fleet);

/* The encodings of isActive that rows have, as a set of 1 << encoding. */
uint32_t fleet_encodings(const struct fleet *fleet);

/* A row was read; it is true for server time asof_ms. Inserts or replaces. */
void fleet_put(struct fleet *fleet, const struct item_row *row, int64_t asof_ms);

/* We wrote isActive: shown at once, and pending until a read agrees or until server time until_ms. */
void fleet_set_active(struct fleet *fleet, const char *user_id, const char *service,
	enum session_active active, int64_t until_ms);

/* The item is known not to exist. */
void fleet_remove(struct fleet *fleet, const char *user_id, const char *service);

/* Which rows a pass shows when it reads every page: the table, or one partition of an index. */
enum fleet_cover {
	COVER_ALL,      /* Scan of the base table */
	COVER_ACTIVE,   /* an index of isActive: rows with that value, stored so, that have a lastPollAt */
	COVER_SERVICE,  /* an index of serviceType: its rows that have a lastPollAt */
};

struct fleet_pass {
	enum fleet_cover cover;
	enum session_active active; /* COVER_ACTIVE */
	uint8_t encoding;           /* COVER_ACTIVE */
	uint32_t service;           /* COVER_SERVICE */
	uint32_t number;            /* set by fleet_begin() */
};

/* Call before the first page is asked for. */
void fleet_begin(struct fleet *fleet, struct fleet_pass *pass);

/*
 * Every page was read, the last at server time asof_ms. An index is read oldest lastPollAt first,
 * so who was polled meanwhile has come again at its end: all its rows are now true for asof_ms.
 * The rows of a Scan stay true for when each was read. A row that the pass should have shown but
 * did not is removed; through an index only the second time in a row, for an index is eventually
 * consistent and a session may move from one partition to the other meanwhile.
 */
void fleet_end(struct fleet *fleet, const struct fleet_pass *pass, int64_t asof_ms);

/*
 * Copies rows, services and totals into the arena and the snapshot. The rows' strings stay
 * in *strings, of which the snapshot now holds a reference.
 */
void fleet_copy(struct fleet *fleet, struct arena *arena, struct string_pool **strings,
	struct snapshot *snapshot);

#endif
