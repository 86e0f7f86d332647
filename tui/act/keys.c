/* SPDX-License-Identifier: MIT */
#include "act/keys.h"

#include "act/actions.h"
#include "cell/key.h"

/* --- What keys do, where it takes one line --------------------------------------------------- */

#define WHEEL_LINES 3

/* clang-format off */
static void move_up(struct app *app)            { act_move_lines(app, -1); }
static void move_down(struct app *app)          { act_move_lines(app, 1); }
static void move_page_up(struct app *app)       { act_move_screenfuls(app, -1); }
static void move_page_down(struct app *app)     { act_move_screenfuls(app, 1); }
static void move_to_first(struct app *app)      { act_move_to_end(app, false); }
static void move_to_last(struct app *app)       { act_move_to_end(app, true); }
static void move_left(struct app *app)          { heat_map_move_cells(&app->ui.heat, -1); }
static void move_right(struct app *app)         { heat_map_move_cells(&app->ui.heat, 1); }
static void wheel_up(struct app *app)           { act_move_lines(app, -WHEEL_LINES); }
static void wheel_down(struct app *app)         { act_move_lines(app, WHEEL_LINES); }
static void next_problem(struct app *app)       { act_move_to_problem(app, true); }
static void previous_problem(struct app *app)   { act_move_to_problem(app, false); }
static void previous_session(struct app *app)   { open_nearby_item(app, -1); }
static void next_session(struct app *app)       { open_nearby_item(app, 1); }
static void sort_left(struct app *app)          { act_sort_by_next_column(app, -1); }
static void sort_right(struct app *app)         { act_sort_by_next_column(app, 1); }
static void step_forward(struct app *app)       { act_replay_step(app, 1); }
static void step_back(struct app *app)          { act_replay_step(app, -1); }
static void redraw(struct app *app)             { app->redraw_requested = true; }
static void suspend(struct app *app)            { app->suspend_requested = true; }
static void quit_at_once(struct app *app)       { app->quit_at_once_requested = true; }
/* clang-format on */

/* The keys of the views. */
#define SHOW(ID, name, key, title, about, hint)                                                    \
	static void show_##name(struct app *app)                                                   \
	{                                                                                          \
		go_to_view_by_key(app, VIEW_##ID);                                                 \
	}
VIEW_LIST(SHOW)

static void click(struct app *app)
{
	if (act_move_to_click(app)) {
		keys_press(app, KEY_IS_ENTER);
	}
}

static void toggle_bare(struct app *app)
{
	app->ui.is_bare = !app->ui.is_bare;
	app_say(app, app->ui.is_bare ? "Header and keys hidden, except for warnings. "
				       "Ctrl-E shows both."
				     : "");
}

static void toggle_mouse(struct app *app)
{
	if (!app->has_mouse) {
		app_say(app, "This terminal does not report a mouse.");
		return;
	}
	app->mouse_is_on = !app->mouse_is_on;
	app_say(app, "%s",
		app->mouse_is_on ? "Mouse on: wheel and clicks work. Hold Shift to select text. "
				   "M turns it off."
				 : "Mouse off.");
}

static void cycle_times(struct app *app)
{
	static const char *const words[TIMES_COUNT] = {
		[TIMES_UTC] = "UTC", [TIMES_LOCAL] = "local time", [TIMES_AGE] = "ages"};

	app->ui.times = (app->ui.times + 1) % TIMES_COUNT;
	app_say(app, "Times in lists are shown as %s.", words[app->ui.times]);
}

void keys_quit(struct app *app)
{
	if (app_is_writing(app) && app->quitting_key != app->keys) {
		app->quitting_key = app->keys + 1;
		app_say(app, "A write is running: Esc stops it. Quit again to interrupt it.");
		return;
	}
	app->quit_requested = true;
}

/* --- The table ------------------------------------------------------------------------------ */

#define IN_OVERVIEW IN_VIEW(VIEW_OVERVIEW)
#define IN_SESSIONS IN_VIEW(VIEW_SESSIONS)
#define IN_DETAIL   IN_VIEW(VIEW_DETAIL)
#define IN_SUMMARY  IN_VIEW(VIEW_SUMMARY)
#define IN_HEAT     IN_VIEW(VIEW_HEAT)
#define IN_CHANGES  IN_VIEW(VIEW_CHANGES)
#define IN_WRITES   IN_VIEW(VIEW_WRITES)
#define IN_HELP     IN_VIEW(VIEW_HELP)

/* Where a line, or a cell, can be opened. */
#define IN_OPENABLE (IN_LISTS | IN_HEAT | IN_CHANGES)

#define SHOW_KEY(ID, view, number, title, about, hint)                                             \
	{.keys = {'0' + (number)},                                                                 \
		.name = #number,                                                                   \
		.views = IN_ALL,                                                                   \
		.run = show_##view,                                                                \
		.help = (about),                                                                   \
		.footers = (hint) ? IN_OVERVIEW : 0,                                               \
		.label = (hint)},

/*
 * Left unbound on purpose: Ctrl-S and Ctrl-Q (flow control, which people may type from habit),
 * Ctrl-A (the prefix of screen; within tmux, Ctrl-B must be typed twice), and DIALOG_CONFIRM_KEY.
 */
/* clang-format off */
const struct key_binding keys_table[] = {
	{{KEY_IS_UP, 'k'}, "Up k", IN_ALL, move_up, .help = "up one line"},
	{{KEY_IS_DOWN, 'j'}, "Down j", IN_ALL, move_down, .help = "down one line"},
	{{KEY_IS_PAGE_UP, KEY_CTRL('b'), KEY_CTRL('u')}, "PgUp Ctrl-B Ctrl-U", IN_ALL,
		move_page_up, .help = "up one screenful"},
	{{KEY_IS_PAGE_DOWN, KEY_CTRL('f'), KEY_CTRL('d')}, "PgDn Ctrl-F Ctrl-D", IN_ALL,
		move_page_down, .help = "down one screenful"},
	{{KEY_IS_HOME, 'g'}, "Home g", IN_ALL, move_to_first, .help = "first line"},
	{{KEY_IS_END, 'G'}, "End G", IN_ALL, move_to_last, .help = "last line"},
	{{KEY_IS_LEFT, 'h'}, "Left h", IN_HEAT, move_left, .help = "left one cell"},
	{{KEY_IS_RIGHT, 'l'}, "Right l", IN_HEAT, move_right, .help = "right one cell"},
	{{KEY_IS_ENTER}, "Enter", IN_OPENABLE, open_selected,
		.help = "open the selected line or cell", .footers = IN_OPENABLE, .label = "open",
		.is_for_finding = true},
	{{KEY_IS_RIGHT, 'l'}, "Right l", IN_OPENABLE & ~IN_HEAT, open_selected,
		.help = "open the selected line, like Enter"},
	{{'z', ' ', KEY_IS_ENTER}, "z Space Enter", IN_DETAIL, act_item_fold,
		.help = "fold or unfold a map or list", .footers = IN_DETAIL, .label = "fold"},
	{{'['}, "[", IN_DETAIL, previous_session, .help = "previous session in the list",
		.footers = IN_DETAIL, .label = "previous"},
	{{']'}, "]", IN_DETAIL, next_session, .help = "next session in the list",
		.footers = IN_DETAIL, .label = "next"},
	{{'x'}, "x", IN_DETAIL, act_item_reveal, .help = "show masked values for 30 s",
		.footers = IN_DETAIL, .label = "reveal"},
	{{'t'}, "t", IN_LISTS, act_toggle_chosen,
		.help = "pause or resume this session, or the tagged ones",
		.footers = IN_SESSIONS, .label = "toggle", .is_write = true},
	{{'t'}, "t", IN_DETAIL, act_toggle_chosen, .help = "pause or resume the open session",
		.footers = IN_DETAIL, .label = "toggle", .is_write = true},
	{{'T'}, "T", IN_SESSIONS, act_toggle_listed, .help = "pause or resume all listed sessions",
		.is_write = true},
	{{'u'}, "u", IN_ALL & ~(IN_SUMMARY | IN_HELP), act_toggle_undo,
		.help = "undo your last write",
		.footers = IN_WRITES, .label = "undo", .is_write = true},
	{{'w'}, "w", IN_ALL & ~(IN_SUMMARY | IN_HELP), act_write_arm,
		.help = "arm or disarm writes (with --arm-for)", .is_write = true},
	{{'n'}, "n", IN_LISTS, next_problem, .help = "next problem; wraps around",
		.footers = IN_LISTS, .label = "next problem"},
	{{'N'}, "N", IN_LISTS, previous_problem, .help = "previous problem"},
	{{'n'}, "n", IN_HELP, act_help_next, .help = "next match in the help",
		.footers = IN_HELP, .label = "next"},
	{{'N'}, "N", IN_HELP, act_help_previous,
		.help = "previous match in the help"},
	{{'!'}, "!", IN_SESSIONS, act_filter_problems,
		.help = "list only problems, or all sessions",
		.footers = IN_SESSIONS, .label = "problems"},
	{{'m'}, "m", IN_ALL, show_heat, .help = "heat map; press again for errors, then lateness",
		.footers = IN_OVERVIEW, .label = "heat map"},
	VIEW_LIST(SHOW_KEY)
	{{'0'}, "0", IN_ALL, go_to_all, .help = "all sessions, of every service"},
	{{KEY_IS_TAB}, "Tab", IN_ALL, go_to_next_view, .help = "next view, in order of number",
		.footers = IN_HEAT | IN_CHANGES | IN_WRITES, .label = "next view"},
	{{'/'}, "/", IN_LISTS, act_prompt_open_filter, .help = "filter as you type",
		.footers = IN_LISTS, .label = "filter"},
	{{'/'}, "/", IN_HELP, act_prompt_open_help, .help = "search this help",
		.footers = IN_HELP, .label = "find"},
	{{KEY_IS_ESCAPE}, "Esc", IN_ALL, go_back_or_clear_filter,
		.help = "clear the filter, or go back if there is none"},
	{{'<'}, "<", IN_LISTS, sort_left, .help = "sort by the column to the left"},
	{{'>'}, ">", IN_LISTS, sort_right, .help = "sort by the column to the right"},
	/* As in k9s, where N is for names: here it goes to the previous problem, as in less. */
	{{'S', 'Z', 'L', 'A', 'E', 'C', 'P'}, "S Z L A E C P", IN_LISTS, act_sort_by_letter,
		.help = "sort by a column, see COLUMNS; again: reverse"},
	{{'I'}, "I", IN_LISTS, act_sort_reverse, .help = "reverse the sort"},
	{{'o'}, "o", IN_LISTS, act_sort_lock, .help = "lock or unlock the order of the rows",
		.footers = IN_SESSIONS, .label = "lock order"},
	{{'F'}, "F", IN_SESSIONS, act_sort_follow,
		.help = "keep this session in its row of the screen"},
	{{' '}, "Space", IN_SESSIONS, act_tag_selected, .help = "tag or untag the session",
		.footers = IN_SESSIONS, .label = "tag"},
	{{'='}, "=", IN_OVERVIEW, act_tag_finding, .help = "tag the sessions of the finding",
		.footers = IN_OVERVIEW, .label = "tag", .is_for_finding = true},
	{{'='}, "=", IN_SESSIONS, act_tag_finding,
		.help = "tag all sessions of the same finding"},
	{{'U'}, "U", IN_SESSIONS, act_tag_none, .help = "untag all sessions"},
	{{'*'}, "*", IN_SESSIONS, act_tag_invert, .help = "invert the tags in the list"},
	{{'a'}, "a", IN_SESSIONS | IN_DETAIL, act_prompt_open_ack,
		.help = "acknowledge: not counted until a time you set",
		.footers = IN_SESSIONS | IN_DETAIL, .label = "ack"},
	{{'a'}, "a", IN_OVERVIEW, act_prompt_open_ack,
		.help = "acknowledge the sessions of the finding",
		.footers = IN_OVERVIEW, .label = "ack", .is_for_finding = true},
	{{'W'}, "W", IN_LISTS | IN_DETAIL | IN_HEAT, act_watch_selected,
		.help = "watch or unwatch: rings when it changes",
		.footers = IN_LISTS, .label = "watch", .is_for_finding = true},
	{{'q', KEY_IS_BACKSPACE}, "q Backspace", IN_ALL & ~IN_OVERVIEW, go_back,
		.help = "back to the previous view",
		.footers = IN_ALL & ~IN_OVERVIEW, .label = "back", .is_kept = true},
	{{KEY_IS_LEFT, 'h'}, "Left h", IN_ALL & ~(IN_OVERVIEW | IN_HEAT), go_back,
		.help = "back, like q"},
	{{'q'}, "q", IN_OVERVIEW, keys_quit, .help = "quit (from the overview)",
		.footers = IN_OVERVIEW, .label = "quit", .is_kept = true},
	{{'r', KEY_CTRL('r'), KEY_FUNCTION(5)}, "r Ctrl-R F5", IN_ALL & ~IN_HELP,
		act_refresh_now, .help = "refresh now",
		.footers = IN_OVERVIEW, .label = "refresh"},
	{{'+'}, "+", IN_ALL & ~IN_HELP, act_refresh_step_up,
		.help = "longer refresh interval; in a replay: faster"},
	{{'-'}, "-", IN_ALL & ~IN_HELP, act_refresh_step_down,
		.help = "shorter refresh interval; in a replay: slower"},
	{{'p'}, "p", IN_ALL & ~IN_HELP, act_refresh_freeze,
		.help = "freeze or unfreeze the display",
		.footers = IN_LISTS | IN_DETAIL, .label = "freeze"},
	{{'M'}, "M", IN_ALL, toggle_mouse, .help = "turn the mouse on or off"},
	{{KEY_IS_WHEEL_UP}, "Wheel up", IN_ALL, wheel_up, .help = "up three lines"},
	{{KEY_IS_WHEEL_DOWN}, "Wheel down", IN_ALL, wheel_down, .help = "down three lines"},
	{{KEY_IS_CLICK}, "Click", IN_ALL & ~(IN_WRITES | IN_SUMMARY | IN_HELP), click,
		.help = "select a line; click it again to open it"},
	{{'Q', KEY_CTRL('c'), KEY_FUNCTION(10)}, "Q Ctrl-C F10", IN_ALL, keys_quit,
		.help = "quit (from any view)",
		.works_in_prompt = true},
	{{KEY_CTRL('z')}, "Ctrl-Z", IN_ALL, suspend,
		.help = "suspend; type fg in the shell to return", .works_in_prompt = true,
		.works_in_dialog = true},
	{{KEY_CTRL('\\')}, "Ctrl-\\", IN_ALL, quit_at_once,
		.help = "quit at once, even while a write is running", .works_in_prompt = true,
		.works_in_dialog = true},
	{{KEY_CTRL('e')}, "Ctrl-E", IN_ALL, toggle_bare,
		.help = "hide or show the header and the keys"},
	{{KEY_CTRL('l')}, "Ctrl-L", IN_ALL, redraw, .help = "redraw the screen",
		.works_in_prompt = true, .works_in_dialog = true},
	{{'b'}, "b", IN_ALL & ~IN_HELP, act_baseline_set,
		.help = "set a baseline: totals show the change since",
		.footers = IN_OVERVIEW, .label = "baseline"},
	{{'i'}, "i", IN_LISTS | IN_DETAIL, act_export_summarize,
		.help = "incident summary in Markdown", .footers = IN_OVERVIEW, .label = "summary",
		.is_for_finding = true},
	{{'y'}, "y", IN_SESSIONS | IN_DETAIL | IN_SUMMARY, act_export_copy,
		.help = "copy the key of the session, or the summary",
		.footers = IN_SUMMARY, .label = "copy"},
	{{'Y'}, "Y", IN_DETAIL, act_export_copy_item, .help = "copy the item, with secrets masked",
		.footers = IN_DETAIL, .label = "copy item"},
	{{'O'}, "O", IN_LISTS | IN_DETAIL, act_export_copy_runbook,
		.help = "copy the link to the runbook of the service"},
	{{'s'}, "s", IN_ALL, act_export_save, .help = "save the screen as a text file, secrets masked",
		.footers = IN_SUMMARY, .label = "save"},
	{{'D'}, "D", IN_ALL & ~IN_HELP, cycle_times,
		.help = "show times in UTC, local time or as ages"},
	{{'.'}, ".", IN_ALL & ~IN_HELP, step_forward, .help = "in a replay: one frame forward"},
	{{','}, ",", IN_ALL & ~IN_HELP, step_back, .help = "in a replay: one frame back"},
	{{':'}, ":", IN_ALL, act_prompt_open_command, .help = "type a command, such as :sweep",
		.footers = IN_OVERVIEW, .label = "command"},
	{{'?', KEY_FUNCTION(1)}, "? F1", IN_ALL, go_to_help, .help = "open or close this help",
		.footers = IN_ALL & ~IN_HELP, .label = "help", .is_kept = true},
	{.name = NULL},
};
/* clang-format on */

/* --- Keys ----------------------------------------------------------------------------------- */

/* The mouse acts on the view only, so it is ignored while a dialog or a prompt is open. */
static bool is_for_view(int key)
{
	return key >= KEY_IS_WHEEL_UP && key <= KEY_IS_CLICK;
}

static enum view_id first_view(unsigned views)
{
	enum view_id view = VIEW_OVERVIEW;

	while (!(views & IN_VIEW(view))) {
		view++;
	}
	return view;
}

/* No key is silent; the mouse may be. */
static void refuse(struct app *app, int key)
{
	const struct key_binding *elsewhere = keymap_find(app->ui.keys, IN_ALL, key);
	char name[KEY_TEXT_SIZE];

	if (is_for_view(key)) {
		return;
	}
	key_format(key, name);
	if (elsewhere) {
		app_say(app, "No key %s here; ? lists them. In %s: %s.", name,
			view_list_titles[first_view(elsewhere->views)], elsewhere->help);
	} else {
		app_say(app, "No key %s here; ? lists them", name);
	}
}

static void press_in_view(struct app *app, int key)
{
	const struct key_binding *binding = keymap_find(app->ui.keys, IN_VIEW(app->ui.view), key);

	app_say(app, "%s", "");
	if (binding) {
		binding->run(app);
	} else {
		refuse(app, key);
	}
}

/* Handles keys that suspend the program or end it at once: they do not answer a dialog. */
static bool press_over_dialog(struct app *app, int key)
{
	const struct key_binding *binding = keymap_find(app->ui.keys, IN_VIEW(app->ui.view), key);

	if (!binding || !binding->works_in_dialog) {
		return false;
	}
	binding->run(app);
	return true;
}

/* Pasted text is for a prompt, and is ignored elsewhere. */
static bool is_dropped(const struct app *app, int key)
{
	bool has_dialog = app->ui.dialog.is_open, has_prompt = app->ui.prompt.is_open;

	return key & KEY_PASTED ? has_dialog || !has_prompt
				: is_for_view(key) && (has_dialog || has_prompt);
}

void keys_press(struct app *app, int key)
{
	if (is_dropped(app, key)) {
		return;
	}
	app->keys++;
	app->key = key;
	/* No frame has shown this yet: the key may have been for the dialog that is closed now. */
	if (act_write_disarm_if_idle(app)) {
		return;
	}
	act_write_stay_armed(app);
	if (app->ui.dialog.is_open) {
		if (!press_over_dialog(app, key)) {
			act_write_press(app, key);
		}
	} else if (app->ui.prompt.is_open) {
		act_prompt_press(app, key & ~KEY_PASTED);
	} else if (key != KEY_IS_ESCAPE || !act_write_stop(app)) {
		press_in_view(app, key);
	}
}
