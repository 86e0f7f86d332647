/* SPDX-License-Identifier: MIT */
/*
 * What a word of a filter can be about: one table of fields, for reading and completing it. Plain
 * data and pure functions, any thread.
 */
#ifndef BEYATOP_FILTER_FIELD_H
#define BEYATOP_FILTER_FIELD_H

#include "list/filter.h"

#include <stdbool.h>
#include <stddef.h>

struct filter_field {
	const char *name;
	/* completes "err wants …" */
	const char *wants;
	/* a bit for each that makes sense */
	unsigned relations;
	/* Reads the value into the term; false when it is not what the field wants. */
	bool (*read)(struct filter_term *term, const char *value);
	/* One of the next three says what a session has. */
	const char *(*text)(const struct snapshot *snapshot, const struct session *session);
	/* not a number when unknown */
	double (*figure)(const struct session *session);
	/* a bit of the term's set */
	unsigned (*value)(const struct session *session);
};

/* The field of a name of that length, in lower case; NULL when there is none. Static. */
const struct filter_field *filter_field_find(const char *name, size_t length);

/* The fields, one after the other; NULL after the last. Static. */
const struct filter_field *filter_field_at(size_t index);

/* The field of a word that names none: userId or serviceType. It has no name. Static. */
const struct filter_field *filter_field_anywhere(void);

/* True when a relation makes sense for a field. */
bool filter_field_has(const struct filter_field *field, enum filter_relation relation);

#endif
