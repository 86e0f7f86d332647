/* SPDX-License-Identifier: MIT */
/* What keys and snapshots do to the dashboard, without a terminal and without a network. */
#include "kit/play.h"

#include "ui/keymap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* A row of a snapshot, for a test to change. */
static struct session *sessions_of(struct snapshot *snapshot)
{
	return (struct session *)(uintptr_t)snapshot->sessions;
}

static struct session *find(struct snapshot *snapshot, const char *user_id)
{
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		if (strcmp(snapshot->sessions[i].user_id, user_id) == 0) {
			return &sessions_of(snapshot)[i];
		}
	}
	fail_msg("no %s", user_id);
	return NULL;
}

static void test_going_in_and_out(void **state)
{
	struct scene *scene = *state;

	scene_type(scene, "j\r");
	assert_int_equal(play_last_command(scene), COMMAND_FOCUS);
	assert_string_equal(scene->commands.service, "github");
	play_expect(scene, "overview > github");
	scene_type(scene, "\r");
	assert_int_equal(play_last_command(scene), COMMAND_OPEN);
	assert_string_equal(scene->commands.user_id, "u-slow");
	scene_type(scene, "]");
	assert_string_equal(scene->commands.user_id, "u-7f3a91c2");
	play_type(scene, "]", "This is the last session of the list.");
	scene_type(scene, "q");
	assert_int_equal(play_last_command(scene), COMMAND_CLOSE);
	play_expect(scene, ">u-7f3a91c2");
	scene_type(scene, "q");
	assert_int_equal(play_last_command(scene), COMMAND_FOCUS);
	assert_string_equal(scene->commands.service, "");
	assert_false(scene->app.quit_requested);
	scene_type(scene, "q");
	assert_true(scene->app.quit_requested);
}

static void test_cursor_stays_with_its_session(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	play_type(scene, "\rjj", ">u-c55e20aa");
	find(snapshot, "u-c55e20aa")->state = STATE_ON_TIME;
	play_take(scene, snapshot);
	play_expect(scene, ">u-c55e20aa");
	assert_int_not_equal(scene->app.ui.lists[VIEW_SESSIONS].selected, 2);
}

static void test_cursor_keeps_its_row_when_its_session_goes(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	scene_type(scene, "\rjj");
	find(snapshot, "u-c55e20aa")->service = 1;
	play_take(scene, snapshot);
	assert_int_equal(scene->app.ui.lists[VIEW_SESSIONS].selected, 2);
	play_expect(scene, ">u-08f1e6bb");
}

static void test_opened_session_stays_when_it_goes(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	scene_type(scene, "\rjj\r");
	find(snapshot, "u-c55e20aa")->service = 1;
	play_take(scene, snapshot);
	play_expect(scene, "slack > u-c55e20aa");
	play_expect(scene, "no longer in the list");
	play_type(scene, "t", "Not toggled");
	assert_false(scene->app.ui.dialog.is_open);
}

static const struct play_step problems_steps[] = {
	{"\r!", "#10"},
	{"G!", ">u-b7d4e9a3"},
	/* It wraps around, and so finds what is above the cursor. */
	{"n", "Wrapped to the top."},
	{NULL, ">u-7f3a91c2"},
	{"N", "Wrapped to the bottom."},
	{NULL, ">u-b7d4e9a3"},
	{"GN", ">u-b7d4e9a3"},
	{"n", "Wrapped to the top."},
	{"gnn", ">u-c55e20aa"},
	{"/u-77ab\r", "#1"},
	{"n", "This is the only problem in this list."},
	{"\025\033/u-a1\r", "#1"},
	{"N", "No problem in this list."},
	{NULL, ">u-a1"},
};

/* A target of the last order: a session of slack. */
static void expect_key(
	const struct scene *scene, size_t i, const char *user_id, enum session_active seen)
{
	assert_non_null(scene->commands.order);
	assert_true(i < scene->commands.order->count);
	const struct write_target *key = &scene->commands.order->targets[i];

	assert_string_equal(key->user_id, user_id);
	assert_string_equal(key->service, "slack");
	assert_int_equal(key->seen, seen);
	assert_string_equal(session_encoding(NULL, key->encoding)->type, "S");
}

static void test_toggle_asks_first(void **state)
{
	static const char others[] = "nYy\r qtbuyesquit\t\ry";
	struct scene *scene = *state;
	size_t commands;

	scene_type(scene, "\r");
	commands = scene->commands.count;
	play_type(scene, "t", "(isActive true \u2192 false)");
	play_type(scene, others, "(isActive true \u2192 false)");
	play_expect(scene, "No key");
	play_type(scene, "\033", "Cancelled. Nothing was written.");
	play_expect(scene, "@sessions");
	assert_int_equal(scene->commands.count, commands);
	scene_type(scene, "t\017");
	assert_int_equal(scene->commands.count, commands + 1);
	assert_int_equal(play_last_command(scene), COMMAND_WRITE);
	expect_key(scene, 0, "u-7f3a91c2", ACTIVE_ON);
	assert_int_equal(scene->commands.order->count, 1);
}

/* New data change neither what an open dialog says nor what is written. */
static void test_dialog_keeps_its_session(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	scene_type(scene, "\rt");
	find(snapshot, "u-7f3a91c2")->service = 1;
	sessions_of(snapshot)[1].active = ACTIVE_OFF;
	play_take(scene, snapshot);
	play_expect(scene, "(isActive true \u2192 false)");
	play_expect(scene, "u-7f3a91c2");
	scene_type(scene, "\017");
	expect_key(scene, 0, "u-7f3a91c2", ACTIVE_ON);
}

/* The open item is newer than the row: it decides whether to pause or resume. */
static void test_toggle_in_detail_takes_the_item(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot_with_item();

	scene_type(scene, "\r\r");
	find(snapshot, "u-7f3a91c2")->active = ACTIVE_OFF;
	play_take(scene, snapshot);
	play_type(scene, "t", "(isActive true \u2192 false)");
}

static void expect_refusal(struct scene *scene, const char *words)
{
	scene_type(scene, "t");
	assert_false(scene->app.ui.dialog.is_open);
	if (scene_find(scene, words) < 0) {
		fail_msg("not refused by \"%s\"", words);
	}
}

static void test_refusals(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	expect_refusal(scene, "select one first");
	play_type(scene, "\rjjjjjj", ">u-odd-active");
	expect_refusal(scene, "cannot be read");
	snapshot->write_progress = (struct write_progress){.phase = WRITES_RUNNING, .count = 1};
	play_take(scene, snapshot);
	scene_type(scene, "g");
	expect_refusal(scene, "still running");
	snapshot = scene_snapshot();
	snapshot->status.can_write = false;
	snprintf(snapshot->status.write_refusal, sizeof(snapshot->status.write_refusal),
		"IAM does not allow UpdateItem");
	play_take(scene, snapshot);
	expect_refusal(scene, "IAM does not allow UpdateItem");
	play_expect(scene, "[NO WRITES]");
	scene->settings.read_only = true;
	expect_refusal(scene, "--read-only");
	/* Where the screen is narrow, the end of the line is cut. */
	canvas_resize(&scene->canvas, 12, 60);
	play_type(scene, "?", "off: pause or resume this session");
}

static void test_results(void **state)
{
	static const struct {
		enum write_outcome outcome;
		const char *words;
	} cases[] = {
		{WRITE_SENT, "pausing..."},
		{WRITE_WRITTEN, "isActive is now false; not yet in the index"},
		{WRITE_CONFLICT, "is now S \"false\""},
		{WRITE_GONE, "the session was deleted"},
		{WRITE_FAILED, "not written: the reason"},
		{WRITE_UNKNOWN, "may have been written: the reason"},
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct snapshot *snapshot = scene_snapshot();
		struct write_result result = {.number = i + 1,
			.outcome = cases[i].outcome,
			.user_id = "u-7f3a91c2",
			.service = "slack",
			.wanted = ACTIVE_OFF,
			.now = "S \"false\""};

		error_set(&result.error, ERROR_DENIED, "the reason");
		snapshot->write_result = result;
		play_take(scene, snapshot);
		if (scene_find(scene, cases[i].words) < 0) {
			fail_msg("\"%s\" is not on the screen", cases[i].words);
		}
		/* Reported once: the next key removes it, and the same result does not bring it
		 * back. */
		scene_type(scene, "j");
		snapshot = scene_snapshot();
		snapshot->write_result = result;
		play_take(scene, snapshot);
		assert_true(scene_find(scene, cases[i].words) < 0);
	}
}

static void test_freezing_the_display(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	play_type(scene, "\rp", "FROZEN");
	find(snapshot, "u-7f3a91c2")->error_count = 4321;
	play_take(scene, snapshot);
	play_take(scene, scene_snapshot());
	snapshot = scene_snapshot();
	find(snapshot, "u-7f3a91c2")->error_count = 1234;
	play_take(scene, snapshot);
	play_expect(scene, "!1234");
	play_type(scene, "p", "1234");
	play_expect(scene, "!FROZEN");
}

static void test_opening_unfreezes(void **state)
{
	struct scene *scene = *state;

	scene_type(scene, "\rp\r");
	assert_false(scene->app.ui.is_frozen);
	play_expect(scene, "slack > u-7f3a91c2");
}

static void test_interval(void **state)
{
	struct scene *scene = *state;

	scene_type(scene, "+");
	assert_int_equal(play_last_command(scene), COMMAND_INTERVAL);
	assert_int_equal(scene->commands.interval_ms, 30000);
	scene_type(scene, "++++++");
	assert_int_equal(scene->commands.interval_ms, 300000);
	play_expect(scene, "the longest interval");
	scene_type(scene, "----------");
	assert_int_equal(scene->commands.interval_ms, 1000);
	play_expect(scene, "the shortest interval");
}

static void test_refresh_says_so_until_data_come(void **state)
{
	struct scene *scene = *state;

	scene_type(scene, "r");
	assert_int_equal(play_last_command(scene), COMMAND_REFRESH);
	play_expect(scene, "Refreshing...");
	play_take(scene, scene_snapshot());
	play_expect(scene, "!Refreshing...");
}

static void test_folds(void **state)
{
	struct scene *scene = *state;

	scene_type(scene, "\r\r");
	play_take(scene, scene_snapshot_with_item());
	for (int i = 0; i < 12; i++) {
		scene_type(scene, "j");
	}
	play_expect(scene, "+channelIds");
	play_type(scene, "z", "-channelIds");
	play_expect(scene, "C7654321");
	/* It stays unfolded after the next read, and its members lead back to it. */
	play_take(scene, scene_snapshot_with_item());
	play_type(scene, "jzz", "+channelIds");
	play_expect(scene, "!C7654321");
}

static void test_help_and_back(void **state)
{
	struct scene *scene = *state;

	play_type(scene, "\r\r?", "KEYS");
	play_take(scene, scene_snapshot_with_item());
	play_type(scene, "GG?", "slack > u-7f3a91c2");
	play_expect(scene, "stored as S");
}

/* Until it is moved, the cursor of the overview stays on the worst service. */
static void test_unmoved_cursor_stays_on_the_worst(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	((struct service_summary *)(uintptr_t)snapshot->services)[1]
		.summary.states[STATE_CRITICAL] = 100;
	play_take(scene, snapshot);
	play_type(scene, "\r", "overview > github");
}

static void test_typed_commands(void **state)
{
	static const struct {
		const char *keys;
		enum poller_command_kind kind;
		const char *words;
	} cases[] = {
		{":interval 45s\r", COMMAND_INTERVAL, "Refreshing every 45s."},
		{":refresh\r", COMMAND_REFRESH, "Refreshing..."},
		{":sweep\r", COMMAND_SWEEP, "Reading every session again"},
		{":reconcile\r", COMMAND_RECONCILE, "Scanning the table"},
		{":  sw \r", COMMAND_SWEEP, "Reading every session again"},
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		size_t before = scene->commands.count;

		scene_type(scene, cases[i].keys);
		assert_int_equal(scene->commands.count, before + 1);
		assert_int_equal(play_last_command(scene), cases[i].kind);
		assert_true(scene_find(scene, cases[i].words) == 23);
	}
	scene_type(scene, ":interval 45s\r");
	assert_int_equal(scene->commands.interval_ms, 45000);
	scene_type(scene, "+"); /* continues from there */
	assert_int_equal(scene->commands.interval_ms, 60000);
	scene_type(scene, ":quit\r");
	assert_true(scene->app.quit_requested);
}

static void test_refused_commands(void **state)
{
	static const struct {
		const char *keys, *words;
	} cases[] = {
		{":frobnicate now\r", "No command or service \"frobnicate\". Tab lists them."},
		{":re\r", "No command or service \"re\". Tab lists them."},
		{":interval\r", ":interval needs an argument, as in :interval 30s."},
		{":interval 30\x7fx\r", "\"30x\" is not an interval."},
		{":interval 999ms\r", "Type one from 1s to 1h"},
		{":interval 2h\r", "Type one from 1s to 1h"},
		{":sweep now\r", ":sweep takes no argument."},
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		scene_type(scene, cases[i].keys);
		if (scene_find(scene, cases[i].words) != 22) {
			fail_msg("%s gives \"%s\"", cases[i].keys, scene_row(scene, 22));
		}
		/* It stays open to be corrected. */
		assert_true(scene->app.ui.prompt.is_open);
		scene_type(scene, "\033");
	}
	scene_type(scene, ":interval 2h\r\x15interval 2m\r");
	assert_int_equal(play_last_command(scene), COMMAND_INTERVAL);
	assert_false(scene->app.ui.prompt.is_open);
	scene->commands.count = 0;
	scene_type(scene, ":  \r");
	assert_false(scene->app.ui.prompt.is_open);
	assert_int_equal(scene->commands.count, 0);
}

/* While the prompt is open, keys are typed; afterwards they do what they did before. */
static void test_prompt_takes_all_keys(void **state)
{
	struct scene *scene = *state;

	scene_type(scene, ":qQtr?:");
	assert_false(scene->app.quit_requested);
	assert_int_equal(scene->commands.count, 0);
	assert_true(scene_find(scene, ":qQtr?:") == 23);
	play_type(scene, "\033", "!:qQtr?:");
	assert_int_equal(scene->commands.count, 0);
	scene_type(scene, "r");
	assert_int_equal(play_last_command(scene), COMMAND_REFRESH);
	scene_type(scene, ":\x0c");
	assert_true(scene->app.redraw_requested);
	scene_type(scene, "\x03");
	assert_true(scene->app.quit_requested);
}

static void test_prompt_in_every_view(void **state)
{
	struct scene *scene = *state;
	static const char *const ways[] = {"", "\r", "\r", "?"};

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		scene_type(scene, ways[i]);
		scene_type(scene, ":sweep\r");
		assert_int_equal(play_last_command(scene), COMMAND_SWEEP);
	}
	/* It opens the help, and leaves it open. */
	play_type(scene, ":help\r", "@help");
	play_type(scene, "?:help\r", "@help");
	/* Not over a dialog, which takes all keys. */
	scene_type(scene, "?t:");
	assert_false(scene->app.ui.prompt.is_open);
	play_expect(scene, "No key : here");
}

static void test_completion(void **state)
{
	struct scene *scene = *state;

	scene_type(scene, ":\t");
	assert_true(scene_find(scene, "interval  refresh  sweep  reconcile  profile") == 20);
	scene_type(scene, "i\t7s\r");
	assert_int_equal(scene->commands.interval_ms, 7000);
	scene_type(scene, ":rec\t\r");
	assert_int_equal(play_last_command(scene), COMMAND_RECONCILE);
	scene_type(scene, ":x\t");
	assert_true(scene_find(scene, "No command or service begins with \"x\".") == 22);
	assert_true(scene_find(scene, ":x") == 23);
}

/* Arguments are completed: what is typed, the text afterwards, and the message. */
static void test_completion_of_arguments(void **state)
{
	static const struct {
		const char *view, *typed, *text, *said;
	} cases[] = {
		{"1", "re\t", "re", "refresh  reconcile  resume"},
		{"1", "sw\t", "sweep", ""},
		{"1", "  so\t", "  sort ", ""},
		{"1", "sort\t", "sort ", ""},
		{"1", "sort \t", "sort ", "worst  service  active"},
		{"1", "sort -pau\t", "sort -paused", ""},
		{"2", "sort \t", "sort ", "worst  user  svc  late  age"},
		{"2", "sort size\t", "sort size", "No suggestion begins with \"size\"."},
		{"2", "columns late,cr\t", "columns late,created", ""},
		{"2", "col late \t", "col late ", "late  age  every  err  newerr"},
		{"1", "columns nev\t", "columns never", ""},
		{"1", "service s\t", "service slack", ""},
		{"1", "filter !svc:gi\t", "filter !svc:github", ""},
		{"1", "filter e\t", "filter e", "every>  err>"},
		{"1", "filter err>5 state:ne\t", "filter err>5 state:never_polled", ""},
		{"1", "tag fi\t", "tag finding", ""},
		{"1", "ack o\t", "ack off", ""},
		{"1", "baseline \t", "baseline off", ""},
		{"1", "interval 3\t", "interval 30s", ""},
		{"1", "interval 45s\t", "interval 45s", "No suggestion begins with \"45s\"."},
		{"1", "tag -a\t", "tag -a", "No suggestion begins with \"-a\"."},
		{"1", "goto \t", "goto ",
			"Nothing to complete: type an argument, as in :goto 09:41."},
		{"1", "sweep \t", "sweep ", ":sweep takes no argument."},
		{"1", "x y\t", "x y", "No command \"x\". Tab lists the commands."},
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		scene_type(scene, cases[i].view);
		scene_type(scene, ":");
		scene_type(scene, cases[i].typed);
		assert_string_equal(scene->app.ui.prompt.text, cases[i].text);
		const char *message = scene->app.ui.message;

		assert_true(*cases[i].said ? strstr(message, cases[i].said) == message : !*message);
		scene_type(scene, "\x1B");
	}
	/* A completed filter applies at once. */
	scene_type(scene, "1/svc:sl\t");
	assert_string_equal(scene->app.ui.filter.text, "svc:slack");
	assert_string_equal(scene->app.ui.service, "slack");
	play_type(scene, "\x15\t", "err>5 every<=30s");
	scene_type(scene, "\x1B");
}

static void test_profiles_are_completed(void **state)
{
	struct scene *scene = *state;
	char path[] = "/tmp/beyatop-profiles-XXXXXX";
	int file = mkstemp(path);
	FILE *stream = file >= 0 ? fdopen(file, "w") : NULL;

	assert_non_null(stream);
	fputs("[default]\n[profile prod]\nregion = x\n[profile prod-eu]\n[sso-session prod-x]\n",
		stream);
	assert_int_equal(fclose(stream), 0);
	setenv("AWS_CONFIG_FILE", path, 1);
	setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null", 1);
	scene_type(scene, ":profile p\t");
	assert_string_equal(scene->app.ui.prompt.text, "profile prod");
	scene_type(scene, "\t");
	assert_string_equal(scene->app.ui.message, "prod  prod-eu");
	unsetenv("AWS_CONFIG_FILE");
	unsetenv("AWS_SHARED_CREDENTIALS_FILE");
	assert_int_equal(unlink(path), 0);
}

static void test_columns(void **state)
{
	struct scene *scene = *state;
	int y;

	scene_type(scene, "\r:columns created,err  newerr,err\r");
	assert_string_equal(scene->app.ui.message,
		"Columns of the sessions, as space permits: created,err,newerr. Available: late age "
		"every err newerr act poll trend created state default.");
	y = scene_find(scene, "S USER");
	assert_true(y >= 0);
	assert_non_null(strstr(scene_row(scene, y), " CREATED       ERR  +ERR"));
	assert_null(strstr(scene_row(scene, y), "AGE"));
	/* Sort keys move among the columns that are shown. */
	play_type(scene, ">>", "Sessions sorted by created");
	play_type(scene, ">>", "Sessions sorted by worst");
	play_type(scene, ":columns late,size\r", "No column \"size\". Available: late age every");
	assert_int_equal(scene->app.ui.sessions_columns.count, 3);
	play_type(scene, "\033:columns\r", "as space permits: created,err,newerr.");
	/* More than fit: the first ones are shown. */
	scene_type(scene, ":columns state,trend,created,poll,late\r");
	y = scene_find(scene, "S USER");
	assert_non_null(strstr(scene_row(scene, y), " STATE        LATE, BY MINUTE      CREATED"));
	assert_non_null(strstr(scene_row(scene, y), "LAST POLL"));
	assert_null(strstr(scene_row(scene, y), "LAST POLL "));
	assert_int_equal(scene->canvas.strays, 0);
	scene_type(scene, ":columns default\r");
	y = scene_find(scene, "S USER");
	assert_non_null(strstr(scene_row(scene, y), "EVERY"));
	/* Where no column fits, sort keys do nothing. */
	scene_type(scene, ":columns late\r");
	canvas_resize(&scene->canvas, 1, 1);
	const struct sort_order before = scene->app.ui.sessions_order;

	scene_type(scene, "<>I");
	assert_int_equal(scene->app.ui.sessions_order.by, before.by);
	canvas_resize(&scene->canvas, 24, 80);
	scene_type(scene, "I:columns default\r");
	/* The overview has its own. */
	scene_type(scene, "1:columns p50,never\r");
	y = scene_find(scene, "S SERVICE");
	assert_non_null(strstr(scene_row(scene, y), " P50 NEVER"));
	assert_null(strstr(scene_row(scene, y), "CRIT"));
	assert_int_equal(scene->app.ui.sessions_columns.count, 0);
}

static void test_service_by_name(void **state)
{
	struct scene *scene = *state;

	play_type(scene, "5:service git\r", "@sessions");
	assert_string_equal(scene->app.ui.service, "github");
	play_type(scene, "\r?:service slack\r", "@sessions");
	assert_string_equal(scene->app.ui.service, "slack");
	/* Back to the list and the view from which they were opened. */
	play_type(scene, "q", "overview > github");
	play_type(scene, "q", "@changes");
	play_type(scene, "1:service nosuch\r", "No service \"nosuch\". Tab lists the services.");
	/* One that the filter hides in the overview. */
	play_type(scene, "\033/svc:github\r:service slack\r", "@sessions");
	assert_string_equal(scene->app.ui.service, "slack");
	play_expect(scene, "No session matches the filter.");
	play_type(scene, "q", "@overview");
}

/* Messages are shown above an open prompt. */
static void test_result_beside_prompt(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	scene_type(scene, ":sw");
	snapshot->write_result = (struct write_result){.number = 1,
		.outcome = WRITE_WRITTEN,
		.user_id = "u-7f3a91c2",
		.service = "slack",
		.wanted = ACTIVE_OFF};
	play_take(scene, snapshot);
	play_expect(scene, "isActive is now false");
	assert_true(scene_find(scene, ":sw") == 23);
}

/* --- Finding ---------------------------------------------------------------------------------- */

/* The users of the list, in its order. */
static void expect_users(struct scene *scene, const char *const *users, size_t count)
{
	const struct ui *ui = &scene->app.ui;

	assert_int_equal(ui->lists[VIEW_SESSIONS].count, count);
	for (size_t i = 0; i < count; i++) {
		lazy_sort_range(&scene->app.ui.sessions, i, i + 1);
		assert_string_equal(ui_session_at(ui, i)->user_id, users[i]);
	}
}

static void test_filter_while_typing(void **state)
{
	static const char *const most[] = {"u-7f3a91c2", "u-1b09d7e4", "u-6e01cc54"};
	struct scene *scene = *state;

	play_type(scene, "\r/err>", "#13");
	assert_true(scene_find(scene, "at 5: err takes a whole number, as in err>5") == 22);
	scene_type(scene, "9");
	expect_users(scene, most, 3);
	play_expect(scene, "3 of 13 sessions   filter: err>9");
	/* The valid words apply while the rest is invalid, and Enter does not accept it. */
	scene_type(scene, " late>x\r");
	expect_users(scene, most, 3);
	assert_true(scene->app.ui.prompt.is_open);
	for (int i = 0; i < 7; i++) {
		keys_press(&scene->app, KEY_IS_BACKSPACE);
	}
	scene_type(scene, "\r");
	assert_false(scene->app.ui.prompt.is_open);
	expect_users(scene, most, 3);
	/* Esc in the prompt restores the filter from before. */
	play_type(scene, "/ !user:7f", "#2");
	scene_type(scene, "\033");
	expect_users(scene, most, 3);
	/* In the list it clears the filter, and the next one goes back. */
	play_type(scene, "\033", "#13");
	play_expect(scene, "Cleared the filter err>9");
	scene_type(scene, "/");
	keys_press(&scene->app, KEY_IS_UP);
	assert_string_equal(scene->app.ui.prompt.text, "err>9");
	play_type(scene, "\033\033", "@overview");
}

/* Services without a session that passes are not listed; totals still count all. */
static void test_filter_of_the_overview(void **state)
{
	struct scene *scene = *state;

	play_type(scene, "/user:7f3\r", "#3");
	play_type(scene, "/ state:C\r", "#1");
	play_expect(scene, "filtered: 1 of 17 sessions in 1 service: user:7f3 state:C   Esc");
	play_take(scene, scene_snapshot());
	play_expect(scene, "#1");
	play_type(scene, "\r", "#1");
	/* The open service stays, although none of its sessions passes. */
	scene_type(scene, ":filter nobody\r");
	assert_int_equal(scene->app.ui.lists[VIEW_SESSIONS].count, 0);
	static const struct play_step steps[] = {
		{NULL, "overview > slack"},
		{NULL, "No session matches the filter."},
		{"q", "No session matches the filter: Esc clears it."},
		{"2", "overview > all services"},
		{NULL, "No session matches the filter. / changes it, Esc clears it."},
		{":filter\r", "#17"},
	};

	play_steps(scene, steps, ARRAY_LEN(steps));
}

static uint32_t count_in_states(const struct summary *totals)
{
	uint32_t count = totals->acknowledged;

	for (int i = 0; i < STATE_COUNT; i++) {
		count += totals->states[i];
	}
	return count;
}

/* Totals, rows and findings are of the sessions that pass; the terminal's title is of all. */
static void test_filter_counts(void **state)
{
	struct scene *scene = *state;
	const struct ui *ui = &scene->app.ui;
	char title[ALERT_TITLE_SIZE], filtered[ALERT_TITLE_SIZE];

	scene_type(scene, "0:ack 2h\r1");
	dashboard_format_title(&scene->app, title);
	scene_type(scene, "/err>3\r");
	dashboard_format_title(&scene->app, filtered);
	assert_string_equal(filtered, title);
	assert_int_equal(ui_totals(ui)->sessions, 5);
	assert_int_equal(ui_totals(ui)->acknowledged, 1);
	assert_int_equal(ui_totals(ui)->states[STATE_CRITICAL], 3);
	assert_int_equal(count_in_states(ui_totals(ui)), 5);
	assert_int_equal(ui_summary(ui, &ui->snapshot->services[0])->sessions, 5);
	assert_int_equal(ui_summary(ui, &ui->snapshot->services[1])->sessions, 0);
	uint32_t members = 0;

	for (size_t i = 0; i < ui->findings->count; i++) {
		const struct finding *finding = &ui->findings->list[i];

		for (uint32_t j = 0; j < finding->members; j++) {
			assert_true(ui->snapshot->sessions[finding->rows[j]].error_count > 3);
		}
		members += finding->members;
	}
	assert_int_equal(members, 3);
	assert_int_equal(ui->fleet.diagnosis->totals.sessions, 17);
	assert_int_equal(count_in_states(&ui->fleet.diagnosis->totals), 17);
}

static void test_sorting(void **state)
{
	struct scene *scene = *state;

	static const struct play_step steps[] = {
		{"\r>", "Sessions sorted by user: users from A to Z."},
		{NULL, ">u-08f1e6bb"},
		{"I", "users from Z to A"},
		{NULL, ">u-odd-active"},
		{">>>", "EVERYv"},
		{"I", "EVERY^"},
	};

	play_steps(scene, steps, ARRAY_LEN(steps));
	scene_type(scene, ":sort err\r");
	play_take(scene, scene_snapshot());
	play_type(scene, "g", ">u-6e01cc54");
	play_type(
		scene, ":sort size\r", "No sort order \"size\". Available: worst, user, svc, late");
	scene_type(scene, "\033");
	for (int i = 0; i < 2 * FIELD_MAX; i++) {
		scene_type(scene, i % 3 ? "<" : "I");
		assert_int_equal(scene->canvas.strays, 0);
	}
	play_type(scene, "q>", "SERVICEv");
	assert_string_equal(scene->app.ui.selected_service->name, "calendar");
	/* A typed order applies to the list that is shown. */
	play_type(scene, ":sort -p95\r", "Services sorted by p95: lowest p95 first.");
	play_type(scene, ":sort age\r", "No sort order \"age\". Available: worst, service, active");
}

static void test_order_lock(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	play_type(scene, "\r/late>18\ro", "order locked");
	/* One recovers, one gets worse, one is deleted, and one begins to pass the filter. */
	find(snapshot, "u-1b09d7e4")->polled_at_ms = SCENE_ASOF_MS;
	find(snapshot, "u-c55e20aa")->polled_at_ms -= 100000;
	find(snapshot, "u-77ab13cd")->polled_at_ms -= 9999999;
	find(snapshot, "u-7f3a91c2")->service = 1;
	play_take(scene, snapshot);
	expect_users(scene,
		(const char *const[]){"u-1b09d7e4", "u-c55e20aa", "u-08f1e6bb", "u-77ab13cd"}, 4);
	/* It returns at another index of the snapshot: as a new row, below the earlier ones.
	 */
	snapshot = scene_snapshot();
	sessions_of(snapshot)[0].user_id = "u-1b09d7e4";
	sessions_of(snapshot)[1].user_id = "u-7f3a91c2";
	sessions_of(snapshot)[5].polled_at_ms = SCENE_ASOF_MS;
	play_take(scene, snapshot);
	expect_users(scene,
		(const char *const[]){
			"u-1b09d7e4", "u-c55e20aa", "u-08f1e6bb", "u-77ab13cd", "u-7f3a91c2"},
		5);
	play_type(scene, "o", "#4");
}

static void test_order_lock_of_the_overview(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();
	struct service_summary *services = (struct service_summary *)(uintptr_t)snapshot->services;

	scene_type(scene, "o");
	services[2].summary.states[STATE_CRITICAL] = 99;
	services[3].summary.sessions = 1;
	play_take(scene, snapshot);
	play_expect(scene, "#4");
	for (uint32_t i = 0; i < 4; i++) {
		assert_int_equal(scene->app.ui.services[i], i);
	}
	scene_type(scene, "o");
	assert_int_equal(scene->app.ui.services[0], 2);
}

/* Who set isActive, by the audit log: the newest completed write of that very session. */
static void test_last_write_in_detail(void **state)
{
	static const struct write_record writes[] = {
		{SCENE_ASOF_MS - 90000, "u-7f3a91c2", "slack", ACTIVE_ON, WRITE_WRITTEN, false,
			"bob on pts/1", "", ""},
		{SCENE_ASOF_MS - 60000, "u-7f3a91c2", "slack", ACTIVE_OFF, WRITE_WRITTEN, false,
			"alice on pts/3", "INC-4471", ""},
		{SCENE_ASOF_MS - 50000, "u-7f3a91c2", "slack", ACTIVE_ON, WRITE_CONFLICT, true,
			"carol on pts/5", "", ""},
		{SCENE_ASOF_MS - 40000, "u-7f3a91c2", "slack", ACTIVE_ON, WRITE_SENT, false,
			"dave on pts/7", "", ""},
		{SCENE_ASOF_MS - 30000, "u-7f3a91c2", "github", ACTIVE_ON, WRITE_WRITTEN, true,
			"alice on pts/3", "", ""},
	};
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot_with_item();

	scene_type(scene, "\r\r");
	play_take(scene, scene_snapshot_with_item());
	assert_int_equal(scene_find(scene, "set OFF"), -1);
	snapshot->write_records = writes;
	snapshot->write_records_count = ARRAY_LEN(writes);
	play_take(scene, snapshot);
	play_expect(scene, "paused 09:46:12Z by alice on pts");
	assert_int_equal(scene_find(scene, "set on"), -1);
}

/* Several short intervals behind, but by less than the grace period: on time. */
static void test_grace_is_not_called_late(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	find(snapshot, "u-a1")->interval_ms = 2000;
	play_take(scene, snapshot);
	play_type(scene, "\r/u-a1\r\r", "ON TIME  last poll 14s ago, due every 2s");
}

/* How many columns of the chart of the open session's age have changed since the last frame. */
static int count_moved(const struct scene *scene, struct cell *before)
{
	int top_y = scene_find(scene, "AGE OF LAST POLL"), moved = 0;

	assert_true(top_y >= 0);
	for (int x = 0; x < scene->canvas.cols; x++) {
		bool is_moved = false;

		for (int y = top_y; y < scene->canvas.rows - 2; y++) {
			struct cell *kept = &before[y * scene->canvas.cols + x];
			const struct cell *cell = canvas_at(&scene->canvas, y, x);

			is_moved =
				is_moved || memcmp(kept->text, cell->text, sizeof(cell->text)) != 0;
			*kept = *cell;
		}
		moved += is_moved;
	}
	return moved;
}

/* Each refresh adds a bar; all of them, or the axis, move only rarely. */
static void test_age_chart_is_calm(void **state)
{
	static struct cell before[40 * 100];
	struct scene wide;
	int jumps = 0, refreshes = 150;

	(void)state;
	scene_open(&wide, 40, 100);
	play_take(&wide, scene_snapshot_before(refreshes * 15000));
	scene_type(&wide, "\r/u-a1\r\r");
	for (int i = refreshes - 1; i >= 0; i--) {
		play_take(&wide, scene_snapshot_before(i * 15000));
		if (i < refreshes - 2 && count_moved(&wide, before) > 5) {
			jumps++;
		}
	}
	assert_in_range(jumps, 1, 4);
	/* With the critical age on its scale, the chart of a healthy session is low. */
	assert_true(scene_find(&wide, "4m") >= 0);
	scene_close(&wide);
}

/* A followed session stays in its row of the screen while rows above it come and go. */
static void test_following(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot;

	scene_close(scene);
	scene_open(scene, 12, 80);
	play_take(scene, scene_snapshot());
	scene_type(scene, "\rjjjjjjjjjkkF");
	const struct list *list = &scene->app.ui.lists[VIEW_SESSIONS];
	size_t row = list->selected - list->top;
	char user_id[64];

	snprintf(user_id, sizeof(user_id), "%s", scene->app.ui.user_id);
	assert_true(list->top > 0);
	snapshot = scene_snapshot();
	sessions_of(snapshot)[11].polled_at_ms -= 999999;
	sessions_of(snapshot)[11].state = STATE_CRITICAL;
	play_take(scene, snapshot);
	assert_int_equal(list->selected - list->top, row);
	assert_string_equal(scene->app.ui.user_id, user_id);
	play_expect(scene, "following");
	/* Once it is gone, following ends. */
	snapshot = scene_snapshot();
	find(snapshot, user_id)->service = 2;
	play_take(scene, snapshot);
	assert_false(scene->app.ui.is_following);
}

static void test_tags(void **state)
{
	struct scene *scene = *state;
	struct tags *tags = &scene->app.ui.tags;

	scene_type(scene, "\r  ");
	assert_int_equal(tags->keys.count, 2);
	play_expect(scene, ">u-c55e20aa");
	play_expect(scene, "tagged 2");
	play_expect(scene, " * C u-7f3a91c2");
	/* Tags are kept by key: they stay with their sessions, listed or not, not with others of
	 * the same user. */
	play_take(scene, scene_snapshot());
	play_type(scene, "/err>20\r", "tagged 2");
	scene_type(scene, "*");
	assert_int_equal(tags->keys.count, 2); /* one untagged, one tagged */
	assert_true(tags_has(tags, &(struct session_id){"slack", "u-6e01cc54"}));
	assert_true(tags_has(tags, &(struct session_id){"slack", "u-1b09d7e4"}));
	assert_false(tags_has(tags, &(struct session_id){"github", "u-7f3a91c2"}));
	scene_type(scene, ":tag all\r");
	assert_int_equal(tags->keys.count, 3);
	scene_type(scene, ":tag none\r");
	assert_int_equal(tags->keys.count, 0);
	play_type(scene, ":tag some\r", ":tag takes all, none, finding or invert");
}

/* = tags the sessions of the finding that the selected one is in, if they pass the filter. */
static void test_tagging_a_finding(void **state)
{
	struct scene *scene = *state;
	const struct ui *ui = &scene->app.ui;

	play_type(scene, ":slack\r/u-7f3\r=", "Tagged the 1 session of this finding about slack.");
	play_type(scene, "\033=", "sessions of this finding about slack.");
	const struct finding *finding = ui_finding_of(ui, ui->selected_session);

	assert_true(finding->members > 1);
	assert_int_equal(ui->tags.keys.count, finding->members);
	for (uint32_t i = 0; i < finding->members; i++) {
		assert_true(ui_is_tagged(ui, &ui->snapshot->sessions[finding->rows[i]]));
	}
	play_type(scene, ":tag none\r:tag finding\r", "of this finding about slack.");
}

static void press(struct scene *scene, int key, const char *expected)
{
	keys_press(&scene->app, key);
	scene_draw(scene);
	play_expect(scene, expected);
}

/* No key is silent: what works elsewhere says where. */
static void test_keys_of_other_views(void **state)
{
	struct scene *scene = *state;

	play_type(scene, "y", "No key y here; ? lists them. In the list of sessions: copy the key");
	play_type(scene, "=", "select a finding that has some");
	play_type(scene, "a", "select a finding, or open a service first");
	play_type(scene, "x", "No key x here; ? lists them. In a session: show masked values");
	play_type(scene, "R", "No key R here; ? lists them");
	play_type(scene, "\x14", "No key Ctrl-T here; ? lists them");
	play_type(scene, "\033", "This is the first view: q quits.");
	press(scene, KEY_IS_LEFT,
		"No key Left here; ? lists them. In the heat map: left one cell.");
	press(scene, KEY_IS_DELETE, "No key Delete here; ? lists them");
	press(scene, KEY_FUNCTION(3), "No key F3 here; ? lists them");
	press(scene, KEY_IS_OTHER, "No key like that here; ? lists them");
	play_type(scene, ":", "Enter runs");
	press(scene, KEY_IS_PAGE_UP, "No key PgUp here: Esc closes this line.");
	scene_type(scene, "\033");
	/* The mouse may move over anything. */
	press(scene, KEY_IS_CLICK, "!no key");
	scene_type(scene, "6");
	press(scene, KEY_IS_CLICK, "!no key");
	scene_type(scene, "q");
	play_type(scene, "\r\r=", "No key = here");
	play_type(scene, ":tag finding\r", "Tag sessions in the list of a service");
	assert_int_equal(scene->app.ui.tags.keys.count, 0);
}

/* A session that still polls is in no finding. */
static void test_healthy_sessions_are_not_tagged(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();
	const struct tags *tags = &scene->app.ui.tags;
	struct session *well = find(snapshot, "u-77ab13cd");

	*well = (struct session){.user_id = well->user_id,
		.service = well->service,
		.asof_s = well->asof_s,
		.polled_at_ms = SCENE_ASOF_MS - 364000,
		.interval_ms = 3600000,
		.active = ACTIVE_ON,
		.encoding = well->encoding,
		.state = STATE_ON_TIME};
	play_take(scene, snapshot);
	scene_type(scene, "\r=");
	assert_true(tags->keys.count > 1);
	assert_false(tags_has(tags, &(struct session_id){"slack", "u-77ab13cd"}));
	play_type(scene, ":tag none\r/u-77ab13cd\r=", ">u-77ab13cd");
	assert_int_equal(tags->keys.count, 0);
	play_expect(scene, "This session is in no finding");
}

/* The tagged ones may be off the screen: the prompt says that they are meant. */
static void test_acknowledging_tagged_sessions(void **state)
{
	struct scene *scene = *state;

	play_type(scene, "\r  ga", "For all 2 tagged: duration or UTC time");
	scene_type(scene, "2h\r");
	assert_int_equal(scene->app.ui.ack_filter.count, 2);
}

/* The tiles still add up, and an acknowledgement is no recovery since the baseline. */
static void test_acknowledged_is_not_recovered(void **state)
{
	struct scene *scene = *state;
	const struct summary *totals;
	uint32_t sum;

	play_type(scene, "b", "Totals now show their change");
	play_type(scene, "\ra8h\rq", "ACK");
	assert_null(strpbrk(scene_row(scene, scene_find(scene, "ACK") + 1), "+-"));
	totals = ui_totals(&scene->app.ui);
	sum = totals->acknowledged;
	for (int i = 0; i < STATE_COUNT; i++) {
		sum += totals->states[i];
	}
	assert_int_equal(totals->acknowledged, 1);
	assert_int_equal(sum, totals->sessions);
}

/* Sessions cannot be tagged or acknowledged from the overview, which does not show them. */
static void test_nothing_unseen_is_marked(void **state)
{
	static const char *const typed[] = {
		":tag all\r", ":tag invert\r", ":ack 2h\r", "5:ack 2h\r"};
	struct scene *scene = *state;
	const struct ui *ui = &scene->app.ui;

	scene_type(scene, "\rjq");
	for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
		scene_type(scene, typed[i]);
		assert_true(scene_find(scene, "open a service first") >= 0);
	}
	assert_int_equal(ui->tags.keys.count, 0);
	assert_int_equal(ui->ack_filter.count, 0);
	/* But they can below the help. */
	scene_type(scene, "1\r?:tag all\r:ack 2h\r");
	assert_int_equal(ui->tags.keys.count, 13);
	assert_int_equal(ui->ack_filter.count, 13);
}

/* The window title shows the counts of the screen. */
static void test_title_leaves_out_acknowledged(void **state)
{
	struct scene *scene = *state;
	char title[ALERT_TITLE_SIZE];

	dashboard_format_title(&scene->app, title);
	assert_string_equal(title, "beyatop: 4 critical, 1 never polled");
	scene_type(scene, "\ra2h\r");
	dashboard_format_title(&scene->app, title);
	assert_string_equal(title, "beyatop: 3 critical, 1 never polled");
	scene_type(scene, "p");
	play_take(scene, scene_snapshot());
	dashboard_format_title(&scene->app, title);
	assert_string_equal(title, "beyatop: 3 critical, 1 never polled");
	assert_int_equal(scene->app.alert.critical, 3);
	/* Also those of a snapshot held back by a frozen display, as acknowledgements change. */
	scene_type(scene, "gja1m\r");
	dashboard_format_title(&scene->app, title);
	assert_string_equal(title, "beyatop: 2 critical, 1 never polled");
	dashboard_draw(
		&scene->app, &scene->canvas, SCENE_NOW_MONO_MS + 60000, SCENE_NOW_WALL_MS + 60000);
	dashboard_format_title(&scene->app, title);
	assert_string_equal(title, "beyatop: 3 critical, 1 never polled (stale data)");
}

static void test_acknowledging(void **state)
{
	struct scene *scene = *state;
	const struct ui *ui = &scene->app.ui;
	uint32_t critical = ui_totals(ui)->states[STATE_CRITICAL];

	scene_type(scene, "\ra");
	assert_true(scene_find(scene, "acknowledge u-7f3a91c2 until:") == 23);
	play_expect(scene, "!tagged: duration");
	scene_type(scene, "soon\r");
	assert_true(ui->prompt.is_open);
	play_expect(scene, "Until when?");
	play_type(scene,
		"\x15"
		"2h stuck worker\r",
		"Acknowledged until 11:47:13Z: 1 session, not counted");
	assert_true(scene->app.save_requested);
	play_expect(scene, "aC u-7f3a91c2");
	assert_int_equal(ui->ack_filter.count, 1);
	assert_int_equal(ui_totals(ui)->states[STATE_CRITICAL], critical - 1);
	assert_int_equal(
		ui_summary(ui, &ui->snapshot->services[0])->states[STATE_CRITICAL], critical - 1);
	assert_int_equal(ui_totals(ui)->sessions, 17);
	play_take(scene, scene_snapshot());
	assert_int_equal(ui_totals(ui)->states[STATE_CRITICAL], critical - 1);
	/* n skips it, and it is listed below others of its state. */
	play_type(scene, "gn", ">u-c55e20aa");
	play_type(scene, "/user:7f3\r\r", "slack > u-7f3a91c2");
	scene_type(scene, "q:ack off\r");
	assert_int_equal(ui->ack_filter.count, 0);
	assert_int_equal(ui->fleet.diagnosis->totals.states[STATE_CRITICAL], critical);
	assert_int_equal(ui_totals(ui)->states[STATE_CRITICAL], 1);
}

static void test_acknowledgement_ends(void **state)
{
	struct scene *scene = *state;
	struct ui *ui = &scene->app.ui;

	scene_type(scene, "\r  :ack 1m\r");
	assert_int_equal(ui->ack_filter.count, 2);
	assert_in_range(dashboard_next_change_ms(&scene->app), 0, 60000);
	dashboard_draw(
		&scene->app, &scene->canvas, SCENE_NOW_MONO_MS + 59999, SCENE_NOW_WALL_MS + 59999);
	assert_int_equal(ui->ack_filter.count, 2);
	assert_int_equal(dashboard_next_change_ms(&scene->app), 1);
	dashboard_draw(
		&scene->app, &scene->canvas, SCENE_NOW_MONO_MS + 60000, SCENE_NOW_WALL_MS + 60000);
	assert_int_equal(ui->ack_filter.count, 0);
	play_expect(scene, "2 acknowledgements expired");
	/* Until a time of day: its next occurrence. */
	scene_type(scene, ":ack 09:47 deploy\r");
	assert_int_equal(ui->acks.list[0].until_ms, SCENE_ASOF_MS - 12000 + 86400000);
	scene_type(scene, ":ack 09:48Z\r");
	assert_int_equal(ui->acks.list[0].until_ms, SCENE_ASOF_MS - 12000 + 60000);
}

static void test_baseline(void **state)
{
	struct scene *scene = *state;
	struct ui *ui = &scene->app.ui;

	scene_type(scene, "b");
	assert_true(ui->baseline.is_set);
	assert_int_equal(ui->baseline.asof_ms, SCENE_ASOF_MS);
	assert_int_equal(ui->baseline.totals.sessions, 17);
	play_expect(scene, "Totals now show their change since 09:47:12Z");
	scene_type(scene, ":baseline off\r");
	assert_false(ui->baseline.is_set);
	scene_type(scene, ":baseline\r");
	assert_true(ui->baseline.is_set);
}

/* Of one session: since the last baseline, even after :baseline off. */
static void test_errors_since_the_baseline(void **state)
{
	struct scene *scene = *state;

	scene_close(scene);
	scene_open(scene, 24, 80);
	play_take(scene, scene_snapshot_before(900000));
	scene_type(scene, "\r/u-7f3a\r\r");
	play_take(scene, scene_snapshot_with_item());
	play_expect(scene, "since first seen");
	scene_close(scene);
	scene_open(scene, 24, 80);
	play_take(scene, scene_snapshot_before(900000));
	scene_type(scene, "b:baseline off\r\r/u-7f3a\r\r");
	play_take(scene, scene_snapshot_with_item());
	play_expect(scene, "since 09:32:12Z");
}

static void test_copying(void **state)
{
	struct scene *scene = *state;
	struct buf *sent = &scene->app.to_terminal;

	(void)unsetenv("TMUX");
	scene_type(scene, "\ry");
	assert_string_equal(buf_text(sent), "\033]52;c;dS03ZjNhOTFjMiBzbGFjaw==\a");
	play_expect(scene, "The key was sent to the terminal's clipboard: u-7f3a91c2 "
			   "slack");
	buf_clear(sent);
	play_type(scene, "  y", "The keys of the tagged sessions were sent");
	buf_clear(sent);
	play_type(scene, "Y\rY", "Y copies the item of an open session");
	assert_int_equal(sent->length, 0);
	play_take(scene, scene_snapshot_with_item());
	play_type(scene, "qg\rY", "The item, with secrets masked, was sent");
}

/* Also while the display is frozen: data that are not shown were still read. */
static void test_outage_in_changes(void **state)
{
	struct scene *scene = *state;
	static const struct {
		int64_t after_ms;
		bool is_told;
	} reads[] = {{15000, false}, {30000, false}, {49000, true}, {15000, true}};
	int64_t at_ms = 0;

	scene_type(scene, "5p");
	for (size_t i = 0; i < ARRAY_LEN(reads); i++) {
		struct snapshot *snapshot = scene_snapshot();

		at_ms += reads[i].after_ms;
		snapshot->asof_ms += at_ms;
		snapshot->asof_mono_ms += at_ms;
		play_take(scene, snapshot);
		assert_int_equal(scene_find(scene, "no reads for 49s until 09:48:46Z") >= 0,
			reads[i].is_told);
	}
	play_expect(scene, "calendar: 2 resumed by others");
}

/* After a time without reads it is not known when something changed, only between which reads. */
static void test_time_of_a_change(void **state)
{
	struct scene *scene = *state;
	static const struct change changes[] = {
		{.number = 1,
			.kind = CHANGE_PAUSED,
			.service = "slack",
			.user_id = "u-1",
			.sessions = 1,
			.at_ms = SCENE_ASOF_MS,
			.after_ms = SCENE_ASOF_MS - 15000},
		{.number = 2,
			.kind = CHANGE_PAUSED,
			.service = "slack",
			.user_id = "u-2",
			.sessions = 1,
			.at_ms = SCENE_ASOF_MS,
			.after_ms = SCENE_ASOF_MS - 480000},
	};
	struct snapshot *snapshot = scene_snapshot();

	snapshot->changes = changes;
	snapshot->changes_count = ARRAY_LEN(changes);
	play_take(scene, snapshot);
	play_type(scene, "5", "  09:47:12Z  slack/u-1 paused by others");
	play_expect(scene, "  09:39:12Z-09:47:12Z  slack/u-2 paused by others");
}

/* Lines about findings, and what Enter opens there; in the overview they come first. */
static void test_changes_of_findings(void **state)
{
	struct scene *scene = *state;
	static struct change changes[] = {
		{.number = 1,
			.kind = CHANGE_BEGAN,
			.service = "slack",
			.text = "slack: 31 of 36 stopped",
			.sessions = 31,
			.at_ms = SCENE_ASOF_MS - 60000},
		{.number = 2,
			.kind = CHANGE_CLOCK_AHEAD,
			.service = "slack",
			.user_id = "u-1",
			.sessions = 1,
			.amount = 300000,
			.at_ms = SCENE_ASOF_MS},
		{.number = 3,
			.kind = CHANGE_OVER,
			.service = "",
			.text = "user u-2: all 6 of its sessions behind. Ended at 09:40:00Z after 5m.",
			.finding = 999,
			.sessions = 6,
			.at_ms = SCENE_ASOF_MS - 120000},
	};
	struct snapshot *snapshot = scene_snapshot();

	snapshot->changes = changes;
	snapshot->changes_count = ARRAY_LEN(changes);
	(void)scene_diagnose(&scene->settings, snapshot);
	changes[0].finding = snapshot->findings->list[0].number;
	canvas_resize(&scene->canvas, 50, 160);
	play_take(scene, snapshot);
	play_expect(scene, "began: slack: 31");
	assert_true(scene_find(scene, "began: slack: 31") <
		    scene_find(scene, "slack/u-1 with lastPollAt"));
	play_type(scene, "5", "slack/u-1 with lastPollAt ahead, by 5m");
	assert_true(scene_find(scene, "began: slack: 31") >
		    scene_find(scene, "slack/u-1 with lastPollAt"));
	play_expect(scene, "over: user u-2: all 6 of its sessions behind. Ended at 09:40");
	play_type(scene, "jj\r", "This finding has no sessions left");
	play_type(scene, "k\r", "@sessions");
}

static const struct play_step summary_steps[] = {
	{"bi", "# Integration sessions: beya-integration-sessions"},
	{"Gy", "The summary was sent to the terminal's clipboard."},
	{"kjq", "@overview"},
	{"\r:summary\r?", "KEYS"},
	{"qq", "@sessions"},
	/* An overlay that is opened once more over another does not lie below itself. */
	{"i?:summary\r", "@summary"},
	{"1", "@overview"},
	{"?:summary\r?", "KEYS"},
	{"q", "@overview"},
};

static void test_times(void **state)
{
	struct scene *scene = *state;

	(void)setenv("TZ", "XXX-5:30", 1);
	tzset();
	static const struct play_step steps[] = {
		{"\r", "09:41:08Z"},
		{"D", "15:11:08"},
		{"D", "on   6m04s"},
		{"D", "09:41:08Z"},
	};

	play_steps(scene, steps, ARRAY_LEN(steps));
}

/* Before the first snapshot, and before the first data, no key does harm. */
static void test_keys_without_data(void **state)
{
	struct scene scene;

	(void)state;
	scene_open(&scene, 24, 80);
	for (int round = 0; round < 2; round++) {
		for (int key = 1; key <= KEY_IS_OTHER; key++) {
			keys_press(&scene.app, key);
			scene_draw(&scene);
			assert_int_equal(scene.canvas.strays, 0);
			if (scene.app.ui.prompt.is_open) {
				keys_press(&scene.app, KEY_IS_ESCAPE);
			}
		}
		play_take(&scene, scene_snapshot_without_data());
	}
	scene_close(&scene);
}

/* The thresholds of a service apply where its rows are described, and are listed in the help. */
static void test_thresholds_of_a_service(void **state)
{
	struct scene *scene = *state;
	struct settings_service own = {.service = "slack", .limits = SESSION_THRESHOLDS_DEFAULT};

	play_take(scene, scene_snapshot());
	scene_type(scene, "\r\r");
	assert_string_equal(scene->app.ui.user_id, "u-7f3a91c2");
	play_expect(scene, "x late: last poll");
	own.limits.late = own.limits.critical = 1234;
	scene->settings.own_services = &own;
	scene->settings.own_services_count = 1;
	scene_draw(scene);
	play_expect(scene, "!x late: last poll");
	play_expect(scene, "last poll");
	scene_type(scene, "?G");
	while (scene_find(scene, "THRESHOLDS for slack") < 0) {
		scene_type(scene, "k");
	}
	play_expect(scene, "LATE 1234x or more");
}

/* A finding and an open session show owner and runbook, whose link O copies. */
static void test_runbook(void **state)
{
	struct scene *scene = *state;
	const struct settings_service own = {.service = "slack",
		.limits = SESSION_THRESHOLDS_DEFAULT,
		.runbook = "https://wiki/{service}/{state}?{user}",
		.owner = "team\033[31m-slack"};

	play_take(scene, scene_snapshot());
	scene_type(scene, "O");
	play_expect(scene, "No runbook here: set runbook = https://... in [service NAME] of");
	scene->settings.own_services = &own;
	scene->settings.own_services_count = 1;
	scene_type(scene, "O");
	play_expect(scene, "The runbook's link was sent to the terminal's clipboard");
	play_expect(scene, "https://wiki/slack/critical?");
	scene_type(scene, "gj");
	play_expect(scene, "Owner: team\xEF\xBF\xBD[31m-slack. O copies the runbook.");
	scene_type(scene, "gO");
	play_expect(scene, "https://wiki/slack/critical?");
	scene_type(scene, "\r\r");
	play_expect(scene, "owner  team\xEF\xBF\xBD[31m-slack   runbook (O)  "
			   "https://wiki/slack/critical?u-7f3a91c2");
	buf_clear(&scene->app.to_terminal);
	scene_type(scene, "O");
	play_expect(scene, "The runbook's link was sent to the terminal's clipboard");
	assert_non_null(strstr(buf_text(&scene->app.to_terminal), "\033]52;c;"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, play_open, play_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_going_in_and_out),
		TEST(test_cursor_stays_with_its_session),
		TEST(test_cursor_keeps_its_row_when_its_session_goes),
		TEST(test_opened_session_stays_when_it_goes),
		PLAY(problems),
		TEST(test_toggle_asks_first),
		TEST(test_dialog_keeps_its_session),
		TEST(test_toggle_in_detail_takes_the_item),
		TEST(test_refusals),
		TEST(test_results),
		TEST(test_freezing_the_display),
		TEST(test_opening_unfreezes),
		TEST(test_interval),
		TEST(test_refresh_says_so_until_data_come),
		TEST(test_folds),
		TEST(test_help_and_back),
		TEST(test_unmoved_cursor_stays_on_the_worst),
		TEST(test_typed_commands),
		TEST(test_refused_commands),
		TEST(test_prompt_takes_all_keys),
		TEST(test_prompt_in_every_view),
		TEST(test_completion),
		TEST(test_completion_of_arguments),
		TEST(test_profiles_are_completed),
		TEST(test_columns),
		TEST(test_service_by_name),
		TEST(test_result_beside_prompt),
		TEST(test_thresholds_of_a_service),
		TEST(test_runbook),
		TEST(test_filter_while_typing),
		TEST(test_filter_of_the_overview),
		TEST(test_filter_counts),
		TEST(test_sorting),
		TEST(test_order_lock),
		TEST(test_order_lock_of_the_overview),
		TEST(test_last_write_in_detail),
		TEST(test_grace_is_not_called_late),
		TEST(test_age_chart_is_calm),
		TEST(test_following),
		TEST(test_tags),
		TEST(test_keys_of_other_views),
		TEST(test_tagging_a_finding),
		TEST(test_healthy_sessions_are_not_tagged),
		TEST(test_nothing_unseen_is_marked),
		TEST(test_title_leaves_out_acknowledged),
		TEST(test_acknowledging_tagged_sessions),
		TEST(test_acknowledged_is_not_recovered),
		TEST(test_acknowledging),
		TEST(test_acknowledgement_ends),
		TEST(test_baseline),
		TEST(test_errors_since_the_baseline),
		TEST(test_copying),
		TEST(test_outage_in_changes),
		TEST(test_time_of_a_change),
		TEST(test_changes_of_findings),
		PLAY(summary),
		TEST(test_times),
		cmocka_unit_test(test_keys_without_data),
	};

	return cmocka_run_group_tests_name("app", tests, NULL, NULL);
}
