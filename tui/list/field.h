/* SPDX-License-Identifier: MIT */
/*
 * The fields of a session and of a service, one row each. Columns, sort orders, filters, completion
 * and help all come from these rows: to add a column that can be sorted and filtered by, add a row.
 * Rows are in the order of the columns. Cells that need more than their
 * value are drawn in view/session_cells.c. Plain data and pure functions, any thread.
 */
#ifndef BEYATOP_FIELD_H
#define BEYATOP_FIELD_H

#include "snapshot.h"
#include "summary.h"

#include <stdbool.h>
#include <stddef.h>

/* The kind of a value: how it is shown, and how a filter parses the value to compare it with. */
enum field_unit {
	/* no value: drawn by the view */
	FIELD_DRAWN,
	FIELD_TEXT,
	FIELD_COUNT,
	/* in polling intervals: "3.5x" */
	FIELD_RATIO,
	/* milliseconds that grow with time */
	FIELD_AGE,
	/* milliseconds that do not */
	FIELD_INTERVAL,
	/* milliseconds since 1970 */
	FIELD_TIME,
	/* 1 active, 0 paused */
	FIELD_ACTIVE,
	/* enum session_state */
	FIELD_STATE,
};

struct field {
	/* as typed, in :sort, :columns and filters: "age" */
	const char *name;
	/* of the column: "AGE" */
	const char *title;
	/* one line, at most 48 columns */
	const char *help;
	enum field_unit unit;
	/* the sort order in words, greatest value or A first, and its reverse; NULL: not sortable
	 */
	const char *sorted, *reversed;
	/* the key that sorts by it, the same one in both tables; '\0': none */
	char letter;

	/*
	 * The value in the field's unit: NAN when unknown. INFINITY is beyond every number: it
	 * sorts first, but filters take it as unknown. Of a service, its figure.
	 */
	double (*value)(const struct session *session);
	enum summary_figure figure;
	/* of a session, where the unit is FIELD_TEXT */
	const char *(*text)(const struct snapshot *snapshot, const struct session *session);

	/* 0: there is no such column */
	int width_cols;
	/* how much wider it may get if there is room */
	int grow_cols;
	/* aligned to the right */
	bool is_right;
	/* shown by default on screens at least this wide */
	int from_cols;
	/* the same where the screen differs from reports; 0: it does not */
	int screen_from_cols;
#define FIELD_ALWAYS (-1)  /* always shown, before the chosen ones */
#define FIELD_CHOSEN 10000 /* only if it is chosen */
};

/* On the screen, a column is shown by default from this width on. */
static inline int field_screen_from_cols(const struct field *field)
{
	return field->screen_from_cols ? field->screen_from_cols : field->from_cols;
}

struct field_table {
	const struct field *fields;
	size_t count;
};

/* In the order of the columns. The first row is the default sort order: worst first. */
extern const struct field_table field_sessions, field_services;

/* Fields of a table. */
#define FIELD_MAX 16

/* The names of two fields of sessions: a list of one service, or user, does not show that column.
 */
#define FIELD_SERVICE "svc"
#define FIELD_USER    "user"

/* The field whose name is the first length bytes of name; NULL: none. Static. */
const struct field *field_find(const struct field_table *table, const char *name, size_t length);

/* A field's value of a session or a service; NAN: unknown, or the field has no value. */
double field_session_value(const struct field *field, const struct session *session);
double field_service_value(const struct field *field, const struct summary *summary);

#endif
