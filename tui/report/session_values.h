/* SPDX-License-Identifier: MIT */
/* The values of a session in json, jsonl and csv, one row each. Pure, any thread. */
#ifndef BEYATOP_SESSION_VALUES_H
#define BEYATOP_SESSION_VALUES_H

#include "list/field.h"
#include "number.h"

struct session_value {
	/* of the attribute, if it is one: "pollingIntervalMs" */
	const char *name;
	/* the name of a field of list/field.h */
	const char *field;
	bool is_in_csv_only;
	/* NULL: the field's value, in the format of its unit */
	void (*format)(const struct session *session, char text[NUMBER_SIZE]);
};

/* In the order of csv's columns; the row after the last has no name. */
extern const struct session_value session_values[];

/* The field whose value it is. Static. */
const struct field *session_value_field(const struct session_value *value);

/* The value as text that is safe on a terminal, "" if unknown. Not for FIELD_TEXT. */
void session_value_format(
	const struct session_value *value, const struct session *session, char text[NUMBER_SIZE]);

#endif
