/* SPDX-License-Identifier: MIT */
/*
 * In which order services and sessions are listed, and with which columns. In the overview this is
 * about the services, elsewhere about the sessions. UI thread.
 */
#ifndef BEYATOP_ACT_SORT_H
#define BEYATOP_ACT_SORT_H

#include "act/app.h"
#include "list/sort.h"

/* Sorts by the column to the right of the one sorted by, 1, or to its left, -1; wraps around. */
void act_sort_by_next_column(struct app *app, int step);

/* Reverses the sort. */
void act_sort_reverse(struct app *app);

/* Locks the order, so that rows stay where they are while their values change, or unlocks it. */
void act_sort_lock(struct app *app);

/* Keeps the selected session in its row of the screen, or no longer. */
void act_sort_follow(struct app *app);

/* The order, or the columns, as typed. */
void act_sort_typed(struct app *app, const char *text);
void act_sort_set_columns(struct app *app, const char *columns);

/* The fields that can be named there; static. */
const struct field_table *act_sort_fields(const struct ui *ui);

#endif
