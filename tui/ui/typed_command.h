/* SPDX-License-Identifier: MIT */
/*
 * The type of the command table (":sort late"), which also makes help, completion and the manual
 * page. The table is in act/commands.c, in the order of the help; its last row has no name. Plain
 * data and pure functions, any thread.
 */
#ifndef BEYATOP_TYPED_COMMAND_H
#define BEYATOP_TYPED_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

struct app;
struct completion;

struct typed_command {
	const char *name;
	/* an example of its argument; NULL: it has none */
	const char *argument;
	/* one line, lower case */
	const char *help;
	/* one of the two: without an argument, or with one, which is "" if left out */
	void (*run)(struct app *app);
	void (*run_with)(struct app *app, const char *argument);
	/*
	 * Candidates for completing the argument: words separated by blanks, or a function that
	 * adds them. Both NULL: nothing to complete.
	 */
	const char *words;
	void (*add_candidates)(const struct app *app, struct completion *completion);
	/* the argument may be left out */
	bool is_optional;
	/* a number may be typed without the name */
	bool takes_numbers;
	/* what may stand before a word of the argument, as "-" does in "-age"; NULL: nothing */
	const char *prefixes;
};

/* Room for any error message about a line. */
#define TYPED_COMMAND_ERROR_SIZE 240

/*
 * Finds the command of a typed line, and cuts the line into name and argument (never NULL). A name
 * may be shortened as long as it is unique. Returns NULL, with the reason in error, if there is no
 * such command or its argument is missing or unexpected; error is "" for a blank line.
 */
const struct typed_command *typed_command_parse(const struct typed_command *commands, char *line,
	const char **argument, char error[TYPED_COMMAND_ERROR_SIZE]);

/*
 * The command whose name is the first length bytes of name, or the only one that begins with them;
 * NULL: none.
 */
const struct typed_command *typed_command_find(
	const struct typed_command *commands, const char *name, size_t length);

#endif
