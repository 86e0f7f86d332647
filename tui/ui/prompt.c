/* SPDX-License-Identifier: MIT */
#include "ui/prompt.h"

#include "base.h"
#include "cell/key.h"

#include <stdio.h>
#include <string.h>

static size_t history_count(const struct prompt *prompt)
{
	return prompt->history ? prompt->history->count : 0;
}

void prompt_open(
	struct prompt *prompt, const char *label, struct prompt_history *history, const char *text)
{
	*prompt = (struct prompt){.is_open = true, .label = label, .history = history};
	prompt->history_at = history_count(prompt);
	prompt_set_text(prompt, text);
}

void prompt_set_text(struct prompt *prompt, const char *text)
{
	snprintf(prompt->text, sizeof(prompt->text), "%s", text);
	prompt->cursor = strlen(prompt->text);
}

static void move_left(struct prompt *prompt)
{
	prompt->cursor -= prompt->cursor > 0;
}

static void move_right(struct prompt *prompt)
{
	prompt->cursor += prompt->text[prompt->cursor] != '\0';
}

static void move_to_start(struct prompt *prompt)
{
	prompt->cursor = 0;
}

static void move_to_end(struct prompt *prompt)
{
	prompt->cursor = strlen(prompt->text);
}

/* Deletes the text from start to the cursor. */
static void erase_from(struct prompt *prompt, size_t start)
{
	char *rest = &prompt->text[prompt->cursor];

	memmove(&prompt->text[start], rest, strlen(rest) + 1);
	prompt->cursor = start;
}

/* In an empty line, Backspace closes the prompt. */
static void erase_before(struct prompt *prompt)
{
	if (prompt->text[0] == '\0') {
		prompt->is_open = false;
	} else if (prompt->cursor > 0) {
		erase_from(prompt, prompt->cursor - 1);
	}
}

static void erase_at(struct prompt *prompt)
{
	if (prompt->text[prompt->cursor]) {
		prompt->cursor++;
		erase_before(prompt);
	}
}

static void erase_to_start(struct prompt *prompt)
{
	erase_from(prompt, 0);
}

static void leave(struct prompt *prompt)
{
	prompt->is_open = false;
}

static void show_history(struct prompt *prompt, size_t at)
{
	if (prompt->history_at == history_count(prompt)) {
		memcpy(prompt->draft, prompt->text, sizeof(prompt->draft));
	}
	prompt->history_at = at;
	prompt_set_text(
		prompt, at < history_count(prompt) ? prompt->history->lines[at] : prompt->draft);
}

static void show_older(struct prompt *prompt)
{
	if (prompt->history_at > 0) {
		show_history(prompt, prompt->history_at - 1);
	}
}

static void show_newer(struct prompt *prompt)
{
	if (prompt->history_at < history_count(prompt)) {
		show_history(prompt, prompt->history_at + 1);
	}
}

static const struct {
	int key;
	void (*edit)(struct prompt *prompt);
} edits[] = {
	{KEY_IS_LEFT, move_left},
	{KEY_IS_RIGHT, move_right},
	{KEY_IS_HOME, move_to_start},
	{KEY_CTRL('a'), move_to_start},
	{KEY_IS_END, move_to_end},
	{KEY_CTRL('e'), move_to_end},
	{KEY_IS_BACKSPACE, erase_before},
	{KEY_IS_DELETE, erase_at},
	{KEY_CTRL('u'), erase_to_start},
	{KEY_IS_UP, show_older},
	{KEY_IS_DOWN, show_newer},
	{KEY_IS_ESCAPE, leave},
};

static void insert(struct prompt *prompt, int key)
{
	char *at = &prompt->text[prompt->cursor];
	size_t rest = strlen(at) + 1;

	if (prompt->cursor + rest >= sizeof(prompt->text)) {
		return;
	}
	memmove(at + 1, at, rest);
	*at = (char)key;
	prompt->cursor++;
}

void prompt_history_add(struct prompt_history *history, const char *line)
{
	if (line[strspn(line, " ")] == '\0' || strlen(line) >= PROMPT_SIZE) {
		return;
	}
	if (history->count > 0 && strcmp(history->lines[history->count - 1], line) == 0) {
		return;
	}
	if (history->count == PROMPT_HISTORY_MAX) {
		history->count--;
		memmove(history->lines[0], history->lines[1],
			history->count * sizeof(history->lines[0]));
	}
	snprintf(history->lines[history->count++], PROMPT_SIZE, "%s", line);
}

static enum prompt_event enter(struct prompt *prompt)
{
	if (prompt->history) {
		prompt_history_add(prompt->history, prompt->text);
	}
	prompt->is_open = false;
	return PROMPT_ENTERED;
}

enum prompt_event prompt_key(struct prompt *prompt, int key)
{
	if (key == KEY_IS_ENTER) {
		return enter(prompt);
	}
	if (key == '\t') {
		return PROMPT_TAB;
	}
	for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
		if (edits[i].key == key) {
			edits[i].edit(prompt);
			return prompt->is_open ? PROMPT_EDITED : PROMPT_LEFT;
		}
	}
	if (key < ' ' || key > '~') {
		return PROMPT_UNKNOWN;
	}
	insert(prompt, key);
	return PROMPT_EDITED;
}
