/* SPDX-License-Identifier: MIT */
#include "list/list.h"

/* start + lines, clamped to 0 .. last. */
static size_t moved(size_t start, long lines, size_t last)
{
	size_t result;

	if (lines < 0) {
		return start > (size_t)-lines ? start - (size_t)-lines : 0;
	}
	result = start + (size_t)lines;
	return result < last ? result : last;
}

static size_t last_line(const struct list *list)
{
	return list->count > 0 ? list->count - 1 : 0;
}

static size_t last_top(const struct list *list)
{
	return list->count > list->rows ? list->count - list->rows : 0;
}

/* Scrolls the cursor onto the screen, without leaving blank lines below the last. */
static void show_selected(struct list *list)
{
	if (list->selected < list->top) {
		list->top = list->selected;
	}
	if (list->rows > 0 && list->selected - list->top >= list->rows) {
		list->top = list->selected - list->rows + 1;
	}
	if (list->top > last_top(list)) {
		list->top = last_top(list);
	}
}

void list_set_count(struct list *list, size_t count)
{
	list->count = count;
	list_select(list, list->selected);
}

void list_set_rows(struct list *list, size_t rows)
{
	list->rows = rows;
	show_selected(list);
}

void list_select(struct list *list, size_t line)
{
	list->selected = line < list->count ? line : last_line(list);
	show_selected(list);
}

void list_move(struct list *list, long lines)
{
	list_select(list, moved(list->selected, lines, last_line(list)));
}

void list_place(struct list *list, size_t line, size_t row)
{
	list->top = line > row ? line - row : 0;
	list_select(list, line);
}

void list_scroll(struct list *list, long lines)
{
	list->top = moved(list->top, lines, last_top(list));
	list->selected = list->top;
}

size_t list_end(const struct list *list)
{
	size_t end = list->top + list->rows;

	return end < list->count ? end : list->count;
}
