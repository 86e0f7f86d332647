/* SPDX-License-Identifier: MIT */
/* Draws the line at the bottom that is typed on. UI thread. */
#ifndef BEYATOP_PROMPT_LINE_H
#define BEYATOP_PROMPT_LINE_H

#include "cell/canvas.h"
#include "ui/prompt.h"

/* Draws the prompt over row y. */
void prompt_line_draw(struct canvas *canvas, const struct prompt *prompt, int y);

#endif
