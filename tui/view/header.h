/* SPDX-License-Identifier: MIT */
/*
 * The two lines at the top: which table, how it is read, and how fresh the data are. Ages are
 * rounded, so that they do not change every second. UI thread.
 */
#ifndef BEYATOP_HEADER_H
#define BEYATOP_HEADER_H

#include "cell/canvas.h"
#include "ui/ui.h"

#include <stdint.h>

#define HEADER_ROWS 2

void header_draw(struct canvas *canvas, const struct ui *ui);

/* Milliseconds until it looks different just because time passes; -1: never. */
int64_t header_next_change_ms(const struct ui *ui);

#endif
