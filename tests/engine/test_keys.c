/* SPDX-License-Identifier: MIT */
/*
 * Keys are bytes: whatever DynamoDB allows in one is a row of its own, and is opened and written by
 * exactly that key.
 */
#include "kit/rig.h"

#include "base.h"
#include "model/item.h"
#include "text.h"

#include "kit/find.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* DynamoDB's limit for a partition key. */
#define MAX_KEY_BYTES 2048

/* In addition, three keys of the maximum length. */
static const char *const users[] = {
	"a",
	"A",
	" a",
	"a ",
	"a" TEXT_NUL,
	TEXT_NUL "a",
	"a" TEXT_NUL TEXT_NUL,
	"a" TEXT_NUL "b",
	"a" TEXT_NUL "c",
	/* U+FDD0, U+FFFD, U+FFFF, U+1FFFF */
	"a\xEF\xB7\x90"
	"b",
	"a\xEF\xBF\xBD"
	"b",
	"a\xEF\xBF\xBF"
	"b",
	"a\xF0\x9F\xBF\xBF"
	"b",
	/* as text */
	"a\\u0000b",
	"a\\xC0\\x80b",
	"a%00b",
	"a\\",
	"a\"",
	/* controls, a bidi override, a zero width space, a byte order mark, a no-break space */
	"a\n",
	"a\t",
	"a\x1B[2J",
	"a\x7F",
	"a\xC2\x9B",
	"a\xE2\x80\xAE",
	"a\xE2\x80\x8B",
	"\xEF\xBB\xBF"
	"a",
	"a\xC2\xA0",
	/* composed and decomposed; Latin, Cyrillic and full width */
	"\xC3\xA9",
	"e\xCC\x81",
	"\xE2\x84\xAB",
	"\xC3\x85",
	"\xD0\xB0",
	"\xEF\xBD\x81",
	"\xF0\x9F\x98\x80",
	"\xF4\x8F\xBF\xBD",
};

static const char *const services[] = {
	"slack",
	("slack" TEXT_NUL),
	"slack\xEF\xB7\x90",
	TEXT_NUL,
};

struct keys {
	struct item_key list[ARRAY_LEN(users) + 3 + ARRAY_LEN(services) - 1];
	size_t count;
	char longest[3][MAX_KEY_BYTES + 1];
};

static void add_key(struct keys *keys, const char *user_id, const char *service)
{
	keys->list[keys->count++] = (struct item_key){user_id, service};
}

static void list_keys(struct keys *keys)
{
	for (size_t i = 0; i < ARRAY_LEN(users); i++) {
		add_key(keys, users[i], services[0]);
	}
	for (size_t i = 1; i < ARRAY_LEN(services); i++) {
		add_key(keys, users[0], services[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(keys->longest); i++) {
		memset(keys->longest[i], 'k', MAX_KEY_BYTES);
		keys->longest[i][MAX_KEY_BYTES - 1] = (char)('0' + i);
		add_key(keys, keys->longest[i], services[0]);
	}
	/* These two bytes are one in a request. */
	memcpy(keys->longest[2], TEXT_NUL, 2);
}

/* The text between the quotes. */
static char *escape(const char *text)
{
	struct buf json = {0};

	text_put_json(&json, text);
	char *escaped = base_strndup(json.data + 1, json.length - 2);

	buf_fini(&json);
	return escaped;
}

static void put(struct rig *rig, const struct item_key *key)
{
	char *user_id = escape(key->user_id), *service = escape(key->service);

	rig_put_healthy(rig, user_id, service, "{'S':'true'}", 1000);
	free(user_id);
	free(service);
}

static void assert_active(struct rig *rig, const struct item_key *key, const char *expected)
{
	char *user_id = escape(key->user_id), *service = escape(key->service);
	struct buf value = {0};

	rig_read(rig, user_id, service, "isActive", &value);
	assert_string_equal(buf_text(&value), expected);
	buf_fini(&value);
	free(user_id);
	free(service);
}

static bool is_open(const struct snapshot *snapshot, void *user)
{
	const struct item_key *key = user;
	const struct item_detail *item = &snapshot->item;

	return item->status > ITEM_LOADING && strcmp(item->user_id, key->user_id) == 0 &&
	       strcmp(item->service, key->service) == 0;
}

static void assert_opens(struct rig *rig, struct item_key *key)
{
	struct poller_command open = {
		.kind = COMMAND_OPEN, .user_id = key->user_id, .service = key->service};

	rig_send(rig, &open);
	const struct item_detail *item = &rig_wait(rig, is_open, key)->item;
	size_t at = 0;

	assert_int_equal(item->status, ITEM_PRESENT);
	while (at < item->nodes_count && strcmp(item->nodes[at].name, "userId") != 0) {
		at++;
	}
	assert_true(at < item->nodes_count);
	assert_string_equal(item->nodes[at].text, key->user_id);
}

static bool is_written(const struct snapshot *snapshot, void *user)
{
	const struct item_key *key = user;
	const struct write_result *result = &snapshot->write_result;

	return result->outcome > WRITE_SENT && strcmp(result->user_id, key->user_id) == 0 &&
	       strcmp(result->service, key->service) == 0;
}

static void assert_pauses(struct rig *rig, struct item_key *key)
{
	const struct session *session = find_session(rig->snapshot, key->user_id, key->service);
	struct write_target target = {
		.user_id = key->user_id,
		.service = key->service,
		.seen = session->active,
		.encoding = session->encoding,
	};

	rig_write(rig, &target, 1);
	const struct snapshot *snapshot = rig_wait(rig, is_written, key);

	assert_int_equal(snapshot->write_result.outcome, WRITE_WRITTEN);
	/* As read back from the audit log. */
	const struct write_record *record =
		&snapshot->write_records[snapshot->write_records_count - 1];

	assert_string_equal(record->user_id, key->user_id);
	assert_string_equal(record->service, key->service);
	assert_active(rig, key, "{\"S\":\"false\"}");
}

static void every_key_is_a_row_of_its_own(void **state)
{
	struct rig *rig = *state;
	struct keys keys = {0};

	list_keys(&keys);
	rig_create_table(rig, FORM_S);
	for (size_t i = 0; i < keys.count; i++) {
		put(rig, &keys.list[i]);
	}
	/* Pages of a few items each: their LastEvaluatedKeys must come back exactly, too. */
	rig->settings.max_read_rate = 0.2;
	rig->settings.full_every = 1000;
	rig->settings.reconcile_ms = 0;
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_first(rig);

	assert_int_equal(snapshot->totals.sessions, keys.count);
	assert_int_equal(snapshot->services_count, ARRAY_LEN(services));
	assert_true(snapshot->status.pages > 2);
	for (size_t i = 0; i < keys.count; i++) {
		if (!find_session(snapshot, keys.list[i].user_id, keys.list[i].service)) {
			fail_msg("no row of key %zu", i);
		}
	}
	for (size_t i = 0; i < keys.count; i++) {
		assert_opens(rig, &keys.list[i]);
		assert_active(rig, &keys.list[i], "{\"S\":\"true\"}");
		assert_pauses(rig, &keys.list[i]);
	}
	assert_int_equal(rig->snapshot->totals.sessions, keys.count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			every_key_is_a_row_of_its_own, rig_setup, rig_teardown),
	};

	return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
