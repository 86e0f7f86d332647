/* SPDX-License-Identifier: MIT */
/*
 * What makes a terminal tell its user something. Pure functions, any thread.
 *
 * BEL is the bell. Desktop notifications: OSC 9 (iTerm2, WezTerm, Windows Terminal), OSC 777
 * (rxvt-unicode's extension "notify", foot, Ghostty) and OSC 99 (kitty, "Desktop notifications").
 */
#ifndef BEYATOP_NOTIFICATION_H
#define BEYATOP_NOTIFICATION_H

#include "buf.h"
#include "settings.h"

#include <stdbool.h>

/* Terminals cut long notifications, each in its own way; so many bytes are sent, with the NUL. */
#define NOTIFICATION_TEXT_SIZE 200

/*
 * Appends a bell and, if the setting names one, a notification of the text, which is sanitised and
 * cut. tmux passes a notification on to the terminal around it (allow-passthrough on); the bell is
 * for tmux itself.
 */
void notification_put(struct buf *out, enum settings_alert how, bool is_in_tmux, const char *text);

#endif
