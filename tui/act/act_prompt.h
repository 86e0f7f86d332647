/* SPDX-License-Identifier: MIT */
/* The line that is typed on: commands, the filter, acknowledgements. UI thread. */
#ifndef BEYATOP_ACT_PROMPT_H
#define BEYATOP_ACT_PROMPT_H

#include "act/app.h"

/* Opens the prompt. */
void act_prompt_open_command(struct app *app);
void act_prompt_open_filter(struct app *app);
void act_prompt_open_ack(struct app *app);

/* Handles a key while the prompt is open. */
void act_prompt_press(struct app *app, int key);

#endif
