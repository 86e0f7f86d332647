/* SPDX-License-Identifier: MIT */
#include "act/saved_view.h"

#include "act/actions.h"
#include "cell/clipboard.h"
#include "ui/selection.h"
#include "ui/view_choice.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

/* --- Texts ---------------------------------------------------------------------------------- */

#define NOT_SAVED SIZE_MAX

static size_t find_saved(const struct settings *settings, const char *name)
{
	const char *known;

	for (size_t i = 0; name && (known = settings_view_name(settings, i)) != NULL; i++) {
		if (strcmp(known, name) == 0) {
			return i;
		}
	}
	return NOT_SAVED;
}

/* The text outside of saved views. */
static const char *base_text(const struct settings *settings, const char *flag)
{
	const char *text = settings_text(settings, flag);

	if (strcmp(flag, "view") == 0) {
		bool is_of_report = settings->once;

		return text && !is_of_report && view_choice_find(text) != VIEW_COUNT ? text : NULL;
	}
	if (strcmp(flag, "service") == 0) { /* more than one are only known services */
		bool is_one = settings->names_services && settings->services_count == 1;

		return is_one ? settings->services[0] : NULL;
	}
	return text;
}

/* With NOT_SAVED, only the text outside of saved views. */
struct source {
	const struct settings *settings;
	size_t saved;
	bool is_start;
};

static const char *text_of(const struct source *source, const char *flag, bool *is_saved)
{
	const struct settings *settings = source->settings;
	bool is_flag = source->is_start && settings_is_flag_given(settings, flag) &&
		       strcmp(flag, "view") != 0;
	const char *own = source->saved == NOT_SAVED || is_flag
				  ? NULL
				  : settings_view_text(settings, source->saved, flag);

	*is_saved = own != NULL;
	return own ? own : base_text(settings, flag);
}

static bool refuse(const struct source *source, const char *flag, bool is_saved,
	const struct buf *reason, struct error *err)
{
	struct buf origin = {0};

	if (!is_saved) {
		return error_set(
			err, settings_error_kind(source->settings, flag), "%s", buf_text(reason));
	}
	settings_view_put_origin(source->settings, source->saved, flag, &origin);
	error_set(err, ERROR_CONFIG, "%s: %s", buf_text(&origin), buf_text(reason));
	buf_fini(&origin);
	return false;
}

static bool read_choice(const struct source *source, struct view_choice *choice, struct error *err)
{
	const struct view_setting *row = view_choice_settings;
	bool is_saved = false, is_good = true;
	struct buf reason = {0};

	for (; is_good && row->flag; row++) {
		const char *text = text_of(source, row->flag, &is_saved);

		if (text && !row->read(text, choice, &reason)) {
			is_good = refuse(source, row->flag, is_saved, &reason, err);
		}
	}
	if (is_good && view_choice_view(choice) == VIEW_DETAIL &&
		!(choice->service && choice->user)) {
		buf_puts(&reason, "the view detail needs a service and a user");
		(void)text_of(source, "view", &is_saved);
		is_good = refuse(source, "view", is_saved, &reason, err);
	}
	buf_fini(&reason);
	return is_good;
}

/* --- The check ------------------------------------------------------------------------------ */

static void put_saved_names(const struct settings *settings, struct buf *out)
{
	const char *name;

	for (size_t i = 0; (name = settings_view_name(settings, i)) != NULL; i++) {
		buf_printf(out, "%s%s", i > 0 ? ", " : "", name);
	}
}

static bool refuse_name(const struct settings *settings, const char *name, struct error *err)
{
	struct buf views = {0}, saved = {0};

	view_choice_put_names(&views);
	put_saved_names(settings, &saved);
	error_set(err, settings_error_kind(settings, "view"),
		"no view \"%.60s\": expected %s, or a section [view NAME] of the configuration%s%s",
		name, buf_text(&views), saved.length > 0 ? ": " : ", which has none",
		buf_text(&saved));
	buf_fini(&views);
	buf_fini(&saved);
	return false;
}

static bool check(const struct source *source, struct error *err)
{
	struct view_choice choice = {0};
	bool is_good = read_choice(source, &choice, err);

	view_choice_fini(&choice);
	return is_good;
}

bool saved_view_check(const struct settings *settings, struct error *err)
{
	const char *name;

	for (size_t i = 0; (name = settings_view_name(settings, i)) != NULL; i++) {
		if (view_choice_find(name) != VIEW_COUNT) {
			return error_set(err, ERROR_CONFIG,
				"[view %s]: a built-in view has this name", name);
		}
		if (!check(&(struct source){settings, i, false}, err)) {
			return false;
		}
	}
	size_t saved = find_saved(settings, settings->view);

	if (settings->view && saved == NOT_SAVED &&
		view_choice_find(settings->view) == VIEW_COUNT) {
		return refuse_name(settings, settings->view, err);
	}
	return check(&(struct source){settings, settings->once ? NOT_SAVED : saved, true}, err);
}

/* --- Showing it ----------------------------------------------------------------------------- */

static bool is_of(const struct snapshot *snapshot, const struct finding *finding,
	const char *service, const char *user)
{
	const char *name = finding->service != FINDING_NO_SERVICE
				   ? snapshot->services[finding->service].name
				   : NULL;

	return (!service || (name && strcmp(name, service) == 0)) &&
	       (!user || (finding->user_id && strcmp(finding->user_id, user) == 0));
}

/* The worst finding that is awaited; NULL: there is none yet. */
static const struct finding *find_awaited(const struct app *app)
{
	const struct snapshot *snapshot = app->shown;
	const struct findings *findings = snapshot ? snapshot->findings : NULL;

	for (size_t i = 0; findings && i < findings->current; i++) {
		const struct finding *finding = &findings->list[i];

		if (finding->kind == app->awaited.kind &&
			is_of(snapshot, finding, app->awaited.service, app->awaited.user)) {
			return finding;
		}
	}
	return NULL;
}

void saved_view_follow(struct app *app)
{
	const struct finding *finding = find_awaited(app);

	if (app->awaited.until_key != app->keys + 1) {
		app->awaited.until_key = 0;
	} else if (finding) {
		app->awaited.until_key = 0;
		open_finding(app, finding->number);
	}
}

static void await(struct app *app, const struct view_choice *choice)
{
	app->awaited.until_key = app->keys + 1;
	app->awaited.kind = choice->finding;
	app->awaited.service = choice->service;
	app->awaited.user = choice->user;
}

/* What is listed; until there is such a finding, the same without it. */
static enum scope_kind find_scope(
	const struct ui *ui, const struct view_choice *choice, const char **name)
{
	bool is_user = choice->user && (!choice->service || ui->settings->user);

	*name = is_user ? choice->user : choice->service;
	return is_user ? SCOPE_USER : choice->service ? SCOPE_SERVICE : SCOPE_ALL;
}

/* The service, user or session need not be known yet. */
static void show_sessions(struct app *app, const struct view_choice *choice)
{
	struct ui *ui = &app->ui;
	const char *name;
	enum scope_kind kind = find_scope(ui, choice, &name);

	if (ui->is_frozen) { /* a frozen display would never show what is read now */
		act_refresh_freeze(app);
	}
	ui_set_text(&ui->service, choice->service);
	ui_set_text(&ui->user_id, choice->user);
	ui->view = view_choice_view(choice);
	ui->came_from[VIEW_SESSIONS] = VIEW_OVERVIEW;
	ui->came_from[VIEW_DETAIL] = VIEW_SESSIONS;
	list_select(&ui->lists[VIEW_SESSIONS], 0);
	selection_set_scope(ui, kind, name, 0);
	open_resend(app);
	if (choice->has_finding) {
		await(app, choice);
	}
}

static void show(struct app *app, struct view_choice *choice)
{
	struct ui *ui = &app->ui;
	enum view_id view = view_choice_view(choice);

	predicate_fini(&ui->filter);
	ui->filter = choice->filter;
	choice->filter = (struct predicate){0};
	ui->services_order = choice->services_order;
	ui->sessions_order = choice->sessions_order;
	if (choice->columns_of == &field_services) {
		ui->services_columns = choice->columns;
	} else if (choice->columns_of) {
		ui->sessions_columns = choice->columns;
	}
	ui->times = choice->times;
	ui->problems_only = choice->problems_only;
	if (ui->view != VIEW_OVERVIEW) {
		go_to_view_by_key(app, VIEW_OVERVIEW);
	}
	if (view_ops(view)->is_in_service) {
		show_sessions(app, choice);
	} else if (view != VIEW_OVERVIEW) {
		go_to_view_by_key(app, view);
	}
	if (ui->snapshot) {
		selection_relist(ui);
		view_prepare(ui);
		saved_view_follow(app);
	}
}

void saved_view_start(struct app *app)
{
	const struct settings *settings = app->ui.settings;
	struct view_choice choice = {0};
	struct error err;
	struct source source = {settings, find_saved(settings, settings->view), true};

	if (read_choice(&source, &choice, &err)) {
		show(app, &choice);
	} else {
		app_say(app, "%s", err.text);
	}
	view_choice_fini(&choice);
}

static void say_saved(struct app *app)
{
	struct buf names = {0};

	put_saved_names(app->ui.settings, &names);
	if (names.length > 0) {
		app_say(app, "Saved views: %s.", buf_text(&names));
	} else {
		app_say(app,
			"No saved views. Add a section [view NAME] to the configuration file.");
	}
	buf_fini(&names);
}

void saved_view_typed(struct app *app, const char *name)
{
	const struct settings *settings = app->ui.settings;
	struct source source = {settings, find_saved(settings, name), false};
	struct view_choice choice = {0};
	struct error err;
	bool is_view = view_choice_find(name) != VIEW_COUNT;

	if (!*name) {
		say_saved(app);
	} else if (is_view) {
		go_to_view_by_key(app, view_choice_find(name));
	} else if (source.saved == NOT_SAVED) {
		(void)refuse_name(settings, name, &err);
		app_reject_typed(app, "%s", err.text);
	} else if (read_choice(&source, &choice, &err)) {
		show(app, &choice);
	} else {
		app_reject_typed(app, "%s", err.text);
	}
	view_choice_fini(&choice);
}

/* --- Links ---------------------------------------------------------------------------------- */

static void put_settings(const struct ui *ui, struct buf *out)
{
	struct buf text = {0};

	for (const struct view_setting *row = view_choice_settings; row->flag; row++) {
		const char *base = base_text(ui->settings, row->flag);
		bool is_needed;

		buf_clear(&text);
		row->print(ui, &text);
		is_needed = row->initial ? strcmp(buf_text(&text), base ? base : row->initial) != 0
					 : text.length > 0;
		/* What another machine sets is not known: all but the default is named. */
		is_needed |= row->initial && strcmp(buf_text(&text), row->initial) != 0;
		if (is_needed) {
			settings_link_put(out, row->flag, buf_text(&text));
		}
	}
	buf_fini(&text);
}

void saved_view_link(struct app *app)
{
	const struct ui *ui = &app->ui;
	struct buf line = {0};
	bool is_copied;

	buf_puts(&line, "beyatop");
	settings_link_put_table(
		ui->settings, ui->snapshot ? ui->snapshot->status.region : "", &line);
	put_settings(ui, &line);
	is_copied = clipboard_write(buf_text(&line), getenv("TMUX") != NULL, &app->to_terminal);
	app_say(app, "%s%s", is_copied ? "Sent to the terminal's clipboard: " : "",
		buf_text(&line));
	buf_fini(&line);
}
