/* SPDX-License-Identifier: MIT */
#include "act/act.h"
#include "list/filter.h"

#include <stdio.h>

/* --- The filter ----------------------------------------------------------------------------- */

/* Filters by the words before the one that something is wrong with. */
static void try_words_before(struct app *app, const char *text, size_t fault_at)
{
	struct filter_fault ignored;
	char before[PROMPT_SIZE];
	size_t length = fault_at;

	while (length > 0 && text[length - 1] != ' ') {
		length--;
	}
	snprintf(before, sizeof(before), "%.*s", (int)length, text);
	(void)act_try_filter(app, before, &ignored);
}

/* Filters as the text is typed. */
static bool try_typed_filter(struct app *app)
{
	struct prompt *prompt = &app->ui.prompt;
	struct filter_fault fault = {0};
	bool is_good = act_try_filter(app, prompt->text, &fault);

	prompt->fault_at = fault.at;
	prompt->fault_length = fault.length;
	if (!is_good) {
		try_words_before(app, prompt->text, fault.at);
		act_say(app, "at %zu: %s", fault.at + 1, fault.reason);
	}
	return is_good;
}

static void edit_filter(struct app *app)
{
	(void)try_typed_filter(app);
}

/* What is wrong is not kept: it stays to be mended. */
static void enter_filter(struct app *app)
{
	app->ui.prompt.is_open = !try_typed_filter(app);
}

static void complete_filter(struct app *app)
{
	if (act_complete_filter(app)) {
		edit_filter(app);
	}
}

/* --- Acknowledging -------------------------------------------------------------------------- */

static void enter_ack(struct app *app)
{
	app->ui.prompt.is_open = !act_acknowledge(app, app->ui.prompt.text);
}

static void explain_ack(struct app *app)
{
	act_say(app,
		"A time and a note: 2h waiting for a deploy, or 18:30 (UTC); off takes it back.");
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
	[PROMPT_COMMAND] = {":", "Enter runs  Tab completes  Up older  Esc leaves", do_nothing,
		act_run_typed, do_nothing, act_complete_command},
	[PROMPT_FILTER] = {"/", "Enter keeps  Tab completes  Up older  Esc undoes", edit_filter,
		enter_filter, act_restore_filter, complete_filter},
	[PROMPT_ACK] = {"ack until: ", "Enter acknowledges  Esc leaves", do_nothing, enter_ack,
		do_nothing, explain_ack},
};

static void ask(struct app *app, enum prompt_kind kind, const char *text)
{
	struct ui *ui = &app->ui;

	ui->prompt_kind = kind;
	prompt_open(&ui->prompt, kinds[kind].label, &ui->histories[kind], text);
	ui->prompt.hint = kinds[kind].hint;
}

void act_ask_command(struct app *app)
{
	ask(app, PROMPT_COMMAND, "");
}

void act_ask_filter(struct app *app)
{
	act_drop_anchor(app);
	app->ui.filter_before = app->ui.filter;
	ask(app, PROMPT_FILTER, app->ui.filter.text);
}

void act_ask_ack(struct app *app)
{
	if (act_refuse_ack(app)) {
		return;
	}
	ask(app, PROMPT_ACK, "");
	explain_ack(app);
}

/* Keys that no prompt may hold up. */
static bool works_in_prompt(enum action action)
{
	return action == ACTION_REDRAW || action == ACTION_SUSPEND || action == ACTION_QUIT;
}

void act_answer_prompt(struct app *app, int key)
{
	enum prompt_kind kind = app->ui.prompt_kind;
	enum action action = keymap_action(app->ui.view, key);

	act_say(app, "%s", "");
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
		if (works_in_prompt(action)) {
			act_do(app, action);
		}
		break;
	}
}
