/* SPDX-License-Identifier: MIT */
/* What leaves the dashboard: the incident summary, copies, and the screen as a file. UI thread. */
#ifndef BEYATOP_ACT_EXPORT_H
#define BEYATOP_ACT_EXPORT_H

#include "act/app.h"

/* Writes the incident summary and shows it. */
void act_export_summarize(struct app *app);

/* Copies the summary where it is shown, else the primary keys of the tagged or selected sessions.
 */
void act_export_copy(struct app *app);

/* Copies the open item, with its secrets masked. */
void act_export_copy_item(struct app *app);

/* Saves the summary where it is shown, else the screen, as a new file. */
void act_export_save(struct app *app);

#endif
