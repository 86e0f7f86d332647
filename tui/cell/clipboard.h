/* SPDX-License-Identifier: MIT */
/*
 * Copying through the terminal, also over SSH: OSC 52 (xterm's control sequences, "Manipulate
 * Selection Data"). Nobody answers, so that all one can say is that it was sent. Pure, any thread.
 */
#ifndef BEYATOP_CLIPBOARD_H
#define BEYATOP_CLIPBOARD_H

#include "buf.h"

#include <stdbool.h>

/* What common terminals take; xterm's own limit is higher, others' drop all of what is longer. */
#define CLIPBOARD_MAX_BYTES 32768

/*
 * Appends what makes a terminal copy the text. tmux is told itself, which works with its
 * set-clipboard on, and told to pass it on, which works with its allow-passthrough on. Returns
 * false, and appends nothing, when the text is empty or too long.
 */
MUST_USE bool clipboard_write(const char *text, bool is_in_tmux, struct buf *out);

#endif
