/* SPDX-License-Identifier: MIT */
/*
 * The real screen on a pseudo-terminal, in this process. The bytes of each frame are counted and go
 * to a virtual terminal, which can be compared with the canvas. One at a time: while it is open,
 * standard input and output are redirected to it. One thread.
 */
#ifndef BEYATOP_TESTS_TAP_H
#define BEYATOP_TESTS_TAP_H

#include "buf.h"
#include "cell/canvas.h"
#include "term/screen.h"

#include <stdbool.h>
#include <stddef.h>

struct tap;

/* Ends the process if the terminal is not known. Free by tap_close(). */
struct tap *tap_open(const char *term, int rows, int cols, const struct screen_options *options,
	struct screen_traits *traits) MUST_USE;
void tap_close(struct tap *tap);

/* Shows the canvas and returns the number of bytes sent. */
size_t tap_draw(struct tap *tap, const struct canvas *canvas);

/* What the last tap_draw() sent. Borrowed until the next. */
const struct buf *tap_bytes(const struct tap *tap);

/* Whether the virtual terminal shows the canvas, letter by letter; prints the first difference. */
bool tap_shows(struct tap *tap, const struct canvas *canvas);

/* Input from the terminal or its user, for keyboard_read(). */
void tap_type(struct tap *tap, const char *bytes);

#endif
