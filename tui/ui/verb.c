/* SPDX-License-Identifier: MIT */
#include "ui/verb.h"

#include "base.h"

#include <stdio.h>
#include <string.h>

static const struct verb_row rows[] = {
	{"interval", "30s", "pause between two refreshes, 1s to 1h", VERB_INTERVAL, false},
	{"refresh", NULL, "read what is new now, as r", VERB_REFRESH, false},
	{"sweep", NULL, "read every session again", VERB_SWEEP, false},
	{"reconcile", NULL, "Scan for sessions that are in no index", VERB_RECONCILE, false},
	{"profile", "staging", "watch with another profile of ~/.aws", VERB_PROFILE, false},
	{"filter", "err>5", "list what passes, or all; see FILTERS", VERB_FILTER, true},
	{"sort", "age", "order of the list; -age turns it round", VERB_SORT, false},
	{"columns", "late,err", "columns of the list; default: by width", VERB_COLUMNS, true},
	{"service", "slack", "the sessions of a service, as Enter", VERB_SERVICE, false},
	{"tag", "all", "all, none, cohort or invert", VERB_TAG, false},
	{"ack", "2h deploy", "acknowledge as a; :ack off takes it back", VERB_ACK, false},
	{"baseline", "off", "as b; off shows no changes any more", VERB_BASELINE, true},
	{"summary", NULL, "an incident summary, as i", VERB_SUMMARY, false},
	{"save", NULL, "the screen as text in a file, as s", VERB_SAVE, false},
	{"stop", NULL, "stop writing, as Esc", VERB_STOP, false},
	{"resume", NULL, "go on with a write that was stopped", VERB_RESUME, false},
	{"goto", "09:41", "in a replay, go to that time (UTC)", VERB_GOTO, false},
	{"help", NULL, "keys, commands and states, as ?", VERB_HELP, false},
	{"quit", NULL, "quit, as Q", VERB_QUIT, false},
};

const struct verb_row *verb_row(size_t index)
{
	return index < ARRAY_LEN(rows) ? &rows[index] : NULL;
}

const struct verb_row *verb_find(const char *name, size_t length)
{
	const struct verb_row *found = NULL;
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (strncmp(rows[i].name, name, length) != 0) {
			continue;
		}
		if (!rows[i].name[length]) {
			return &rows[i];
		}
		found = &rows[i];
		count++;
	}
	return count == 1 ? found : NULL;
}

/* Cuts the blanks at both ends off. */
static char *trim(char *text)
{
	text += strspn(text, " ");
	size_t length = strlen(text);

	while (length > 0 && text[length - 1] == ' ') {
		text[--length] = '\0';
	}
	return text;
}

const struct verb_row *verb_parse(
	char *line, const char **argument, char complaint[VERB_MESSAGE_SIZE])
{
	char *name = trim(line);
	char *rest = name + strcspn(name, " ");

	if (*rest) {
		*rest++ = '\0';
	}
	*argument = trim(rest);
	*complaint = '\0';
	if (!*name) {
		return NULL;
	}
	const struct verb_row *row = verb_find(name, strlen(name));

	if (!row) {
		snprintf(complaint, VERB_MESSAGE_SIZE, "No command \"%s\"; Tab lists them.", name);
	} else if (row->argument && !row->is_optional && !**argument) {
		snprintf(complaint, VERB_MESSAGE_SIZE, ":%s wants more, as in :%s %s.", row->name,
			row->name, row->argument);
	} else if (!row->argument && **argument) {
		snprintf(complaint, VERB_MESSAGE_SIZE, ":%s takes nothing after it.", row->name);
	} else {
		return row;
	}
	return NULL;
}
