/* SPDX-License-Identifier: MIT */
#include "ui/dialog.h"

#include <stdio.h>
#include <string.h>

void dialog_open(
	struct dialog *dialog, enum dialog_kind kind, struct write_order *order, const char *name)
{
	char number[32] = "";

	dialog_close(dialog);
	dialog->is_open = true;
	dialog->kind = kind;
	dialog->order = order;
	if (kind == DIALOG_RESUME) {
		snprintf(dialog->reason, sizeof(dialog->reason), "%s", order->reason);
	}
	if (order->count > DIALOG_MAX_UNTYPED) {
		snprintf(number, sizeof(number), "%zu", order->count);
	}
	dialog->is_number = *number && !*name;
	snprintf(dialog->expected, sizeof(dialog->expected), "%s%s%s", number,
		*number && *name ? " " : "", name);
}

void dialog_close(struct dialog *dialog)
{
	write_order_free(dialog->order);
	*dialog = (struct dialog){0};
}

bool dialog_is_new(const struct dialog *dialog)
{
	return dialog->is_open && dialog->accepts_from_mono_ms == 0;
}

void dialog_show(struct dialog *dialog, int64_t now_mono_ms)
{
	if (!dialog->is_open) {
		return;
	}
	if (dialog->accepts_from_mono_ms == 0) {
		dialog->accepts_from_mono_ms = now_mono_ms + DIALOG_DELAY_MS;
	}
	if (now_mono_ms >= dialog->accepts_from_mono_ms) {
		dialog->accepts_keys = true;
	}
}

int64_t dialog_next_change_ms(const struct dialog *dialog, int64_t now_mono_ms)
{
	if (dialog->accepts_from_mono_ms == 0 || dialog->accepts_keys) {
		return -1;
	}
	return dialog->accepts_from_mono_ms > now_mono_ms
		       ? dialog->accepts_from_mono_ms - now_mono_ms
		       : 0;
}

/* Edits a line; false if the key is not an editing key. */
static bool edit(char *line, size_t size, int key)
{
	size_t length = strlen(line);

	if (key == KEY_IS_BACKSPACE) {
		line[length > 0 ? length - 1 : 0] = '\0';
	} else if (key == KEY_CTRL('u')) {
		line[0] = '\0';
	} else if (key >= ' ' && key <= '~') {
		if (length + 1 < size) {
			line[length] = (char)key;
			line[length + 1] = '\0';
		}
	} else {
		return false;
	}
	return true;
}

static bool is_cancel(int key)
{
	return key == KEY_IS_ESCAPE || key == KEY_CTRL('c');
}

static enum dialog_event refuse(struct dialog *dialog, int key)
{
	char name[KEY_TEXT_SIZE];

	snprintf(dialog->note, sizeof(dialog->note), "No key %s here: ", key_format(key, name));
	return DIALOG_STAYS;
}

static enum dialog_event type(struct dialog *dialog, char *line, size_t size, int key)
{
	return edit(line, size, key) ? DIALOG_STAYS : refuse(dialog, key);
}

static enum dialog_event refuse_answer(struct dialog *dialog)
{
	if (*dialog->typed) {
		snprintf(
			dialog->note, sizeof(dialog->note), "you typed \"%.24s\": ", dialog->typed);
	} else {
		snprintf(dialog->note, sizeof(dialog->note), "nothing typed yet: ");
	}
	dialog->typed[0] = '\0';
	return DIALOG_STAYS;
}

static enum dialog_event type_answer(struct dialog *dialog, int key)
{
	bool is_number = dialog->is_number && key >= ' ' && key <= '~';

	if (key == KEY_IS_ENTER) {
		return strcmp(dialog->typed, dialog->expected) == 0 ? DIALOG_CONFIRMED
								    : refuse_answer(dialog);
	}
	if (is_number && (key < '0' || key > '9')) {
		return refuse(dialog, key);
	}
	return type(dialog, dialog->typed, sizeof(dialog->typed), key);
}

static bool is_blank(const char *text)
{
	return text[strspn(text, " ")] == '\0';
}

static enum dialog_event type_reason(struct dialog *dialog, int key)
{
	if (key != KEY_IS_ENTER) {
		return type(dialog, dialog->reason, sizeof(dialog->reason), key);
	}
	/* A required reason must not be blank. */
	dialog->is_at_reason = dialog->needs_reason && is_blank(dialog->reason);
	/* Delay again: text pasted after the reason's Enter must not confirm. */
	dialog->accepts_keys = false;
	dialog->accepts_from_mono_ms = 0;
	dialog->is_asked_for = false;
	return DIALOG_STAYS;
}

enum dialog_event dialog_key(struct dialog *dialog, int key)
{
	dialog->note[0] = '\0';
	if (is_cancel(key)) {
		return DIALOG_CANCELLED;
	}
	/* Typed ahead or pasted: the user has not read the question yet. */
	if (!dialog->accepts_keys) {
		return DIALOG_STAYS;
	}
	if (dialog->is_at_reason) {
		return type_reason(dialog, key);
	}
	if (key == KEY_IS_TAB && dialog->kind != DIALOG_RESUME) {
		dialog->is_at_reason = true;
		return DIALOG_STAYS;
	}
	if (*dialog->expected) {
		return type_answer(dialog, key);
	}
	return key == DIALOG_CONFIRM_KEY ? DIALOG_CONFIRMED : refuse(dialog, key);
}
