/* SPDX-License-Identifier: MIT */
/*
 * --doctor: how the items of a page spell their values, and which of those cannot be read. Pure,
 * any thread.
 */
#ifndef BEYATOP_DOCTOR_VALUES_H
#define BEYATOP_DOCTOR_VALUES_H

#include "base/json.h"
#include "facts.h"
#include "session.h"

/*
 * Adds a fact for the forms of lastPollAt, and one each for keys and values that cannot be read.
 * own: encodings of isActive in addition to the usual ones; may be NULL.
 */
void doctor_values_examine(
	const struct json *response, const struct own_encodings *own, struct facts *facts);

#endif
