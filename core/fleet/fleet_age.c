/* SPDX-License-Identifier: MIT */
#include "fleet/fleet.h"
#include "fleet/fleet_state.h"
#include "model/session_edit.h"

struct session *fleet_edit(struct fleet *fleet, uint32_t position)
{
	fleet->list = session_list_own(fleet->list, fleet->count, 0);
	return &fleet->list->sessions[position];
}

static const struct session_thresholds *limits_of(
	const struct fleet *fleet, const struct session *session)
{
	const struct session_thresholds *own = fleet->services.list[session->service].limits;

	return own ? own : &fleet->limits;
}

/* Our own writes are compared with themselves, so that they are no changes. */
static void note_changes(struct fleet *fleet, const struct session *session,
	const struct session *before, const struct session_thresholds *limits)
{
	struct mark *mark = &fleet->marks[session - fleet->list->sessions];
	uint32_t toggled = toggles_note(&fleet->toggles, before, session, session_asof_ms(session));

	mark->toggled = toggled > 0 ? toggled : mark->toggled;
	changes_compare(&fleet->changes, limits, before, session);
}

void fleet_update_state(
	struct fleet *fleet, struct session *session, const struct session *before, int64_t asof_ms)
{
	const struct session_thresholds *limits = limits_of(fleet, session);

	session_set_asof(session, asof_ms);
	session->state = session_state_at(session, limits, session_asof_ms(session));
	if (fleet->has_changes) {
		note_changes(fleet, session, before, limits);
	}
}

static int severity_of(unsigned state)
{
	return session_state_info((enum session_state)state)->severity;
}

/* True if its age makes the session worse than that state at asof_ms. */
static bool is_worse(
	const struct fleet *fleet, const struct session *session, unsigned state, int64_t asof_ms)
{
	struct session aged = *session;

	session_set_asof(&aged, asof_ms);
	aged.state = session_state_at(&aged, limits_of(fleet, session), session_asof_ms(&aged));
	return severity_of(aged.state) > severity_of(state);
}

void fleet_age(
	struct fleet *fleet, uint32_t position, const struct session *before, int64_t asof_ms)
{
	struct session *session = fleet_edit(fleet, position);
	struct mark *mark = &fleet->marks[position];

	if (fleet->verifiable > 0 && is_worse(fleet, session, before->state, asof_ms)) {
		session->state = before->state;
		session->asof_s = before->asof_s;
		fleet->unverified += !mark->is_unverified;
		fleet->aged_ms = asof_ms;
		mark->is_unverified = true;
	} else {
		fleet_note_verified(fleet, mark);
		fleet_update_state(fleet, session, before, asof_ms);
	}
}

void fleet_note_verified(struct fleet *fleet, struct mark *mark)
{
	fleet->unverified -= mark->is_unverified;
	mark->is_unverified = false;
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
