/* SPDX-License-Identifier: MIT */
#include "ui/typed_command.h"

#include <stdio.h>
#include <string.h>

const struct typed_command *typed_command_find(
	const struct typed_command *commands, const char *name, size_t length)
{
	const struct typed_command *found = NULL;
	size_t count = 0;

	for (; commands->name; commands++) {
		if (strncmp(commands->name, name, length) != 0) {
			continue;
		}
		if (!commands->name[length]) {
			return commands;
		}
		found = commands;
		count++;
	}
	return count == 1 ? found : NULL;
}

/* The command for a number without a name; NULL: this is no number, or there is none. */
static const struct typed_command *find_for_number(
	const struct typed_command *commands, const char *text)
{
	if (text[strspn(text, "0123456789")]) {
		return NULL;
	}
	while (commands->name && !commands->takes_numbers) {
		commands++;
	}
	return commands->name ? commands : NULL;
}

/* Removes the blanks at both ends. */
static char *trim(char *text)
{
	text += strspn(text, " ");
	size_t length = strlen(text);

	while (length > 0 && text[length - 1] == ' ') {
		text[--length] = '\0';
	}
	return text;
}

const struct typed_command *typed_command_parse(const struct typed_command *commands, char *line,
	const char **argument, char error[TYPED_COMMAND_ERROR_SIZE])
{
	char *name = trim(line);
	char *rest = name + strcspn(name, " ");

	if (*rest) {
		*rest++ = '\0';
	}
	*argument = trim(rest);
	*error = '\0';
	if (!*name) {
		return NULL;
	}
	const struct typed_command *command = find_for_number(commands, name);

	if (command && !**argument) {
		*argument = name;
		return command;
	}
	command = typed_command_find(commands, name, strlen(name));

	if (!command) {
		snprintf(error, TYPED_COMMAND_ERROR_SIZE,
			"No command or service \"%s\". Tab lists them.", name);
	} else if (command->argument && !command->is_optional && !**argument) {
		snprintf(error, TYPED_COMMAND_ERROR_SIZE, ":%s needs an argument, as in :%s %s.",
			command->name, command->name, command->argument);
	} else if (!command->argument && **argument) {
		snprintf(error, TYPED_COMMAND_ERROR_SIZE, ":%s takes no argument.", command->name);
	} else {
		return command;
	}
	return NULL;
}
