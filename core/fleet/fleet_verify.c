/* SPDX-License-Identifier: MIT */
#include "fleet/fleet.h"
#include "fleet/fleet_state.h"
#include "model/session_edit.h"

static int severity_of(unsigned state)
{
	return session_state_info((enum session_state)state)->severity;
}

/* True if the session would be in a severer state at asof_ms, with nothing but its age changed. */
static bool would_be_worse(
	const struct fleet *fleet, const struct session *session, int64_t asof_ms)
{
	struct session aged = *session;

	session_set_asof(&aged, asof_ms);
	enum session_state state =
		session_state_at(&aged, fleet_limits_of(fleet, session), session_asof_ms(&aged));

	return severity_of(state) > severity_of(session->state);
}

void fleet_age(struct fleet *fleet, uint32_t position, int64_t asof_ms)
{
	struct mark *mark = &fleet->marks[position];
	struct session before = fleet->list->sessions[position];

	if (fleet->verifiable > 0 && would_be_worse(fleet, &before, asof_ms)) {
		fleet->unverified += !mark->is_unverified;
		fleet->aged_ms = asof_ms;
		mark->is_unverified = true;
		return;
	}
	fleet_note_verified(fleet, mark);
	fleet_update_state(fleet, fleet_edit(fleet, position), &before, asof_ms);
}

void fleet_set_verifiable(struct fleet *fleet, size_t most)
{
	fleet->verifiable = most;
}

size_t fleet_unverified(const struct fleet *fleet)
{
	return fleet->unverified;
}

void fleet_accept_unverified(struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->count && fleet->unverified > 0; i++) {
		struct session before = fleet->list->sessions[i];

		if (fleet->marks[i].is_unverified) {
			fleet_note_verified(fleet, &fleet->marks[i]);
			fleet_update_state(fleet, fleet_edit(fleet, i), &before, fleet->aged_ms);
		}
	}
}

void fleet_limit_unverified(struct fleet *fleet)
{
	if (fleet->unverified > fleet->verifiable) {
		fleet_accept_unverified(fleet);
	}
}
