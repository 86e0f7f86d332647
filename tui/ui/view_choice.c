/* SPDX-License-Identifier: MIT */
#include "ui/view_choice.h"

#include <string.h>

/* --- Views ---------------------------------------------------------------------------------- */

#define NAME(ID, name, key, title, about, hint) [VIEW_##ID] = #name,
static const char *const names[] = {VIEW_LIST(NAME)};

enum view_id view_choice_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(names[i], name) == 0) {
			return (enum view_id)i;
		}
	}
	return VIEW_COUNT;
}

const char *view_choice_name(enum view_id view)
{
	return view < ARRAY_LEN(names) ? names[view] : NULL;
}

void view_choice_put_names(struct buf *out)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		buf_printf(out, "%s%s", i > 0 ? ", " : "", names[i]);
	}
}

enum view_id view_choice_view(const struct view_choice *choice)
{
	if (choice->has_view) {
		return choice->view;
	}
	if (choice->service && choice->user) {
		return VIEW_DETAIL;
	}
	return choice->service || choice->user || choice->has_finding ? VIEW_SESSIONS
								      : VIEW_OVERVIEW;
}

void view_choice_fini(struct view_choice *choice)
{
	predicate_fini(&choice->filter);
}

static bool read_view(const char *text, struct view_choice *choice, struct buf *reason)
{
	choice->view = view_choice_find(text);
	choice->has_view = choice->view != VIEW_COUNT;
	if (!choice->has_view) {
		buf_printf(reason, "no view \"%.60s\": expected ", text);
		view_choice_put_names(reason);
	}
	return choice->has_view;
}

static void print_view(const struct ui *ui, struct buf *out)
{
	buf_puts(out, names[ui_view_below(ui)]);
}

/* --- Which sessions ------------------------------------------------------------------------- */

static bool read_service(const char *text, struct view_choice *choice, struct buf *reason)
{
	(void)reason;
	choice->service = text;
	return true;
}

static void print_service(const struct ui *ui, struct buf *out)
{
	bool is_detail = ui_view_below(ui) == VIEW_DETAIL;
	bool is_user = ui->scope.kind == SCOPE_USER;
	const char *service = is_detail ? ui->service : is_user ? NULL : scope_service(&ui->scope);

	buf_puts(out, service ? service : "");
}

static bool read_user(const char *text, struct view_choice *choice, struct buf *reason)
{
	(void)reason;
	choice->user = text;
	return true;
}

static void print_user(const struct ui *ui, struct buf *out)
{
	const char *user = ui->settings->user; /* only this user's sessions are read */

	if (ui_view_below(ui) == VIEW_DETAIL) {
		user = ui->user_id;
	} else if (ui->scope.kind == SCOPE_USER) {
		user = scope_user(&ui->scope);
	}
	buf_puts(out, user ? user : "");
}

static bool read_finding(const char *text, struct view_choice *choice, struct buf *reason)
{
	for (unsigned kind = 0; kind < FINDING_KIND_COUNT; kind++) {
		if (strcmp(text, finding_kind_word(kind)) == 0) {
			choice->finding = (enum finding_kind)kind;
			choice->has_finding = true;
			return true;
		}
	}
	buf_printf(reason, "no kind of finding \"%.60s\": expected ", text);
	for (unsigned kind = 0; kind < FINDING_KIND_COUNT; kind++) {
		buf_printf(reason, "%s%s", kind > 0 ? ", " : "", finding_kind_word(kind));
	}
	return false;
}

static void print_finding(const struct ui *ui, struct buf *out)
{
	bool is_listed = ui_view_below(ui) == VIEW_SESSIONS && ui->scope.kind == SCOPE_FINDING;
	const struct finding *finding = is_listed ? ui->scope.finding : NULL;

	buf_puts(out, finding ? finding_kind_word(finding->kind) : "");
}

static bool read_filter(const char *text, struct view_choice *choice, struct buf *reason)
{
	struct predicate_error error;

	predicate_fini(&choice->filter);
	if (filter_parse(&choice->filter, text, &error)) {
		return true;
	}
	choice->filter = (struct predicate){0};
	buf_printf(
		reason, "invalid filter \"%.130s\", at %zu: %s", text, error.at + 1, error.reason);
	return false;
}

static void print_filter(const struct ui *ui, struct buf *out)
{
	buf_puts(out, ui->filter.text);
}

static const char *const no_yes[] = {"0", "1", "false", "true", "no", "yes"};

static bool read_problems(const char *text, struct view_choice *choice, struct buf *reason)
{
	for (size_t i = 0; i < ARRAY_LEN(no_yes); i++) {
		if (strcmp(no_yes[i], text) == 0) {
			choice->problems_only = i % 2 == 1;
			return true;
		}
	}
	buf_printf(reason, "problems \"%.60s\" is neither 1 nor 0", text);
	return false;
}

static void print_problems(const struct ui *ui, struct buf *out)
{
	buf_puts(out, no_yes[ui->problems_only]);
}

/* --- How they are shown --------------------------------------------------------------------- */

/* Only where the overview is named, sort order and columns are those of services. */
static const struct field_table *fields_of(const struct view_choice *choice)
{
	return ui_fields(choice->has_view ? choice->view : VIEW_SESSIONS);
}

/*
 * For the overview, an order of services; else of sessions. A variable or file may set one for
 * sessions, whatever view is shown first.
 */
static bool read_sort(const char *text, struct view_choice *choice, struct buf *reason)
{
	const struct field_table *table = fields_of(choice);

	if ((table == &field_services &&
		    sort_parse(&field_services, text, &choice->services_order)) ||
		sort_parse(&field_sessions, text, &choice->sessions_order)) {
		return true;
	}
	buf_printf(reason, "invalid sort order \"%.60s\": expected ", text);
	sort_append_names(table, reason);
	buf_puts(reason, ", with a leading - to reverse");
	return false;
}

static void print_sort(const struct ui *ui, struct buf *out)
{
	enum view_id view = ui_view_below(ui);
	const struct sort_order *order =
		view == VIEW_OVERVIEW ? &ui->services_order : &ui->sessions_order;

	buf_printf(out, "%s%s", order->is_inverted ? "-" : "", ui_sort_field(ui, view)->name);
}

static bool read_columns(const char *text, struct view_choice *choice, struct buf *reason)
{
	const struct field_table *table = fields_of(choice);
	const char *wrong;
	size_t length;

	if (column_choice_parse(&choice->columns, table, text, &wrong, &length)) {
		choice->columns_of = table;
		return true;
	}
	buf_printf(reason, "no column \"%.*s\": expected ", length < 60 ? (int)length : 60, wrong);
	column_choice_put_names(table, reason);
	return false;
}

static void print_columns(const struct ui *ui, struct buf *out)
{
	bool is_overview = ui_view_below(ui) == VIEW_OVERVIEW;

	column_choice_print(is_overview ? &ui->services_columns : &ui->sessions_columns,
		ui_fields(ui_view_below(ui)), out);
}

static bool read_times(const char *text, struct view_choice *choice, struct buf *reason)
{
	int times = settings_choice("times", text);

	if (times < 0) {
		buf_printf(
			reason, "no times \"%.60s\": expected %s", text, settings_choices("times"));
		return false;
	}
	choice->times = (enum time_style)times;
	return true;
}

static void print_times(const struct ui *ui, struct buf *out)
{
	static const char *const words[] = {
		[TIMES_UTC] = "utc", [TIMES_LOCAL] = "local", [TIMES_AGE] = "age"};

	buf_puts(out, words[ui->times]);
}

/* The view comes first: what sort orders and columns there are depends on it. */
const struct view_setting view_choice_settings[] = {
	{"view", read_view, print_view, NULL},
	{"service", read_service, print_service, NULL},
	{"user", read_user, print_user, NULL},
	{"finding", read_finding, print_finding, NULL},
	{"filter", read_filter, print_filter, ""},
	{"sort", read_sort, print_sort, "worst"},
	{"columns", read_columns, print_columns, COLUMN_CHOICE_DEFAULT},
	{"problems", read_problems, print_problems, "0"},
	{"times", read_times, print_times, "utc"},
	{.flag = NULL},
};
