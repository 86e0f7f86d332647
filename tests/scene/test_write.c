/* SPDX-License-Identifier: MIT */
/* The dialog before a write and its reports, without a terminal and without a network. */
#include "kit/play.h"

#include "model/snapshot_memory.h"
#include "ui/keymap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static bool was_ordered(const struct scene *scene)
{
	for (size_t i = 0; i < scene->commands.count; i++) {
		if (scene->commands.kinds[i] == COMMAND_WRITE) {
			return true;
		}
	}
	return false;
}

/* A snapshot with the progress of the last order; outcomes are the letters d c g f, . is pending.
 */
static struct snapshot *progress(
	const struct scene *scene, enum write_phase phase, const char *outcomes)
{
	struct snapshot *snapshot = scene_snapshot();
	struct write_progress *writing = &snapshot->write_progress;
	size_t count = strlen(outcomes);
	uint8_t *list = arena_alloc(&snapshot->memory->arena, count + 1);

	*writing = (struct write_progress){.number = scene->commands.order->number,
		.taken = scene->app.writes_sent,
		.phase = phase,
		.wanted = ACTIVE_OFF,
		.count = (uint32_t)count,
		.outcomes = list,
		.left_ms = 42000};
	for (size_t i = 0; i < count; i++) {
		list[i] = outcomes[i] == 'd'   ? WRITE_WRITTEN
			  : outcomes[i] == 'c' ? WRITE_CONFLICT
			  : outcomes[i] == 'g' ? WRITE_GONE
			  : outcomes[i] == 'f' ? WRITE_FAILED
					       : WRITE_PENDING;
		writing->outcomes_count[list[i]]++;
	}
	return snapshot;
}

/* --- Which sessions, and the question ----------------------------------------------------------
 */

static void test_tagged_sessions(void **state)
{
	struct scene *scene = *state;

	play_type(scene, "\r t", "state     critical, lateness");
	scene_type(scene, "\033");
	scene_type(scene, "t\033");
	tags_clear(&scene->app.ui.tags);
	/* tagging moves the cursor down */
	play_type(scene, "gj  t", "(isActive true \u2192 false)");
	play_expect(scene, "2 tagged sessions");
	play_expect(scene, "Ctrl-O to write");
	scene_type(scene, "\017");
	assert_int_equal(scene->commands.order->count, 2);
	play_expect(scene, "2 tagged sessions: pausing...");
}

static void test_all_that_are_listed(void **state)
{
	struct scene *scene = *state;
	size_t count;
	char typed[16];

	static const struct play_step steps[] = {
		{"\rT", "listed sessions"},
		{NULL, "and Enter to write"},
		{NULL, "Not included: "},
		{NULL, "unreadable"},
	};

	play_steps(scene, steps, ARRAY_LEN(steps));
	count = scene->app.ui.dialog.order->count;
	assert_true(count > DIALOG_MAX_UNTYPED);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(scene->app.ui.dialog.order->targets[i].seen, ACTIVE_ON);
	}
	/* Neither the key that confirms few, nor a wrong number. */
	play_expect(scene, "count");
	play_expect(scene, "and Enter to write, Tab for a reason, Esc cancels.");
	play_type(scene, "\0171 x", "No key x here: type 11 and Enter to write, Esc cancels.");
	assert_string_equal(scene->app.ui.dialog.typed, "1");
	play_type(scene, "\x15\r", "nothing typed yet: type 11 and Enter to write");
	snprintf(typed, sizeof(typed), "%zu\r", count + 1);
	scene_type(scene, typed);
	play_expect(scene, "you typed \"12\": type 11 and Enter to write, Esc cancels.");
	assert_string_equal(scene->app.ui.dialog.typed, "");
	play_type(scene, "\033", "Cancelled. Nothing was written.");
	assert_false(was_ordered(scene));
	snprintf(typed, sizeof(typed), "T9\b%zu\r", count);
	typed[2] = '\0';
	scene_type(scene, typed);
	keys_press(&scene->app, KEY_IS_BACKSPACE);
	snprintf(typed, sizeof(typed), "%zu\r", count);
	scene_type(scene, typed);
	assert_int_equal(scene->commands.order->count, count);
}

/* In an open session t toggles that one, whatever is tagged in the list. */
static void test_one_session_beside_tagged_ones(void **state)
{
	struct scene *scene = *state;

	play_type(scene, "\r  g\rt", "This session only, not the 2 tagged in the list.");
	assert_int_equal(scene->app.ui.dialog.order->count, 1);
}

/* The dialog says beforehand what the write will have to wait for. */
static void test_fault_is_shown(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	play_type(scene, "\rt", "!two minutes");
	scene_type(scene, "\033");
	snapshot->error = (struct error){.kind = ERROR_NETWORK};
	snapshot->error_mono_ms = SCENE_ASOF_MONO_MS - 12000;
	play_take(scene, snapshot);
	play_type(scene, "t", "network since 09:47:00Z: the write will wait, at most 2 minutes.");
	snapshot = scene_snapshot();
	snapshot->error = (struct error){.kind = ERROR_THROTTLED};
	play_take(scene, snapshot);
	play_type(scene, "\033t", "!two minutes");
}

/* Sessions and values are those from when it opened. */
static void test_keys_are_copied(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	scene_type(scene, "\rT");
	size_t count = scene->app.ui.dialog.order->count;

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		((struct session *)(uintptr_t)snapshot->sessions)[i].active = ACTIVE_OFF;
		((struct session *)(uintptr_t)snapshot->sessions)[i].service = 1;
	}
	play_take(scene, snapshot);
	assert_int_equal(scene->app.ui.dialog.order->count, count);
	assert_int_equal(scene->app.ui.dialog.order->targets[0].seen, ACTIVE_ON);
	assert_string_equal(scene->app.ui.dialog.order->targets[0].service, "slack");
}

/*
 * Words that were meant for another window, the usual answers among them: no letter confirms, and
 * none closes the dialog, so that the next one would act on the list.
 */
static void test_words_are_refused(void **state)
{
	static const char *const words[] = {
		"buy", "yes", "y", "quit", "try it", "ok\r", "Y\r", "no\r"};
	struct scene *scene = *state;

	scene_type(scene, "\rt");
	size_t commands = scene->commands.count;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		play_type(scene, words[i], "here: press Ctrl-O to write, Esc cancels.");
	}
	assert_int_equal(scene->commands.count, commands);
	/* A key that is taken removes the note. */
	play_type(scene, "\t", "Type a reason and Enter. Esc cancels.");
	play_type(scene, "INC-1\r", "Press Ctrl-O to write, Tab for a reason, Esc cancels.");
	play_type(scene, "\033", "Cancelled. Nothing was written.");
	play_expect(scene, "@sessions");
	assert_false(was_ordered(scene));
}

static void test_reason(void **state)
{
	struct scene *scene = *state;

	play_type(scene, "\rt\tINC-4471, stuck\r", "INC-4471, stuck");
	play_expect(scene, "Ctrl-O to write");
	scene_type(scene, "\017");
	assert_string_equal(scene->commands.order->reason, "INC-4471, stuck");
}

static void test_required_reason(void **state)
{
	struct scene *scene = *state;

	scene->settings.require_reason = true;
	play_type(scene, "\rty\r", "Ctrl-O to write"); /* the y was the reason */
	scene_type(scene, "\033");
	assert_false(was_ordered(scene));
	play_type(scene, "t \r", "Type the reason and Enter");
	/* In other dialogs Tab leads here; a slip of it, or of an arrow, cancels nothing. */
	play_type(scene, "\t", "No key Tab here: type the reason and Enter. Esc cancels.");
	play_type(scene, "\033t", "!Ctrl-O to write");
	scene_type(scene, "why\r\017");
	assert_string_equal(scene->commands.order->reason, "why");
}

static void test_protected_profile(void **state)
{
	struct scene *scene = *state;

	scene->settings.protected = true;
	play_type(scene, "\rty\r", "you typed \"y\": type prod and Enter to write, Esc cancels.");
	scene_type(scene, "\017");
	assert_false(was_ordered(scene));
	const char *name = *scene->app.ui.snapshot->status.profile
				   ? scene->app.ui.snapshot->status.profile
				   : scene->app.ui.snapshot->status.table;

	assert_string_equal(scene->app.ui.dialog.expected, name);
	scene_type(scene, name);
	scene_type(scene, "\r");
	assert_true(was_ordered(scene));
}

/* --- Progress -----------------------------------------------------------------------------------
 */

static void order_three(struct scene *scene)
{
	scene_type(scene, "\r   t\017");
	assert_int_equal(scene->commands.order->count, 3);
}

static void test_result_line(void **state)
{
	struct scene *scene = *state;

	order_three(scene);
	play_take(scene, progress(scene, WRITES_RUNNING, "d.."));
	play_expect(scene, "pausing: 1 of 3");
	play_expect(scene, "Esc stops");
	play_take(scene, progress(scene, WRITES_FINISHED, "ddd"));
	play_expect(scene, "3 written, 0 conflicts, 0 failed, not yet in the index.");
	play_expect(scene, "!Esc stops");
}

static void test_conflict_says_what_it_is_now(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot;

	order_three(scene);
	snapshot = progress(scene, WRITES_FINISHED, "dgc");
	snapshot->write_result = (struct write_result){.number = 3,
		.outcome = WRITE_CONFLICT,
		.user_id = "u-c55e20aa",
		.service = "slack",
		.wanted = ACTIVE_OFF,
		.now = "S \"false\"",
		.by = "alice on pts/3 at 09:41:07Z"};
	play_take(scene, snapshot);
	play_expect(scene, "1 written, 2 conflicts, 0 failed");
	play_expect(scene, "is now S \"false\", by");
	play_expect(scene, "alice on pts/3");
}

static void test_stopped_and_resumed(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot;

	order_three(scene);
	play_take(scene, progress(scene, WRITES_RUNNING, "d.."));
	scene_type(scene, "\033");
	assert_int_equal(play_last_command(scene), COMMAND_STOP_WRITES);
	play_expect(scene, "@sessions");
	snapshot = progress(scene, WRITES_STOPPED, "d..");
	snprintf(snapshot->write_progress.why, sizeof(snapshot->write_progress.why),
		"stopped by you");
	play_take(scene, snapshot);
	static const struct play_step steps[] = {
		{NULL, "1 written, 0 conflicts, 0 failed, 2 pending: stopped by you"},
		{"j", "stopped at 1 of 3; :resume continues, u undoes"},
		{":resume\r", "CONTINUE: PAUSE 2 sessions (isActive true \u2192 false)"},
		{NULL, "the rest of the stopped write: 2 of 3 sessions"},
		{NULL, "Press Ctrl-O to write, Esc cancels."},
	};

	play_steps(scene, steps, ARRAY_LEN(steps));
	assert_int_equal(play_last_command(scene), COMMAND_STOP_WRITES);
	/* the order keeps its reason */
	play_type(scene, "\t", "No key Tab here: press Ctrl-O to write, Esc cancels.");
	play_type(scene, "\033", "Cancelled");
	assert_int_equal(play_last_command(scene), COMMAND_STOP_WRITES);
	scene_type(scene, ":resume\r\017");
	assert_int_equal(play_last_command(scene), COMMAND_RESUME_WRITES);
	/* No other order before a snapshot shows this one. */
	size_t commands = scene->commands.count;

	play_type(scene, ":resume\r", "Nothing to resume");
	assert_int_equal(scene->commands.count, commands);
	play_take(scene, progress(scene, WRITES_FINISHED, "ddd"));
	play_type(scene, ":resume\r", "Nothing to resume");
}

/* Resuming needs what the order needed: its number is typed, and writes must be armed. */
static void test_resuming_asks_as_before(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot;
	char outcomes[32], typed[48];

	scene->settings.require_reason = true;
	scene_type(scene, "\rT");
	size_t count = scene->app.ui.dialog.order->count;

	assert_in_range(count, DIALOG_MAX_UNTYPED + 2, sizeof(outcomes) - 1);
	snprintf(typed, sizeof(typed), "INC-4471\r%zu\r", count);
	scene_type(scene, typed);
	memset(outcomes, '.', count);
	outcomes[0] = 'd';
	outcomes[count] = '\0';
	snapshot = progress(scene, WRITES_STOPPED, outcomes);
	play_take(scene, snapshot);
	play_type(scene, ":resume\r", "INC-4471");
	snprintf(typed, sizeof(typed), "Type %zu and Enter to write, Esc cancels.", count - 1);
	play_expect(scene, typed);
	play_type(scene, "y\r", "nothing typed yet");
	assert_int_equal(play_last_command(scene), COMMAND_WRITE);
	snprintf(typed, sizeof(typed), "%zu\r", count - 1);
	scene_type(scene, typed);
	assert_int_equal(play_last_command(scene), COMMAND_RESUME_WRITES);
	snapshot = progress(scene, WRITES_STOPPED, outcomes);
	snapshot->status.is_disarmed = true;
	play_take(scene, snapshot);
	size_t commands = scene->commands.count;

	play_type(scene, ":resume\r", "not armed");
	assert_false(scene->app.ui.dialog.is_open);
	assert_int_equal(scene->commands.count, commands);
}

static void test_no_second_write_meanwhile(void **state)
{
	struct scene *scene = *state;

	order_three(scene);
	play_take(scene, progress(scene, WRITES_WAITING, "d.."));
	play_type(scene, "t", "still running");
	scene_type(scene, "Q");
	assert_false(scene->app.quit_requested);
	play_expect(scene, "Quit again");
	/* Only the next key is the answer. */
	scene_type(scene, "jQ");
	assert_false(scene->app.quit_requested);
	play_expect(scene, "Quit again");
	scene_type(scene, "Q");
	assert_true(scene->app.quit_requested);
}

/* From the y on, whether a snapshot shows it or not. */
static void test_order_is_under_way_at_once(void **state)
{
	struct scene *scene = *state;

	order_three(scene);
	size_t commands = scene->commands.count;

	play_type(scene, "t", "still running");
	play_type(scene, "u", "still running");
	assert_int_equal(scene->commands.count, commands);
	scene_type(scene, "Q");
	assert_false(scene->app.quit_requested);
	scene_type(scene, "\033");
	assert_int_equal(play_last_command(scene), COMMAND_STOP_WRITES);
	play_expect(scene, "@sessions");
	/* From before the order. */
	play_take(scene, scene_snapshot());
	assert_true(app_is_writing(&scene->app));
	play_take(scene, progress(scene, WRITES_STOPPED, "d.."));
	assert_false(app_is_writing(&scene->app));
	scene_type(scene, ":resume\r\017\033");
	assert_int_equal(play_last_command(scene), COMMAND_STOP_WRITES);
	/* The warning is repeated for the next write. */
	scene_type(scene, "Q");
	assert_false(scene->app.quit_requested);
	scene_type(scene, "Q");
	assert_true(scene->app.quit_requested);
}

/* Pasted or typed-ahead text does not answer a question that was not on the screen. */
static void test_only_what_was_shown_is_answered(void **state)
{
	static const int pasted[] = {
		't', DIALOG_CONFIRM_KEY, DIALOG_CONFIRM_KEY, KEY_IS_ENTER, DIALOG_CONFIRM_KEY};
	struct scene *scene = *state;

	scene_type(scene, "\r");
	for (size_t i = 0; i < ARRAY_LEN(pasted); i++) {
		keys_press(&scene->app, pasted[i]);
	}
	assert_false(was_ordered(scene));
	scene_draw(scene);
	play_expect(scene, "Ctrl-O to write");
	play_type(scene, "\033", "Cancelled");
	scene_type(scene, "t\t");
	for (const char *key = "stuck\nyesterday"; *key; key++) {
		keys_press(&scene->app, *key == '\n' ? KEY_IS_ENTER : *key);
	}
	assert_false(was_ordered(scene));
	scene_draw(scene);
	play_expect(scene, "Ctrl-O to write");
	scene_type(scene, "\033");
	keys_press(&scene->app, 't');
	keys_press(&scene->app, KEY_IS_ESCAPE);
	assert_false(scene->app.ui.dialog.is_open);
	scene_type(scene, "t\017");
	assert_true(was_ordered(scene));
}

static void draw_at(struct scene *scene, int64_t after_ms)
{
	dashboard_draw(&scene->app, &scene->canvas, SCENE_NOW_MONO_MS + after_ms,
		SCENE_NOW_WALL_MS + after_ms);
}

/*
 * On a slow line, typed-ahead text arrives in parts, with frames in between that the user has not
 * seen.
 */
static void test_unread_dialog_does_not_listen(void **state)
{
	struct scene *scene = *state;
	const struct app *app = &scene->app;

	scene_type(scene, "\r");
	keys_press(&scene->app, 't');
	draw_at(scene, 0);
	play_expect(scene, "!Ctrl-O to write");
	assert_in_range(dashboard_next_change_ms(app), 1, DIALOG_DELAY_MS);
	keys_press(&scene->app, DIALOG_CONFIRM_KEY);
	draw_at(scene, DIALOG_DELAY_MS - 1);
	play_expect(scene, "!Ctrl-O to write");
	assert_int_equal(dashboard_next_change_ms(app), 1);
	for (const char *key = "yn\t\r"; *key; key++) {
		keys_press(&scene->app, *key);
	}
	assert_true(app->ui.dialog.is_open);
	assert_false(app->ui.dialog.is_at_reason);
	draw_at(scene, DIALOG_DELAY_MS);
	play_expect(scene, "Ctrl-O to write");
	assert_false(was_ordered(scene));
	/* The question after the reason is a new one. */
	keys_press(&scene->app, '\t');
	keys_press(&scene->app, KEY_IS_ENTER);
	draw_at(scene, DIALOG_DELAY_MS);
	keys_press(&scene->app, DIALOG_CONFIRM_KEY);
	assert_false(was_ordered(scene));
	draw_at(scene, 2 * DIALOG_DELAY_MS);
	keys_press(&scene->app, DIALOG_CONFIRM_KEY);
	assert_true(was_ordered(scene));
}

/* The result of one write is not shown for the next. */
static void test_result_is_of_its_order(void **state)
{
	struct scene *scene = *state;
	struct write_result result = {.number = 2,
		.outcome = WRITE_WRITTEN,
		.user_id = "u-7f3a91c2",
		.service = "slack",
		.wanted = ACTIVE_OFF};
	struct snapshot *snapshot;

	scene_type(scene, "\rt\017");
	snapshot = progress(scene, WRITES_FINISHED, "d");
	result.order = scene->commands.order->number;
	snapshot->write_result = result;
	play_take(scene, snapshot);
	play_expect(scene, "isActive is now false");
	scene_type(scene, "jt\017");
	snapshot = progress(scene, WRITES_RUNNING, ".");
	snapshot->write_result = result;
	play_take(scene, snapshot);
	play_expect(scene, "pausing...");
	play_expect(scene, "!isActive is now false");
}

/* The progress of the last order, in a fleet whose first count sessions are paused. */
static struct snapshot *paused_first(const struct scene *scene, const char *outcomes, size_t count)
{
	struct snapshot *snapshot = progress(scene, WRITES_FINISHED, outcomes);
	size_t bytes = snapshot->sessions_count * sizeof(*snapshot->sessions);
	struct session *sessions = arena_alloc(&snapshot->memory->arena, bytes);

	memcpy(sessions, snapshot->sessions, bytes);
	for (size_t i = 0; i < count; i++) {
		sessions[i].active = ACTIVE_OFF;
		sessions[i].state = STATE_PAUSED;
	}
	snapshot->sessions = sessions;
	return snapshot;
}

static int row_of(const struct scene *scene, const char *user_id)
{
	int y = scene_find(scene, user_id);

	assert_true(y >= 0);
	return y;
}

/* A row that was written stays where it is, with the cursor, until the list is opened again. */
static void test_written_rows_stay(void **state)
{
	struct scene *scene = *state;
	int first_y;

	scene_type(scene, "\r");
	first_y = row_of(scene, "u-7f3a91c2");
	scene_type(scene, "t\017");
	play_take(scene, paused_first(scene, "d", 1));
	play_take(scene, paused_first(scene, "d", 1));
	play_expect(scene, ">u-7f3a91c2");
	assert_int_equal(row_of(scene, "u-7f3a91c2"), first_y);
	assert_int_equal(row_of(scene, "u-1b09d7e4"), first_y + 1);
	/* Nor does it move when the write is undone. */
	scene_type(scene, "u\017");
	play_take(scene, progress(scene, WRITES_FINISHED, "d"));
	play_take(scene, progress(scene, WRITES_FINISHED, "d"));
	play_expect(scene, ">u-7f3a91c2");
	assert_int_equal(row_of(scene, "u-7f3a91c2"), first_y);
	/* A list that nobody touches is in order after a while. */
	scene_type(scene, "t\017");
	play_take(scene, paused_first(scene, "d", 1));
	assert_int_equal(row_of(scene, "u-7f3a91c2"), first_y);
	scene->app.ui.now_mono_ms += 30000;
	play_take(scene, paused_first(scene, "d", 1));
	assert_int_equal(row_of(scene, "u-1b09d7e4"), first_y);
	play_type(scene, "q\r", ">u-1b09d7e4");
	assert_int_equal(row_of(scene, "u-1b09d7e4"), first_y);
	assert_true(row_of(scene, "u-7f3a91c2") > first_y);
}

/* What was written loses its tags, so that the next t does not write it back. */
static void test_written_sessions_lose_their_tags(void **state)
{
	struct scene *scene = *state;

	scene_type(scene, "\r   t\017");
	assert_int_equal(scene->app.ui.tags.keys.count, 3);
	play_take(scene, progress(scene, WRITES_RUNNING, "d.."));
	play_take(scene, paused_first(scene, "ddc", 2));
	assert_int_equal(scene->app.ui.tags.keys.count, 1);
	assert_string_equal(
		scene->app.ui.tags.keys.ids[0].user_id, scene->commands.order->targets[2].user_id);
	play_type(scene, "t", "state     critical, lateness");
	/* Those that are left out lose them too: they are as ordered. */
	tags_clear(&scene->app.ui.tags);
	scene_type(scene, "\033");
	play_take(scene, progress(scene, WRITES_FINISHED, "ddc"));
	play_type(scene, "g G t", "Not included: 1 already paused");
	scene_type(scene, "\017");
	play_take(scene, progress(scene, WRITES_FINISHED, "d"));
	assert_int_equal(scene->app.ui.tags.keys.count, 0);
}

/* Only what was written is undone; an order that wrote nothing does not hide the one before. */
static void test_undo(void **state)
{
	struct scene *scene = *state;
	const struct write_order *order;

	play_type(scene, "\ru", "Nothing to undo");
	scene_type(scene, "   t\017");
	char third[64];

	snprintf(third, sizeof(third), "%s", scene->commands.order->targets[2].user_id);
	play_take(scene, progress(scene, WRITES_FINISHED, "dcd"));
	play_type(scene, "u", "UNDO: RESUME 2 sessions (isActive false \u2192 true)");
	play_expect(scene, "your last write: 2 sessions");
	scene_type(scene, "\033");
	scene_type(scene, "t\017");
	play_take(scene, progress(scene, WRITES_FINISHED, "c"));
	scene_type(scene, "u\017");
	order = scene->commands.order;
	assert_int_equal(order->count, 2);
	assert_string_equal(order->targets[1].user_id, third);
	assert_int_equal(order->targets[0].seen, ACTIVE_OFF);
}

static void test_cut_off_writes_are_reported_once(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	snapshot->status.unfinished_writes = 1;
	play_take(scene, snapshot);
	play_expect(scene, "1 write of an earlier run ended without a response");
	scene_type(scene, "j");
	snapshot = scene_snapshot();
	snapshot->status.unfinished_writes = 1;
	play_take(scene, snapshot);
	play_expect(scene, "!cut off");
}

static void test_view(void **state)
{
	static const struct write_record records[] = {
		{.at_ms = SCENE_ASOF_MS - 60000,
			.user_id = "u-old",
			.service = "gmail",
			.wanted = ACTIVE_ON,
			.outcome = WRITE_UNKNOWN,
			.who = "alice on pts/3",
			.reason = "",
			.detail = "look"},
		{.at_ms = SCENE_ASOF_MS - 1000,
			.user_id = "u-new",
			.service = "slack",
			.wanted = ACTIVE_OFF,
			.outcome = WRITE_WRITTEN,
			.is_ours = true,
			.who = "bob",
			.reason = "INC-1",
			.detail = ""},
	};
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	play_type(scene, "\r6", "None to this table in the audit log");
	snapshot->write_records = records;
	snapshot->write_records_count = 2;
	play_take(scene, snapshot);
	play_expect(scene, "── newest first ──");
	assert_true(scene_find(scene, "slack/u-new") < scene_find(scene, "gmail/u-old"));
	static const struct play_step steps[] = {
		{NULL, "you; reason: INC-1"},
		{NULL, "unknown  resume gmail/u-old"},
		{NULL, "alice on pts/3; look"},
		{"q", "@overview"},
	};

	play_steps(scene, steps, ARRAY_LEN(steps));
}

/* --- Arming ----------------------------------------------------------------------------------- */

static struct snapshot *disarmed(bool is_disarmed)
{
	struct snapshot *snapshot = scene_snapshot();

	snapshot->status.is_disarmed = is_disarmed;
	snapshot->status.can_write = !is_disarmed;
	return snapshot;
}

static void test_arming(void **state)
{
	struct scene *scene = *state;

	play_type(scene, "w", "need no arming");
	scene->settings.arm_for_ms = 300000;
	play_take(scene, disarmed(true));
	play_expect(scene, "[DISARMED]");
	play_type(scene, "\rt", "not armed");
	scene_type(scene, "w");
	assert_int_equal(play_last_command(scene), COMMAND_ARM);
	play_take(scene, disarmed(false));
	play_expect(scene, "[WRITES ON]");
	/* A key extends the time. */
	draw_at(scene, 200000);
	keys_press(&scene->app, 'j');
	draw_at(scene, 400000);
	assert_true(scene->app.ui.is_armed);
	assert_in_range(dashboard_next_change_ms(&scene->app), 0, 100000);
	keys_press(&scene->app, 't');
	assert_true(scene->app.ui.dialog.is_open);
	draw_at(scene, 699999);
	assert_true(scene->app.ui.is_armed);
	draw_at(scene, 700000);
	assert_false(scene->app.ui.is_armed);
	assert_false(scene->app.ui.dialog.is_open);
	assert_int_equal(play_last_command(scene), COMMAND_DISARM);
	play_expect(scene, "[DISARMED]");
	assert_false(was_ordered(scene));
}

static void press_at(struct scene *scene, int key, int64_t after_ms)
{
	dashboard_set_time(&scene->app, SCENE_NOW_MONO_MS + after_ms, SCENE_NOW_WALL_MS + after_ms);
	keys_press(&scene->app, key);
}

/* The time counts from the last key, however long ago the last frame was. */
static void test_armed_since_the_last_key(void **state)
{
	struct scene *scene = *state;

	scene->settings.arm_for_ms = 300000;
	play_take(scene, disarmed(true));
	scene_type(scene, "\r");
	draw_at(scene, 0);
	press_at(scene, 'w', 200000);
	play_take(scene, disarmed(false));
	press_at(scene, 'j', 450000);
	draw_at(scene, 749999);
	assert_true(scene->app.ui.is_armed);
	/* Outside a prompt, pasted text is not a key either. */
	press_at(scene, KEY_PASTED | 'j', 749999);
	/* Too late, although no frame has shown it. */
	press_at(scene, 't', 750000);
	assert_false(scene->app.ui.is_armed);
	assert_false(scene->app.ui.dialog.is_open);
	assert_int_equal(play_last_command(scene), COMMAND_DISARM);
	draw_at(scene, 750000);
	play_expect(scene, "Writes are disarmed");
	/* Nor does an open dialog take a key then. */
	press_at(scene, 'w', 760000);
	play_take(scene, disarmed(false));
	press_at(scene, 't', 760000);
	draw_at(scene, 760000);
	draw_at(scene, 760000 + DIALOG_DELAY_MS);
	play_expect(scene, "Ctrl-O to write");
	press_at(scene, DIALOG_CONFIRM_KEY, 760000 + 300000);
	assert_false(was_ordered(scene));
	assert_false(scene->app.ui.is_armed);
}

/* Pasted text is text for a prompt, and nothing elsewhere; Ctrl-Z and Ctrl-\ are no answer. */
static void test_pasted_keys(void **state)
{
	struct scene *scene = *state;

	scene_type(scene, "\rt");
	play_expect(scene, "Ctrl-O to write");
	press_at(scene, KEY_PASTED | DIALOG_CONFIRM_KEY, 0);
	press_at(scene, KEY_PASTED | 'q', 0);
	press_at(scene, KEY_CTRL('z'), 0);
	press_at(scene, KEY_CTRL('\\'), 0);
	assert_true(scene->app.ui.dialog.is_open);
	assert_true(scene->app.suspend_requested);
	assert_true(scene->app.quit_at_once_requested);
	press_at(scene, KEY_CTRL('c'), 0);
	assert_false(scene->app.ui.dialog.is_open);
	assert_false(scene->app.quit_requested);
	assert_false(was_ordered(scene));
	press_at(scene, KEY_PASTED | 'q', 0);
	play_expect(scene, "@sessions");
	press_at(scene, ':', 0);
	press_at(scene, KEY_PASTED | 'q', 0);
	press_at(scene, 'u', 0);
	assert_string_equal(scene->app.ui.prompt.text, "qu");
}

/* The delay starts when the terminal has shown the dialog. */
static void test_unseen_dialog_stays_closed_to_keys(void **state)
{
	struct scene *scene = *state;
	struct app *app = &scene->app;

	scene_type(scene, "\r");
	keys_press(app, 't');
	app->is_dialog_unseen = true;
	draw_at(scene, 0);
	draw_at(scene, 100 * DIALOG_DELAY_MS);
	keys_press(app, DIALOG_CONFIRM_KEY);
	assert_true(app->ui.dialog.is_open);
	app->is_dialog_unseen = false;
	draw_at(scene, 100 * DIALOG_DELAY_MS);
	keys_press(app, DIALOG_CONFIRM_KEY);
	assert_true(app->ui.dialog.is_open);
	draw_at(scene, 101 * DIALOG_DELAY_MS);
	keys_press(app, DIALOG_CONFIRM_KEY);
	assert_true(was_ordered(scene));
}

/* A running write keeps them armed. */
static void test_armed_while_writing(void **state)
{
	struct scene *scene = *state;

	scene->settings.arm_for_ms = 300000;
	scene_type(scene, "w");
	order_three(scene);
	play_take(scene, progress(scene, WRITES_RUNNING, "d.."));
	draw_at(scene, 1000000);
	assert_true(scene->app.ui.is_armed);
	play_take(scene, progress(scene, WRITES_FINISHED, "ddd"));
	draw_at(scene, 2000000);
	assert_false(scene->app.ui.is_armed);
}

/* Even at 60x12, with all that it may contain, the question is visible. */
static void test_dialog_fits(void **state)
{
	static const int sizes[][2] = {{12, 60}, {13, 60}, {16, 70}, {24, 80}, {40, 120}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		for (int is_protected = 0; is_protected < 2; is_protected++) {
			for (int is_many = 0; is_many < 2; is_many++) {
				struct scene scene;

				scene_open(&scene, sizes[i][0], sizes[i][1]);
				scene.settings.protected = is_protected;
				struct snapshot *snapshot = scene_snapshot();

				snapshot->error = (struct error){.kind = ERROR_NETWORK};
				scene_take(&scene, snapshot);
				scene_draw(&scene);
				scene_type(&scene, is_many ? "\rT" : "\rt");
				assert_true(is_many || is_protected ||
					    scene_find(&scene, "endpoint") >= 0);
				play_expect(&scene, "(isActive true");
				play_expect(&scene, "table");
				play_expect(&scene, "to write");
				play_expect(&scene, "reason");
				assert_int_equal(scene.canvas.strays, 0);
				scene_close(&scene);
			}
		}
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, play_open, play_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_tagged_sessions),
		TEST(test_all_that_are_listed),
		TEST(test_one_session_beside_tagged_ones),
		TEST(test_fault_is_shown),
		TEST(test_keys_are_copied),
		TEST(test_words_are_refused),
		TEST(test_reason),
		TEST(test_required_reason),
		TEST(test_protected_profile),
		TEST(test_result_line),
		TEST(test_conflict_says_what_it_is_now),
		TEST(test_stopped_and_resumed),
		TEST(test_resuming_asks_as_before),
		TEST(test_no_second_write_meanwhile),
		TEST(test_order_is_under_way_at_once),
		TEST(test_only_what_was_shown_is_answered),
		TEST(test_unread_dialog_does_not_listen),
		TEST(test_result_is_of_its_order),
		TEST(test_written_rows_stay),
		TEST(test_written_sessions_lose_their_tags),
		TEST(test_undo),
		TEST(test_cut_off_writes_are_reported_once),
		TEST(test_view),
		TEST(test_arming),
		TEST(test_armed_since_the_last_key),
		TEST(test_pasted_keys),
		TEST(test_unseen_dialog_stays_closed_to_keys),
		TEST(test_armed_while_writing),
		cmocka_unit_test(test_dialog_fits),
	};

	return cmocka_run_group_tests_name("write", tests, NULL, NULL);
}
