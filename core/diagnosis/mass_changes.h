/* SPDX-License-Identifier: MIT */
/* Sessions that others have paused or resumed in masses. Pure functions, any thread. */
#ifndef BEYATOP_MASS_CHANGES_H
#define BEYATOP_MASS_CHANGES_H

#include "diagnosis/finding_list.h"

/* Adds the mass changes of the last 15 minutes: their sessions that are in no finding yet. */
void mass_changes_add(struct finding_list *list, const struct snapshot *snapshot);

/*
 * True for a session that has not been polled since it was resumed in a mass, and need not have
 * been: how long ago it was polled before says nothing.
 */
bool mass_changes_explain(const struct snapshot *snapshot, uint32_t row);

#endif
