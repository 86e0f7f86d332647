/* SPDX-License-Identifier: MIT */
/* The health of one session in words. UI thread. */
#ifndef BEYATOP_SESSION_HEALTH_H
#define BEYATOP_SESSION_HEALTH_H

#include "ui/ui.h"

#define SESSION_HEALTH_SIZE 320

/*
 * Formats "18.2x late: last poll 6m04s ago, due every 20s"; text has SESSION_HEALTH_SIZE bytes. The
 * session must be of the snapshot on the screen.
 */
void session_health_format(const struct ui *ui, const struct session *session, char *text);

#endif
