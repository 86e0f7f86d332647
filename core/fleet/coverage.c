/* SPDX-License-Identifier: MIT */
#include "fleet/coverage.h"

#include <string.h>

bool coverage_is_of_table(const struct coverage *coverage)
{
	return coverage->kind == COVER_ALL || coverage->kind == COVER_USER;
}

bool coverage_is_indexed(const struct session *session)
{
	return session->polled_at_ms != SESSION_NO_TIME || (session->flags & SESSION_BAD_POLLED);
}

bool coverage_includes(const struct coverage *coverage, const struct session *session)
{
	if (coverage->active != ACTIVE_UNKNOWN && session->active != coverage->active) {
		return false;
	}
	switch (coverage->kind) {
	case COVER_ALL:
		return true;
	case COVER_ENCODING:
		return coverage->encodings & 1u << session->encoding;
	case COVER_SERVICE:
		return session->service == coverage->service;
	case COVER_USER:
		return strcmp(session->user_id, coverage->user_id) == 0;
	}
	return false;
}

void coverage_note(
	const struct coverage *coverage, struct covered *covered, struct services *services)
{
	for (unsigned active = ACTIVE_UNKNOWN; active <= ACTIVE_OFF; active++) {
		if (coverage->active != ACTIVE_UNKNOWN && coverage->active != active) {
			continue;
		}
		switch (coverage->kind) {
		case COVER_ALL:
			covered->has_scanned = true;
			break;
		case COVER_ENCODING:
			covered->encodings[active] |= coverage->encodings;
			break;
		case COVER_SERVICE:
			services->list[coverage->service].swept |= (uint8_t)(1u << active);
			break;
		case COVER_USER:
			break;
		}
	}
}

bool coverage_has_shown(const struct covered *covered, const struct services *services,
	const struct session *session)
{
	if (covered->has_scanned) {
		return true;
	}
	return coverage_is_indexed(session) &&
	       ((covered->encodings[session->active] & 1u << session->encoding) ||
		       (services->list[session->service].swept & 1u << session->active));
}
