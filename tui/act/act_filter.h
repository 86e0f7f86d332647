/* SPDX-License-Identifier: MIT */
/* Which services and sessions are listed: the filter, as it is typed and afterwards. UI thread. */
#ifndef BEYATOP_ACT_FILTER_H
#define BEYATOP_ACT_FILTER_H

#include "act/app.h"
#include "list/filter.h"

/* Remembers where the cursor is, for the filters that follow. */
void act_filter_begin(struct app *app);

/* Applies a filter; returns false, with nothing changed, where the text is not a valid one. */
bool act_filter_try(struct app *app, const char *text, struct filter_fault *fault);

/* Goes back to the filter from before the prompt was opened. */
void act_filter_restore(struct app *app);

/* Applies a filter that was typed as a command; "" removes it. */
void act_filter_set(struct app *app, const char *text);

/* Removes the filter. */
void act_filter_clear(struct app *app);

/* Only sessions with problems, and all again. */
void act_filter_problems(struct app *app);

#endif
