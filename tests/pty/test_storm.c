/* SPDX-License-Identifier: MIT */
/*
 * Random keys in the real program, on a server that counts: it keeps running, and writes nothing,
 * since no dialog was confirmed. Each chunk ends with a redraw, after which all keys have had their
 * effect.
 */
#include "kit/binary.h"

#include "act/keys.h"
#include "clock.h"
#include "kit/workdir.h"
#include "server/server.h"

#include "kit/rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define KEYS  400
#define CHUNK 25

static struct server *server;

static int start_server(void **state)
{
	(void)state;
	workdir_open();
	server = server_start(&(struct server_settings){.table = "the-table"});
	server_seed(server, 200, 60000, clock_wall_ms());
	return 0;
}

static int stop_server(void **state)
{
	(void)state;
	server_stop(server);
	workdir_close();
	return 0;
}

static struct pty *start(const char *const *flags)
{
	static const char *const env[] = {"AWS_ACCESS_KEY_ID=" SERVER_KEY_ID,
		"AWS_SECRET_ACCESS_KEY=" SERVER_SECRET, "AWS_REGION=" SERVER_REGION, NULL};
	struct pty *pty = binary_start(&(struct binary){.url = server_url(server),
		.table = "the-table",
		.flags = flags,
		.pty = {.env = env, .rows = 30, .cols = 100}});

	binary_expect(pty, "whatsapp");
	return pty;
}

/* From the table of keys, except those that leave the program or confirm a dialog. */
static bool is_harmless(int key)
{
	return key < 0x80 && !strchr("yqQ:/0123456789\003\032\034", key);
}

static char random_key(uint32_t *seed)
{
	for (;;) {
		const struct key_binding *row;
		size_t rows = 0, which;

		do {
			rows++;
		} while (keys_table[rows].name);
		*seed = *seed * 1664525U + 1013904223U;
		row = &keys_table[(*seed >> 8) % rows];
		which = (*seed >> 4) % BINDING_MAX_KEYS;
		if (row->keys[which] != KEY_NONE && is_harmless(row->keys[which])) {
			return (char)row->keys[which];
		}
	}
}

static bool has_redrawn(struct pty *pty, const void *user)
{
	const struct buf *log = pty_log(pty);

	return strstr(buf_text(log) + *(const size_t *)user, "\033[H\033[2J") != NULL;
}

static void storm(struct pty *pty, long keys)
{
	uint32_t seed = 7;

	for (long i = 0; i < keys; i += CHUNK) {
		char chunk[CHUNK + 4] = "";
		size_t log_bytes = pty_log(pty)->length;

		for (int k = 0; k < CHUNK; k++) {
			chunk[k] = random_key(&seed);
		}
		memcpy(chunk + CHUNK, "\033\014", 3); /* closes a dialog, which takes any key */
		pty_type(pty, chunk);
		if (!pty_wait(pty, has_redrawn, &log_bytes, PTY_PATIENCE_MS)) {
			pty_dump(pty);
			fail_msg("no answer after key %ld", i + CHUNK);
		}
	}
}

static void test_storm(void **state)
{
	static const char *const modes[][3] = {
		{NULL}, {"--theme", "mono"}, {"--ascii"}, {"--read-only"}};
	long keys = rounds(KEYS);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		struct pty *pty = start(modes[i]);

		storm(pty, keys);
		pty_type(pty, "\033Q");
		binary_expect_clean_exit(pty, 0);
		pty_free(pty);
		assert_int_equal(server_count(server, SERVER_UPDATE_ITEM, SERVER_ANY).requests, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_storm),
	};

	return cmocka_run_group_tests_name("storm", tests, start_server, stop_server);
}
