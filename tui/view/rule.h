/* SPDX-License-Identifier: MIT */
/* Rules across the screen, with the title of what is below them set into them. UI thread. */
#ifndef BEYATOP_RULE_H
#define BEYATOP_RULE_H

#include "cell/pen.h"
#include "list/list.h"

/*
 * "── title ─────────────── right ──": rule_begin() begins it in a row, from a column to another,
 * and returns the pen for the title. rule_end() draws the rest, with right, which may be "", near
 * the end if it fits.
 */
struct pen rule_begin(struct canvas *canvas, int y, int x, int end_x);
void rule_end(struct pen *pen, const char *right);

/*
 * The same for the title of a list: "rows 1-20 of 32, worst first"; the order alone if all fit, and
 * nothing if it is empty.
 */
void rule_end_list(struct pen *pen, const struct list *list, const char *order);

/* The columns that it needs to say which rows are shown; 0: all fit, and it need not. */
int rule_list_cols(const struct list *list);

/* Draws the rule up to a column, and a blank before it. */
void rule_continue(struct pen *pen, int x);

#endif
