/* SPDX-License-Identifier: MIT */
/* What Tab does in a prompt: it completes the word, or shows what could stand there. UI thread. */
#ifndef BEYATOP_ACT_COMPLETE_H
#define BEYATOP_ACT_COMPLETE_H

#include "act/app.h"

void act_complete_command(struct app *app);

/* Returns true when the text has grown. */
bool act_complete_filter(struct app *app);

#endif
