/* SPDX-License-Identifier: MIT */
/*
 * The README's states and keys are those of the program's own tables. With BEYATOP_REGOLD=1 in the
 * environment they are written into it instead. Runs in the project's folder.
 */
#include "act/commands.h"
#include "act/keys.h"
#include "buf.h"
#include "session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kit/generated.h"

static void check_section(const char *name, struct buf *expected)
{
	char begin[64], end[64];

	snprintf(begin, sizeof(begin), "<!-- %s -->\n", name);
	snprintf(end, sizeof(end), "<!-- /%s -->", name);
	generated_check_section("README.md", begin, end, buf_text(expected));
	buf_fini(expected);
}

static void states(void **state)
{
	(void)state;
	struct buf table = {0};

	buf_puts(&table, "| | state | when |\n|---|---|---|\n");
	for (int i = 0; i < STATE_COUNT; i++) {
		const struct session_state_info *info = session_state_info(i);

		buf_printf(
			&table, "| `%c` | %s | %s |\n", info->letter, info->title, info->meaning);
	}
	check_section("states", &table);
}

/* The keys that a new user needs first, in pairs that share a row. */
static const char *const first_keys[][2] = {
	{"Enter", "q Backspace"},
	{"n", "/"},
	{"t", "u"},
	{"Space", "="},
	{"a", "b"},
	{"m", "i"},
	{"p", "? F1"},
};

static void put_key(struct buf *out, const char *name)
{
	const struct key_binding *row;

	for (row = keys_table; row->name; row++) {
		if (strcmp(row->name, name) == 0) {
			buf_printf(out, "| %s | %s ", row->name, row->help);
			return;
		}
	}
	fail_msg("no key is called %s", name);
}

static void keys(void **state)
{
	(void)state;
	struct buf table = {0};

	buf_puts(&table, "| key | | key | |\n|---|---|---|---|\n");
	for (size_t i = 0; i < ARRAY_LEN(first_keys); i++) {
		put_key(&table, first_keys[i][0]);
		put_key(&table, first_keys[i][1]);
		buf_puts(&table, "|\n");
	}
	check_section("keys", &table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states),
		cmocka_unit_test(keys),
	};

	return cmocka_run_group_tests_name("readme", tests, NULL, NULL);
}
