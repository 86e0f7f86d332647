/* SPDX-License-Identifier: MIT */
/* All of core against a real engine: the snapshot equals the table. */
#include "kit/rig.h"

#include "clock.h"
#include "timestamp.h"

#include "kit/find.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A way to store isActive, and the table for it. */
struct shape {
	const char *name;
	enum form form;
	const char *on, *off;
	enum poll_source source;
};

static const struct shape shapes[] = {
	{"S", FORM_S, "{'S':'true'}", "{'S':'false'}", SOURCE_ACTIVE_INDEX},
	{"N", FORM_N, "{'N':'1'}", "{'N':'0'}", SOURCE_ACTIVE_INDEX},
	{"BOOL", FORM_BOOL, "{'BOOL':true}", "{'BOOL':false}", SOURCE_SERVICE_INDEX},
};

static void assert_state(const struct snapshot *snapshot, const char *user_id, const char *service,
	enum session_state state)
{
	const struct session *session = find_session(snapshot, user_id, service);

	if (!session) {
		fail_msg("%s of %s is not in the snapshot", user_id, service);
		return;
	}
	if (session->state != state) {
		fail_msg("%s of %s is %s, not %s", user_id, service,
			session_state_info(session->state)->word, session_state_info(state)->word);
	}
}

/* --- Rows ---------------------------------------------------------------------------------- */

static void check_counts(struct rig *rig, const struct shape *shape)
{
	rig_create_table(rig, shape->form);
	rig_put_healthy(rig, "u1", "slack", shape->on, 5000);
	rig_put_healthy(rig, "u2", "slack", shape->on, 150000);
	rig_put_healthy(rig, "u3", "slack", shape->off, 900000);
	rig_put_healthy(rig, "u1", "gmail", shape->on, 900000);
	rig_put_healthy(rig, "u4", "gmail", shape->on, -60000);
	struct buf never = {0};

	buf_printf(&never, "'isActive':%s,'createdAt':{'S':'2024-01-15T10:30:00Z'}", shape->on);
	rig_put(rig, "u5", "github", never.data);
	buf_fini(&never);
	rig_start(rig);

	/* The first refresh may be the Scan that finds the services. */
	rig_wait_refreshed(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_int_equal(snapshot->status.source, shape->source);
	assert_int_equal(snapshot->totals.sessions, 6);
	assert_int_equal(snapshot->totals.active, 5);
	assert_int_equal(snapshot->totals.paused, 1);
	assert_state(snapshot, "u1", "slack", STATE_ON_TIME);
	assert_state(snapshot, "u2", "slack", STATE_LATE);
	assert_state(snapshot, "u3", "slack", STATE_PAUSED);
	assert_state(snapshot, "u1", "gmail", STATE_CRITICAL);
	assert_state(snapshot, "u4", "gmail", STATE_FUTURE);
	assert_state(snapshot, "u5", "github", STATE_NEVER_POLLED);
	assert_true(snapshot->totals.worst_late > 14.9 && snapshot->totals.worst_late < 16);
	assert_true(snapshot->status.read_units > 0);
}

static void counts_with_s(void **state)
{
	check_counts(*state, &shapes[0]);
}

static void counts_with_n(void **state)
{
	check_counts(*state, &shapes[1]);
}

static void counts_with_bool(void **state)
{
	check_counts(*state, &shapes[2]);
}

/* One table without an index of isActive, every way to store it. */
static void mixed_encodings(void **state)
{
	struct rig *rig = *state;

	rig_create_table(rig, FORM_BOOL);
	rig_put_healthy(rig, "bool-on", "slack", "{'BOOL':true}", 0);
	rig_put_healthy(rig, "bool-off", "slack", "{'BOOL':false}", 0);
	rig_put_healthy(rig, "s-on", "slack", "{'S':'true'}", 0);
	rig_put_healthy(rig, "s-off", "slack", "{'S':'FALSE'}", 0);
	rig_put_healthy(rig, "n-on", "slack", "{'N':'1'}", 0);
	rig_put_healthy(rig, "n-off", "slack", "{'N':'0'}", 0);
	rig_put_healthy(rig, "odd", "slack", "{'S':'perhaps'}", 0);
	rig_put_healthy(rig, "null", "slack", "{'NULL':true}", 0);
	rig_put_healthy(rig, "map", "slack", "{'M':{'a':{'S':'true'}}}", 0);
	rig_put(rig, "missing", "slack", "'lastPollAt':{'S':'2024-01-15T10:30:00Z'}");
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_int_equal(snapshot->totals.sessions, 10);
	assert_int_equal(snapshot->totals.active, 3);
	assert_int_equal(snapshot->totals.paused, 3);
	assert_int_equal(snapshot->totals.states[STATE_UNKNOWN], 4);
	assert_state(snapshot, "s-off", "slack", STATE_PAUSED);
}

/* No sweep is under way, and the last was begun after a time: all its pages are counted. */
static bool is_between_sweeps(const struct snapshot *snapshot, void *user)
{
	const struct poll_status *status = &snapshot->status;

	return status->swept_mono_ms > *(int64_t *)user && !status->is_sweeping;
}

/* An index keyed by S whose values are not spelled as usual is found through the Scan. */
static void unusual_spelling_in_the_index(void **state)
{
	struct rig *rig = *state;

	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "u1", "slack", "{'S':'active'}", 5000);
	rig_put_healthy(rig, "u2", "slack", "{'S':'inactive'}", 5000);
	rig_put_healthy(rig, "u3", "slack", "{'S':'true'}", 5000);
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_int_equal(snapshot->totals.active, 2);
	assert_int_equal(snapshot->totals.paused, 1);
	/* From then on the index is queried for both spellings, active and paused. */
	int64_t after_ms = clock_mono_ms();

	assert_int_equal(rig_wait(rig, is_between_sweeps, &after_ms)->status.pages, 4);
}

static void malformed_attributes(void **state)
{
	struct rig *rig = *state;

	rig_create_table(rig, FORM_BOOL);
	rig_put_healthy(rig, "good", "slack", "{'BOOL':true}", 1000);
	static const struct {
		const char *user_id, *attributes;
		enum session_state state;
	} items[] = {
		{"nothing", "'isActive':{'BOOL':true}", STATE_NEVER_POLLED},
		{"time-map",
			"'isActive':{'BOOL':true},'pollingIntervalMs':{'N':'60000'},"
			"'createdAt':{'L':[]}",
			STATE_NEVER_POLLED},
		{"time-text",
			"'isActive':{'BOOL':true},'lastPollAt':{'S':'yesterday'},"
			"'pollingIntervalMs':{'N':'60000'}",
			STATE_UNKNOWN},
		{"year-9999",
			"'isActive':{'BOOL':true},'lastPollAt':{'S':'9999-12-31T23:59:59Z'},"
			"'pollingIntervalMs':{'N':'60000'}",
			STATE_FUTURE},
		{"interval-text",
			"'isActive':{'BOOL':true},'lastPollAt':{'S':'2024-01-15T10:30:00Z'},"
			"'pollingIntervalMs':{'S':'soon'}",
			STATE_UNKNOWN},
		{"interval-zero",
			"'isActive':{'BOOL':true},'lastPollAt':{'S':'2024-01-15T10:30:00Z'},"
			"'pollingIntervalMs':{'N':'0'}",
			STATE_UNKNOWN},
		{"interval-huge",
			"'isActive':{'BOOL':true},'lastPollAt':{'S':'2024-01-15T10:30:00Z'},"
			"'pollingIntervalMs':{'N':'1E37'}",
			STATE_CRITICAL},
		{"interval-boolean",
			"'isActive':{'BOOL':true},'lastPollAt':{'S':'2024-01-15T10:30:00Z'},"
			"'pollingIntervalMs':{'BOOL':true}",
			STATE_UNKNOWN},
		{"errors-huge",
			"'isActive':{'BOOL':true},'lastPollAt':{'S':'2024-01-15T10:30:00Z'},"
			"'pollingIntervalMs':{'N':'1000'},'errorCount':{'N':'-9E40'}",
			STATE_CRITICAL},
		{"errors-many",
			"'isActive':{'BOOL':true},'lastPollAt':{'S':'2024-01-15T10:30:00Z'},"
			"'errorCount':{'N':'2147483647'}",
			STATE_CRITICAL},
	};

	for (size_t i = 0; i < ARRAY_LEN(items); i++) {
		rig_put(rig, items[i].user_id, "slack", items[i].attributes);
	}
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_int_equal(snapshot->totals.sessions, ARRAY_LEN(items) + 1);
	assert_state(snapshot, "good", "slack", STATE_ON_TIME);
	for (size_t i = 0; i < ARRAY_LEN(items); i++) {
		assert_state(snapshot, items[i].user_id, "slack", items[i].state);
	}
	assert_int_equal(find_session(snapshot, "errors-huge", "slack")->error_count, 0);
}

/* The other index shows the same, after a Scan has found the services. */
static void services_by_choice(void **state)
{
	struct rig *rig = *state;

	rig->settings.polls_services = true;
	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "u1", "slack", "{'S':'true'}", 1000);
	rig_put_healthy(rig, "u2", "gmail", "{'S':'false'}", 1000);
	rig_start(rig);
	rig_wait_refreshed(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_int_equal(snapshot->status.source, SOURCE_SERVICE_INDEX);
	assert_non_null(strstr(snapshot->status.notice, "--poll-index=service"));
	assert_state(snapshot, "u1", "slack", STATE_ON_TIME);
	assert_state(snapshot, "u2", "gmail", STATE_PAUSED);
}

static bool has_other(const struct snapshot *snapshot, void *user)
{
	(void)user;
	return snapshot->item.has_siblings && snapshot->item.siblings_count == 1;
}

/* A service's own thresholds judge its rows, and those beside an opened session. */
static void thresholds_of_a_service(void **state)
{
	struct rig *rig = *state;
	struct settings_service own = {.service = "gmail", .limits = SESSION_THRESHOLDS_DEFAULT};

	own.limits.late = own.limits.critical = 1000;
	rig->settings.own_services = &own;
	rig->settings.own_services_count = 1;
	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "u1", "slack", "{'S':'true'}", 600000);
	rig_put_healthy(rig, "u1", "gmail", "{'S':'true'}", 600000);
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_state(snapshot, "u1", "slack", STATE_CRITICAL);
	assert_state(snapshot, "u1", "gmail", STATE_ON_TIME);
	struct poller_command open = {.kind = COMMAND_OPEN, .user_id = "u1", .service = "slack"};

	rig_send(rig, &open);
	snapshot = rig_wait(rig, has_other, NULL);
	assert_int_equal(snapshot->item.siblings[0].session.state, STATE_ON_TIME);
	poller_stop(rig->poller);
	rig->poller = NULL;
}

/* A small budget makes small pages: every one of them is read. */
static void many_pages(void **state)
{
	struct rig *rig = *state;

	rig_create_table(rig, FORM_S);
	rig->settings.max_read_rate = 0.2;
	rig->settings.full_every = 1000;
	for (int i = 0; i < 90; i++) {
		char user_id[16];

		snprintf(user_id, sizeof(user_id), "u%d", i);
		rig_put_healthy(rig, user_id, i % 2 ? "slack" : "gmail",
			i % 3 ? "{'S':'true'}" : "{'S':'false'}", i % 10 * 1000);
	}
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_first(rig);

	assert_int_equal(snapshot->totals.sessions, 90);
	assert_int_equal(snapshot->totals.active, 60);
	assert_int_equal(snapshot->totals.paused, 30);
	assert_true(snapshot->status.pages >= 4);
}

static void empty_table(void **state)
{
	struct rig *rig = *state;

	rig_create_table(rig, FORM_S);
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_int_equal(snapshot->totals.sessions, 0);
	assert_int_equal(snapshot->error.kind, ERROR_NONE);
}

static void new_and_deleted_sessions(void **state)
{
	struct rig *rig = *state;

	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "u1", "slack", "{'S':'true'}", 1000);
	rig_put_healthy(rig, "u2", "slack", "{'S':'true'}", 1000);
	rig_start(rig);
	assert_int_equal(rig_wait_refreshed(rig)->totals.sessions, 2);
	rig_delete(rig, "u1", "slack");
	rig_put_healthy(rig, "u3", "notion", "{'S':'false'}", 1000);
	rig_wait_refreshed(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_int_equal(snapshot->totals.sessions, 2);
	assert_null(find_session(snapshot, "u1", "slack"));
	assert_non_null(find_session(snapshot, "u3", "notion"));
}

/* u1 has errors, and u2 is gone. */
static bool shows_changes(const struct snapshot *snapshot, void *user)
{
	const struct session *session = find_session(snapshot, "u1", "slack");

	(void)user;
	return session && session->error_count == 7 && !find_session(snapshot, "u2", "slack");
}

/* What is overdue is read again by BatchGetItem: ticks do not show it, and no sweep is due. */
static void overdue_sessions_are_read_again(void **state)
{
	struct rig *rig = *state;

	rig->settings.full_every = 1000000;
	rig->settings.reconcile_ms = 0;
	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "u1", "slack", "{'S':'true'}", 90000);
	rig_put_healthy(rig, "u2", "slack", "{'S':'true'}", 90000);
	rig_start(rig);
	const struct session *session = find_session(rig_wait_first(rig), "u1", "slack");
	struct buf failing = {0};
	char polled[TIMESTAMP_SIZE];

	assert_non_null(session);
	timestamp_format(session->polled_at_ms, 3, polled);
	buf_printf(&failing,
		"'isActive':{'S':'true'},'lastPollAt':{'S':'%s'},"
		"'pollingIntervalMs':{'N':'60000'},'errorCount':{'N':'7'}",
		polled);
	rig_put(rig, "u1", "slack", failing.data);
	buf_fini(&failing);
	rig_delete(rig, "u2", "slack");
	rig_wait(rig, shows_changes, NULL);
}

static bool has_unknown(const struct snapshot *snapshot, void *user)
{
	(void)user;
	return snapshot->totals.states[STATE_UNKNOWN] == 1;
}

/* A session without isActive is not in the active index; its service's index has it. */
static void focus_reads_the_service_index(void **state)
{
	struct rig *rig = *state;

	rig->settings.reconcile_ms = 0;
	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "u1", "slack", "{'S':'true'}", 1000);
	rig_put(rig, "u2", "slack", "'lastPollAt':{'S':'2024-01-15T10:30:00Z'}");
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_int_equal(snapshot->totals.sessions, 1);
	struct poller_command focus = {.kind = COMMAND_FOCUS, .service = "slack"};

	rig_send(rig, &focus);
	snapshot = rig_wait(rig, has_unknown, NULL);
	assert_state(snapshot, "u2", "slack", STATE_UNKNOWN);
	/* A sweep of the active index, which cannot show it, does not remove it. */
	rig_wait_refreshed(rig);
	assert_int_equal(rig_wait_refreshed(rig)->totals.sessions, 2);
}

/* --- One item ------------------------------------------------------------------------------ */

static bool is_item_there(const struct snapshot *snapshot, void *user)
{
	(void)user;
	return snapshot->item.status == ITEM_PRESENT || snapshot->item.status == ITEM_MISSING;
}

static const struct item_node *find_node(const struct item_detail *item, const char *name)
{
	for (size_t i = 0; i < item->nodes_count; i++) {
		if (strcmp(item->nodes[i].name, name) == 0) {
			return &item->nodes[i];
		}
	}
	return NULL;
}

static void open_item(void **state)
{
	struct rig *rig = *state;

	rig_create_table(rig, FORM_S);
	rig_put(rig, "u1", "slack",
		"'isActive':{'S':'true'},'serviceState':{'M':{'teamId':{'S':'T1'},"
		"'channelIds':{'L':[{'S':'C1'},{'S':'C2'}]},'scopes':{'SS':['a','b','c']}}}");
	rig_start(rig);
	struct poller_command open = {.kind = COMMAND_OPEN, .user_id = "u1", .service = "slack"};

	rig_send(rig, &open);
	const struct item_detail *item = &rig_wait(rig, is_item_there, NULL)->item;

	assert_int_equal(item->status, ITEM_PRESENT);
	const struct item_node *map = find_node(item, "serviceState");

	assert_string_equal(map->type, "M");
	assert_int_equal(map->children, 3);
	assert_int_equal(map->descendants, 8);
	/* By name, in whatever order the server sent them. */
	assert_string_equal(map[1].name, "channelIds");
	assert_string_equal(find_node(item, "teamId")->text, "T1");
	assert_int_equal(find_node(item, "teamId")->depth, 1);
	assert_string_equal(find_node(item, "channelIds")->type, "L");
	assert_string_equal((find_node(item, "channelIds") + 2)->text, "C2");
	assert_int_equal(find_node(item, "scopes")->children, 3);

	struct poller_command other = {.kind = COMMAND_OPEN, .user_id = "u9", .service = "slack"};

	rig_send(rig, &other);
	while (rig->snapshot->item.status != ITEM_MISSING) {
		snapshot_free(rig->snapshot);
		rig->snapshot = NULL;
		rig_wait(rig, is_item_there, NULL);
	}
	assert_string_equal(rig->snapshot->item.user_id, "u9");
}

/* --- Writing ------------------------------------------------------------------------------- */

static bool is_written(const struct snapshot *snapshot, void *user)
{
	(void)user;
	return snapshot->write_result.outcome > WRITE_SENT;
}

/*
 * Starts, reads all once, and nothing more by itself: no page requested before a write can arrive
 * after its result.
 */
static const struct snapshot *start_and_rest(struct rig *rig)
{
	rig->settings.interval_ms = 3600 * 1000;
	rig->settings.reconcile_ms = 0;
	rig_start(rig);
	return rig_wait_first(rig);
}

/*
 * Starts the poller and toggles the session as first shown, after `between` has changed the table.
 */
static const struct snapshot *toggle(
	struct rig *rig, const char *user_id, void (*between)(struct rig *))
{
	const struct session *session = find_session(start_and_rest(rig), user_id, "slack");
	struct write_target key = {
		.user_id = user_id,
		.service = "slack",
		.seen = session->active,
		.encoding = session->encoding,
	};

	if (between) {
		between(rig);
	}
	rig_write(rig, &key, 1);
	return rig_wait(rig, is_written, NULL);
}

static void assert_active(struct rig *rig, const char *user_id, const char *expected)
{
	struct buf value = {0};

	rig_read(rig, user_id, "slack", "isActive", &value);
	assert_string_equal(buf_text(&value), expected);
	buf_fini(&value);
}

/* A read has shown what was written. */
static bool is_agreed(const struct snapshot *snapshot, void *user)
{
	return !(find_session(snapshot, user, "slack")->flags & SESSION_PENDING);
}

static void check_toggle(struct rig *rig, const char *active_value, const char *expected)
{
	rig_put_healthy(rig, "u1", "slack", active_value, 1000);
	const struct snapshot *snapshot = toggle(rig, "u1", NULL);

	assert_int_equal(snapshot->write_result.outcome, WRITE_WRITTEN);
	assert_active(rig, "u1", expected);
	/* Shown at once, and still so when the index has been read again. */
	assert_int_not_equal(find_session(snapshot, "u1", "slack")->active,
		snapshot->write_result.wanted == ACTIVE_ON ? ACTIVE_OFF : ACTIVE_ON);
	assert_true(find_session(snapshot, "u1", "slack")->flags & SESSION_PENDING);
	rig_send(rig, &(struct poller_command){.kind = COMMAND_SWEEP});
	char user_id[] = "u1";

	snapshot = rig_wait(rig, is_agreed, user_id);
	assert_int_equal(
		find_session(snapshot, "u1", "slack")->active, snapshot->write_result.wanted);
}

static void toggle_s(void **state)
{
	rig_create_table(*state, FORM_S);
	check_toggle(*state, "{'S':'true'}", "{\"S\":\"false\"}");
}

static void toggle_s_back(void **state)
{
	rig_create_table(*state, FORM_S);
	check_toggle(*state, "{'S':'false'}", "{\"S\":\"true\"}");
}

static void toggle_s_of_unusual_spelling(void **state)
{
	rig_create_table(*state, FORM_BOOL);
	check_toggle(*state, "{'S':'TRUE'}", "{\"S\":\"FALSE\"}");
}

static void toggle_n(void **state)
{
	rig_create_table(*state, FORM_N);
	check_toggle(*state, "{'N':'1'}", "{\"N\":\"0\"}");
}

static void toggle_bool(void **state)
{
	rig_create_table(*state, FORM_BOOL);
	check_toggle(*state, "{'BOOL':true}", "{\"BOOL\":false}");
}

static void pause_behind_its_back(struct rig *rig)
{
	rig_put_healthy(rig, "u1", "slack", "{'S':'false'}", 1000);
}

static void toggle_conflict(void **state)
{
	struct rig *rig = *state;

	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "u1", "slack", "{'S':'true'}", 1000);
	const struct snapshot *snapshot = toggle(rig, "u1", pause_behind_its_back);

	assert_int_equal(snapshot->write_result.outcome, WRITE_CONFLICT);
	assert_string_equal(snapshot->write_result.now, "S \"false\"");
	assert_state(snapshot, "u1", "slack", STATE_PAUSED);
	assert_active(rig, "u1", "{\"S\":\"false\"}");
}

static void delete_behind_its_back(struct rig *rig)
{
	rig_delete(rig, "u1", "slack");
}

static void toggle_of_a_deleted_session_makes_no_ghost(void **state)
{
	struct rig *rig = *state;

	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "u1", "slack", "{'S':'true'}", 1000);
	const struct snapshot *snapshot = toggle(rig, "u1", delete_behind_its_back);

	assert_int_equal(snapshot->write_result.outcome, WRITE_GONE);
	assert_null(find_session(snapshot, "u1", "slack"));
	struct buf value = {0};

	rig_read(rig, "u1", "slack", "userId", &value);
	assert_int_equal(value.length, 0);
}

static void read_only_drops_a_toggle(void **state)
{
	struct rig *rig = *state;

	rig->settings.read_only = true;
	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "u1", "slack", "{'S':'true'}", 1000);
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_false(snapshot->status.can_write);
	assert_non_null(strstr(snapshot->status.write_refusal, "--read-only"));
	struct write_target key = {
		.user_id = "u1",
		.service = "slack",
		.seen = ACTIVE_ON,
		.encoding = find_session(snapshot, "u1", "slack")->encoding,
	};

	rig_write(rig, &key, 1);
	rig_wait_refreshed(rig);
	assert_int_equal(rig_wait_refreshed(rig)->write_result.outcome, WRITE_PENDING);
	assert_active(rig, "u1", "{\"S\":\"true\"}");
}

/* --- Trouble ------------------------------------------------------------------------------- */

static bool has_error(const struct snapshot *snapshot, void *user)
{
	return snapshot->error.kind == *(enum error_kind *)user;
}

static void missing_table_that_comes(void **state)
{
	struct rig *rig = *state;

	rig_start(rig);
	enum error_kind not_found = ERROR_NOT_FOUND;
	const struct snapshot *snapshot = rig_wait(rig, has_error, &not_found);

	assert_non_null(strstr(snapshot->error.text, rig->table));
	assert_non_null(strstr(snapshot->error.text, "--table"));
	assert_false(snapshot->status.is_complete);
	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "u1", "slack", "{'S':'true'}", 1000);
	snapshot = rig_wait_refreshed(rig);
	assert_int_equal(snapshot->error.kind, ERROR_NONE);
	assert_int_equal(snapshot->totals.sessions, 1);
}

/* Good data outlive their table. */
static void table_that_goes_away(void **state)
{
	struct rig *rig = *state;

	rig->settings.reconcile_ms =
		0; /* a Scan of a table that is being deleted may find nothing */
	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "u1", "slack", "{'S':'true'}", 1000);
	rig_start(rig);
	int64_t asof_ms = rig_wait_refreshed(rig)->asof_ms;
	struct error err;

	assert_true(store_drop(rig->ddb, rig->table, &err));
	enum error_kind not_found = ERROR_NOT_FOUND;
	const struct snapshot *snapshot = rig_wait(rig, has_error, &not_found);

	assert_int_equal(snapshot->totals.sessions, 1);
	assert_true(snapshot->asof_ms >= asof_ms);
	assert_false(snapshot->status.is_complete);
}

static void missing_index_is_reported(void **state)
{
	struct rig *rig = *state;

	rig->settings.index_active = "No-Such-Index";
	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "u1", "slack", "{'S':'true'}", 1000);
	rig_start(rig);
	rig_wait_refreshed(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_int_equal(snapshot->status.source, SOURCE_SERVICE_INDEX);
	assert_non_null(strstr(snapshot->status.notice, "No-Such-Index"));
	assert_int_equal(snapshot->totals.sessions, 1);
}

static void no_index_at_all(void **state)
{
	struct rig *rig = *state;

	rig->settings.index_active = "No-Such-Index";
	rig->settings.index_service = "Nor-This-One";
	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "u1", "slack", "{'S':'true'}", 1000);
	rig_start(rig);
	rig_wait_refreshed(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_int_equal(snapshot->status.source, SOURCE_SCAN);
	assert_non_null(strstr(snapshot->status.notice, "Nor-This-One"));
	assert_int_equal(snapshot->totals.sessions, 1);
}

/* Services that were named need no Scan to be found. */
static void named_services_need_no_scan(void **state)
{
	struct rig *rig = *state;

	rig->settings.reconcile_ms = 0;
	rig->settings.services[0] = "slack";
	rig->settings.services_count = 1;
	rig_create_table(rig, FORM_BOOL);
	rig_put_healthy(rig, "u1", "slack", "{'BOOL':true}", 1000);
	rig_put_healthy(rig, "u1", "gmail", "{'BOOL':true}", 1000);
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_int_equal(snapshot->status.source, SOURCE_SERVICE_INDEX);
	assert_int_equal(snapshot->totals.sessions, 1);
}

/* --- One user ------------------------------------------------------------------------------ */

static void put_users(struct rig *rig)
{
	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "u1", "slack", "{'S':'true'}", 1000);
	rig_put_healthy(rig, "u1", "gmail", "{'S':'false'}", 1000);
	rig_put(rig, "u1", "github", "'isActive':{'S':'true'}");
	rig_put_healthy(rig, "u2", "slack", "{'S':'true'}", 1000);
	rig_put_healthy(rig, "u10", "slack", "{'S':'true'}", 1000);
}

/* A Query of the base table: all sessions of the user, never-polled ones included, and no other. */
static void user_alone(void **state)
{
	struct rig *rig = *state;

	rig->settings.user = "u1";
	put_users(rig);
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_int_equal(snapshot->status.source, SOURCE_USER);
	assert_true(snapshot_knows_never_polled(snapshot));
	assert_int_equal(snapshot->totals.sessions, 3);
	assert_state(snapshot, "u1", "slack", STATE_ON_TIME);
	assert_state(snapshot, "u1", "gmail", STATE_PAUSED);
	assert_state(snapshot, "u1", "github", STATE_NEVER_POLLED);
	/* The table has been described meanwhile, so that the dashboard can write. */
	assert_true(rig_wait_refreshed(rig)->status.can_write);
	/* What is deleted is gone with the next read. */
	rig_delete(rig, "u1", "github");
	snapshot = rig_wait_refreshed(rig);
	assert_int_equal(snapshot->totals.sessions, 2);
	assert_null(find_session(snapshot, "u1", "github"));
}

/* A report about one service of a user: GetItem, whether the session exists or not. */
static void session_alone(void **state)
{
	struct rig *rig = *state;
	static const struct {
		const char *service;
		uint32_t sessions;
	} rows[] = {{"github", 1}, {"notion", 0}};

	put_users(rig);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rig->settings.user = "u1";
		rig->settings.once = rig->settings.only_services = true;
		rig->settings.services[0] = rows[i].service;
		rig->settings.services_count = 1;
		rig_start(rig);
		const struct snapshot *snapshot = rig_wait_refreshed(rig);

		assert_int_equal(snapshot->totals.sessions, rows[i].sessions);
		assert_int_equal(snapshot->totals.states[STATE_NEVER_POLLED], rows[i].sessions);
		poller_stop(rig->poller);
		rig->poller = NULL;
	}
}

/* A table that was not described, because --user needs no index, may have other keys. */
static void user_of_another_table(void **state)
{
	struct rig *rig = *state;
	enum error_kind invalid = ERROR_VALIDATION;

	json_free(rig_call(rig, "CreateTable",
		"{'TableName':'@','BillingMode':'PAY_PER_REQUEST',"
		"'AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'}],"
		"'KeySchema':[{'AttributeName':'id','KeyType':'HASH'}]}"));
	rig->settings.user = "u1";
	rig->settings.once = true;
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait(rig, has_error, &invalid);

	assert_non_null(strstr(snapshot->error.text, rig->table));
	assert_non_null(strstr(snapshot->error.text, "by userId and serviceType: check --table"));
}

static bool has_user(const struct snapshot *snapshot, void *user)
{
	const struct poll_status *status = &snapshot->status;

	return status->has_focus_user && strcmp(status->focus_user_id, user) == 0;
}

static bool has_lost_session(const struct snapshot *snapshot, void *user)
{
	return has_user(snapshot, user) && !find_session(snapshot, user, "github");
}

/* The user on the screen is read in addition to everything else, and stays current. */
static void focus_reads_the_user(void **state)
{
	struct rig *rig = *state;
	char user[] = "u1", nobody[] = "nobody";
	struct poller_command focus = {.kind = COMMAND_FOCUS, .user_id = user};

	rig->settings.reconcile_ms = 0; /* nothing else finds the never-polled session */
	put_users(rig);
	rig_start(rig);
	rig_send(rig, &focus);
	const struct snapshot *snapshot = rig_wait(rig, has_user, user);

	assert_state(snapshot, "u1", "github", STATE_NEVER_POLLED);
	assert_state(rig_wait_refreshed(rig), "u10", "slack", STATE_ON_TIME);
	rig_delete(rig, "u1", "github");
	snapshot = rig_wait(rig, has_lost_session, user);
	assert_non_null(find_session(snapshot, "u1", "gmail"));
	assert_non_null(find_session(snapshot, "u2", "slack"));
	focus.user_id = nobody;
	rig_send(rig, &focus);
	rig_wait(rig, has_user, nobody);
}

#define RIG_TEST(function) cmocka_unit_test_setup_teardown(function, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RIG_TEST(counts_with_s),
		RIG_TEST(counts_with_n),
		RIG_TEST(counts_with_bool),
		RIG_TEST(mixed_encodings),
		RIG_TEST(unusual_spelling_in_the_index),
		RIG_TEST(malformed_attributes),
		RIG_TEST(thresholds_of_a_service),
		RIG_TEST(services_by_choice),
		RIG_TEST(many_pages),
		RIG_TEST(empty_table),
		RIG_TEST(new_and_deleted_sessions),
		RIG_TEST(overdue_sessions_are_read_again),
		RIG_TEST(focus_reads_the_service_index),
		RIG_TEST(open_item),
		RIG_TEST(toggle_s),
		RIG_TEST(toggle_s_back),
		RIG_TEST(toggle_s_of_unusual_spelling),
		RIG_TEST(toggle_n),
		RIG_TEST(toggle_bool),
		RIG_TEST(toggle_conflict),
		RIG_TEST(toggle_of_a_deleted_session_makes_no_ghost),
		RIG_TEST(read_only_drops_a_toggle),
		RIG_TEST(missing_table_that_comes),
		RIG_TEST(table_that_goes_away),
		RIG_TEST(missing_index_is_reported),
		RIG_TEST(no_index_at_all),
		RIG_TEST(named_services_need_no_scan),
		RIG_TEST(user_alone),
		RIG_TEST(session_alone),
		RIG_TEST(user_of_another_table),
		RIG_TEST(focus_reads_the_user),
	};

	return cmocka_run_group_tests_name("poller", tests, NULL, NULL);
}
