/* SPDX-License-Identifier: MIT */
/*
 * Incidents as data: a fleet, what happens to it and when, and what the findings must and must not
 * say after each refresh. The files are tests/scenario/NAME.txt; their first lines, which begin
 * with #, tell the story. Times are simulated seconds since the start. A mistake in a file ends
 * the process.
 *
 *   service NAME COUNT INTERVAL[,INTERVAL]...   sessions, with these intervals in turn
 *   users COUNT          session i of each service belongs to user u-(i % COUNT) (default: its own)
 *   jitter TIME          polls are late by up to that (default 0)
 *   skip N               one poll in N comes one to three intervals too late (default: none)
 *   refresh TIME         from refresh to refresh (default 5s)
 *   grace TIME           as --grace (default 30s)
 *   end TIME             the last refresh
 *   wire                 tests/wire/test_scenarios.c plays it, too
 *   at TIME EVENT        see scenario_events in scenario.c
 *   see FROM TO KIND SCOPE [n=N] [of=N] [was=TIME] [young|late|info] [outlook=WORD] [peak=N] [over]
 *                        there is such a finding after each of these refreshes; SCOPE is a service,
 *                        user:NAME, or * for several; was: its bracket contains that time
 *   not FROM TO KIND [SCOPE]   there is none; KIND "any": none at all
 *   say FROM TO TEXT     the verdict, or the text of a current finding, contains it
 *   well FROM TO         the verdict says that all is well
 *   unwell FROM TO       it does not
 */
#ifndef FLEET_SCENARIO_H
#define FLEET_SCENARIO_H

#include "fleet/chance.h"
#include "session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Server time of the start, unless the test sets another. */
#define SCENARIO_START_MS INT64_C(1790070432000)

struct scenario_session {
	char user_id[40];
	const char *service;
	int64_t interval_ms, created_ms, polled_ms, next_ms;
	int32_t errors;
	bool is_active, is_stopped, is_failing;
	/* by which its writer's clock is ahead */
	int64_t ahead_ms;
	/* polls every interval * pace */
	double pace;
	/* has changed since scenario_session_was_written() */
	bool is_dirty;
};

/* A line that is carried out or checked. */
struct scenario_line {
	/* of the file */
	int number;
	int64_t from_ms, to_ms;
	/* own; the words after the times */
	char *words[12];
	size_t words_count;
	/* own; what follows the times as it is written */
	char *text;
	/* what the line begins with: "see" */
	char *verb;
};

struct scenario {
	const char *path;
	/* server time of the start */
	int64_t start_ms;
	char *services[16];
	size_t services_count;
	struct scenario_session *sessions;
	size_t sessions_count;
	struct scenario_line *lines;
	size_t lines_count;
	size_t users;
	/* 0: no polls are skipped */
	uint64_t skip;
	int64_t jitter_ms, refresh_ms, grace_ms, end_ms;
	/* until then, reads fail, or are throttled */
	int64_t blind_until_ms, throttled_until_ms;
	bool is_for_wire;
	struct chance chance;
	/* when sessions were stopped by an event, and of which service; NULL: of several */
	struct {
		int64_t at_ms;
		const char *service;
	} stops[32];
	size_t stops_count;
};

void scenario_load(struct scenario *scenario, const char *path);
void scenario_free(struct scenario *scenario);

/* Simulates until that time, in milliseconds since the start: events, and polls. */
void scenario_advance(struct scenario *scenario, int64_t until_ms);

/* True while reads fail. */
bool scenario_is_blind(const struct scenario *scenario, int64_t now_ms);

/* True while reads are throttled. */
bool scenario_is_throttled(const struct scenario *scenario, int64_t now_ms);

struct server;

/*
 * Writes the sessions that have changed since the last call. speed: simulated time passes that much
 * faster than the server's, so times and intervals are shorter.
 */
void scenario_write(struct scenario *scenario, struct server *server, double speed);

/* Plays it in real time, for ever, from that time on, which is now for the server. */
_Noreturn void scenario_play(
	struct scenario *scenario, struct server *server, int64_t from_ms, double speed);

#endif
