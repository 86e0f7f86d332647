/* SPDX-License-Identifier: MIT */
/* A fleet that changes at random, and a recording of it. */
#ifndef BEYATOP_TESTS_RECORDED_FLEET_H
#define BEYATOP_TESTS_RECORDED_FLEET_H

#include "history/recorder.h"
#include "kit/fleet_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define RECORDED_FRAMES 60

/* Start with {.seed}. */
struct recorded_fleet {
	uint64_t seed;
	struct fleet *fleet;
	int64_t now_ms;
	char folder[64], path[80];
	/* what was recorded */
	struct snapshot *seen[RECORDED_FRAMES];
};

static inline unsigned recorded_chance(struct recorded_fleet *recorded, unsigned count)
{
	recorded->seed = recorded->seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(recorded->seed >> 33) % count;
}

static inline void recorded_put(struct recorded_fleet *recorded)
{
	static const char *const services[] = {"gmail", "slack", "whats\"app", "gi\ttwo"};
	char user_id[40];

	snprintf(user_id, sizeof(user_id), "u-%u\\\"%s", recorded_chance(recorded, 200),
		recorded_chance(recorded, 9) ? "" : "\xC3\xA9\xE2\x80\xAE");
	struct item item = item_of(user_id, recorded->now_ms - recorded_chance(recorded, 300000));

	item.service = services[recorded_chance(recorded, ARRAY_LEN(services))];
	item.session.error_count = (int)recorded_chance(recorded, 14) - 1;
	switch (recorded_chance(recorded, 12)) {
	case 0:
		item.session.active = ACTIVE_OFF;
		break;
	case 1:
		item.session.polled_at_ms = SESSION_NO_TIME;
		break;
	case 2:
		item.session.flags = SESSION_BAD_POLLED;
		break;
	case 3:
		item.session.active = ACTIVE_UNKNOWN;
		break;
	default:
		break;
	}
	fleet_put(recorded->fleet, &item, recorded->now_ms);
}

/* A line about a finding, of a service or of several. */
static inline void recorded_tell(struct recorded_fleet *recorded)
{
	struct finding finding = {.number = 1 + recorded_chance(recorded, 9),
		.service = recorded_chance(recorded, 2) ? 1 : FINDING_NO_SERVICE,
		.members = recorded_chance(recorded, 40),
		.ended_ms = SESSION_NO_TIME};

	fleet_add_finding(recorded->fleet, CHANGE_BEGAN + recorded_chance(recorded, 4), &finding,
		"slack: \"20\"\tstopped", recorded->now_ms);
}

/* One refresh: a few sessions change, all others are as of a later time. */
static inline void recorded_refresh(struct recorded_fleet *recorded)
{
	struct coverage coverage = active_coverage(recorded_chance(recorded, 8) > 0);

	fleet_begin_sweep(recorded->fleet, &coverage);
	recorded->now_ms += 15000;
	for (unsigned i = recorded_chance(recorded, 40); i > 0; i--) {
		recorded_put(recorded);
	}
	fleet_end_sweep(recorded->fleet, &coverage, recorded->now_ms);
	fleet_flush_changes(recorded->fleet, recorded->now_ms);
	fleet_sample(recorded->fleet, recorded->now_ms);
	if (recorded_chance(recorded, 4) == 0) {
		recorded_tell(recorded);
	}
}

static inline struct snapshot *recorded_look(struct recorded_fleet *recorded, int frame)
{
	struct snapshot *snapshot = publish(recorded->fleet);

	snapshot->number = (uint64_t)frame + 1;
	snapshot->asof_ms = recorded->now_ms;
	snapshot->asof_mono_ms = 1000 + frame;
	snapshot->status.table = "sessions";
	snapshot->status.region = "eu-west-1";
	snapshot->status.endpoint = "https://dynamodb.eu-west-1.amazonaws.com";
	snapshot->status.profile = "";
	snapshot->status.source = SOURCE_ACTIVE_INDEX;
	snapshot->status.phase = PHASE_IDLE;
	snapshot->status.interval_ms = 15000;
	snapshot->status.took_ms = frame ? 20 : -1;
	snapshot->status.read_units = frame * 1.5;
	snapshot->status.sweep_share = -1;
	snapshot->status.sweep_left_ms = -1;
	snapshot->status.swept_mono_ms = frame ? 990 : -1;
	snapshot->status.reconciled_mono_ms = -1;
	snapshot->status.is_complete = frame > 3;
	snapshot->status.unindexed = frame - 1;
	if (frame % 10 == 9) {
		error_set(&snapshot->error, ERROR_CREDENTIALS,
			"Query: the signature is wrong\nx-amz-security-token:SECRET");
		snapshot->error_mono_ms = 995;
	}
	return snapshot;
}

/* Records it in a directory of its own. Free it by recorded_close(). */
static inline void recorded_open(struct recorded_fleet *recorded)
{
	struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;
	struct error err;

	recorded->fleet = fleet_new(&limits);
	recorded->now_ms = NOW;
	strcpy(recorded->folder, "/tmp/beyatop-test-XXXXXX");
	if (!mkdtemp(recorded->folder)) {
		base_fatal("no folder to test in");
	}
	snprintf(recorded->path, sizeof(recorded->path), "%s/a.rec", recorded->folder);
	struct recorder *recorder = recorder_open(recorded->path, &err);

	if (!recorder) {
		base_fatal("%s", err.text);
	}
	for (int i = 0; i < RECORDED_FRAMES; i++) {
		if (i == 2) {
			fleet_start_changes(recorded->fleet);
		}
		recorded_refresh(recorded);
		recorded->seen[i] = recorded_look(recorded, i);
		recorder_snapshot(recorder, recorded->seen[i]);
	}
	if (*recorder_failure(recorder)) {
		base_fatal("%s", recorder_failure(recorder));
	}
	recorder_close(recorder);
}

static inline void recorded_close(struct recorded_fleet *recorded)
{
	for (int i = 0; i < RECORDED_FRAMES; i++) {
		snapshot_free(recorded->seen[i]);
	}
	fleet_free(recorded->fleet);
	unlink(recorded->path);
	rmdir(recorded->folder);
}

#endif
