/* SPDX-License-Identifier: MIT */
/*
 * What terminals send besides plain characters, in the real program: in a list, a prompt and a
 * dialog, whole and cut in two at every byte.
 */
#include "kit/binary.h"

#include "cell/key.h"
#include "clock.h"
#include "kit/sequences.h"
#include "kit/shared_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/*
 * The pause within a sequence lasts until the program has read its first part, so it can be of any
 * length; ESCDELAY is longer than it gets on a busy machine.
 */
static const char *const env[] = {"ESCDELAY=10000", NULL};
static const char *const flags[] = {"--interval", "1h", NULL};

static struct pty *start(void)
{
	struct pty *pty = binary_start(&(struct binary){.url = scratch.url,
		.table = scratch.table,
		.flags = flags,
		.pty = {.rows = 24, .cols = 100, .env = env}});

	binary_expect(pty, "scanned <");
	return pty;
}

/* Types it in two parts, cut at that byte; 0: whole. */
static void type_cut(struct pty *pty, const char *bytes, size_t cut)
{
	char begin[128];

	snprintf(begin, sizeof(begin), "%.*s", (int)cut, bytes);
	pty_type(pty, begin);
	if (cut > 0 && !pty_wait_read(pty, PTY_PATIENCE_MS)) {
		fail_msg("it does not read");
	}
	pty_type(pty, bytes + cut);
}

/* All keys before it have had their effect. */
static void synchronize(struct pty *pty)
{
	binary_type(pty, ":", "Enter runs");
	binary_type(pty, "\b", "!Enter runs");
}

/* --- A filtered list ------------------------------------------------------------------------- */

/* In the order of the list, filtered by "u-" and sorted by lateness, with the cursor. */
static const char *const users[] = {"u-dead", "u-slow", "u-fine"};

static int row_of(struct pty *pty, size_t user)
{
	char text[32];

	for (int row = 0; row < pty_rows(pty); row++) {
		snprintf(text, sizeof(text), " %s ", users[user]);
		if (strstr(pty_row(pty, row), text) && !strstr(pty_row(pty, row), "overview")) {
			return row;
		}
	}
	return -1;
}

static void expect_list(struct pty *pty, const char *name, size_t cut, size_t selected)
{
	for (size_t i = 0; i < ARRAY_LEN(users); i++) {
		int row = row_of(pty, i);
		bool is_selected = row >= 0 && pty_row(pty, row)[0] == '>';

		if (row < 0 || (i > 0 && row != row_of(pty, i - 1) + 1) ||
			is_selected != (i == selected) || pty_find(pty, "filter: u-") < 0) {
			pty_dump(pty);
			fail_msg("%s, cut at %zu, changes the list", name, cut);
		}
	}
}

/* The line that the key selects, from the one in the middle. */
static size_t line_after(int key)
{
	switch (key) {
	case KEY_IS_UP:
	case KEY_IS_HOME:
	case KEY_IS_PAGE_UP:
		return 0;
	case KEY_IS_DOWN:
	case KEY_IS_END:
	case KEY_IS_PAGE_DOWN:
		return 2;
	}
	return 1;
}

static bool is_for_list(const struct sequence_case *sequence)
{
	return sequence->key == KEY_NONE || sequence->key == KEY_IS_OTHER ||
	       line_after(sequence->key) != 1;
}

static void test_list(void **state)
{
	struct pty *pty = start();

	(void)state;
	binary_type(pty, ":service slack\r", "u-fine");
	binary_type(pty, "/u-\r", "filter: u-");
	for (size_t i = 0; i < sequence_cases_count; i++) {
		const struct sequence_case *sequence = &sequence_cases[i];

		for (size_t cut = 0; is_for_list(sequence) && cut < strlen(sequence->bytes);
			cut++) {
			pty_type(pty, "gj");
			type_cut(pty, sequence->bytes, cut);
			synchronize(pty);
			expect_list(pty, sequence->name, cut, line_after(sequence->key));
		}
	}
	binary_quit(pty);
}

/* --- A prompt -------------------------------------------------------------------------------- */

static bool is_for_prompt(const struct sequence_case *sequence)
{
	return sequence->key == KEY_NONE || sequence->key == KEY_IS_OTHER ||
	       (sequence->key >= ' ' && sequence->key <= '~');
}

/* The text that a sequence leaves in a prompt. */
static void text_of(const struct sequence_case *sequence, char text[16])
{
	bool has_key = sequence->key >= ' ' && sequence->key <= '~';
	bool is_paste = strncmp(sequence->name, "paste", strlen("paste")) == 0;
	const char *pasted = !is_paste                              ? ""
			     : strcmp(sequence->name, "paste") == 0 ? "user"
			     : strstr(sequence->bytes, "quit")      ? ":quit"
								    : "y";

	snprintf(text, 16, "%.*s%s", has_key, (const char[]){(char)sequence->key, '\0'}, pasted);
}

static void test_prompt(void **state)
{
	struct pty *pty = start();

	(void)state;
	for (size_t i = 0; i < sequence_cases_count; i++) {
		const struct sequence_case *sequence = &sequence_cases[i];
		char text[16], shown[32];

		text_of(sequence, text);
		snprintf(shown, sizeof(shown), ":a%sb ", text);
		for (size_t cut = 0; is_for_prompt(sequence) && cut < strlen(sequence->bytes);
			cut++) {
			binary_type(pty, ":", "Enter runs");
			pty_type(pty, "a");
			type_cut(pty, sequence->bytes, cut);
			pty_type(pty, "b");
			if (!pty_wait_text(pty, shown, PTY_PATIENCE_MS)) {
				pty_dump(pty);
				fail_msg("%s, cut at %zu: no \"%s\"", sequence->name, cut, shown);
			}
			binary_type(pty, "\025\b", "!Enter runs");
		}
	}
	binary_quit(pty);
}

/* --- A dialog -------------------------------------------------------------------------------- */

static void test_dialog(void **state)
{
	struct pty *pty = start();
	struct buf value = {0};

	(void)state;
	binary_type(pty, ":service slack\r", "u-fine");
	binary_type(pty, "gt", "Ctrl-O to write");
	for (size_t i = 0; i < sequence_cases_count; i++) {
		const struct sequence_case *sequence = &sequence_cases[i];

		for (size_t cut = 0; sequence->key == KEY_NONE && cut < strlen(sequence->bytes);
			cut++) {
			type_cut(pty, sequence->bytes, cut);
		}
	}
	/* Still the same dialog, in which Tab asks for a reason: a letter would have closed it. */
	binary_type(pty, "\t", "Type a reason and Enter");
	binary_type(pty, "abc", "~reason abc");
	for (size_t i = 0; i < sequence_cases_count; i++) {
		if (sequence_cases[i].key == KEY_NONE) {
			pty_type(pty, sequence_cases[i].bytes);
		}
	}
	binary_type(pty, "d", "~reason abcd");
	binary_type(pty, "\003", "Cancelled. Nothing was written.");
	scratch_read_active(&scratch, "u-dead", "slack", &value);
	assert_string_equal(buf_text(&value), "{\"S\":\"true\"}");
	buf_fini(&value);
	binary_quit(pty);
}

/* --- The time of a key ----------------------------------------------------------------------- */

static bool never(struct pty *pty, const void *user)
{
	(void)pty;
	(void)user;
	return false;
}

/*
 * --arm-for counts from the last key, although the last frame is older than that. Nothing changes
 * on the screen meanwhile.
 */
static void test_armed_from_the_key(void **state)
{
	static const char *const arming[] = {"--interval", "1h", "--arm-for", "10s", NULL};
	struct pty *pty = binary_start(&(struct binary){
		.url = scratch.url, .table = scratch.table, .flags = arming, .pty = {.cols = 100}});

	(void)state;
	binary_expect(pty, "scanned <");
	binary_expect(pty, "[DISARMED]");
	(void)!pty_wait(pty, never, NULL, 10500);
	binary_type(pty, "w", "Writes are armed until no key is pressed for 10s");
	binary_quit(pty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_prompt),
		cmocka_unit_test(test_dialog),
		cmocka_unit_test(test_armed_from_the_key),
	};

	return cmocka_run_group_tests_name("input", tests, open_fixture, close_fixture);
}
