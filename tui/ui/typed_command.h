/* SPDX-License-Identifier: MIT */
/*
 * Commands that are typed after a colon, as help, completion and documentation see them. The rows
 * are in act/commands.c, in the order of the help, and end with one that has no name. Plain data
 * and pure functions, any thread.
 */
#ifndef BEYATOP_TYPED_COMMAND_H
#define BEYATOP_TYPED_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

struct app;
struct completion;

struct typed_command {
	const char *name;
	/* an example of its argument; NULL: it takes none */
	const char *argument;
	/* one line, lower case */
	const char *help;
	/* one of them: for a command without an argument, and for one with it, "" if not typed */
	void (*run)(struct app *app);
	void (*run_with)(struct app *app, const char *argument);
	/*
	 * What can be typed as the argument: words with blanks between them, or what
	 * add_candidates() offers. NULL: nothing to complete.
	 */
	const char *words;
	void (*add_candidates)(const struct app *app, struct completion *completion);
	/* the argument may be left out */
	bool is_optional;
	/* before a word of the argument it negates that word; '\0': nothing does */
	char negation;
};

/* Room for any error message about a line. */
#define TYPED_COMMAND_ERROR_SIZE 240

/*
 * Finds the command of a typed line, which is cut into name and argument; a name may be shortened
 * as long as it is unique. Returns NULL where it cannot be run, with the reason as error, which is
 * "" for a blank line. *argument is never NULL.
 */
const struct typed_command *typed_command_parse(const struct typed_command *commands, char *line,
	const char **argument, char error[TYPED_COMMAND_ERROR_SIZE]);

/* The command whose name is, or alone begins with, the first length bytes of name; NULL: none. */
const struct typed_command *typed_command_find(
	const struct typed_command *commands, const char *name, size_t length);

#endif
