/* SPDX-License-Identifier: MIT */
/* Moves through a recording that is played back. UI thread. */
#ifndef BEYATOP_ACT_REPLAY_H
#define BEYATOP_ACT_REPLAY_H

#include "act/app.h"

/* So many frames forward; negative: back. Stops there. */
void act_replay_step(struct app *app, int frames);

/* To a time as typed, see :goto. */
void act_replay_go_to(struct app *app, const char *text);

#endif
