/* SPDX-License-Identifier: MIT */
/*
 * The one list of what can be typed after a colon, behind completion, help and
 * README. Plain data and pure functions, any thread.
 */
#ifndef BEYATOP_VERB_H
#define BEYATOP_VERB_H

#include <stdbool.h>
#include <stddef.h>

enum verb {
	VERB_INTERVAL,
	VERB_REFRESH,
	VERB_SWEEP,
	VERB_RECONCILE,
	VERB_PROFILE,
	VERB_FILTER,
	VERB_SORT,
	VERB_COLUMNS,
	VERB_SERVICE,
	VERB_TAG,
	VERB_ACK,
	VERB_BASELINE,
	VERB_SUMMARY,
	VERB_SAVE,
	VERB_STOP,
	VERB_RESUME,
	VERB_GOTO,
	VERB_HELP,
	VERB_QUIT,
	VERB_COUNT
};

/* Room for any sentence about a line. */
#define VERB_MESSAGE_SIZE 240

struct verb_row {
	const char *name;
	/* an example of what follows it; NULL: nothing does */
	const char *argument;
	/* one line, lower case */
	const char *help;
	enum verb verb;
	/* the argument */
	bool is_optional;
};

/* The rows, in the order of the help; NULL after the last. */
const struct verb_row *verb_row(size_t index);

/*
 * Finds the command of a typed line, which it cuts into name and argument; a beginning of a name
 * will do when no other has it. NULL when it cannot be run, with the reason in words, or with ""
 * where the line is blank. *argument is never NULL.
 */
const struct verb_row *verb_parse(
	char *line, const char **argument, char complaint[VERB_MESSAGE_SIZE]);

/* The row of a name, or of a beginning that only one has, that ends before length; NULL: none. */
const struct verb_row *verb_find(const char *name, size_t length);

#endif
