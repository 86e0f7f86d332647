/* SPDX-License-Identifier: MIT */
/*
 * The cursor of the overview, whose list has two parts that scroll by themselves: the findings, and
 * below them the services, which are ui->lists[VIEW_OVERVIEW]. It begins on the first finding. The
 * selected finding is known by its number, so that the cursor stays on it while rows move. UI
 * thread.
 */
#ifndef BEYATOP_OVERVIEW_CURSOR_H
#define BEYATOP_OVERVIEW_CURSOR_H

#include "ui/ui.h"

#include <stddef.h>

/*
 * Call this after the findings or the services have changed: the cursor stays on its finding. If
 * that is no longer listed, it stays in its row.
 */
void overview_cursor_find(struct ui *ui);

/* The line of the cursor in both parts taken together. */
size_t overview_cursor_line(const struct ui *ui);

/* Moves the cursor by lines through both parts; stops at the ends. */
void overview_cursor_move(struct ui *ui, long lines);

#endif
