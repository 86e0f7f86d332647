/* SPDX-License-Identifier: MIT */
/* The cursor and the scroll position of a list. Plain data, any thread. */
#ifndef BEYATOP_LIST_H
#define BEYATOP_LIST_H

#include <stddef.h>

/* Start with {0}. selected is below count, or 0 when the list is empty. */
struct list {
	size_t count;
	size_t selected;
	/* the first line shown */
	size_t top;
	/* lines that fit */
	size_t rows;
};

/* Sets the number of lines, or how many fit; keeps the cursor in the list and on the screen. */
void list_set_count(struct list *list, size_t count);
void list_set_rows(struct list *list, size_t rows);

/* Moves the cursor to a line, or by lines; stops at the ends. */
void list_select(struct list *list, size_t line);
void list_move(struct list *list, long lines);

/* Moves the cursor to a line and scrolls so that the line is in that row (0: the first shown). */
void list_place(struct list *list, size_t line, size_t row);

/* Scrolls a list that has no cursor. */
void list_scroll(struct list *list, long lines);

/* One past the last line shown. */
size_t list_end(const struct list *list);

#endif
