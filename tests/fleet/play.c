/* SPDX-License-Identifier: MIT */
#include "fleet/play.h"

#include "clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define CALL_TIMEOUT_MS (10 * SECOND_MS)
#define REPORT_MS       (10 * SECOND_MS)
#define CALLS_MAX       8 /* under way at once */

struct play {
	struct ddb *ddb;
	const struct stage *stage;
	/* a heap: the one that polls next is the first */
	struct member **queue;
	size_t queue_count;
	/* since the start; since the last report */
	uint64_t recorded, failed;
	int64_t reported_mono_ms;
	/* the last fault */
	struct error error;
};

static void sift_down(struct play *play, size_t at)
{
	struct member *member = play->queue[at];

	for (;;) {
		size_t child = 2 * at + 1;

		if (child + 1 < play->queue_count &&
			play->queue[child + 1]->next_ms < play->queue[child]->next_ms) {
			child++;
		}
		if (child >= play->queue_count || member->next_ms <= play->queue[child]->next_ms) {
			break;
		}
		play->queue[at] = play->queue[child];
		at = child;
	}
	play->queue[at] = member;
}

static void init_queue(struct play *play, struct population *population)
{
	play->queue = base_calloc(population->count + 1, sizeof(struct member *));
	for (size_t i = 0; i < population->count; i++) {
		if (population->members[i].next_ms != NEVER_MS) {
			play->queue[play->queue_count++] = &population->members[i];
		}
	}
	for (size_t i = play->queue_count / 2; i > 0; i--) {
		sift_down(play, i - 1);
	}
}

/* A conflict is no fault: the session is paused, or was deleted. */
static void on_recorded(void *user, const struct json *reply, const struct error *err)
{
	struct play *play = user;

	(void)reply;
	if (err->kind == ERROR_NONE || err->kind == ERROR_CONFLICT) {
		play->recorded++;
		return;
	}
	play->failed++;
	play->error = *err;
}

static void record_poll(struct play *play, const struct member *member)
{
	struct buf body = {0};

	wire_put_poll(play->stage, member, &body);
	ddb_call(play->ddb, "UpdateItem", &body, CALL_TIMEOUT_MS, on_recorded, play);
}

/* Starts the polls that are due while there is room for calls. */
static void start_due(struct play *play, int64_t now_ms)
{
	while (play->queue_count > 0 && ddb_in_flight(play->ddb) < CALLS_MAX) {
		struct member *first = play->queue[0];

		if (first->next_ms > now_ms) {
			return;
		}
		bool polled = member_advance(first, now_ms);

		sift_down(play, 0);
		if (polled) {
			record_poll(play, first);
		}
	}
}

static void report_faults(struct play *play)
{
	int64_t mono_ms = clock_mono_ms();

	if (play->failed == 0 || mono_ms - play->reported_mono_ms < REPORT_MS) {
		return;
	}
	fprintf(stderr, "fleet: %" PRIu64 " polls could not be recorded. %s\n", play->failed,
		play->error.text);
	play->failed = 0;
	play->reported_mono_ms = mono_ms;
}

/* How long nothing is due, in the world's time, at most until the end. */
static int64_t idle_ms(const struct play *play, int64_t now_ms, int64_t left_ms)
{
	int64_t wait_ms = SECOND_MS < left_ms ? SECOND_MS : left_ms;

	if (play->queue_count == 0 || ddb_in_flight(play->ddb) == CALLS_MAX) {
		return wait_ms;
	}
	double due_ms = (double)(play->queue[0]->next_ms - now_ms) / play->stage->speed;

	return due_ms < (double)wait_ms ? (int64_t)due_ms + 1 : wait_ms;
}

bool play_run(struct ddb *ddb, const struct stage *stage, struct population *population,
	int64_t duration_ms, struct error *err)
{
	struct play play = {.ddb = ddb, .stage = stage, .reported_mono_ms = -REPORT_MS};

	init_queue(&play, population);
	/* By the wall clock: lastPollAt must keep up with it even when the machine was suspended.
	 */
	int64_t began_ms = clock_wall_ms(), elapsed_ms;

	while ((elapsed_ms = clock_wall_ms() - began_ms) < duration_ms) {
		int64_t now_ms = (int64_t)((double)elapsed_ms * stage->speed);

		start_due(&play, now_ms);
		ddb_run(ddb, idle_ms(&play, now_ms, duration_ms - elapsed_ms));
		report_faults(&play);
	}
	while (ddb_in_flight(ddb) > 0) {
		ddb_run(ddb, SECOND_MS);
	}
	free(play.queue);
	if (play.recorded == 0 && play.error.kind != ERROR_NONE) {
		*err = play.error;
		return false;
	}
	return true;
}
