/* SPDX-License-Identifier: MIT */
#include "history/asof_moves.h"

static size_t place_of(uint32_t service, uint32_t active, uint32_t from_s)
{
	return (from_s + service * 131 + active * 31) % ASOF_MOVES;
}

static bool is_from(
	const struct asof_move *move, uint32_t service, uint32_t active, uint32_t from_s)
{
	return move->is_used && move->service == service && move->active == active &&
	       move->from_s == from_s;
}

bool asof_moves_add(struct asof_moves *moves, const struct asof_move *move)
{
	struct asof_move *taken =
		&moves->moves[place_of(move->service, move->active, move->from_s)];

	if (taken->is_used) {
		return is_from(taken, move->service, move->active, move->from_s) &&
		       taken->to_s == move->to_s;
	}
	*taken = *move;
	taken->is_used = true;
	return true;
}

uint32_t asof_moves_find(const struct asof_moves *moves, const struct session *session)
{
	const struct asof_move *move =
		&moves->moves[place_of(session->service, session->active, session->asof_s)];

	return is_from(move, session->service, session->active, session->asof_s) ? move->to_s
										 : session->asof_s;
}
