/* SPDX-License-Identifier: MIT */
/*
 * Copying to the clipboard through the terminal, which works over SSH, too: OSC 52 (xterm's control
 * sequences, "Manipulate Selection Data"). There is no response: we only know that it was sent.
 * Pure, any thread.
 */
#ifndef BEYATOP_CLIPBOARD_H
#define BEYATOP_CLIPBOARD_H

#include "buf.h"

#include <stdbool.h>

/* The lowest limit of common terminals, which discard longer texts. */
#define CLIPBOARD_MAX_BYTES 32768

/*
 * Appends the sequence that copies the text. tmux gets it for itself (needs set-clipboard on) and
 * to pass on (needs allow-passthrough on). Returns false, with nothing appended, when the text is
 * empty or too long.
 */
MUST_USE bool clipboard_write(const char *text, bool is_in_tmux, struct buf *out);

#endif
