/* SPDX-License-Identifier: MIT */
#include "act/commands.h"

#include "act/actions.h"
#include "act/keys.h"

static void show_summary(struct app *app)
{
	if (app->ui.view != VIEW_SUMMARY) {
		act_export_summarize(app);
	}
}

static void show_help(struct app *app)
{
	if (app->ui.view != VIEW_HELP) {
		go_to_help(app);
	}
}

static void stop_writing(struct app *app)
{
	if (!app_rejects_replay(app) && !act_write_stop(app)) {
		app_say(app, "Nothing is being written.");
	}
}

/* clang-format off */
const struct typed_command commands_table[] = {
	{"interval", "30s", "refresh interval, from 1s to 1h",
		.run_with = act_refresh_set_interval, .words = "5s 15s 30s 1m 5m"},
	{"refresh", NULL, "refresh now, like r", .run = act_refresh_now},
	{"sweep", NULL, "read every session again", .run = act_refresh_sweep},
	{"reconcile", NULL, "scan the table for sessions that no index has",
		.run = act_refresh_reconcile},
	{"profile", "staging", "switch to another AWS profile",
		.run_with = act_refresh_use_profile, .add_candidates = candidates_add_profiles},
	{"filter", "err>5", "set the filter, or clear it; see FILTERS",
		.run_with = act_filter_set, .add_candidates = candidates_add_filters,
		.is_optional = true, .prefixes = FILTER_PREFIXES},
	{"sort", "age", "sort the list; -age reverses the order",
		.run_with = act_sort_typed, .add_candidates = candidates_add_orders,
		.prefixes = "-"},
	{"columns", "late,err", "choose columns; default: as space permits",
		.run_with = act_sort_set_columns, .add_candidates = candidates_add_columns,
		.is_optional = true},
	{"service", "slack", "list a service's sessions; :slack works too",
		.run_with = go_to_service, .add_candidates = candidates_add_services},
	{"all", NULL, "list all sessions, of every service, like 0", .run = go_to_all},
	{"row", "12", "go to that row; :12 works too",
		.run_with = act_move_typed, .takes_numbers = true},
	{"user", "u-7f3a91c2", "list a user's sessions; default: selected user's",
		.run_with = go_to_user, .is_optional = true},
	{"tag", "all", "tag all, none, invert, or finding (like =)",
		.run_with = act_tag_typed, .words = "all none finding invert"},
	{"ack", "2h deploy", "acknowledge, like a; :ack off removes it",
		.run_with = act_ack_typed, .words = "30m 2h 8h off"},
	{"theme", "light", "change the colors",
		.run_with = act_refresh_use_theme, .add_candidates = candidates_add_themes},
	{"view", "night", "show a saved [view NAME], or a view",
		.run_with = saved_view_typed, .add_candidates = candidates_add_views,
		.is_optional = true},
	{"link", NULL, "copy the command line that starts like this", .run = saved_view_link},
	{"watch", "late>5%", "watch a condition or service, list them, or off",
		.run_with = act_watch_typed, .add_candidates = candidates_add_watches,
		.is_optional = true, .prefixes = FILTER_PREFIXES},
	{"baseline", "off", "set the baseline, like b; off removes it",
		.run_with = act_baseline_typed, .words = "off", .is_optional = true},
	{"summary", NULL, "incident summary, like i", .run = show_summary},
	{"save", NULL, "save the screen as a text file, like s", .run = act_export_save},
	{"stop", NULL, "stop the write that is running, like Esc", .run = stop_writing},
	{"resume", NULL, "continue a write that was stopped", .run = act_toggle_resume},
	{"goto", "09:41", "in a replay: go to that time (UTC)", .run_with = act_replay_go_to},
	{"help", NULL, "keys, commands and states, like ?", .run = show_help},
	{"quit", NULL, "quit, like Q", .run = keys_quit},
	{.name = NULL},
};
