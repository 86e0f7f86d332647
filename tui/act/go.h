/* SPDX-License-Identifier: MIT */
/* From one view to another. UI thread. */
#ifndef BEYATOP_GO_H
#define BEYATOP_GO_H

#include "act/app.h"

/*
 * Shows a view as its key does: for the sessions or the item of what is selected, with a message
 * where nothing is. If the view is shown already, switches to its other form.
 */
void go_to_view_by_key(struct app *app, enum view_id view);

/* Shows the summary or the help over the current view, from its first line on. */
void go_to_overlay(struct app *app, enum view_id view);

/* The next view, by number; from the last to the first. */
void go_to_next_view(struct app *app);

/* To where this view was opened from. */
void go_back(struct app *app);

/* Removes the filter of the list; where there is none, goes back. */
void go_back_or_clear_filter(struct app *app);

/* The help, and back. */
void go_to_help(struct app *app);

/* The sessions of a service whose name, or the beginning of it, was typed. */
void go_to_service(struct app *app, const char *name);

#endif
