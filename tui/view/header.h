/* SPDX-License-Identifier: MIT */
/*
 * The two lines on top: what is watched, how it is read, and how far it can be
 * trusted. Coarse, so that they do not change with each second. UI thread.
 */
#ifndef BEYATOP_HEADER_H
#define BEYATOP_HEADER_H

#include "cell/canvas.h"
#include "ui/ui.h"

#include <stdint.h>

#define HEADER_ROWS 2

void header_draw(struct canvas *canvas, const struct ui *ui);

/* Milliseconds until it would look different by the passing of time alone; -1: never. */
int64_t header_next_change_ms(const struct ui *ui);

#endif
