/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "act/completion.h"

#include <stdio.h>
#include <string.h>

/* Where the last word begins; skips such characters before it. */
static size_t last_word(const char *text, const char *prefixes)
{
	size_t start = strlen(text);

	while (start > 0 && !strchr(" ,", text[start - 1])) {
		start--;
	}
	return start + strspn(text + start, prefixes);
}

/* Extends the word at start to the common prefix; end is added if it is complete. False: no change.
 */
static bool grow(
	struct app *app, size_t start, const struct completion *completion, const char *end)
{
	struct prompt *prompt = &app->ui.prompt;
	size_t typed = strlen(prompt->text + start);
	char text[PROMPT_SIZE + COMPLETION_SIZE];

	if (completion->count == 0 || strlen(completion->common_prefix) + strlen(end) <= typed) {
		return false;
	}
	snprintf(text, sizeof(text), "%.*s%s%s", (int)start, prompt->text,
		completion->common_prefix, end);
	prompt_set_text(prompt, text);
	return true;
}

/* Extends the word, followed by end, or says which candidates there are. */
static void finish(
	struct app *app, struct completion *completion, const char *kind, const char *end)
{
	size_t start = (size_t)(completion->word - app->ui.prompt.text);

	if (completion->count == 0) {
		app_say(app, "No %s begins with \"%s\".", kind, completion->word);
	} else if (!grow(app, start, completion, end)) {
		app_say(app, "%s", completion_names(completion));
	}
	completion_fini(completion);
}

static void complete_name(struct app *app, size_t start)
{
	const struct typed_command *commands = app->ui.commands, *command = NULL;
	struct completion completion = {.word = app->ui.prompt.text + start};

	for (size_t i = 0; commands[i].name; i++) {
		completion_add(&completion, commands[i].name);
	}
	candidates_add_services(app, &completion);
	if (completion.count == 1) {
		command = typed_command_find(
			commands, completion.common_prefix, strlen(completion.common_prefix));
	}
	finish(app, &completion, "command or service", command && command->argument ? " " : "");
}

static void complete_argument(struct app *app, const struct typed_command *command)
{
	const char *text = app->ui.prompt.text;
	struct completion completion = {
		.word = text + last_word(text, command->prefixes ? command->prefixes : "")};

	if (!command->add_candidates && !command->words) {
		app_say(app,
			command->argument ? "Nothing to complete: type an argument, as in :%s %s."
					  : ":%s takes no argument.",
			command->name, command->argument);
		return;
	}
	if (command->add_candidates) {
		command->add_candidates(app, &completion);
	} else {
		completion_add_words(&completion, command->words);
	}
	/* Not an error: it may be valid, as any duration, note or part of a name is. */
	finish(app, &completion, "suggestion", "");
}

void act_complete_command(struct app *app)
{
	const char *text = app->ui.prompt.text;
	size_t start = strspn(text, " "), length = strcspn(text + start, " ");

	if (!text[start + length]) {
		complete_name(app, start);
		return;
	}
	const struct typed_command *command =
		typed_command_find(app->ui.commands, text + start, length);

	if (command) {
		complete_argument(app, command);
	} else {
		app_say(app, "No command \"%.*s\". Tab lists the commands.", (int)length,
			text + start);
	}
}

static void list_filters(struct app *app)
{
	struct buf text = {0};

	for (size_t i = 0; filter_example(i); i++) {
		buf_printf(&text, "%s%s", i > 0 ? "   " : "", filter_example(i)->text);
	}
	app_say(app, "%s", buf_text(&text));
	buf_fini(&text);
}

bool act_complete_filter(struct app *app)
{
	const char *text = app->ui.prompt.text;
	struct completion completion = {.word = text + last_word(text, FILTER_PREFIXES)};
	bool has_grown = false;

	if (*completion.word) {
		candidates_add_filters(app, &completion);
		has_grown = grow(app, (size_t)(completion.word - text), &completion, "");
	}
	if (completion.count == 0) {
		list_filters(app);
	} else if (!has_grown) {
		app_say(app, "%s", completion_names(&completion));
	}
	completion_fini(&completion);
	return has_grown;
}
