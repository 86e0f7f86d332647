/* SPDX-License-Identifier: MIT */
/* How core fills a struct session. To read one see session.h. Pure functions, any thread. */
#ifndef BEYATOP_SESSION_EDIT_H
#define BEYATOP_SESSION_EDIT_H

#include "session.h"

/* Sets asof_s, rounded down to a second. */
void session_set_asof(struct session *session, int64_t asof_ms);

/* Sets created_at_s. SESSION_NO_TIME means missing or unreadable. */
void session_set_created_at(struct session *session, int64_t created_at_ms);

/*
 * The encodings with these texts for active and paused, which are borrowed. Empty unless both are
 * given.
 */
struct own_encodings session_own_encodings(const char *active_value, const char *paused_value);

#endif
