/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "act/completion.h"
#include "list/filter.h"
#include "profiles.h"
#include "ui/view_choice.h"

#include <stdio.h>
#include <string.h>

/* A value after the part of the word that stays: "gmail" after "svc:". */
static void offer_after(struct completion *completion, size_t length, const char *value)
{
	char candidate[COMPLETION_SIZE + 1];

	snprintf(candidate, sizeof(candidate), "%.*s%s", (int)length, completion->word, value);
	completion_add(completion, candidate);
}

static void offer_services_after(
	const struct app *app, struct completion *completion, size_t length)
{
	const struct snapshot *snapshot = app->shown;

	for (size_t i = 0; snapshot && i < snapshot->services_count; i++) {
		if (snapshot->services[i].summary.sessions > 0) {
			offer_after(completion, length, snapshot->services[i].name);
		}
	}
}

void candidates_add_services(const struct app *app, struct completion *completion)
{
	offer_services_after(app, completion, 0);
}

void candidates_add_watches(const struct app *app, struct completion *completion)
{
	candidates_add_services(app, completion);
	for (unsigned i = 0; i < FIGURE_COUNT; i++) {
		char candidate[COMPLETION_SIZE];

		snprintf(candidate, sizeof(candidate), "%s>", summary_figure_info(i)->word);
		completion_add(completion, candidate);
	}
}

void candidates_add_columns(const struct app *app, struct completion *completion)
{
	const struct field_table *table = act_sort_fields(&app->ui);

	for (size_t i = 0; i < table->count; i++) {
		if (column_choice_allows(&table->fields[i])) {
			completion_add(completion, table->fields[i].name);
		}
	}
	completion_add(completion, COLUMN_CHOICE_DEFAULT);
}

void candidates_add_orders(const struct app *app, struct completion *completion)
{
	const struct field_table *table = act_sort_fields(&app->ui);

	for (size_t i = 0; i < table->count; i++) {
		if (table->fields[i].sorted) {
			completion_add(completion, table->fields[i].name);
		}
	}
}

void candidates_add_themes(const struct app *app, struct completion *completion)
{
	(void)app;
	completion_add_words(completion, settings_choices("theme"));
}

void candidates_add_views(const struct app *app, struct completion *completion)
{
	const char *name;

	for (size_t i = 0; (name = settings_view_name(app->ui.settings, i)) != NULL; i++) {
		completion_add(completion, name);
	}
	for (enum view_id view = 0; (name = view_choice_name(view)) != NULL; view++) {
		completion_add(completion, name);
	}
}

static void offer_profile(void *user, const char *name)
{
	completion_add(user, name);
}

void candidates_add_profiles(const struct app *app, struct completion *completion)
{
	(void)app;
	profiles_list(offer_profile, completion);
}

/* A field and what comes before its value: "err>", "svc:". */
static void offer_fields(struct completion *completion)
{
	struct predicate_operand operand;

	for (size_t i = 0; (operand = filter_vocabulary.operand(i)).name; i++) {
		char candidate[COMPLETION_SIZE];

		if (operand.unit != PREDICATE_NONE) {
			snprintf(candidate, sizeof(candidate), "%s%c", operand.name,
				predicate_has(operand.unit, PREDICATE_MORE) ? '>' : ':');
			completion_add(completion, candidate);
		}
	}
}

void candidates_add_filters(const struct app *app, struct completion *completion)
{
	const char *relation = strpbrk(completion->word, ":=");
	size_t length = relation ? (size_t)(relation - completion->word) : 0;
	const struct field *field = field_find(&field_sessions, completion->word, length);

	if (!relation) {
		offer_fields(completion);
	} else if (field && strcmp(field->name, "svc") == 0) {
		offer_services_after(app, completion, length + 1);
	} else if (field && field->unit == FIELD_STATE) {
		for (int state = 0; state < STATE_COUNT; state++) {
			offer_after(completion, length + 1, session_state_info(state)->word);
		}
	}
}
