/* SPDX-License-Identifier: MIT */
/* Moves the cursor of the view that is shown, and selects what it is on. UI thread. */
#ifndef BEYATOP_CURSOR_H
#define BEYATOP_CURSOR_H

#include "act/app.h"

/* By lines, screenfuls, or to an end of the list; negative: up. */
void cursor_move(struct app *app, long lines);
void cursor_move_screenfuls(struct app *app, long screenfuls);
void cursor_move_to_end(struct app *app, bool is_last);

/* To the next or the previous line with a problem that is not acknowledged. */
void cursor_move_to_problem(struct app *app, bool is_below);

/* To the line below the pointer. Returns true when the cursor is on it already. */
bool cursor_move_to_click(struct app *app);

#endif
