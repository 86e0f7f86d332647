/* SPDX-License-Identifier: MIT */
/*
 * The order of the heat map's cells: the worst service first, and in it the worst session; those
 * that are alike by userId. Sorts only when sessions have come or gone; otherwise it takes time
 * linear in the sessions. UI thread.
 */
#ifndef BEYATOP_HEAT_ORDER_H
#define BEYATOP_HEAT_ORDER_H

#include "settings.h"
#include "snapshot.h"

#include <stddef.h>
#include <stdint.h>

/* What heat shows. */
enum heat_kind { HEAT_BY_STATE, HEAT_BY_ERRORS, HEAT_BY_LATENESS, HEAT_KIND_COUNT };

/* The worst first. Those with a number are degrees of heat, and of HEAT_BY_STATE critical, late. */
enum heat_level {
	HEAT_5,
	HEAT_4,
	HEAT_NEVER,
	HEAT_3,
	HEAT_2,
	HEAT_1,
	HEAT_UNKNOWN,
	HEAT_FUTURE,
	HEAT_WELL,
	HEAT_PAUSED,
	HEAT_LEVEL_COUNT
};

/* The places of a service's sessions. Each service begins a new line. */
struct heat_service {
	/* index into the snapshot */
	uint32_t service;
	/* places, and the same number of indexes into by_name */
	size_t begin, count, named_begin;
	/* sessions of each level */
	size_t levels[HEAT_LEVEL_COUNT];
	size_t first_line, lines;
};

/* Start with {0}. */
struct heat_order {
	enum heat_kind kind;
	/* borrowed; of the last heat_order_update() */
	const struct settings *settings;
	const struct snapshot *snapshot;
	/* own; the snapshot's sessions in the order of the cells, and by service and userId */
	uint32_t *rows, *by_name;
	size_t count;
	/* own; the worst first */
	struct heat_service *services;
	size_t services_count;
};

/* Puts the sessions of a snapshot in order, by the kind of heat. */
void heat_order_update(struct heat_order *order, enum heat_kind kind,
	const struct settings *settings, const struct snapshot *snapshot);

/* A session's level by the kind of heat, and how many sessions have a level. */
enum heat_level heat_order_level(const struct heat_order *order, const struct session *session);
size_t heat_order_count(const struct heat_order *order, enum heat_level level);

/* The place of a service's session with a userId or, if there is none, of the next one by name. */
size_t heat_order_find(
	const struct heat_order *order, const struct heat_service *service, const char *user_id);

/* Frees everything; keeps the kind. */
void heat_order_drop(struct heat_order *order);

#endif
