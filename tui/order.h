/* SPDX-License-Identifier: MIT */
/*
 * Worst first: the order in which every list shows sessions and services, on
 * the screen and in reports. Pure functions, any thread.
 */
#ifndef BEYATOP_ORDER_H
#define BEYATOP_ORDER_H

#include "snapshot.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Sorts count indexes into snapshot->sessions: severity of the state, then of those that are not
 * well lateness (unknown ones last) and errorCount, then service and userId. The order is total, so
 * that the same data always give the same list.
 */
void order_sessions(const struct snapshot *snapshot, uint32_t *indexes, size_t count);

/*
 * Sorts count indexes into snapshot->services: the one with more sessions in the
 * severest state first, then in the next, then worst lateness where not all are well, then name.
 */
void order_services(const struct snapshot *snapshot, uint32_t *indexes, size_t count);

/*
 * The severest state that any of the sessions is in; where all are well, STATE_ON_TIME if
 * one is, else STATE_PAUSED.
 */
enum session_state order_worst_state(const struct summary *summary);

#endif
