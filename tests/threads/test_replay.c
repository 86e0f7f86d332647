/* SPDX-License-Identifier: MIT */
/* A recording played: what holds, steps, speed and jumps do, and what an opened session shows. */
#include "poller/replay.h"

#include "diagnosis.h"

#include "clock.h"
#include "history/recording.h"
#include "kit/recorded_fleet.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define PATIENCE_MS 20000

static struct recorded_fleet recorded;

struct playing {
	struct replay *replay;
	struct mailbox mailbox;
	/* the newest */
	struct snapshot *shown;
};

static void advance(struct playing *playing)
{
	replay_advance(playing->replay, &playing->mailbox);
	struct snapshot *newer = mailbox_take(&playing->mailbox);

	if (newer) {
		snapshot_free(playing->shown);
		playing->shown = newer;
	}
}

static void tell(struct playing *playing, struct poller_command command)
{
	replay_execute(playing->replay, &command);
	advance(playing);
}

static struct playing play(bool at_end)
{
	static const struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;
	static struct settings settings;
	struct playing playing = {.replay = NULL};
	struct error err;

	settings = (struct settings){.replay = recorded.path, .once = at_end, .limits = limits};
	playing.replay = replay_new(&settings, &err);
	assert_non_null(playing.replay);
	assert_true(mailbox_init(&playing.mailbox, &err));
	advance(&playing);
	assert_non_null(playing.shown);
	return playing;
}

static void end(struct playing *playing)
{
	snapshot_free(playing->shown);
	mailbox_fini(&playing->mailbox);
	replay_free(playing->replay);
}

/* Frames are identified by their gap, which is different for each. */
static void assert_frame(const struct playing *playing, int frame)
{
	assert_int_equal(playing->shown->status.unindexed, frame - 1);
	assert_true(playing->shown->replay.is_replay);
	assert_ptr_equal(playing->shown->diagnosis->snapshot, playing->shown);
	assert_int_equal(playing->shown->replay.is_over, frame == RECORDED_FRAMES - 1);
}

static void test_steps(void **state)
{
	(void)state;
	struct playing playing = play(false);

	tell(&playing, (struct poller_command){.kind = COMMAND_STEP, .steps = -1000});
	assert_frame(&playing, 0);
	assert_true(playing.shown->replay.is_frozen);
	tell(&playing, (struct poller_command){.kind = COMMAND_STEP, .steps = 1});
	assert_frame(&playing, 1);
	tell(&playing, (struct poller_command){.kind = COMMAND_STEP, .steps = 30});
	assert_frame(&playing, 31);
	tell(&playing, (struct poller_command){.kind = COMMAND_STEP, .steps = -2});
	assert_frame(&playing, 29);
	tell(&playing, (struct poller_command){.kind = COMMAND_STEP, .steps = 1000});
	assert_frame(&playing, RECORDED_FRAMES - 1);
	end(&playing);
}

/* It stands for as long as it is held, then goes on to its end, and waits there. */
static void test_hold_and_play(void **state)
{
	(void)state;
	struct playing playing = play(false);

	tell(&playing, (struct poller_command){.kind = COMMAND_STEP, .steps = -1000});
	assert_int_equal(replay_advance(playing.replay, &playing.mailbox), INT64_MAX);
	assert_null(mailbox_take(&playing.mailbox));
	tell(&playing, (struct poller_command){.kind = COMMAND_FREEZE});
	assert_false(playing.shown->replay.is_frozen);
	int64_t deadline = clock_mono_ms() + PATIENCE_MS;
	int64_t before_ms = playing.shown->replay.mono_ms;

	while (!playing.shown->replay.is_over) {
		assert_true(clock_mono_ms() < deadline);
		advance(&playing);
		assert_true(playing.shown->replay.mono_ms >= before_ms);
		before_ms = playing.shown->replay.mono_ms;
	}
	assert_frame(&playing, RECORDED_FRAMES - 1);
	assert_int_equal(replay_advance(playing.replay, &playing.mailbox), INT64_MAX);
	end(&playing);
}

static void test_speed(void **state)
{
	(void)state;
	struct playing playing = play(false);
	unsigned speed = playing.shown->replay.speed;

	assert_int_equal(speed, 1);
	for (int i = 0; i < 20; i++) {
		tell(&playing, (struct poller_command){.kind = COMMAND_SPEED, .steps = 1});
		assert_true(playing.shown->replay.speed >= speed);
		speed = playing.shown->replay.speed;
	}
	assert_int_equal(speed, 300);
	for (int i = 0; i < 20; i++) {
		tell(&playing, (struct poller_command){.kind = COMMAND_SPEED, .steps = -1});
	}
	assert_int_equal(playing.shown->replay.speed, 1);
	end(&playing);
}

static void test_goto(void **state)
{
	(void)state;
	struct playing playing = play(true);
	int64_t begin_ms = playing.shown->replay.begin_ms, end_ms = playing.shown->replay.end_ms;

	assert_frame(&playing, RECORDED_FRAMES - 1);
	tell(&playing, (struct poller_command){.kind = COMMAND_GOTO, .at_ms = begin_ms - 1});
	assert_frame(&playing, 0);
	tell(&playing, (struct poller_command){.kind = COMMAND_GOTO, .at_ms = end_ms + 1});
	assert_frame(&playing, RECORDED_FRAMES - 1);
	int64_t middle_ms = begin_ms + (end_ms - begin_ms) / 2;

	tell(&playing, (struct poller_command){.kind = COMMAND_GOTO, .at_ms = middle_ms});
	assert_true(playing.shown->replay.at_ms <= middle_ms);
	end(&playing);
}

static const char *text_of(const struct item_detail *item, const char *name)
{
	for (size_t i = 0; i < item->nodes_count; i++) {
		if (strcmp(item->nodes[i].name, name) == 0) {
			return item->nodes[i].text;
		}
	}
	return "";
}

/* The list's own row, and nothing that a list has not. */
static void test_opened(void **state)
{
	(void)state;
	struct playing playing = play(true);
	const struct snapshot *seen = recorded.seen[RECORDED_FRAMES - 1];
	const struct session *session = &seen->sessions[seen->sessions_count / 2];
	const char *service = seen->services[session->service].name;
	char errors[20];
	size_t others = 0;

	for (size_t i = 0; i < seen->sessions_count; i++) {
		others += strcmp(seen->sessions[i].user_id, session->user_id) == 0;
	}
	tell(&playing,
		(struct poller_command){
			.kind = COMMAND_OPEN, .user_id = session->user_id, .service = service});
	const struct item_detail *item = &playing.shown->item;

	assert_int_equal(item->status, ITEM_PRESENT);
	assert_string_equal(text_of(item, "userId"), session->user_id);
	assert_string_equal(text_of(item, "serviceType"), service);
	snprintf(errors, sizeof(errors), "%d", (int)session->error_count);
	assert_string_equal(text_of(item, "errorCount"), session->error_count < 0 ? "" : errors);
	assert_string_equal(text_of(item, "webhookUrl"), "");
	assert_true(item->has_siblings);
	assert_int_equal(item->siblings_count, others - 1);

	tell(&playing, (struct poller_command){
			       .kind = COMMAND_OPEN, .user_id = "nobody", .service = service});
	assert_int_equal(playing.shown->item.status, ITEM_MISSING);
	tell(&playing, (struct poller_command){.kind = COMMAND_CLOSE});
	assert_int_equal(playing.shown->item.status, ITEM_NONE);
	assert_false(playing.shown->status.can_write);
	end(&playing);
}

static int open_recorded(void **state)
{
	(void)state;
	recorded.seed = 11;
	recorded_open(&recorded);
	return 0;
}

static int close_recorded(void **state)
{
	(void)state;
	recorded_close(&recorded);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_hold_and_play),
		cmocka_unit_test(test_speed),
		cmocka_unit_test(test_goto),
		cmocka_unit_test(test_opened),
	};

	return cmocka_run_group_tests_name("replay", tests, open_recorded, close_recorded);
}
