/* SPDX-License-Identifier: MIT */
#include "settings/settings_given.h"

#include <stdio.h>
#include <string.h>

#define SHOWN_BYTES 60 /* messages quote at most this much of a value */

struct parser {
	struct settings *settings;
	/* the next argument */
	char **next;
	struct error *err;
};

static bool refuse_unknown(const char *name, size_t length, struct error *err)
{
	const struct setting *near = settings_similar_flag(name, length);
	int shown = length < SHOWN_BYTES ? (int)length : SHOWN_BYTES;

	if (near) {
		return error_set(err, ERROR_USAGE,
			"unknown option --%.*s (did you mean --%s?)" SETTINGS_TRY_HELP, shown, name,
			near->flag);
	}
	return error_set(err, ERROR_USAGE, "unknown option --%.*s" SETTINGS_TRY_HELP, shown, name);
}

static void note(const struct parser *parser, const struct setting *row, const char *text)
{
	*settings_given(parser->settings, row) =
		(struct settings_given){.text = text, .source = FROM_FLAG};
}

/* If value is NULL, uses the next argument. */
static bool set_value(struct parser *parser, const struct setting *row, const char *value)
{
	if (!value) {
		value = *parser->next ? *parser->next++ : NULL;
	}
	if (!value) {
		return error_set(parser->err, ERROR_USAGE, "--%s needs %s" SETTINGS_TRY_HELP,
			row->flag, row->accepted);
	}
	char name[SETTINGS_KEY_SIZE + 2];

	note(parser, row, value);
	snprintf(name, sizeof(name), "--%s", row->flag);
	return row->read(row, value, parser->settings) ||
	       settings_given_refuse(row, value, name, ERROR_USAGE, parser->err);
}

static bool set_switch(struct parser *parser, const struct setting *row)
{
	note(parser, row, "1");
	return row->read(row, NULL, parser->settings);
}

/* text follows the two dashes: "table", "table=x", "ascii" or "ascii=0". */
static bool parse_long(struct parser *parser, const char *text)
{
	size_t length = strcspn(text, "=");
	const struct setting *row = settings_find_flag(text, length);

	if (!row) {
		return refuse_unknown(text, length, parser->err);
	}
	if (!text[length]) {
		return row->metavar ? set_value(parser, row, NULL) : set_switch(parser, row);
	}
	if (row->accepted) {
		return set_value(parser, row, text + length + 1);
	}
	return error_set(
		parser->err, ERROR_USAGE, "--%s takes no value" SETTINGS_TRY_HELP, row->flag);
}

/* letters follow the dash: "t", "tx", "C" or "Ctx". */
static bool parse_short(struct parser *parser, const char *letters)
{
	for (; *letters; letters++) {
		const struct setting *row = settings_find_letter(*letters);

		if (!row) {
			return error_set(parser->err, ERROR_USAGE,
				"unknown option -%.*s" SETTINGS_TRY_HELP, SHOWN_BYTES, letters);
		}
		if (row->metavar) {
			return set_value(parser, row, letters[1] ? letters + 1 : NULL);
		}
		if (!set_switch(parser, row)) {
			return false;
		}
	}
	return true;
}

/* Suggests --theme=mono for "mono"; has no suggestion for "prod". */
static bool refuse_unexpected(const char *argument, struct error *err)
{
	const struct setting *row = settings_find_choice(argument);

	if (row) {
		return error_set(err, ERROR_USAGE,
			"unexpected argument \"%.*s\" (did you mean --%s %.*s?)" SETTINGS_TRY_HELP,
			SHOWN_BYTES, argument, row->flag, SHOWN_BYTES, argument);
	}
	return error_set(err, ERROR_USAGE, "unexpected argument \"%.*s\"" SETTINGS_TRY_HELP,
		SHOWN_BYTES, argument);
}

static bool parse_argument(struct parser *parser, const char *argument)
{
	bool is_last = strcmp(argument, "--") == 0;

	if (is_last && !*parser->next) {
		return true;
	}
	if (is_last || argument[0] != '-' || !argument[1]) {
		return refuse_unexpected(is_last ? *parser->next : argument, parser->err);
	}
	return argument[1] == '-' ? parse_long(parser, argument + 2)
				  : parse_short(parser, argument + 1);
}

/* A monitoring system expects its line of output even if a flag before --check is invalid. */
static void find_check_flag(struct parser *parser)
{
	for (char **next = parser->next; *next; next++) {
		parser->settings->check |= strcmp(*next, "--check") == 0;
	}
}

bool settings_read_arguments(struct settings *settings, char **arguments, struct error *err)
{
	struct parser parser = {settings, arguments, err};

	while (*parser.next && !settings_need_no_more(settings)) {
		const char *argument = *parser.next++;

		if (!parse_argument(&parser, argument)) {
			find_check_flag(&parser);
			return false;
		}
	}
	return true;
}
