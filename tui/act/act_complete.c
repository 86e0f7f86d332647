/* SPDX-License-Identifier: MIT */
#include "act/act.h"
#include "act/completion.h"
#include "list/filter_field.h"
#include "profiles.h"
#include "ui/verb.h"

#include <stdio.h>
#include <string.h>

/* --- What could stand there ------------------------------------------------------------------ */

/* A value behind what is typed of the word already: "gmail" behind "svc:". */
static void offer_behind(struct completion *completion, size_t length, const char *value)
{
	char candidate[COMPLETION_SIZE + 1];

	snprintf(candidate, sizeof(candidate), "%.*s%s", (int)length, completion->word, value);
	completion_offer(completion, candidate);
}

static void offer_services_behind(
	const struct app *app, struct completion *completion, size_t length)
{
	const struct snapshot *snapshot = app->shown;

	for (size_t i = 0; snapshot && i < snapshot->services_count; i++) {
		if (snapshot->services[i].summary.sessions > 0) {
			offer_behind(completion, length, snapshot->services[i].name);
		}
	}
}

static void offer_services(const struct app *app, struct completion *completion)
{
	offer_services_behind(app, completion, 0);
}

static void offer_columns(const struct app *app, struct completion *completion)
{
	const struct column_table *table = act_listed_columns(&app->ui);

	for (size_t i = 0; i < table->count; i++) {
		if (column_choice_has(&table->columns[i])) {
			completion_offer(completion, table->columns[i].name);
		}
	}
	completion_offer(completion, COLUMN_CHOICE_NONE);
}

static void offer_orders(const struct app *app, struct completion *completion)
{
	for (int by = 0; act_listed_order(&app->ui, by); by++) {
		completion_offer(completion, act_listed_order(&app->ui, by)->name);
	}
}

static void offer_profile(void *user, const char *name)
{
	completion_offer(user, name);
}

static void offer_profiles(const struct app *app, struct completion *completion)
{
	(void)app;
	profiles_list(offer_profile, completion);
}

static void offer_tags(const struct app *app, struct completion *completion)
{
	(void)app;
	for (size_t i = 0; act_tag_word(i); i++) {
		completion_offer(completion, act_tag_word(i));
	}
}

static void offer_words(struct completion *completion, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		completion_offer(completion, words[i]);
	}
}

static void offer_intervals(const struct app *app, struct completion *completion)
{
	static const char *const words[] = {"5s", "15s", "30s", "1m", "5m"};

	(void)app;
	offer_words(completion, words, ARRAY_LEN(words));
}

static void offer_acks(const struct app *app, struct completion *completion)
{
	static const char *const words[] = {"30m", "2h", "8h", "off"};

	(void)app;
	offer_words(completion, words, ARRAY_LEN(words));
}

static void offer_baselines(const struct app *app, struct completion *completion)
{
	(void)app;
	completion_offer(completion, "off");
}

/* A field and what opens its value: "err>", "svc:". */
static void offer_fields(struct completion *completion)
{
	const struct filter_field *field;

	for (size_t i = 0; (field = filter_field_at(i)) != NULL; i++) {
		char candidate[COMPLETION_SIZE];

		snprintf(candidate, sizeof(candidate), "%s%c", field->name,
			field->figure ? '>' : ':');
		completion_offer(completion, candidate);
	}
}

static void offer_filters(const struct app *app, struct completion *completion)
{
	const char *relation = strpbrk(completion->word, ":=");
	size_t length = relation ? (size_t)(relation - completion->word) : 0;
	const struct filter_field *field = filter_field_find(completion->word, length);

	if (!relation) {
		offer_fields(completion);
	} else if (field && strcmp(field->name, "svc") == 0) {
		offer_services_behind(app, completion, length + 1);
	} else if (field && strcmp(field->name, "state") == 0) {
		for (int state = 0; state < STATE_COUNT; state++) {
			offer_behind(completion, length + 1, session_state_info(state)->word);
		}
	}
}

static void (*const offers[VERB_COUNT])(const struct app *app, struct completion *completion) = {
	[VERB_INTERVAL] = offer_intervals,
	[VERB_PROFILE] = offer_profiles,
	[VERB_FILTER] = offer_filters,
	[VERB_SORT] = offer_orders,
	[VERB_COLUMNS] = offer_columns,
	[VERB_SERVICE] = offer_services,
	[VERB_TAG] = offer_tags,
	[VERB_ACK] = offer_acks,
	[VERB_BASELINE] = offer_baselines,
};

/* --- What becomes of it ---------------------------------------------------------------------- */

/* The sign before a word of the argument that turns it round; none of most. */
static const char signs[VERB_COUNT] = {[VERB_SORT] = '-', [VERB_FILTER] = '!'};

/* Where the last word begins, behind its sign. */
static size_t last_word(const char *text, enum verb verb)
{
	size_t start = strlen(text);

	while (start > 0 && !strchr(" ,", text[start - 1])) {
		start--;
	}
	return start + (text[start] != '\0' && text[start] == signs[verb]);
}

/* Lets the word that begins there grow, and puts behind it what ends it; true when that adds
 * anything. */
static bool grow(
	struct app *app, size_t start, const struct completion *completion, const char *end)
{
	struct prompt *prompt = &app->ui.prompt;
	size_t typed = strlen(prompt->text + start);
	char text[PROMPT_SIZE + COMPLETION_SIZE];

	if (completion->count == 0 || strlen(completion->agreed) + strlen(end) <= typed) {
		return false;
	}
	snprintf(text, sizeof(text), "%.*s%s%s", (int)start, prompt->text, completion->agreed, end);
	prompt_set_text(prompt, text);
	return true;
}

static void complete_name(struct app *app, size_t start)
{
	struct completion completion = {.word = app->ui.prompt.text + start};
	const struct verb_row *row;

	for (size_t i = 0; (row = verb_row(i)) != NULL; i++) {
		completion_offer(&completion, row->name);
	}
	row = completion.count == 1 ? verb_find(completion.agreed, strlen(completion.agreed))
				    : NULL;
	if (completion.count == 0) {
		act_say(app, "No command begins with \"%s\".", completion.word);
	} else if (!grow(app, start, &completion, row && row->argument ? " " : "")) {
		act_say(app, "%s", completion_names(&completion));
	}
	completion_fini(&completion);
}

static void complete_argument(struct app *app, const struct verb_row *row)
{
	const char *text = app->ui.prompt.text;
	size_t start = last_word(text, row->verb);
	struct completion completion = {.word = text + start};

	if (!offers[row->verb]) {
		act_say(app,
			row->argument ? "There is nothing to choose from: type it, as in :%s %s."
				      : ":%s takes nothing after it.",
			row->name, row->argument);
		return;
	}
	offers[row->verb](app, &completion);
	if (completion.count == 0) {
		/* It may be right all the same: times, words of a note, parts of a name. */
		act_say(app, "Nothing to choose from begins with \"%s\".", completion.word);
	} else if (!grow(app, start, &completion, "")) {
		act_say(app, "%s", completion_names(&completion));
	}
	completion_fini(&completion);
}

void act_complete_command(struct app *app)
{
	const char *text = app->ui.prompt.text;
	size_t start = strspn(text, " "), length = strcspn(text + start, " ");

	if (!text[start + length]) {
		complete_name(app, start);
		return;
	}
	const struct verb_row *row = verb_find(text + start, length);

	if (row) {
		complete_argument(app, row);
	} else {
		act_say(app, "No command \"%.*s\"; Tab lists them.", (int)length, text + start);
	}
}

static void list_filters(struct app *app)
{
	struct buf text = {0};

	for (size_t i = 0; filter_example(i); i++) {
		buf_printf(&text, "%s%s", i > 0 ? "   " : "", filter_example(i)->text);
	}
	act_say(app, "%s", buf_text(&text));
	buf_fini(&text);
}

bool act_complete_filter(struct app *app)
{
	const char *text = app->ui.prompt.text;
	size_t start = last_word(text, VERB_FILTER);
	struct completion completion = {.word = text + start};
	bool has_grown = false;

	if (*completion.word) {
		offer_filters(app, &completion);
		has_grown = grow(app, start, &completion, "");
	}
	if (completion.count == 0) {
		list_filters(app);
	} else if (!has_grown) {
		act_say(app, "%s", completion_names(&completion));
	}
	completion_fini(&completion);
	return has_grown;
}
