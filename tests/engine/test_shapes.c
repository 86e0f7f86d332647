/* SPDX-License-Identifier: MIT */
/* Tables of every shape that an engine allows, read and written like the usual one. */
#include "kit/rig.h"

#include "clock.h"
#include "model/session_edit.h"
#include "timestamp.h"

#include "kit/find.h"
#include "kit/skip.h"
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ATTRIBUTE(name, type) "{'AttributeName':'" name "','AttributeType':'" type "'}"
#define KEYS(hash, range)                                                                          \
	"'KeySchema':[{'AttributeName':'" hash "','KeyType':'HASH'},"                              \
	"{'AttributeName':'" range "','KeyType':'RANGE'}]"
#define THROUGHPUT "'ProvisionedThroughput':{'ReadCapacityUnits':500,'WriteCapacityUnits':500}"
#define INDEX(name, hash, projection)                                                              \
	"{'IndexName':'" name "'," KEYS(hash, "lastPollAt") ",'Projection':{" projection           \
							    "}," THROUGHPUT "}"
#define ACTIVE_INDEX(hash, projection) INDEX("Active-Sessions-Index", hash, projection)
#define SERVICE_INDEX(projection)      INDEX("ServiceType-Index", "serviceType", projection)
#define ALL                            "'ProjectionType':'ALL'"
#define KEYS_ONLY                      "'ProjectionType':'KEYS_ONLY'"

static bool has_status(const struct json *object, const char *member, const char *wanted)
{
	const char *status = json_string(json_get(object, member));

	return status && strcmp(status, wanted) == 0;
}

static bool has_active_index(struct rig *rig)
{
	struct json *reply = rig_call(rig, "DescribeTable", "{'TableName':'@'}");
	const struct json *index =
		json_first(json_get(json_get(reply, "Table"), "GlobalSecondaryIndexes"));

	while (index && !has_status(index, "IndexName", "Active-Sessions-Index")) {
		index = json_next(index);
	}
	bool is_active = has_status(index, "IndexStatus", "ACTIVE");

	json_free(reply);
	return is_active;
}

static bool is_ready(const struct json *table)
{
	const struct json *index = json_first(json_get(table, "GlobalSecondaryIndexes"));

	for (; index; index = json_next(index)) {
		if (!has_status(index, "IndexStatus", "ACTIVE")) {
			return false;
		}
	}
	return has_status(table, "TableStatus", "ACTIVE");
}

/* Until the table and all its indexes are ACTIVE. */
static void wait_until_ready(struct rig *rig)
{
	for (bool done = false; !done;) {
		struct json *reply = rig_call(rig, "DescribeTable", "{'TableName':'@'}");

		done = is_ready(json_get(reply, "Table"));
		json_free(reply);
	}
}

static void create(struct rig *rig, const char *definitions, const char *indexes)
{
	struct buf body = {0};

	buf_printf(&body,
		"{'TableName':'@','BillingMode':'PROVISIONED'," THROUGHPUT "," KEYS("userId",
			"serviceType") ",'AttributeDefinitions':[" ATTRIBUTE("userId", "S") "," //
		ATTRIBUTE("serviceType", "S") ",%s],'GlobalSecondaryIndexes':[%s]}",
		definitions, indexes);
	json_free(rig_call(rig, "CreateTable", body.data));
	buf_fini(&body);
	wait_until_ready(rig);
}

/* An item due every 60 s, with those attributes beside. */
static void put(struct rig *rig, const char *user_id, int64_t polled_ago_ms, int errors,
	const char *attributes)
{
	struct buf text = {0};
	char polled[TIMESTAMP_SIZE];

	timestamp_format(clock_wall_ms() - polled_ago_ms, 3, polled);
	buf_printf(&text,
		"%s,'lastPollAt':{'S':'%s'},'pollingIntervalMs':{'N':'60000'},"
		"'createdAt':{'S':'2024-01-15T10:30:00Z'},'errorCount':{'N':'%d'}",
		attributes, polled, errors);
	rig_put(rig, user_id, "slack", text.data);
	buf_fini(&text);
}

static const struct session *find(const struct snapshot *snapshot, const char *user_id)
{
	const struct session *session = find_session(snapshot, user_id, "slack");

	if (!session) {
		fail_msg("%s is not in the snapshot", user_id);
	}
	return session;
}

static void assert_state(
	const struct snapshot *snapshot, const char *user_id, enum session_state state)
{
	assert_string_equal(session_state_info(find(snapshot, user_id)->state)->word,
		session_state_info(state)->word);
}

static void assert_attribute(
	struct rig *rig, const char *user_id, const char *name, const char *expected)
{
	struct buf value = {0};

	rig_read(rig, user_id, "slack", name, &value);
	assert_string_equal(buf_text(&value), expected);
	buf_fini(&value);
}

/* --- Projections ---------------------------------------------------------------------------- */

static bool is_filled(const struct snapshot *snapshot, void *user)
{
	(void)user;
	return snapshot->status.is_complete && snapshot->totals.sessions == 4 &&
	       snapshot->status.unfilled == 0;
}

/* A table whose indexes lack attributes, and how its sessions store isActive. */
struct projected {
	const char *definitions, *indexes;
	const char *on, *off;
	enum poll_source source;
};

#define KEYED_BY_ACTIVE ATTRIBUTE("isActive", "S") "," ATTRIBUTE("lastPollAt", "S")

/* What the indexes lack is read from the table without a Scan. */
static void check_projection(struct rig *rig, const struct projected *projected)
{
	rig->settings.reconcile_ms = 0;
	create(rig, projected->definitions, projected->indexes);
	put(rig, "well", 5000, 0, projected->on);
	put(rig, "late", 200000, 1, projected->on);
	put(rig, "failing", 5000, 12, projected->on);
	put(rig, "paused", 900000, 3, projected->off);
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait(rig, is_filled, NULL);

	assert_int_equal(snapshot->status.source, projected->source);
	assert_state(snapshot, "well", STATE_ON_TIME);
	assert_state(snapshot, "late", STATE_LATE);
	assert_state(snapshot, "failing", STATE_CRITICAL);
	assert_state(snapshot, "paused", STATE_PAUSED);
	assert_int_equal(find(snapshot, "paused")->error_count, 3);
	assert_int_equal(find(snapshot, "late")->interval_ms, 60000);
	/* Later pages of the index do not remove it. */
	snapshot = rig_wait_refreshed(rig);
	assert_int_equal(snapshot->status.unfilled, 0);
	assert_int_equal(find(snapshot, "failing")->error_count, 12);
}

static void keys_only(void **state)
{
	static const struct projected projected = {
		KEYED_BY_ACTIVE,
		ACTIVE_INDEX("isActive", KEYS_ONLY) "," SERVICE_INDEX(KEYS_ONLY),
		"'isActive':{'S':'true'}",
		"'isActive':{'S':'false'}",
		SOURCE_ACTIVE_INDEX,
	};

	check_projection(*state, &projected);
}

static void include(void **state)
{
	static const struct projected projected = {
		KEYED_BY_ACTIVE,
		ACTIVE_INDEX("isActive", "'ProjectionType':'INCLUDE',"
					 "'NonKeyAttributes':['errorCount']") "," //
		SERVICE_INDEX(ALL),
		"'isActive':{'S':'true'}",
		"'isActive':{'S':'false'}",
		SOURCE_ACTIVE_INDEX,
	};

	check_projection(*state, &projected);
}

/* isActive is not in the only index either: a session is unknown until it is read. */
static void service_index_of_keys_only(void **state)
{
	static const struct projected projected = {
		ATTRIBUTE("lastPollAt", "S"),
		SERVICE_INDEX(KEYS_ONLY),
		"'isActive':{'BOOL':true}",
		"'isActive':{'BOOL':false}",
		SOURCE_SERVICE_INDEX,
	};
	struct rig *rig = *state;

	rig->settings.services[0] = "slack";
	rig->settings.services_count = 1;
	check_projection(rig, &projected);
}

/* --- A shadow of isActive ------------------------------------------------------------------- */

static void create_shadowed(struct rig *rig, const char *type)
{
	struct buf definitions = {0};

	buf_printf(&definitions, "{'AttributeName':'activeKey','AttributeType':'%s'},%s", type,
		ATTRIBUTE("lastPollAt", "S"));
	create(rig, definitions.data, ACTIVE_INDEX("activeKey", ALL) "," SERVICE_INDEX(ALL));
	buf_fini(&definitions);
}

static bool can_write(const struct snapshot *snapshot, void *user)
{
	(void)user;
	return snapshot->status.is_complete && snapshot->status.can_write;
}

static bool is_written(const struct snapshot *snapshot, void *user)
{
	return snapshot->write_result.outcome > WRITE_SENT &&
	       strcmp(snapshot->write_result.user_id, user) == 0;
}

static enum write_outcome toggle(struct rig *rig, const char *user_id)
{
	const struct session *session = find(rig_wait(rig, can_write, NULL), user_id);
	struct write_target key = {
		.user_id = user_id,
		.service = "slack",
		.seen = session->active,
		.encoding = session->encoding,
	};
	char user[32];

	snprintf(user, sizeof(user), "%s", user_id);
	rig_write(rig, &key, 1);
	return rig_wait(rig, is_written, user)->write_result.outcome;
}

static bool has_source_active_index(const struct snapshot *snapshot, void *user)
{
	(void)user;
	return snapshot->status.is_complete && snapshot->status.source == SOURCE_ACTIVE_INDEX;
}

static void check_dense_shadow(struct rig *rig, const char *type, const char *on, const char *off)
{
	char on_attributes[80], off_attributes[80], on_value[40], off_value[40];

	snprintf(on_attributes, sizeof(on_attributes),
		"'isActive':{'BOOL':true},'activeKey':{'%s':'%s'}", type, on);
	snprintf(off_attributes, sizeof(off_attributes),
		"'isActive':{'BOOL':false},'activeKey':{'%s':'%s'}", type, off);
	snprintf(on_value, sizeof(on_value), "{\"%s\":\"%s\"}", type, on);
	snprintf(off_value, sizeof(off_value), "{\"%s\":\"%s\"}", type, off);
	create_shadowed(rig, type);
	put(rig, "u1", 5000, 0, on_attributes);
	put(rig, "u2", 5000, 0, off_attributes);
	put(rig, "u3", 200000, 0, on_attributes);
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait(rig, has_source_active_index, NULL);

	assert_int_equal(snapshot->totals.sessions, 3);
	assert_state(snapshot, "u1", STATE_ON_TIME);
	assert_state(snapshot, "u2", STATE_PAUSED);
	assert_state(snapshot, "u3", STATE_LATE);

	assert_int_equal(toggle(rig, "u1"), WRITE_WRITTEN);
	assert_attribute(rig, "u1", "isActive", "{\"BOOL\":false}");
	assert_attribute(rig, "u1", "activeKey", off_value);
	assert_int_equal(toggle(rig, "u2"), WRITE_WRITTEN);
	assert_attribute(rig, "u2", "isActive", "{\"BOOL\":true}");
	assert_attribute(rig, "u2", "activeKey", on_value);
	rig_wait_refreshed(rig);
	snapshot = rig_wait_refreshed(rig);
	assert_state(snapshot, "u1", STATE_PAUSED);
	assert_state(snapshot, "u2", STATE_ON_TIME);
	assert_int_equal(snapshot->totals.sessions, 3);
}

static void dense_shadow(void **state)
{
	check_dense_shadow(*state, "S", "yes", "no");
}

static void dense_shadow_of_numbers(void **state)
{
	check_dense_shadow(*state, "N", "1", "0");
}

/* Its values are not usual ones: they are learned from the items. */
static void shadow_of_unusual_values(void **state)
{
	check_dense_shadow(*state, "S", "on-duty", "off-duty");
}

static void sparse_shadow(void **state)
{
	struct rig *rig = *state;

	create_shadowed(rig, "S");
	put(rig, "u1", 5000, 0, "'isActive':{'BOOL':true},'activeKey':{'S':'x'}");
	put(rig, "u2", 5000, 0, "'isActive':{'BOOL':false}");
	rig_start(rig);
	rig_wait_refreshed(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_int_equal(snapshot->totals.sessions, 2);
	assert_state(snapshot, "u1", STATE_ON_TIME);
	assert_state(snapshot, "u2", STATE_PAUSED);
	assert_non_null(strstr(snapshot->status.notice, "paused sessions without activeKey"));

	assert_int_equal(toggle(rig, "u1"), WRITE_WRITTEN);
	assert_attribute(rig, "u1", "isActive", "{\"BOOL\":false}");
	assert_attribute(rig, "u1", "activeKey", "");
	assert_int_equal(toggle(rig, "u2"), WRITE_WRITTEN);
	assert_attribute(rig, "u2", "isActive", "{\"BOOL\":true}");
	assert_attribute(rig, "u2", "activeKey", "{\"S\":\"x\"}");
	rig_wait_refreshed(rig);
	snapshot = rig_wait_refreshed(rig);
	assert_int_equal(snapshot->totals.sessions, 2);
	assert_state(snapshot, "u1", STATE_PAUSED);
	assert_state(snapshot, "u2", STATE_ON_TIME);
}

/* The value of paused sessions is unknown. */
static void shadow_without_a_paused_session(void **state)
{
	struct rig *rig = *state;

	create_shadowed(rig, "S");
	put(rig, "u1", 5000, 0, "'isActive':{'BOOL':true},'activeKey':{'S':'yes'}");
	rig_start(rig);
	rig_wait_refreshed(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_int_equal(snapshot->totals.active, 1);
	assert_false(snapshot->status.can_write);
	assert_non_null(strstr(snapshot->status.write_refusal, "no paused session"));
	assert_non_null(strstr(snapshot->status.write_refusal, "activeKey"));
	/* Known as soon as there is one. */
	put(rig, "u2", 5000, 0, "'isActive':{'BOOL':false},'activeKey':{'S':'no'}");
	rig_wait(rig, can_write, NULL);
	assert_int_equal(toggle(rig, "u1"), WRITE_WRITTEN);
	assert_attribute(rig, "u1", "activeKey", "{\"S\":\"no\"}");
}

/* Someone else was faster: neither attribute is written. */
static void shadow_of_a_changed_session(void **state)
{
	struct rig *rig = *state;

	create_shadowed(rig, "S");
	put(rig, "u1", 5000, 0, "'isActive':{'BOOL':true},'activeKey':{'S':'yes'}");
	put(rig, "u2", 5000, 0, "'isActive':{'BOOL':false},'activeKey':{'S':'no'}");
	rig_start(rig);
	const struct session *session = find(rig_wait(rig, can_write, NULL), "u1");
	struct write_target key = {
		.user_id = "u1",
		.service = "slack",
		.seen = ACTIVE_ON,
		.encoding = session->encoding,
	};

	put(rig, "u1", 5000, 0, "'isActive':{'BOOL':false},'activeKey':{'S':'no'}");
	rig_write(rig, &key, 1);
	char user[] = "u1";
	const struct snapshot *snapshot = rig_wait(rig, is_written, user);

	assert_int_equal(snapshot->write_result.outcome, WRITE_CONFLICT);
	assert_string_equal(snapshot->write_result.now, "BOOL \"false\"");
	rig_delete(rig, "u2", "slack");
	key.user_id = "u2";
	key.seen = ACTIVE_OFF;
	rig_write(rig, &key, 1);
	char gone[] = "u2";

	assert_int_equal(rig_wait(rig, is_written, gone)->write_result.outcome, WRITE_GONE);
	assert_attribute(rig, "u2", "userId", "");
}

/* --- Other spellings ------------------------------------------------------------------------- */

static void values_of_settings(void **state)
{
	struct rig *rig = *state;

	rig->settings.active_value = "on-duty";
	rig->settings.paused_value = "off-duty";
	rig->settings.own_encodings = session_own_encodings("on-duty", "off-duty");
	rig->settings.reconcile_ms = 0;
	create(rig, KEYED_BY_ACTIVE, ACTIVE_INDEX("isActive", ALL) "," SERVICE_INDEX(ALL));
	put(rig, "u1", 5000, 0, "'isActive':{'S':'on-duty'}");
	put(rig, "u2", 5000, 0, "'isActive':{'S':'off-duty'}");
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);

	assert_state(snapshot, "u1", STATE_ON_TIME);
	assert_state(snapshot, "u2", STATE_PAUSED);
	assert_int_equal(toggle(rig, "u1"), WRITE_WRITTEN);
	assert_attribute(rig, "u1", "isActive", "{\"S\":\"off-duty\"}");
	assert_int_equal(toggle(rig, "u2"), WRITE_WRITTEN);
	assert_attribute(rig, "u2", "isActive", "{\"S\":\"on-duty\"}");
}

/* One poller's values do not affect another. */
static void two_pollers(void **state)
{
	struct rig *rig = *state, usual;

	rig_create_table(rig, FORM_S);
	put(rig, "u1", 5000, 0, "'isActive':{'S':'on-duty'}");
	put(rig, "u2", 5000, 0, "'isActive':{'S':'true'}");
	rig->settings.active_value = "on-duty";
	rig->settings.paused_value = "true";
	rig->settings.own_encodings = session_own_encodings("on-duty", "true");
	rig_open(&usual);
	memcpy(usual.table, rig->table, sizeof(usual.table));
	rig_start(rig);
	rig_start(&usual);
	const struct snapshot *snapshot = rig_wait_refreshed(&usual);

	assert_state(snapshot, "u1", STATE_UNKNOWN);
	assert_state(snapshot, "u2", STATE_ON_TIME);
	snapshot = rig_wait_refreshed(rig);
	assert_state(snapshot, "u1", STATE_ON_TIME);
	assert_state(snapshot, "u2", STATE_PAUSED);
	poller_stop(usual.poller);
	snapshot_free(usual.snapshot);
	ddb_free(usual.ddb);
}

/* --- Other times ---------------------------------------------------------------------------- */

static void put_polled(struct rig *rig, const char *user_id, const char *polled)
{
	struct buf text = {0};

	buf_printf(&text,
		"'isActive':{'S':'true'},'lastPollAt':%s,'pollingIntervalMs':{'N':'60000'},"
		"'errorCount':{'N':'0'}",
		polled);
	rig_put(rig, user_id, "slack", text.data);
	buf_fini(&text);
}

static void put_number(struct rig *rig, const char *user_id, int64_t number)
{
	char polled[40];

	snprintf(polled, sizeof(polled), "{'N':'%" PRId64 "'}", number);
	put_polled(rig, user_id, polled);
}

static bool is_recovered(const struct snapshot *snapshot, void *user)
{
	(void)user;
	const struct session *session = find_session(snapshot, "late", "slack");

	return session && session->state == STATE_ON_TIME;
}

/* Ticks alone, without another sweep or Scan, show what was polled since. */
static void only_ticks(struct rig *rig)
{
	rig->settings.full_every = 100000;
	rig->settings.reconcile_ms = 0;
}

static void check_epoch(struct rig *rig, int64_t units_per_s)
{
	int64_t now = clock_wall_ms() * units_per_s / 1000;

	only_ticks(rig);
	create(rig, ATTRIBUTE("isActive", "S") "," ATTRIBUTE("lastPollAt", "N"),
		ACTIVE_INDEX("isActive", ALL) "," SERVICE_INDEX(ALL));
	put_number(rig, "well", now);
	put_number(rig, "late", now - 200 * units_per_s);
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_first(rig);

	assert_state(snapshot, "well", STATE_ON_TIME);
	assert_state(snapshot, "late", STATE_LATE);
	put_number(rig, "late", clock_wall_ms() * units_per_s / 1000);
	rig_wait(rig, is_recovered, NULL);
}

static void epoch_seconds(void **state)
{
	check_epoch(*state, 1);
}

static void epoch_milliseconds(void **state)
{
	check_epoch(*state, 1000);
}

/* With an offset of two hours the same second sorts elsewhere. */
static void times_with_an_offset(void **state)
{
	struct rig *rig = *state;
	char local[TIMESTAMP_SIZE], polled[80];

	only_ticks(rig);
	create(rig, KEYED_BY_ACTIVE, ACTIVE_INDEX("isActive", ALL) "," SERVICE_INDEX(ALL));
	for (int i = 0; i < 2; i++) {
		bool is_late = i == 0;

		timestamp_format(clock_wall_ms() - 3 * 3600000 - (is_late ? 200000 : 0), 0, local);
		snprintf(polled, sizeof(polled), "{'S':'%.19s-03:00'}", local);
		put_polled(rig, "late", polled);
		if (is_late) {
			rig_start(rig);
			assert_state(rig_wait_first(rig), "late", STATE_LATE);
		}
	}
	rig_wait(rig, is_recovered, NULL);
}

/* A page ends among sessions with the same lastPollAt: none is lost, none comes twice. */
static void one_time_across_pages(void **state)
{
	struct rig *rig = *state;

	rig->settings.max_read_rate = 0.2;
	rig->settings.full_every = 1000;
	rig->settings.reconcile_ms = 0;
	create(rig, KEYED_BY_ACTIVE, ACTIVE_INDEX("isActive", ALL) "," SERVICE_INDEX(ALL));
	for (int i = 0; i < 60; i++) {
		char user_id[16];

		snprintf(user_id, sizeof(user_id), "u%d", i);
		put_polled(rig, user_id, "{'S':'2024-01-15T10:35:00Z'}");
	}
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_first(rig);

	assert_int_equal(snapshot->totals.sessions, 60);
	assert_int_equal(snapshot->totals.active, 60);
	assert_true(snapshot->status.pages >= 3);
}

/* --- Indexes that come and go ---------------------------------------------------------------- */

static bool has_left_active_index(const struct snapshot *snapshot, void *user)
{
	(void)user;
	return snapshot->status.is_complete && snapshot->status.source != SOURCE_ACTIVE_INDEX;
}

static void index_removed_and_added(void **state)
{
	struct rig *rig = *state;

	create(rig, KEYED_BY_ACTIVE, ACTIVE_INDEX("isActive", ALL) "," SERVICE_INDEX(ALL));
	put(rig, "u1", 5000, 0, "'isActive':{'S':'true'}");
	rig_start(rig);
	rig_wait(rig, has_source_active_index, NULL);
	json_free(rig_call(rig, "UpdateTable",
		"{'TableName':'@','GlobalSecondaryIndexUpdates':["
		"{'Delete':{'IndexName':'Active-Sessions-Index'}}]}"));
	if (has_active_index(rig)) {
		SKIP_TEST("this engine keeps its indexes as they were made");
	}
	const struct snapshot *snapshot = rig_wait(rig, has_left_active_index, NULL);

	assert_int_equal(snapshot->totals.sessions, 1);
	assert_non_null(strstr(snapshot->status.notice, "Active-Sessions-Index"));
	wait_until_ready(rig);

	json_free(rig_call(rig, "UpdateTable",
		"{'TableName':'@','AttributeDefinitions':[" ATTRIBUTE("isActive", "S") "," //
		ATTRIBUTE("lastPollAt", "S") "],'GlobalSecondaryIndexUpdates':[{'Create':" //
		ACTIVE_INDEX("isActive", ALL) "}]}"));
	wait_until_ready(rig);
	struct poller_command sweep = {.kind = COMMAND_SWEEP};

	rig_send(rig, &sweep);
	snapshot = rig_wait(rig, has_source_active_index, NULL);
	assert_int_equal(snapshot->totals.sessions, 1);
	assert_string_equal(snapshot->status.notice, "");
}

/* --- The user's other services --------------------------------------------------------------- */

static bool has_siblings(const struct snapshot *snapshot, void *user)
{
	return snapshot->item.status == ITEM_PRESENT && snapshot->item.has_siblings &&
	       strcmp(snapshot->item.user_id, user) == 0;
}

static void others_of_the_user(void **state)
{
	struct rig *rig = *state;

	create(rig, KEYED_BY_ACTIVE, ACTIVE_INDEX("isActive", ALL) "," SERVICE_INDEX(ALL));
	rig_put_healthy(rig, "u1", "slack", "{'S':'true'}", 1000);
	rig_put_healthy(rig, "u1", "gmail", "{'S':'true'}", 200000);
	rig_put_healthy(rig, "u1", "notion", "{'S':'false'}", 1000);
	rig_put_healthy(rig, "u2", "github", "{'S':'true'}", 1000);
	rig_start(rig);
	struct poller_command open = {.kind = COMMAND_OPEN, .user_id = "u1", .service = "slack"};

	rig_send(rig, &open);
	char first[] = "u1";
	const struct item_detail *item = &rig_wait(rig, has_siblings, first)->item;

	assert_int_equal(item->siblings_count, 2);
	assert_string_equal(item->siblings[0].service, "gmail");
	assert_int_equal(item->siblings[0].session.state, STATE_LATE);
	assert_string_equal(item->siblings[1].service, "notion");
	assert_int_equal(item->siblings[1].session.state, STATE_PAUSED);
	/* The user of the next session has no others. */
	struct poller_command other = {.kind = COMMAND_OPEN, .user_id = "u2", .service = "github"};

	rig_send(rig, &other);
	char second[] = "u2";

	assert_int_equal(rig_wait(rig, has_siblings, second)->item.siblings_count, 0);
}

#define RIG_TEST(function) cmocka_unit_test_setup_teardown(function, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RIG_TEST(keys_only),
		RIG_TEST(include),
		RIG_TEST(service_index_of_keys_only),
		RIG_TEST(dense_shadow),
		RIG_TEST(dense_shadow_of_numbers),
		RIG_TEST(shadow_of_unusual_values),
		RIG_TEST(sparse_shadow),
		RIG_TEST(shadow_without_a_paused_session),
		RIG_TEST(shadow_of_a_changed_session),
		RIG_TEST(values_of_settings),
		RIG_TEST(two_pollers),
		RIG_TEST(epoch_seconds),
		RIG_TEST(epoch_milliseconds),
		RIG_TEST(times_with_an_offset),
		RIG_TEST(one_time_across_pages),
		RIG_TEST(index_removed_and_added),
		RIG_TEST(others_of_the_user),
	};

	return cmocka_run_group_tests_name("shapes", tests, NULL, NULL);
}
