/* SPDX-License-Identifier: MIT */
#include "prompt.h"

#include "keymap.h"

#include <stdio.h>
#include <string.h>

void prompt_open(struct prompt *prompt)
{
	prompt->is_open = true;
	prompt->kept_at = prompt->kept_count;
	prompt->draft[0] = '\0';
	prompt_set_text(prompt, "");
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

/* Removes what stands between a place and the cursor. */
static void erase_from(struct prompt *prompt, size_t start)
{
	char *rest = &prompt->text[prompt->cursor];
	memmove(&prompt->text[start], rest, strlen(rest) + 1);
	prompt->cursor = start;
}

/* Once more than there is to erase leaves the prompt. */
static void erase_before(struct prompt *prompt)
{
	if (prompt->text[0] == '\0') {
		prompt->is_open = false;
	} else if (prompt->cursor > 0) {
		erase_from(prompt, prompt->cursor - 1);
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

static void show_kept(struct prompt *prompt, size_t at)
{
	if (prompt->kept_at == prompt->kept_count) {
		memcpy(prompt->draft, prompt->text, sizeof(prompt->draft));
	}
	prompt->kept_at = at;
	prompt_set_text(prompt, at < prompt->kept_count ? prompt->kept[at] : prompt->draft);
}

static void show_older(struct prompt *prompt)
{
	if (prompt->kept_at > 0) {
		show_kept(prompt, prompt->kept_at - 1);
	}
}

static void show_newer(struct prompt *prompt)
{
	if (prompt->kept_at < prompt->kept_count) {
		show_kept(prompt, prompt->kept_at + 1);
	}
}

static const struct {
	int key;
	void (*edit)(struct prompt *prompt);
} edits[] = {
	{KEY_IS_LEFT, move_left},
	{KEY_IS_RIGHT, move_right},
	{KEY_IS_HOME, move_to_start},
	{KEY_IS_END, move_to_end},
	{KEY_IS_BACKSPACE, erase_before},
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

/* Remembers the text, unless it is blank or the same as the last. */
static void keep(struct prompt *prompt)
{
	if (prompt->text[strspn(prompt->text, " ")] == '\0') {
		return;
	}
	if (prompt->kept_count > 0 &&
		strcmp(prompt->kept[prompt->kept_count - 1], prompt->text) == 0) {
		return;
	}
	if (prompt->kept_count == PROMPT_KEPT) {
		prompt->kept_count--;
		memmove(prompt->kept[0], prompt->kept[1],
			prompt->kept_count * sizeof(prompt->kept[0]));
	}
	memcpy(prompt->kept[prompt->kept_count++], prompt->text, sizeof(prompt->text));
}

enum prompt_event prompt_key(struct prompt *prompt, int key)
{
	if (key == KEY_IS_ENTER) {
		keep(prompt);
		prompt->is_open = false;
		return PROMPT_ENTERED;
	}
	if (key == '\t') {
		return PROMPT_TAB;
	}
	for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
		if (edits[i].key == key) {
			edits[i].edit(prompt);
			return PROMPT_EDITED;
		}
	}
	if (key < ' ' || key > '~') {
		return PROMPT_UNKNOWN;
	}
	insert(prompt, key);
	return PROMPT_EDITED;
}

void prompt_draw(struct canvas *canvas, const struct prompt *prompt, int y)
{
	/* The colon, the text, and a cell for the cursor behind it; the end that is typed at is shown. */
	int room_cols = canvas->cols - 2;
	int cursor = (int)prompt->cursor;
	int from = cursor > room_cols ? cursor - room_cols : 0;
	int shown = (int)strlen(prompt->text + from);
	if (shown > room_cols) {
		shown = room_cols;
	}
	canvas_blank(canvas, y, 0, canvas->cols, ROLE_NORMAL);
	canvas_put(canvas, y, 0, 1, ROLE_KEY, ":");
	canvas_printf(canvas, y, 1, room_cols, ROLE_NORMAL, "%.*s", shown, prompt->text + from);
	canvas_printf(canvas, y, 1 + cursor - from, 1, ROLE_SELECTED, "%c",
		prompt->text[cursor] ? prompt->text[cursor] : ' ');
}
