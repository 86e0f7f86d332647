/* SPDX-License-Identifier: MIT */
/* Moves the cursor of the view that is shown, and selects what it is on. UI thread. */
#ifndef BEYATOP_ACT_MOVE_H
#define BEYATOP_ACT_MOVE_H

#include "act/app.h"

/* By lines, screenfuls, or to an end of the list; negative: up. */
void act_move_lines(struct app *app, long lines);
void act_move_screenfuls(struct app *app, long screenfuls);
void act_move_to_end(struct app *app, bool is_last);

/* To the next or the previous line with a problem that is not acknowledged. */
void act_move_to_problem(struct app *app, bool is_below);

/* To the line below the pointer. Returns true when the cursor is on it already. */
bool act_move_to_click(struct app *app);

#endif
