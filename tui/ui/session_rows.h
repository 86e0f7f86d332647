/* SPDX-License-Identifier: MIT */
/* The rows of the list of sessions: those of ui->scope that are not hidden. UI thread. */
#ifndef BEYATOP_SESSION_ROWS_H
#define BEYATOP_SESSION_ROWS_H

#include "ui/ui.h"

/* Lists the sessions by their current values. */
void session_rows_fill(struct ui *ui);

/*
 * The same for a locked order: what was listed for the snapshot before this one keeps its place,
 * and what was not comes after it.
 */
void session_rows_carry(struct ui *ui, const struct snapshot *before);

/* Sorts the sessions on the screen and at the cursor, after the list has scrolled. */
void session_rows_sort_visible(struct ui *ui);

/*
 * Keeps the sessions of an order where they are listed, whatever the write changes, for 30 s or
 * until the list is sorted, filtered or opened again.
 */
void session_rows_hold(struct ui *ui, const struct write_order *order);

/* Sessions that are held are listed by their current values again. */
void session_rows_let_go(struct ui *ui);

#endif
