/* SPDX-License-Identifier: MIT */
/* How core fills a struct session; see session.h for reading one. Pure functions, any thread. */
#ifndef BEYATOP_SESSION_EDIT_H
#define BEYATOP_SESSION_EDIT_H

#include "session.h"

/* Rounds up to a second. */
void session_set_asof(struct session *session, int64_t asof_ms);

/* SESSION_NO_TIME: missing or unreadable. */
void session_set_created_at(struct session *session, int64_t created_at_ms);

/* From the texts, borrowed, of an active and a paused session; none unless both are given. */
struct own_encodings session_own_encodings(const char *active_value, const char *paused_value);

#endif
