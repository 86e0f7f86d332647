/* SPDX-License-Identifier: MIT */
#include "term/terminal_info.h"

#include "base.h"

#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

/* Tried in this order if the terminal's own name is not in the database. */
static const char *const fallback_names[] = {"xterm-256color", "xterm", "vt100"};

const char *terminal_info_capability(const char *name)
{
	const char *text = tigetstr((char *)(size_t)name);

	return text && text != (char *)-1 ? text : "";
}

static bool is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* Over SSH the variables often name a locale that is not installed here; its encoding counts. */
static bool asks_for_utf8(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value) {
			const char *codeset = strchr(value, '.');

			return codeset && (strncasecmp(codeset, ".UTF-8", 6) == 0 ||
						  strncasecmp(codeset, ".utf8", 5) == 0);
		}
	}
	return false;
}

/* False if the locale of the variables is not installed. */
static bool set_locale(void)
{
	bool is_installed = setlocale(LC_ALL, "") != NULL;

	if (!is_installed && asks_for_utf8()) {
		(void)setlocale(LC_CTYPE, "C.UTF-8");
	}
	/* Reports are also read by programs: decimal points, not commas. */
	(void)setlocale(LC_NUMERIC, "C");
	return is_installed;
}

bool terminal_info_set_locale(bool force_ascii, const char **notice)
{
	(void)set_locale();
	if (!is_utf8() && !force_ascii) {
		*notice = "The locale is not UTF-8: only ASCII is drawn. Set LC_ALL=C.UTF-8.";
	}
	return force_ascii || !is_utf8();
}

/* Loads the database entry of that name into curses; del_curterm() frees it. */
static bool set_up(const char *name)
{
	int found = 0;

	return setupterm((char *)(size_t)name, STDOUT_FILENO, &found) == OK;
}

static bool is_usable(const char *name)
{
	if (!set_up(name)) {
		return false;
	}
	bool can_move = *terminal_info_capability("cup") != '\0';

	(void)del_curterm(cur_term);
	return can_move;
}

const char *terminal_info_choose(const char *name, const char **notice)
{
	if (name && *name && is_usable(name)) {
		return name;
	}
	if (name && strcmp(name, "dumb") == 0) {
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_LEN(fallback_names); i++) {
		if (is_usable(fallback_names[i])) {
			*notice = "TERM is unknown on this machine: set it, or install "
				  "ncurses-term. Drawing as for a common terminal.";
			return fallback_names[i];
		}
	}
	return NULL;
}

void terminal_info_examine(struct terminal_facts *facts)
{
	const char *name = getenv("TERM");
	bool has_locale = set_locale();
	struct winsize size = {0};

	*facts = (struct terminal_facts){
		.is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO),
		.name = name ? name : "",
		.locale = has_locale ? setlocale(LC_CTYPE, NULL) : "not installed",
		.codeset = nl_langinfo(CODESET),
	};
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
		facts->rows = size.ws_row;
		facts->cols = size.ws_col;
	}
	if (*facts->name && set_up(facts->name)) {
		facts->is_known = true;
		facts->can_move = *terminal_info_capability("cup") != '\0';
		facts->colors = tigetnum("colors");
		(void)del_curterm(cur_term);
	}
}

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

bool terminal_info_has_links(void)
{
	static const char *const variables[] = {"ALACRITTY_WINDOW_ID", "GHOSTTY_RESOURCES_DIR",
		"ITERM_SESSION_ID", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "WEZTERM_PANE",
		"WT_SESSION"};
	/* GNOME Terminal and others, from version 0.50 on. */
	const char *vte = getenv("VTE_VERSION");
	bool has_links = vte && strtol(vte, NULL, 10) >= 5000;

	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		has_links |= is_set(variables[i]);
	}
	return has_links && !is_set("TMUX") && !is_set("STY");
}
