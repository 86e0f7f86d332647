/* SPDX-License-Identifier: MIT */
#include "kit/binary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CURSOR_MODE           25
#define ALTERNATE_SCREEN_MODE 1049

/* A shell before it, program, two flags with a value, the others, NULL. */
#define MAX_ARGUMENTS (4 + 1 + 4 + BINARY_MAX_FLAGS + 1)

static void make_arguments(const struct binary *binary, const char *arguments[MAX_ARGUMENTS])
{
	static const char *const shell[] = {"/bin/sh", "-c", "\"$@\"; exit $?", "sh"};
	const char *program = getenv("BEYATOP_BINARY");
	size_t count = 0;

	for (size_t i = 0; binary->is_below_shell && i < ARRAY_LEN(shell); i++) {
		arguments[count++] = shell[i];
	}
	arguments[count++] = program;
	if (!program) {
		base_fatal("BEYATOP_BINARY is not set");
	}
	if (binary->table) {
		arguments[count++] = "--table";
		arguments[count++] = binary->table;
	}
	if (binary->url) {
		arguments[count++] = "--endpoint-url";
		arguments[count++] = binary->url;
	}
	for (size_t i = 0; binary->flags && binary->flags[i] && i < BINARY_MAX_FLAGS; i++) {
		arguments[count++] = binary->flags[i];
	}
	arguments[count] = NULL;
}

struct pty *binary_start(const struct binary *binary)
{
	const char *arguments[MAX_ARGUMENTS];

	make_arguments(binary, arguments);
	return pty_start(&binary->pty, arguments);
}

void binary_run(const struct binary *binary, struct run *run, const char *stdout_path)
{
	const char *arguments[MAX_ARGUMENTS];

	make_arguments(binary, arguments);
	run_program(run, arguments, binary->pty.env, stdout_path);
}

/* Whether the text begins with the words, separated by any number of blanks. */
static bool has_words_at(const char *text, const char *words)
{
	for (; *words; words++) {
		if (*text != *words) {
			return false;
		}
		text += *words == ' ' ? strspn(text, " ") : 1;
	}
	return true;
}

static bool has_words(struct pty *pty, const void *words)
{
	for (int row = 0; row < pty_rows(pty); row++) {
		for (const char *at = pty_row(pty, row); *at; at++) {
			if (has_words_at(at, words)) {
				return true;
			}
		}
	}
	return false;
}

static bool wait_for(struct pty *pty, const char *expected)
{
	switch (*expected) {
	case '!':
		return pty_wait_gone(pty, expected + 1, PTY_PATIENCE_MS);
	case '~':
		return pty_wait(pty, has_words, expected + 1, PTY_PATIENCE_MS);
	default:
		return pty_wait_text(pty, expected, PTY_PATIENCE_MS);
	}
}

void binary_expect(struct pty *pty, const char *expected)
{
	if (!wait_for(pty, expected)) {
		pty_dump(pty);
		fail_msg("the screen does not show \"%s\"", expected);
	}
}

void binary_type(struct pty *pty, const char *keys, const char *expected)
{
	pty_type(pty, keys);
	binary_expect(pty, expected);
}

void binary_steps(struct pty *pty, const struct play_step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		binary_type(pty, steps[i].keys ? steps[i].keys : "", steps[i].expected);
	}
}

void binary_expect_exit(struct pty *pty, int exit_status)
{
	if (!pty_wait_exit(pty, PTY_PATIENCE_MS) || pty_exit_status(pty) != exit_status) {
		pty_dump(pty);
		fail_msg("exit status %d, not %d", pty_exit_status(pty), exit_status);
	}
}

void binary_expect_restored(struct pty *pty)
{
	if (pty_mode(pty, ALTERNATE_SCREEN_MODE, false)) {
		fail_msg("the alternate screen is still on");
	}
	if (!pty_mode(pty, CURSOR_MODE, true)) {
		fail_msg("the cursor is still hidden");
	}
	if (!pty_has_initial_termios(pty)) {
		fail_msg("the terminal's settings are not restored");
	}
}

void binary_expect_clean_exit(struct pty *pty, int exit_status)
{
	binary_expect_exit(pty, exit_status);
	binary_expect_restored(pty);
}

void binary_quit(struct pty *pty)
{
	pty_type(pty, "Q");
	binary_expect_clean_exit(pty, 0);
	pty_free(pty);
}
