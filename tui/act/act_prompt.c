/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "finding.h"
#include "number.h"

#include <stdio.h>
#include <string.h>

/* --- Commands ------------------------------------------------------------------------------- */

/* Opens a service that was typed like a command. False: there is none, or commands begin so. */
static bool try_service(struct app *app)
{
	const char *name = app->ui.prompt.text + strspn(app->ui.prompt.text, " ");
	const struct typed_command *commands = app->ui.commands;

	while (commands->name && strncmp(commands->name, name, strcspn(name, " ")) != 0) {
		commands++;
	}
	return !commands->name && go_to_typed_service(app, name);
}

static void run_command(struct app *app)
{
	char error[TYPED_COMMAND_ERROR_SIZE], line[PROMPT_SIZE];
	const char *argument;

	snprintf(line, sizeof(line), "%s", app->ui.prompt.text);
	const struct typed_command *command =
		typed_command_parse(app->ui.commands, line, &argument, error);

	if (command && command->run) {
		command->run(app);
	} else if (command) {
		command->run_with(app, argument);
	} else if (*error && !try_service(app)) {
		app_reject_typed(app, "%s", error);
	}
}

/* --- The filter, which applies while it is typed -------------------------------------------- */

/* Applies the words before the one with the error. */
static void try_words_before(struct app *app, const char *text, size_t error_at)
{
	struct predicate_error ignored;
	char before[PROMPT_SIZE];
	size_t length = error_at;

	while (length > 0 && text[length - 1] != ' ') {
		length--;
	}
	snprintf(before, sizeof(before), "%.*s", (int)length, text);
	(void)act_filter_try(app, before, &ignored);
}

static bool try_filter(struct app *app)
{
	struct prompt *prompt = &app->ui.prompt;
	struct predicate_error error = {0};
	bool is_valid = act_filter_try(app, prompt->text, &error);

	prompt->error_at = error.at;
	prompt->error_length = error.length;
	if (!is_valid) {
		try_words_before(app, prompt->text, error.at);
		app_say(app, "at %zu: %s", error.at + 1, error.reason);
	}
	return is_valid;
}

static void edit_filter(struct app *app)
{
	(void)try_filter(app);
}

static void enter_filter(struct app *app)
{
	app->ui.prompt.is_open = !try_filter(app);
}

static void complete_filter(struct app *app)
{
	if (act_complete_filter(app)) {
		edit_filter(app);
	}
}

/* --- Acknowledgements ----------------------------------------------------------------------- */

/* The finding whose sessions are to be acknowledged; 0: those of no finding. */
static uint64_t finding_to_ack(const struct ui *ui)
{
	const struct finding *finding =
		ui_view_below(ui) == VIEW_OVERVIEW ? ui_selected_finding(ui) : NULL;

	return finding ? finding->number : 0;
}

/* While the text was typed, the cursor may have been left without its finding. */
static void enter_ack(struct app *app)
{
	struct ui *ui = &app->ui;

	if (finding_to_ack(ui) != ui->ack_finding) {
		app_say(app, "That finding is no longer listed: nothing was acknowledged.");
	} else if (!act_ack_has_none(app)) {
		ui->prompt.is_open = !act_ack_parse(app, ui->prompt.text);
	}
}

static void explain_ack(struct app *app)
{
	const struct ui *ui = &app->ui;
	size_t tagged = ui_view_below(ui) == VIEW_SESSIONS ? ui->tags.keys.count : 0;
	char count[NUMBER_SIZE];

	if (tagged > 0) {
		number_format_count(tagged, count);
		app_say(app,
			"For all %s tagged: duration or UTC time, then a note. off removes it.",
			count);
	} else {
		app_say(app,
			"Duration or UTC time, then a note: 2h waiting for a deploy. off removes it.");
	}
}

/* --- The search in the help ----------------------------------------------------------------- */

static void enter_help(struct app *app)
{
	act_help_search(app, app->ui.prompt.text);
}

/* --- All prompts ---------------------------------------------------------------------------- */

static void do_nothing(struct app *app)
{
	(void)app;
}

static const struct {
	const char *label, *hint;
	void (*edited)(struct app *app);
	void (*entered)(struct app *app);
	void (*left)(struct app *app);
	void (*tab)(struct app *app);
} kinds[PROMPT_KINDS] = {
	[PROMPT_COMMAND] = {":", "Enter runs  Tab completes  Up previous  Esc closes", do_nothing,
		run_command, do_nothing, act_complete_command},
	[PROMPT_FILTER] = {"/", "Enter applies  Tab completes  Up previous  Esc reverts",
		edit_filter, enter_filter, act_filter_restore, complete_filter},
	[PROMPT_HELP] = {"/", "Enter finds  Up previous  Esc closes", do_nothing, enter_help,
		do_nothing, do_nothing},
	[PROMPT_ACK] = {"acknowledge until: ", "Enter acknowledges  Esc closes", do_nothing,
		enter_ack, do_nothing, explain_ack},
};

/* "acknowledge 30 sessions of slack until: ", with a long name cut. */
static void format_ack_label(const struct ui *ui, char label[ACK_LABEL_SIZE])
{
	enum view_id view = ui_view_below(ui);
	const struct finding *finding = ui_selected_finding(ui);
	size_t tagged = view == VIEW_SESSIONS ? ui->tags.keys.count : 0;
	char count[NUMBER_SIZE], name[UI_SHORT_SIZE];
	struct buf scope = {0};

	if (view == VIEW_OVERVIEW) {
		finding_put_scope(&scope, ui->snapshot, finding);
		number_format_count(finding->members, count);
		snprintf(label, ACK_LABEL_SIZE, "acknowledge %s session%s of %s until: ", count,
			finding->members == 1 ? "" : "s", ui_short(buf_text(&scope), name));
		buf_fini(&scope);
	} else if (tagged > 0) {
		number_format_count(tagged, count);
		snprintf(label, ACK_LABEL_SIZE, "acknowledge %s tagged session%s until: ", count,
			tagged == 1 ? "" : "s");
	} else {
		snprintf(label, ACK_LABEL_SIZE,
			"acknowledge %s until: ", ui_short(ui->user_id, name));
	}
}

static void open_prompt(struct app *app, enum prompt_kind kind, const char *text)
{
	struct ui *ui = &app->ui;

	ui->prompt_kind = kind;
	prompt_open(&ui->prompt, kinds[kind].label, &ui->histories[kind], text);
	ui->prompt.hint = kinds[kind].hint;
}

void act_prompt_open_command(struct app *app)
{
	open_prompt(app, PROMPT_COMMAND, "");
}

void act_prompt_open_filter(struct app *app)
{
	act_filter_begin(app);
	snprintf(app->ui.filter_before, sizeof(app->ui.filter_before), "%s", app->ui.filter.text);
	open_prompt(app, PROMPT_FILTER, app->ui.filter.text);
}

void act_prompt_open_help(struct app *app)
{
	open_prompt(app, PROMPT_HELP, "");
}

void act_prompt_open_ack(struct app *app)
{
	if (act_ack_has_none(app)) {
		return;
	}
	app->ui.is_session_chosen = true;
	app->ui.ack_finding = finding_to_ack(&app->ui);
	open_prompt(app, PROMPT_ACK, "");
	format_ack_label(&app->ui, app->ui.ack_label);
	app->ui.prompt.label = app->ui.ack_label;
	explain_ack(app);
}

void act_prompt_press(struct app *app, int key)
{
	enum prompt_kind kind = app->ui.prompt_kind;
	const struct key_binding *binding = keymap_find(app->ui.keys, IN_VIEW(app->ui.view), key);
	char name[KEY_TEXT_SIZE];

	app_say(app, "%s", "");
	switch (prompt_key(&app->ui.prompt, key)) {
	case PROMPT_EDITED:
		kinds[kind].edited(app);
		break;
	case PROMPT_LEFT:
		kinds[kind].left(app);
		break;
	case PROMPT_ENTERED:
		kinds[kind].entered(app);
		break;
	case PROMPT_TAB:
		kinds[kind].tab(app);
		break;
	case PROMPT_UNKNOWN:
		if (binding && binding->works_in_prompt) {
			binding->run(app);
		} else {
			app_say(app, "No key %s here: Esc closes this line.",
				key_format(key, name));
		}
		break;
	}
}
