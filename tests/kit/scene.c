/* SPDX-License-Identifier: MIT */
#include "kit/scene.h"

#include "buf.h"
#include "diagnosis.h"
#include "finding.h"
#include "model/snapshot_memory.h"
#include "summary.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define DAY_MS    (INT64_C(1440) * MINUTE_MS)
#define NEVER     INT64_MIN

/* Encodings of isActive: see session_encoding(). */
enum { AS_S = 2 };

static const struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;

static const char *const services[] = {"slack", "github", "calendar", "empty"};

static const struct {
	const char *user_id;
	/* of the last poll; NEVER: not polled */
	int64_t age_ms;
	int64_t interval_ms;
	uint32_t service;
	int32_t errors;
	enum session_active active;
	unsigned flags;
} rows[] = {
	{"u-7f3a91c2", 364 * SECOND_MS, 20 * SECOND_MS, 0, 27, ACTIVE_ON, 0},
	{"u-1b09d7e4", 364 * SECOND_MS, 20 * SECOND_MS, 0, 12, ACTIVE_ON, 0},
	{"u-c55e20aa", 363 * SECOND_MS, 20 * SECOND_MS, 0, 7, ACTIVE_ON, 0},
	{"u-08f1e6bb", 362 * SECOND_MS, 20 * SECOND_MS, 0, 4, ACTIVE_ON, SESSION_PENDING},
	{"u-new-00412", NEVER, 20 * SECOND_MS, 0, 0, ACTIVE_ON, 0},
	{"u-77ab13cd", 186 * SECOND_MS, MINUTE_MS, 0, 1, ACTIVE_ON, 0},
	{"u-b7d4e9a3", -42 * SECOND_MS, 20 * SECOND_MS, 0, 0, ACTIVE_ON, 0},
	{"u-odd-active", 9 * SECOND_MS, 20 * SECOND_MS, 0, 0, ACTIVE_UNKNOWN, 0},
	{"u-bad-poll", NEVER, 20 * SECOND_MS, 0, 0, ACTIVE_ON, SESSION_BAD_POLLED},
	{"u-no-interval", 9 * SECOND_MS, 0, 0, -1, ACTIVE_ON, 0},
	{"u-a2", 4 * SECOND_MS, 20 * SECOND_MS, 0, 0, ACTIVE_ON, 0},
	{"u-a1", 14 * SECOND_MS, 20 * SECOND_MS, 0, 0, ACTIVE_ON, 0},
	{"u-6e01cc54", 14 * MINUTE_MS, 20 * SECOND_MS, 0, 31, ACTIVE_OFF, 0},
	{"u-7f3a91c2", 6 * SECOND_MS, 30 * SECOND_MS, 1, 0, ACTIVE_ON, 0},
	{"u-slow", 90 * SECOND_MS, 30 * SECOND_MS, 1, 0, ACTIVE_ON, 0},
	{"u-7f3a91c2", 31 * SECOND_MS, 5 * MINUTE_MS, 2, 0, ACTIVE_ON, 0},
	{"u-off", 3 * DAY_MS, 5 * MINUTE_MS, 2, 0, ACTIVE_OFF, 0},
};

/* slack's u-7f3a91c2, as item_node has it: depth, name, type, text, children, descendants. */
static const struct item_node nodes[] = {
	{0, "createdAt", "S", "2026-03-02T10:11:09Z", 0, 0},
	{0, "errorCount", "N", "27", 0, 0},
	{0, "isActive", "S", "true", 0, 0},
	{0, "lastPollAt", "S", "2026-09-22T09:41:08Z", 0, 0},
	{0, "note", "S", "restart by hand", 0, 0},
	{0, "pollingIntervalMs", "N", "20000", 0, 0},
	{0, "serviceState", "M", "", 4, 7},
	{1, "lastEventTs", "S", "1642249800.123456", 0, 0},
	{1, "accessToken", "S", "xoxb-123", 0, 0},
	{1, "channelIds", "L", "", 2, 2},
	{2, "[0]", "S", "C1234567", 0, 0},
	{2, "[1]", "S", "C7654321", 0, 0},
	{1, "cursor", "M", "", 1, 1},
	{2, "url", "S", "https://hooks.example.com/services/T0/B0/XXXX", 0, 0},
	{0, "serviceType", "S", "slack", 0, 0},
	{0, "sessionId", "S", "u-7f3a91c2#slack", 0, 0},
	{0, "userId", "S", "u-7f3a91c2", 0, 0},
	{0, "webhookUrl", "S", "https://x3k9.lambda-url.us-east-1.on.aws/hook?k=1", 0, 0},
};

static const struct {
	const char *service, *user_id;
	int64_t age_ms;
	enum change_kind kind;
	uint32_t sessions;
	int64_t span_ms, amount;
} changes[] = {
	{"github", NULL, 15 * MINUTE_MS, CHANGE_RECOVERED, 14, 0, 0},
	{"calendar", "u-off", 11 * MINUTE_MS, CHANGE_PAUSED, 1, 0, 0},
	{"github", NULL, 9 * MINUTE_MS, CHANGE_ERRORS, 3, 0, 41},
	{"slack", "u-7f3a91c2", 9 * MINUTE_MS, CHANGE_ERRORS, 1, 0, 9},
	{"slack", NULL, 6 * MINUTE_MS, CHANGE_STOPPED, 31, 19400, 0},
	{"slack", NULL, 6 * MINUTE_MS, CHANGE_RECOVERED, 2, 0, 0},
	{"github", "u-slow", MINUTE_MS, CHANGE_LATE, 1, 0, 0},
	{"slack", "u-new-00412", 30 * SECOND_MS, CHANGE_NEW, 1, 0, 0},
	{"calendar", NULL, 15 * SECOND_MS, CHANGE_GONE, 1204, 0, 0},
	{"calendar", NULL, 15 * SECOND_MS, CHANGE_RESUMED, 2, 0, 0},
};

/* Late shares of slack, in percent, oldest first; -1: none active. The others have none late. */
static const int late_percents[] = {
	-1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 0, 0, 4, 6, 9, 15, 27, 45, 55, 55};

static void set_status(struct poll_status *status)
{
	*status = (struct poll_status){
		.table = "beya-integration-sessions",
		.region = "eu-west-1",
		.endpoint = "https://dynamodb.eu-west-1.amazonaws.com",
		.profile = "prod",
		.source = SOURCE_ACTIVE_INDEX,
		.phase = PHASE_IDLE,
		.interval_ms = 15 * SECOND_MS,
		.took_ms = 800,
		.skew_ms = 300,
		.skew_known = true,
		.read_units = 1340,
		.minute_read_units = 127,
		.budget = 2.5,
		.refresh_read_units = 12.5,
		.pages = 3,
		.sweep_share = -1,
		.sweep_left_ms = -1,
		.swept_mono_ms = SCENE_ASOF_MONO_MS - 40 * SECOND_MS,
		.unindexed = 1,
		.is_complete = true,
		.reconciled_mono_ms = SCENE_ASOF_MONO_MS - 22 * MINUTE_MS,
		.can_write = true,
	};
}

/* The last poll before a time: until it stopped, a session was polled once per interval. */
static int64_t polled_at_ms(size_t row, int64_t now_ms)
{
	int64_t polled_at_ms = SCENE_ASOF_MS - rows[row].age_ms, every_ms = rows[row].interval_ms;

	while (every_ms > 0 && rows[row].age_ms > 0 && polled_at_ms > now_ms) {
		polled_at_ms -= every_ms;
	}
	return polled_at_ms;
}

/* One error more with each refresh, up to the row's. */
static int32_t errors_at(size_t row, int64_t before_ms)
{
	int32_t fewer = (int32_t)(before_ms / (15 * SECOND_MS));

	return rows[row].errors > fewer ? rows[row].errors - fewer
	       : rows[row].errors > 0   ? 0
					: rows[row].errors;
}

static struct session make_session(size_t row, int64_t before_ms)
{
	int64_t now_ms = SCENE_ASOF_MS - before_ms;
	struct session session = {
		.user_id = rows[row].user_id,
		.polled_at_ms = SESSION_NO_TIME,
		.created_at_s = (uint32_t)((SCENE_ASOF_MS - 204 * DAY_MS) / 1000),
		.interval_ms = (uint32_t)rows[row].interval_ms,
		.asof_s = (uint32_t)(now_ms / 1000),
		.error_count = errors_at(row, before_ms),
		.service = rows[row].service,
		.active = (uint8_t)rows[row].active,
		.encoding = rows[row].active == ACTIVE_UNKNOWN ? 0 : AS_S,
		.flags = (uint8_t)rows[row].flags,
	};

	if (rows[row].age_ms != NEVER) {
		session.polled_at_ms = polled_at_ms(row, now_ms);
	}
	session.state = (uint8_t)session_state_at(&session, &limits, now_ms);
	return session;
}

struct snapshot *scene_snapshot_without_data(void)
{
	struct snapshot *snapshot = snapshot_new();

	set_status(&snapshot->status);
	snapshot->number = 1;
	snapshot->status.phase = PHASE_READING;
	snapshot->status.source = SOURCE_NONE;
	snapshot->status.is_complete = false;
	snapshot->status.took_ms = -1;
	snapshot->status.skew_known = false;
	snapshot->status.reconciled_mono_ms = -1;
	snapshot->status.swept_mono_ms = -1;
	snapshot->status.pages = 0;
	snapshot->status.is_sweeping = true;
	return snapshot;
}

static void add_history(
	struct snapshot *snapshot, struct service_summary *summaries, int64_t before_ms)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		struct service_sample *samples = arena_alloc(
			&snapshot->memory->arena, ARRAY_LEN(late_percents) * sizeof(*samples));

		for (size_t j = 0; j < ARRAY_LEN(late_percents); j++) {
			int64_t ticks = (int64_t)(ARRAY_LEN(late_percents) - 1 - j);
			float share = (float)late_percents[j] / 100;

			samples[j] = (struct service_sample){
				.at_ms = SCENE_ASOF_MS - before_ms - ticks * 15 * SECOND_MS,
				.late_share = late_percents[j] < 0 ? NAN
					      : i == 0             ? share
								   : 0,
				.poll_rate = j == 0 ? NAN : (float)(20 + j % 5) / 60,
			};
		}
		summaries[i].samples = samples;
		summaries[i].samples_count = ARRAY_LEN(late_percents);
	}
}

static void add_changes(struct snapshot *snapshot)
{
	struct change *list =
		arena_alloc(&snapshot->memory->arena, ARRAY_LEN(changes) * sizeof(*list));

	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		list[i] = (struct change){
			.number = i + 1,
			.kind = changes[i].kind,
			.at_ms = SCENE_ASOF_MS - changes[i].age_ms,
			.service = changes[i].service,
			.user_id = changes[i].user_id,
			.sessions = changes[i].sessions,
			.span_ms = changes[i].span_ms,
			.polled_at_ms = SCENE_ASOF_MS - changes[i].age_ms - 10 * SECOND_MS,
			.amount = changes[i].amount,
		};
	}
	snapshot->changes = list;
	snapshot->changes_count = ARRAY_LEN(changes);
}

struct snapshot *scene_snapshot(void)
{
	return scene_snapshot_before(0);
}

struct snapshot *scene_snapshot_before(int64_t before_ms)
{
	struct snapshot *snapshot = snapshot_new();
	struct arena *arena = &snapshot->memory->arena;
	struct session *sessions = arena_alloc(arena, ARRAY_LEN(rows) * sizeof(*sessions));
	struct service_summary *summaries =
		arena_alloc(arena, ARRAY_LEN(services) * sizeof(*summaries));

	set_status(&snapshot->status);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		sessions[i] = make_session(i, before_ms);
	}
	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		summaries[i].name = services[i];
		summaries[i].usual_delay_ms = -1;
	}
	summary_fill(sessions, ARRAY_LEN(rows), summaries, ARRAY_LEN(services), &snapshot->totals);
	snapshot->number = 2;
	snapshot->asof_ms = SCENE_ASOF_MS - before_ms;
	snapshot->asof_mono_ms = SCENE_ASOF_MONO_MS - before_ms;
	snapshot->sessions = sessions;
	snapshot->sessions_count = ARRAY_LEN(rows);
	snapshot->services = summaries;
	snapshot->services_count = ARRAY_LEN(services);
	add_history(snapshot, summaries, before_ms);
	add_changes(snapshot);
	return snapshot;
}

struct snapshot *scene_snapshot_with_item(void)
{
	struct snapshot *snapshot = scene_snapshot();

	snapshot->item = (struct item_detail){
		.status = ITEM_PRESENT,
		.user_id = "u-7f3a91c2",
		.service = "slack",
		.nodes = nodes,
		.nodes_count = ARRAY_LEN(nodes),
		.bytes = 1100,
		.read_at_ms = SCENE_ASOF_MS - SECOND_MS,
	};
	return snapshot;
}

struct snapshot *scene_snapshot_with_others(void)
{
	static const struct {
		const char *service;
		size_t row; /* of the sessions, whose health it shares */
	} others[] = {{"calendar", 15}, {"github", 14}, {"gmail", 0}, {"notion", 12}, {"zoom", 3}};
	struct snapshot *snapshot = scene_snapshot_with_item();
	struct item_sibling *list =
		arena_alloc(&snapshot->memory->arena, ARRAY_LEN(others) * sizeof(*list));

	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		list[i].service = others[i].service;
		list[i].session = make_session(others[i].row, 0);
	}
	list[4].session.polled_at_ms = SCENE_ASOF_MS; /* late by its errors alone */
	list[4].session.state = STATE_LATE;
	snapshot->item.siblings = list;
	snapshot->item.siblings_count = ARRAY_LEN(others);
	snapshot->item.has_siblings = true;
	return snapshot;
}

static const char hostile[] =
	"\033[2J\033]0;x\a\033]52;c;eA==\a\r\n\b\t\x7f\xc2\x9b\x80\xff\xc0\xaf\xed\xa0\x80"
	"\xe2\x80\xae\xe2\x80\x8b\xe2\x80\xa8\xf3\xa0\x80\x81\xef\xbb\xbf"
	"e\xcc\x81\xcc\x81\xcc\x81\xcc\x81 \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x98\x80";

const char *scene_hostile_text(void)
{
	static char text[4096 + sizeof(hostile)];

	for (size_t at = 0; !*text || at < 4096; at += sizeof(hostile) - 1) {
		memcpy(text + at, hostile, sizeof(hostile));
	}
	return text;
}

static void spoil_item(struct item_detail *item, struct arena *arena)
{
	const char *name = scene_hostile_text();
	struct item_node *list = arena_alloc(arena, 2 * sizeof(*list));

	list[0] = (struct item_node){0, name, "M", "", 1, 1};
	list[1] = (struct item_node){1, name, "S", name, 0, 0};
	item->nodes = list;
	item->nodes_count = 2;
	item->user_id = item->service = name;
	for (size_t i = 0; i < item->siblings_count; i++) {
		((struct item_sibling *)(uintptr_t)item->siblings)[i].service = name;
	}
}

static void spoil_status(struct poll_status *status)
{
	const char *name = scene_hostile_text();

	status->table = status->region = status->endpoint = status->profile = name;
	status->is_throttled = true;
	status->reconciled_mono_ms = -1;
	snprintf(status->throttled, sizeof(status->throttled), "%.199s", name);
	snprintf(status->reconcile_failure, sizeof(status->reconcile_failure), "%.199s", name);
	snprintf(status->notice, sizeof(status->notice), "%.479s", name);
}

void scene_keep_first(struct snapshot *snapshot, size_t sessions, size_t services_kept)
{
	struct service_summary *summaries = (struct service_summary *)(uintptr_t)snapshot->services;

	snapshot->sessions_count = sessions;
	snapshot->services_count = services_kept;
	summary_fill(snapshot->sessions, sessions, summaries, services_kept, &snapshot->totals);
}

struct snapshot *scene_snapshot_hostile(void)
{
	const char *name = scene_hostile_text();
	struct snapshot *snapshot = scene_snapshot_with_others();

	/* One session of one service, which is what it opens. */
	((struct session *)(uintptr_t)snapshot->sessions)->user_id = name;
	((struct service_summary *)(uintptr_t)snapshot->services)->name = name;
	scene_keep_first(snapshot, 1, 1);
	spoil_item(&snapshot->item, &snapshot->memory->arena);
	spoil_status(&snapshot->status);
	for (size_t i = 0; i < snapshot->changes_count; i++) {
		struct change *change = (struct change *)(uintptr_t)&snapshot->changes[i];

		change->service = name;
		change->user_id = change->user_id ? name : NULL;
	}
	error_set(&snapshot->error, ERROR_SERVICE, "%s", name);
	return snapshot;
}

static void keep_text(char *slot, size_t size, const char *text)
{
	snprintf(slot, size, "%s", text ? text : "");
}

static void keep_command(void *user, const struct poller_command *command)
{
	struct scene_commands *commands = user;

	if (commands->count < ARRAY_LEN(commands->kinds)) {
		commands->kinds[commands->count++] = command->kind;
	}
	keep_text(commands->user_id, sizeof(commands->user_id), command->user_id);
	keep_text(commands->service, sizeof(commands->service), command->service);
	if (command->order) {
		write_order_free(commands->order);
		commands->order = write_order_copy(command->order);
	}
	commands->interval_ms = command->interval_ms;
}

void scene_open(struct scene *scene, int rows_shown, int cols)
{
	*scene = (struct scene){.settings = {.table = "beya-integration-sessions",
					.index_active = "Active-Sessions-Index",
					.index_service = "ServiceType-Index",
					.interval_ms = 15 * SECOND_MS,
					.write_rate = 5,
					.limits = SESSION_THRESHOLDS_DEFAULT}};
	dashboard_init(&scene->app, &scene->settings, "");
	scene->app.ui.overview_cursor.is_on_services = true;
	scene->app.send = keep_command;
	scene->app.send_user = &scene->commands;
	canvas_resize(&scene->canvas, rows_shown, cols);
	scene_draw(scene);
}

void scene_close(struct scene *scene)
{
	dashboard_fini(&scene->app);
	findings_free(scene->kept_findings);
	write_order_free(scene->commands.order);
	canvas_fini(&scene->canvas);
}

void scene_draw(struct scene *scene)
{
	/* A dialog takes keys once it has been shown long enough to be read. */
	if (scene->app.ui.dialog.is_open) {
		dashboard_draw(&scene->app, &scene->canvas, SCENE_NOW_MONO_MS - DIALOG_DELAY_MS,
			SCENE_NOW_WALL_MS);
	}
	dashboard_draw(&scene->app, &scene->canvas, SCENE_NOW_MONO_MS, SCENE_NOW_WALL_MS);
}

struct snapshot *scene_diagnose(const struct settings *settings, struct snapshot *snapshot)
{
	diagnosis_free(snapshot->memory->diagnosis);
	findings_free(snapshot->memory->findings);
	snapshot->diagnosis = snapshot->memory->diagnosis = diagnosis_new(snapshot, settings);
	snapshot->findings = snapshot->memory->findings = findings_new(snapshot, NULL);
	return snapshot;
}

void scene_take(struct scene *scene, struct snapshot *snapshot)
{
	diagnosis_free(snapshot->memory->diagnosis);
	findings_free(snapshot->memory->findings);
	snapshot->diagnosis = snapshot->memory->diagnosis =
		diagnosis_new(snapshot, scene->app.ui.settings);
	snapshot->findings = snapshot->memory->findings =
		findings_follow(snapshot, &scene->kept_findings);
	dashboard_receive(&scene->app, snapshot);
}

void scene_watch(struct scene *scene, int refreshes)
{
	for (int i = refreshes; i >= 0; i--) {
		scene_take(scene, scene_snapshot_before(i * 15 * SECOND_MS));
	}
}

void scene_type(struct scene *scene, const char *keys)
{
	for (; *keys; keys++) {
		keys_press(&scene->app, (unsigned char)*keys);
		scene_draw(scene);
	}
}

const char *scene_row(const struct scene *scene, int y)
{
	static struct buf row;
	size_t length = 0;

	buf_clear(&row);
	for (int x = 0; x < scene->canvas.cols; x++) {
		const struct cell *cell = canvas_at(&scene->canvas, y, x);

		for (size_t i = 0; i < CELL_CODE_POINTS && cell->text[i]; i++) {
			char encoded[4];

			buf_append(&row, encoded, text_encode(cell->text[i], encoded));
		}
		if (cell->text[0] != ' ' && cell->width_cols > 0) {
			length = row.length;
		}
	}
	if (row.data) {
		row.data[length] = '\0';
	}
	return buf_text(&row);
}

int scene_find(const struct scene *scene, const char *text)
{
	for (int y = 0; y < scene->canvas.rows; y++) {
		if (strstr(scene_row(scene, y), text)) {
			return y;
		}
	}
	return -1;
}
