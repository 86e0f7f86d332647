/* SPDX-License-Identifier: MIT */
/*
 * Copies text to the clipboard through the terminal, which also works over SSH: OSC 52 (xterm's
 * control sequences, "Manipulate Selection Data"). Terminals do not say whether they support it.
 * Pure, any thread.
 */
#ifndef BEYATOP_CLIPBOARD_H
#define BEYATOP_CLIPBOARD_H

#include "buf.h"

#include <stdbool.h>

/* Common terminals discard longer texts; this is the lowest of their limits. */
#define CLIPBOARD_MAX_BYTES 32768

/*
 * Appends the escape sequence that copies the text. tmux gets it twice: for its own clipboard
 * (set-clipboard on), and to pass to the outer terminal (allow-passthrough on). Returns false, with
 * nothing appended, if the text is empty or too long.
 */
MUST_USE bool clipboard_write(const char *text, bool is_in_tmux, struct buf *out);

#endif
