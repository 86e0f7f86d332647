/* SPDX-License-Identifier: MIT */
#include "list/row_join.h"

size_t row_join_find(struct row_join *join, size_t row)
{
	struct session_id id = session_id_of(join->from, &join->from->sessions[row]);

	/* Most sessions keep their rows. */
	if (row < join->to->sessions_count) {
		struct session_id same_place = session_id_of(join->to, &join->to->sessions[row]);

		if (session_id_equal(&id, &same_place)) {
			return row;
		}
	}
	for (size_t i = join->keys.count; i < join->to->sessions_count; i++) {
		struct session_id other = session_id_of(join->to, &join->to->sessions[i]);

		session_set_add(&join->keys, &other);
	}
	return session_set_find(&join->keys, &id);
}

void row_join_fini(struct row_join *join)
{
	session_set_fini(&join->keys);
}
