/* SPDX-License-Identifier: MIT */
/*
 * Opens what is selected: the sessions of a service, or the item of a session. "Back" leads to
 * where it was opened. UI thread.
 */
#ifndef BEYATOP_OPEN_H
#define BEYATOP_OPEN_H

#include "act/app.h"

/* Opens what the cursor is on. */
void open_selected(struct app *app);

/* Shows the item of the selected session, and has the poller read it. */
void open_item(struct app *app);

/* The same for the session that is so many lines further down in the list of sessions. */
void open_nearby_item(struct app *app, long lines);

/* Lists the sessions of a service with the cursor on one of them; NULL: on the first. */
void open_sessions(struct app *app, const char *service, const char *user_id);

/* Sends to a new poller what the user is looking at. */
void open_resend(struct app *app);

#endif
