/* SPDX-License-Identifier: MIT */
/* Acknowledges sessions: they are not counted until a time. UI thread. */
#ifndef BEYATOP_ACT_ACK_H
#define BEYATOP_ACT_ACK_H

#include "act/app.h"

/* True, with a message, where there is no session to acknowledge. */
bool act_ack_has_none(struct app *app);

/*
 * Acknowledges the tagged sessions, or the selected one where none are tagged, as "2h note" says;
 * "off" removes acknowledgements. Returns false, with a message, where the text is not valid.
 */
MUST_USE bool act_ack_parse(struct app *app, const char *text);

/* The same as a typed command. */
void act_ack_typed(struct app *app, const char *text);

#endif
