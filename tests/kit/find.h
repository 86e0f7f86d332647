/* SPDX-License-Identifier: MIT */
/* A session of a snapshot, by its key. */
#ifndef BEYATOP_TESTS_FIND_H
#define BEYATOP_TESTS_FIND_H

#include "snapshot.h"

#include <string.h>

/* The session with this primary key; NULL: none. */
static inline const struct session *find_session(
	const struct snapshot *snapshot, const char *user_id, const char *service)
{
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];

		if (strcmp(session->user_id, user_id) == 0 &&
			strcmp(snapshot->services[session->service].name, service) == 0) {
			return session;
		}
	}
	return NULL;
}

#endif
