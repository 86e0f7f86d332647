/* SPDX-License-Identifier: MIT */
/*
 * The simulated fleet: its sessions, and when each one polls. All times are simulated milliseconds
 * since the start of the simulation, so that the same size and seed always give the same fleet. One
 * thread.
 */
#ifndef FLEET_POPULATION_H
#define FLEET_POPULATION_H

#include "fleet/chance.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

/* The time of something that never happens. */
#define NEVER_MS INT64_MAX

/* How isActive is stored. */
enum form { FORM_S, FORM_N, FORM_BOOL, FORM_MISSING };

struct service {
	const char *name;
	/* its share of a fleet, as weights */
	unsigned active, paused;
	/* a session has one of these */
	int64_t intervals_ms[4];
	/* with which its pollers write times */
	int fraction_digits;
	/* The value of serviceState, ' for "; each # stands for a digit, each ~ for a hex digit. */
	const char *state;
};

/* What goes wrong with a session in a window of time that may repeat. */
enum trouble_kind { TROUBLE_NONE, TROUBLE_SILENT, TROUBLE_FAILING };

struct trouble {
	enum trouble_kind kind;
	/* the window */
	int64_t from_ms, lasts_ms;
	/* from one window's start to the next one's */
	int64_t every_ms;
};

/* An attribute that is not what it should be. */
struct flaw {
	/* of the session that has it */
	const char *user_id;
	const char *attribute;
	/* an attribute value, ' for "; NULL: missing */
	const char *value;
};

/* A session of the fleet. */
struct member {
	char user_id[40];
	/* equal for all sessions of a user */
	unsigned user;
	const struct service *service;
	enum form form;
	bool is_active;
	/* polled_ms holds something */
	bool was_polled;
	int64_t created_ms, interval_ms;
	int64_t polled_ms, next_ms;
	/* by which its poller's clock is ahead */
	int64_t clock_ms;
	/* polls every interval * pace */
	double pace;
	int error_count;
	struct trouble trouble;
	/* NULL: none */
	const struct flaw *flaw;
	struct chance chance;
};

struct population {
	/* by service */
	struct member *members;
	size_t count;
	struct chance chance;
};

/*
 * Fills a population of count sessions, untroubled and never polled; free by population_fini().
 * With is_mixed their isActive takes each form in turn, else they all have the given one.
 */
void population_init(
	struct population *population, size_t count, uint64_t seed, enum form form, bool is_mixed);
void population_fini(struct population *population);

/* Simulates the pollers from far enough in the past until 0, so that every session has a history.
 */
void population_settle(struct population *population);

/* Simulates the session's polls until then. True if there was at least one. */
bool member_advance(struct member *member, int64_t until_ms);

#endif
