/* SPDX-License-Identifier: MIT */
#include "ui/keymap.h"

#include "base.h"

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

/*
 * Not bound on purpose: Ctrl-S and Ctrl-Q (flow control), Ctrl-A and Ctrl-B (prefixes of
 * screen and tmux).
 */
/* clang-format off */
static const struct key_binding bindings[] = {
	{{KEY_IS_UP, 'k'}, "Up k", ACTION_UP, IN_ALL, 0, NULL,
		"one line up", false},
	{{KEY_IS_DOWN, 'j'}, "Down j", ACTION_DOWN, IN_ALL, 0, NULL,
		"one line down", false},
	{{KEY_IS_PAGE_UP, KEY_CTRL('u')}, "PgUp Ctrl-U", ACTION_PAGE_UP, IN_ALL, 0, NULL,
		"one screenful up", false},
	{{KEY_IS_PAGE_DOWN, KEY_CTRL('d'), KEY_CTRL('f')}, "PgDn Ctrl-D Ctrl-F",
		ACTION_PAGE_DOWN, IN_ALL, 0, NULL,
		"one screenful down", false},
	{{KEY_IS_HOME, 'g'}, "Home g", ACTION_FIRST, IN_ALL, 0, NULL,
		"the first line", false},
	{{KEY_IS_END, 'G'}, "End G", ACTION_LAST, IN_ALL, 0, NULL,
		"the last line", false},
	{{KEY_IS_LEFT, 'h'}, "Left h", ACTION_LEFT, IN_HEAT, 0, NULL,
		"one cell to the left", false},
	{{KEY_IS_RIGHT, 'l'}, "Right l", ACTION_RIGHT, IN_HEAT, 0, NULL,
		"one cell to the right", false},
	{{KEY_IS_ENTER}, "Enter", ACTION_OPEN, IN_OPENABLE, IN_OPENABLE, "open",
		"open what the cursor is on", false},
	{{KEY_IS_RIGHT, 'l'}, "Right l", ACTION_OPEN, IN_OPENABLE & ~IN_HEAT, 0, NULL,
		"open it, as Enter", false},
	{{'z', ' ', KEY_IS_ENTER}, "z Space Enter", ACTION_FOLD, IN_DETAIL, IN_DETAIL, "fold",
		"fold or unfold a map or a list", false},
	{{'['}, "[", ACTION_PREVIOUS_SESSION, IN_DETAIL, IN_DETAIL, "previous",
		"the previous session of the list", false},
	{{']'}, "]", ACTION_NEXT_SESSION, IN_DETAIL, IN_DETAIL, "next",
		"the next session of the list", false},
	{{'x'}, "x", ACTION_REVEAL, IN_DETAIL, IN_DETAIL, "reveal",
		"show what is masked for 30 s", false},
	{{'t'}, "t", ACTION_TOGGLE, IN_LISTS, IN_SESSIONS, "on/off",
		"pause or resume the tagged, or this", true},
	{{'t'}, "t", ACTION_TOGGLE, IN_DETAIL, IN_DETAIL, "on/off",
		"in a session: pause or resume it", true},
	{{'T'}, "T", ACTION_TOGGLE_LISTED, IN_SESSIONS, 0, NULL,
		"pause or resume all that are listed", true},
	{{'u'}, "u", ACTION_UNDO, IN_ALL & ~(IN_SUMMARY | IN_HELP), IN_WRITES, "undo",
		"undo my last write", true},
	{{'w'}, "w", ACTION_ARM, IN_ALL & ~(IN_SUMMARY | IN_HELP), 0, NULL,
		"arm or disarm writes, with --arm-for", true},
	{{'n'}, "n", ACTION_NEXT_PROBLEM, IN_LISTS, IN_LISTS, "next problem",
		"the next line that is not well", false},
	{{'N'}, "N", ACTION_PREVIOUS_PROBLEM, IN_LISTS, 0, NULL,
		"the line before that is not well", false},
	{{'!'}, "!", ACTION_PROBLEMS_ONLY, IN_SESSIONS, IN_SESSIONS, "problems",
		"list problems only, or all again", false},
	{{'m', '4'}, "m 4", ACTION_HEAT, IN_ALL, IN_OVERVIEW, "heat map",
		"heat map; again: by lateness", false},
	{{'1'}, "1", ACTION_OVERVIEW, IN_ALL, 0, NULL,
		"the overview of all services", false},
	{{'2'}, "2", ACTION_SESSIONS, IN_ALL, 0, NULL,
		"the sessions of the selected service", false},
	{{'3'}, "3", ACTION_DETAIL, IN_ALL, 0, NULL,
		"the selected session", false},
	{{'5'}, "5", ACTION_CHANGES, IN_ALL, IN_OVERVIEW, "changes",
		"what changed while we watched", false},
	{{'6'}, "6", ACTION_WRITES, IN_ALL, 0, NULL,
		"what was written, from the audit log", false},
	{{KEY_IS_TAB}, "Tab", ACTION_NEXT_VIEW, IN_ALL, IN_HEAT | IN_CHANGES | IN_WRITES, "next view",
		"the next of the views 1 to 6", false},
	{{'/'}, "/", ACTION_FILTER, IN_LISTS, IN_LISTS, "filter",
		"filter while you type", false},
	{{KEY_IS_ESCAPE}, "Esc", ACTION_LEAVE, IN_ALL, 0, NULL,
		"drop the filter; without one, back", false},
	{{'<'}, "<", ACTION_SORT_LEFT, IN_LISTS, 0, NULL,
		"sort by the column to the left", false},
	{{'>'}, ">", ACTION_SORT_RIGHT, IN_LISTS, 0, NULL,
		"sort by the column to the right", false},
	{{'I'}, "I", ACTION_INVERT, IN_LISTS, 0, NULL,
		"sort the other way round", false},
	{{'o'}, "o", ACTION_LOCK, IN_LISTS, IN_SESSIONS, "lock order",
		"lock the order, or let it go", false},
	{{'F'}, "F", ACTION_FOLLOW, IN_SESSIONS, 0, NULL,
		"keep this session in its screen row", false},
	{{' '}, "Space", ACTION_TAG, IN_SESSIONS, IN_SESSIONS, "tag",
		"tag the session, or untag it", false},
	{{'='}, "=", ACTION_TAG_COHORT, IN_SESSIONS, 0, NULL,
		"tag those that stopped with it", false},
	{{'*'}, "*", ACTION_INVERT_TAGS, IN_SESSIONS, 0, NULL,
		"invert the tags of the list", false},
	{{'a'}, "a", ACTION_ACK, IN_SESSIONS | IN_DETAIL, IN_SESSIONS | IN_DETAIL, "ack",
		"acknowledge: uncounted until a time", false},
	{{'q', KEY_IS_BACKSPACE}, "q Backspace", ACTION_BACK,
		IN_ALL & ~IN_OVERVIEW, IN_ALL & ~IN_OVERVIEW, "back",
		"back to where you came from", false},
	{{KEY_IS_LEFT, 'h'}, "Left h", ACTION_BACK, IN_ALL & ~(IN_OVERVIEW | IN_HEAT), 0, NULL,
		"back, as q", false},
	{{'q'}, "q", ACTION_QUIT, IN_OVERVIEW, IN_OVERVIEW, "quit",
		"quit, from the overview", false},
	{{'r'}, "r", ACTION_REFRESH, IN_ALL & ~IN_HELP, IN_OVERVIEW, "refresh",
		"read what is new now", false},
	{{'+'}, "+", ACTION_SLOWER, IN_ALL & ~IN_HELP, 0, NULL,
		"a longer interval; a faster replay", false},
	{{'-'}, "-", ACTION_FASTER, IN_ALL & ~IN_HELP, 0, NULL,
		"a shorter interval; a slower replay", false},
	{{'p'}, "p", ACTION_PAUSE, IN_ALL & ~IN_HELP, IN_LISTS | IN_DETAIL, "hold",
		"hold the display still, or let it go", false},
	{{'M'}, "M", ACTION_MOUSE, IN_ALL, 0, NULL,
		"mouse on or off", false},
	{{KEY_IS_WHEEL_UP}, "Wheel up", ACTION_WHEEL_UP, IN_ALL, 0, NULL,
		"three lines up", false},
	{{KEY_IS_WHEEL_DOWN}, "Wheel down", ACTION_WHEEL_DOWN, IN_ALL, 0, NULL,
		"three lines down", false},
	{{KEY_IS_CLICK}, "Click", ACTION_CLICK, IN_ALL & ~(IN_WRITES | IN_SUMMARY | IN_HELP), 0, NULL,
		"select a line; again: open it", false},
	{{'Q', KEY_CTRL('c')}, "Q Ctrl-C", ACTION_QUIT, IN_ALL, 0, NULL,
		"quit, from anywhere", false},
	{{KEY_CTRL('z')}, "Ctrl-Z", ACTION_SUSPEND, IN_ALL, 0, NULL,
		"suspend; fg in the shell resumes", false},
	{{KEY_CTRL('l')}, "Ctrl-L", ACTION_REDRAW, IN_ALL, 0, NULL,
		"draw the whole screen again", false},
	{{'b'}, "b", ACTION_BASELINE, IN_ALL & ~IN_HELP, IN_OVERVIEW, "baseline",
		"tell changes of the totals from now", false},
	{{'i'}, "i", ACTION_SUMMARY, IN_LISTS | IN_DETAIL, IN_OVERVIEW, "summary",
		"an incident summary in Markdown", false},
	{{'y'}, "y", ACTION_COPY, IN_SESSIONS | IN_DETAIL | IN_SUMMARY, IN_SUMMARY, "copy",
		"copy the key, or the summary", false},
	{{'Y'}, "Y", ACTION_COPY_ITEM, IN_DETAIL, IN_DETAIL, "copy item",
		"copy the item, without secrets", false},
	{{'s'}, "s", ACTION_SAVE, IN_ALL, IN_SUMMARY, "save",
		"save the screen as text in a file", false},
	{{'D'}, "D", ACTION_TIMES, IN_ALL & ~IN_HELP, 0, NULL,
		"times in UTC, local time, or as ages", false},
	{{'.'}, ".", ACTION_STEP, IN_ALL & ~IN_HELP, 0, NULL,
		"in a replay, one frame on", false},
	{{','}, ",", ACTION_STEP_BACK, IN_ALL & ~IN_HELP, 0, NULL,
		"in a replay, one frame back", false},
	{{':'}, ":", ACTION_PROMPT, IN_ALL, IN_OVERVIEW, "command",
		"type a command, such as :sweep", false},
	{{'?'}, "?", ACTION_HELP, IN_ALL, IN_ALL & ~IN_HELP, "help",
		"this help, and back", false},
};
/* clang-format on */

const struct key_binding *keymap_row(size_t index)
{
	return index < ARRAY_LEN(bindings) ? &bindings[index] : NULL;
}

static bool has_key(const struct key_binding *binding, int key)
{
	for (size_t i = 0; i < BINDING_MAX_KEYS && binding->keys[i] != KEY_NONE; i++) {
		if (binding->keys[i] == key) {
			return true;
		}
	}
	return false;
}

enum action keymap_action(enum view_id view, int key)
{
	for (size_t i = 0; i < ARRAY_LEN(bindings); i++) {
		if ((bindings[i].views & IN_VIEW(view)) && has_key(&bindings[i], key)) {
			return bindings[i].action;
		}
	}
	return ACTION_NONE;
}

const struct key_binding *keymap_find(int key)
{
	for (size_t i = 0; i < ARRAY_LEN(bindings); i++) {
		if (has_key(&bindings[i], key)) {
			return &bindings[i];
		}
	}
	return NULL;
}
