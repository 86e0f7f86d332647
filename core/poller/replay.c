/* SPDX-License-Identifier: MIT */
#include "poller/replay.h"

#include "clock.h"
#include "diagnosis.h"
#include "finding.h"
#include "history/recording.h"
#include "history/replay_item.h"
#include "model/snapshot_memory.h"

#include <stdlib.h>
#include <string.h>

/* Multiples of the original speed. At the fastest, five hours take a minute. */
static const unsigned speeds[] = {1, 2, 5, 10, 30, 60, 120, 300};

/* After a jump, findings are based on this many frames before. */
#define FRAMES_BACK 30

struct replay {
	const struct settings *settings;
	struct recording *recording;
	bool is_frozen;
	/* a snapshot must be posted */
	bool is_changed;
	/* index into speeds */
	size_t speed;
	/* the recording's clock, and ours at the same moment */
	int64_t mono_ms, since_mono_ms;
	uint64_t number;
	/* the open session; NULL: none */
	char *user_id, *service;
	/* what is kept of the findings of a frame for those of the next ones; NULL: none */
	struct findings *findings;
	/* that frame */
	size_t found_frame;
};

struct replay *replay_new(const struct settings *settings, struct error *err)
{
	struct recording *recording = recording_open(settings->replay, err);

	if (!recording) {
		return NULL;
	}
	struct replay *replay = base_calloc(1, sizeof(*replay));

	replay->settings = settings;
	replay->recording = recording;
	replay->is_changed = true;
	replay->is_frozen = settings->once;
	recording_go(recording, settings->once ? recording_frames(recording) - 1 : 0);
	replay->mono_ms = recording_mono_ms(recording, recording_frame(recording));
	replay->since_mono_ms = clock_mono_ms();
	return replay;
}

void replay_free(struct replay *replay)
{
	if (!replay) {
		return;
	}
	recording_close(replay->recording);
	findings_free(replay->findings);
	free(replay->user_id);
	free(replay->service);
	free(replay);
}

/* --- The clock -------------------------------------------------------------------------------- */

static bool is_over(const struct replay *replay)
{
	return recording_frame(replay->recording) + 1 == recording_frames(replay->recording);
}

/* Advances the recording's clock to now, except while frozen or at the end. */
static void set_clock(struct replay *replay)
{
	int64_t now = clock_mono_ms();

	if (!replay->is_frozen && !is_over(replay)) {
		replay->mono_ms += (now - replay->since_mono_ms) * speeds[replay->speed];
	}
	replay->since_mono_ms = now;
}

/* Goes to a frame and sets the clock to its time. */
static void jump(struct replay *replay, size_t frame)
{
	recording_go(replay->recording, frame);
	replay->mono_ms = recording_mono_ms(replay->recording, recording_frame(replay->recording));
	replay->is_changed = true;
}

/* Goes to the frame that the clock has reached. */
static void follow_clock(struct replay *replay)
{
	const struct recording *recording = replay->recording;
	size_t frame = recording_frame(recording), due = frame;

	while (due + 1 < recording_frames(recording) &&
		recording_mono_ms(recording, due + 1) <= replay->mono_ms) {
		due++;
	}
	if (due == frame || replay->is_frozen) {
		return;
	}
	recording_go(replay->recording, due);
	replay->is_changed = true;
	if (is_over(replay)) {
		jump(replay, due);
	}
}

/* --- Commands ---------------------------------------------------------------------------- */

static void step(struct replay *replay, int steps)
{
	size_t frame = recording_frame(replay->recording);
	size_t last = recording_frames(replay->recording) - 1;

	if (steps < 0) {
		size_t back = (size_t)-steps;

		frame = back < frame ? frame - back : 0;
	} else {
		frame = (size_t)steps < last - frame ? frame + (size_t)steps : last;
	}
	replay->is_frozen = true;
	jump(replay, frame);
}

static void change_speed(struct replay *replay, int steps)
{
	if (steps > 0 && replay->speed + 1 < ARRAY_LEN(speeds)) {
		replay->speed++;
	} else if (steps < 0 && replay->speed > 0) {
		replay->speed--;
	}
}

/* Goes to the last frame at or before that time, else to the first. */
static void go_to(struct replay *replay, int64_t at_ms)
{
	size_t frame = 0;

	for (size_t i = 1; i < recording_frames(replay->recording); i++) {
		if (recording_at_ms(replay->recording, i) <= at_ms) {
			frame = i;
		}
	}
	jump(replay, frame);
}

static void set_session(struct replay *replay, const char *user_id, const char *service)
{
	free(replay->user_id);
	free(replay->service);
	replay->user_id = user_id ? base_strdup(user_id) : NULL;
	replay->service = service ? base_strdup(service) : NULL;
}

void replay_execute(struct replay *replay, const struct poller_command *sent)
{
	set_clock(replay);
	replay->is_changed = true;
	switch (sent->kind) {
	case COMMAND_FREEZE:
		replay->is_frozen = !replay->is_frozen;
		break;
	case COMMAND_STEP:
		step(replay, sent->steps);
		break;
	case COMMAND_SPEED:
		change_speed(replay, sent->steps);
		break;
	case COMMAND_GOTO:
		go_to(replay, sent->at_ms);
		break;
	case COMMAND_OPEN:
		set_session(replay, sent->user_id, sent->service);
		break;
	case COMMAND_CLOSE:
		set_session(replay, NULL, NULL);
		break;
	case COMMAND_REFRESH:
	case COMMAND_FOCUS:
	case COMMAND_WRITE:
	case COMMAND_STOP_WRITES:
	case COMMAND_RESUME_WRITES:
	case COMMAND_ARM:
	case COMMAND_DISARM:
	case COMMAND_INTERVAL:
	case COMMAND_SWEEP:
	case COMMAND_RECONCILE:
		break;
	}
}

/* --- Snapshots --------------------------------------------------------------------------- */

static int64_t next_mono_ms(const struct replay *replay)
{
	size_t frame = recording_frame(replay->recording);

	return is_over(replay) ? replay->mono_ms : recording_mono_ms(replay->recording, frame + 1);
}

static void fill_replay(const struct replay *replay, struct replay_status *status)
{
	const struct recording *recording = replay->recording;

	*status = (struct replay_status){
		.is_replay = true,
		.is_frozen = replay->is_frozen,
		.is_over = is_over(replay),
		.speed = speeds[replay->speed],
		.at_ms = recording_at_ms(recording, recording_frame(recording)),
		.begin_ms = recording_at_ms(recording, 0),
		.end_ms = recording_at_ms(recording, recording_frames(recording) - 1),
		.mono_ms = replay->mono_ms,
		.posted_mono_ms = replay->since_mono_ms,
		.until_mono_ms = replay->is_frozen ? replay->mono_ms : next_mono_ms(replay),
	};
}

/* The snapshot of the current frame, with its diagnosis and findings. */
static struct snapshot *look(struct replay *replay)
{
	struct snapshot *snapshot = recording_snapshot(replay->recording);

	snapshot->diagnosis = snapshot->memory->diagnosis =
		diagnosis_new(snapshot, replay->settings);
	snapshot->memory->findings = findings_follow(snapshot, &replay->findings);
	replay->found_frame = recording_frame(replay->recording);
	return snapshot;
}

/*
 * Findings continue those of the frame before. After a jump there are none: looks at the frames
 * before this one, so that a finding has its history and outlook wherever one looks at it.
 */
static void look_back(struct replay *replay)
{
	size_t frame = recording_frame(replay->recording);
	size_t first = frame < FRAMES_BACK ? 0 : frame - FRAMES_BACK;

	if (replay->findings && replay->found_frame <= frame && replay->found_frame >= first) {
		return;
	}
	findings_free(replay->findings);
	replay->findings = NULL;
	for (; first < frame; first++) {
		recording_go(replay->recording, first);
		snapshot_free(look(replay));
	}
	recording_go(replay->recording, frame);
}

static struct snapshot *make_snapshot(struct replay *replay)
{
	static const char refusal[] = "this is a recording";
	const struct error *damage = recording_damage(replay->recording);

	look_back(replay);
	struct snapshot *snapshot = look(replay);

	snapshot->number = ++replay->number;
	memcpy(snapshot->status.write_refusal, refusal, sizeof(refusal));
	fill_replay(replay, &snapshot->replay);
	if (replay->user_id) {
		replay_item_fill(
			snapshot, &snapshot->memory->arena, replay->user_id, replay->service);
	}
	if (is_over(replay) && damage->kind != ERROR_NONE) {
		snapshot->error = *damage;
		snapshot->error_mono_ms = replay->mono_ms;
	}
	return snapshot;
}

int64_t replay_advance(struct replay *replay, struct mailbox *mailbox)
{
	set_clock(replay);
	follow_clock(replay);
	if (replay->is_changed) {
		replay->is_changed = false;
		mailbox_post(mailbox, make_snapshot(replay));
	}
	if (replay->is_frozen || is_over(replay)) {
		return INT64_MAX;
	}
	int64_t left_ms = next_mono_ms(replay) - replay->mono_ms;

	return left_ms > 0 ? (left_ms + speeds[replay->speed] - 1) / speeds[replay->speed] : 0;
}
