/* SPDX-License-Identifier: MIT */
#include "facts.h"

#include "json_put.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define STATUS_COLS   8
#define MIN_WHAT_COLS 10

void facts_add(struct facts *facts, enum fact_status status, const char *what, const char *advice,
	const char *format, ...)
{
	if (facts->count == FACTS_MAX) {
		return;
	}
	struct fact *fact = &facts->list[facts->count++];

	fact->status = status;
	snprintf(fact->what, sizeof(fact->what), "%s", what);
	snprintf(fact->advice, sizeof(fact->advice), "%s", advice);
	va_list args;

	va_start(args, format);
	vsnprintf(fact->detail, sizeof(fact->detail), format, args);
	va_end(args);
	if (status == FACT_BAD && facts->error.kind == ERROR_NONE) {
		error_set(&facts->error, ERROR_CONFIG, "%s: %s", what, fact->detail);
	}
}

void facts_add_error(struct facts *facts, const char *what, const struct error *err)
{
	bool is_first = facts->error.kind == ERROR_NONE;

	facts_add(facts, FACT_BAD, what, "", "%s", err->text);
	if (is_first) {
		facts->error.kind = err->kind;
	}
	facts->denied += err->kind == ERROR_DENIED;
}

struct fact *facts_find(struct facts *facts, const char *what)
{
	for (size_t i = 0; i < facts->count; i++) {
		if (strcmp(facts->list[i].what, what) == 0) {
			return &facts->list[i];
		}
	}
	return NULL;
}

const char *fact_status_word(enum fact_status status)
{
	static const char *const words[FACT_STATUS_COUNT] = {
		[FACT_PLAIN] = "",
		[FACT_UNKNOWN] = "",
		[FACT_LOG] = "",
		[FACT_OK] = "ok",
		[FACT_NOTE] = "note",
		[FACT_BAD] = "BAD",
		[FACT_UNTRIED] = "untried",
	};

	return words[status];
}

/* --- As text --------------------------------------------------------------------------------- */

struct columns {
	int status_cols, what_cols;
};

static bool is_shown(const struct fact *fact)
{
	return fact->status != FACT_PLAIN || *fact->detail || *fact->origin;
}

static struct columns measure(const struct facts *facts)
{
	struct columns columns = {.what_cols = MIN_WHAT_COLS};

	for (size_t i = 0; i < facts->count; i++) {
		const struct fact *fact = &facts->list[i];
		int cols = is_shown(fact) ? (int)strlen(fact->what) : 0;

		columns.what_cols = cols > columns.what_cols ? cols : columns.what_cols;
		if (*fact_status_word(fact->status)) {
			columns.status_cols = STATUS_COLS;
		}
	}
	return columns;
}

static void put_row(struct buf *out, const struct columns *columns, const char *status,
	const char *what, const char *text)
{
	buf_printf(
		out, "%-*s%-*s  %s", columns->status_cols, status, columns->what_cols, what, text);
}

/* Prints each line of the detail with the fact's name in front. */
static void put_log(struct buf *out, const struct columns *columns, const struct fact *fact)
{
	char line[sizeof(fact->detail)];

	for (const char *rest = fact->detail; *rest;) {
		int length = (int)strcspn(rest, "\n");

		snprintf(line, sizeof(line), "%.*s", length, rest);
		put_row(out, columns, "", fact->what, line);
		buf_putc(out, '\n');
		rest += length + (rest[length] ? 1 : 0);
	}
}

static void put_fact(struct buf *out, const struct columns *columns, const struct fact *fact)
{
	if (fact->status == FACT_LOG) {
		put_log(out, columns, fact);
		return;
	}
	if (!is_shown(fact)) {
		return;
	}
	put_row(out, columns, fact_status_word(fact->status), fact->what,
		*fact->detail ? fact->detail : "?");
	buf_printf(out, *fact->origin ? " (%s)\n" : "\n", fact->origin);
	if (*fact->advice) {
		put_row(out, columns, "", "", fact->advice);
		buf_putc(out, '\n');
	}
}

void facts_put_text(const struct facts *facts, struct buf *out)
{
	struct columns columns = measure(facts);

	for (size_t i = 0; i < facts->count; i++) {
		put_fact(out, &columns, &facts->list[i]);
	}
}

/* --- As JSON --------------------------------------------------------------------------------- */

static void put_text(struct buf *out, const char *name, const char *text)
{
	json_put_string(out, name, *text ? text : NULL);
}

static void put_object(struct buf *out, const struct fact *fact)
{
	const char *status = fact_status_word(fact->status);

	json_put_name(out, fact->what);
	buf_putc(out, '{');
	if (*status) {
		json_put_string(out, "status", status);
	}
	put_text(out, "value", fact->detail);
	if (*status) {
		put_text(out, "advice", fact->advice);
	} else {
		put_text(out, "from", fact->origin);
	}
	buf_putc(out, '}');
}

void facts_put_json(const struct facts *facts, struct buf *out)
{
	const struct error *error = &facts->error;

	buf_putc(out, '{');
	json_put_integer(out, "schema", 1);
	json_put_string(
		out, "kind", error->kind == ERROR_NONE ? NULL : error_kind_word(error->kind));
	put_text(out, "error", error->text);
	for (size_t i = 0; i < facts->count; i++) {
		const struct fact *fact = &facts->list[i];

		buf_puts(out, ",\n");
		if (fact->status == FACT_LOG) {
			put_text(out, fact->what, fact->detail);
		} else {
			put_object(out, fact);
		}
	}
	buf_puts(out, "}\n");
}
