/* SPDX-License-Identifier: MIT */
/* Tags sessions of the list. UI thread. */
#ifndef BEYATOP_ACT_TAG_H
#define BEYATOP_ACT_TAG_H

#include "act/app.h"

/* Tags or untags the selected session, and moves on to the next. */
void act_tag_selected(struct app *app);

/* Tags the sessions of the service that stopped polling when the selected one did. */
void act_tag_cohort(struct app *app);

/* Untags what is tagged of the list, and tags the rest. */
void act_tag_invert(struct app *app);

/* Does what :tag is followed by: all, none, cohort or invert. */
void act_tag_typed(struct app *app, const char *word);

#endif
