/* SPDX-License-Identifier: MIT */
/*
 * The cost of --record per refresh, in time and file size, and of its replay, for fleets that are
 * polled every minute and read every 15 s. Prints a table; does not pass or fail.
 */
#include "fleet/chance.h"

#include "history/recorder.h"
#include "history/recording.h"
#include "kit/fleet_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FRAMES      40
#define INTERVAL_MS (15 * SECOND)
#define EVERY_MS    (60 * SECOND)

static const char *const services[] = {
	"gmail", "slack", "notion", "github", "outlook", "calendar", "telegram", "whatsapp"};

struct recorded {
	char path[64];
	struct fleet *fleet;
	struct chance chance;
	int64_t now_ms;
};

static double now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double megabytes(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 ? (double)status.st_size / 1e6 : 0;
}

/* One of so many sessions was polled since the last refresh. */
static void refresh(struct recorded *recorded, unsigned sessions, unsigned one_of)
{
	struct coverage coverage = active_coverage(one_of > 1);

	fleet_begin_sweep(recorded->fleet, &coverage);
	recorded->now_ms += INTERVAL_MS;
	for (unsigned i = 0; i < sessions; i++) {
		if (chance_below(&recorded->chance, one_of) > 0) {
			continue;
		}
		char user_id[20];

		snprintf(user_id, sizeof(user_id), "u-%08x", i * 2654435761u);
		struct item item = item_of(user_id,
			recorded->now_ms - (int64_t)chance_below(&recorded->chance, INTERVAL_MS));

		item.service = services[i % ARRAY_LEN(services)];
		item.session.interval_ms = EVERY_MS;
		fleet_put(recorded->fleet, &item, recorded->now_ms);
	}
	fleet_end_sweep(recorded->fleet, &coverage, recorded->now_ms);
	fleet_flush_changes(recorded->fleet, recorded->now_ms);
	fleet_sample(recorded->fleet, recorded->now_ms);
}

/* Milliseconds that it took. */
static double record(struct recorded *recorded, struct recorder *recorder)
{
	struct snapshot *snapshot = publish(recorded->fleet);

	snapshot->asof_ms = recorded->now_ms;
	snapshot->status.table = "sessions";
	snapshot->status.region = snapshot->status.endpoint = snapshot->status.profile = "";
	double began_ms = now_ms();

	recorder_snapshot(recorder, snapshot);
	double took_ms = now_ms() - began_ms;

	snapshot_free(snapshot);
	return took_ms;
}

static void replay(const char *path)
{
	struct error err;
	double began_ms = now_ms();
	struct recording *recording = recording_open(path, &err);

	if (!recording) {
		base_fatal("%s", err.text);
	}
	size_t last = recording_frames(recording) - 1;

	recording_go(recording, last);
	double read_ms = now_ms() - began_ms;

	began_ms = now_ms();
	recording_go(recording, last - 1);
	printf(" %.0f | %.0f |\n", read_ms, now_ms() - began_ms);
	recording_close(recording);
}

static void measure(unsigned sessions)
{
	struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;
	struct recorded recorded = {
		.fleet = fleet_new(&limits), .chance = {sessions}, .now_ms = NOW};
	struct error err;

	snprintf(recorded.path, sizeof(recorded.path), "/tmp/beyatop-bench-%d.rec", (int)getpid());
	struct recorder *recorder = recorder_open(recorded.path, &err);

	if (!recorder) {
		base_fatal("%s", err.text);
	}
	refresh(&recorded, sessions, 1);
	double first_ms = record(&recorded, recorder), first_mb = megabytes(recorded.path);
	double rest_ms = 0;

	for (int i = 1; i < FRAMES; i++) {
		refresh(&recorded, sessions, (unsigned)(EVERY_MS / INTERVAL_MS));
		rest_ms += record(&recorded, recorder);
	}
	double frame_mb = (megabytes(recorded.path) - first_mb) / (FRAMES - 1);

	recorder_close(recorder);
	printf("| %u | %.1f | %.2f | %.1f | %.3f | %.1f |", sessions, first_ms, first_mb,
		rest_ms / (FRAMES - 1), frame_mb,
		((double)RECORDER_MAX_BYTES / 1e6 - first_mb) / frame_mb * INTERVAL_MS / 3.6e6);
	replay(recorded.path);
	unlink(recorded.path);
	fleet_free(recorded.fleet);
}

int main(void)
{
	static const unsigned fleets[] = {800, 10000, 100000};

	printf("| sessions | first, ms | MB | a refresh, ms | MB | hours until 256 MB | replayed "
	       "to refresh %d, ms | one back, ms |\n|---|---|---|---|---|---|---|---|\n",
		FRAMES);
	for (size_t i = 0; i < ARRAY_LEN(fleets); i++) {
		measure(fleets[i]);
	}
	return 0;
}
