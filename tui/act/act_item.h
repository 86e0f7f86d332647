/* SPDX-License-Identifier: MIT */
/* What can be done with the item of an open session. UI thread. */
#ifndef BEYATOP_ACT_ITEM_H
#define BEYATOP_ACT_ITEM_H

#include "act/app.h"

/* Folds or unfolds the map or list under the cursor; elsewhere moves to what it is in. */
void act_item_fold(struct app *app);

/* Shows secrets for a while, or masks them again. */
void act_item_reveal(struct app *app);

#endif
