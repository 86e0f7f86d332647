/* SPDX-License-Identifier: MIT */
#include "findings.h"

#include "json_put.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define STATUS_COLS   8
#define MIN_WHAT_COLS 10

void findings_add(struct findings *findings, enum finding_status status, const char *what,
	const char *advice, const char *format, ...)
{
	if (findings->count == FINDINGS_MAX) {
		return;
	}
	struct finding *finding = &findings->list[findings->count++];

	finding->status = status;
	snprintf(finding->what, sizeof(finding->what), "%s", what);
	snprintf(finding->advice, sizeof(finding->advice), "%s", advice);
	va_list args;

	va_start(args, format);
	vsnprintf(finding->detail, sizeof(finding->detail), format, args);
	va_end(args);
	if (status == FINDING_BAD && findings->error.kind == ERROR_NONE) {
		error_set(&findings->error, ERROR_CONFIG, "%s: %s", what, finding->detail);
	}
}

void findings_add_error(struct findings *findings, const char *what, const struct error *err)
{
	bool is_first = findings->error.kind == ERROR_NONE;

	findings_add(findings, FINDING_BAD, what, "", "%s", err->text);
	if (is_first) {
		findings->error.kind = err->kind;
	}
	findings->denied += err->kind == ERROR_DENIED;
}

struct finding *findings_find(struct findings *findings, const char *what)
{
	for (size_t i = 0; i < findings->count; i++) {
		if (strcmp(findings->list[i].what, what) == 0) {
			return &findings->list[i];
		}
	}
	return NULL;
}

const char *finding_status_word(enum finding_status status)
{
	static const char *const words[FINDING_STATUS_COUNT] = {
		[FINDING_FACT] = "",
		[FINDING_UNKNOWN] = "",
		[FINDING_LOG] = "",
		[FINDING_OK] = "ok",
		[FINDING_NOTE] = "note",
		[FINDING_BAD] = "BAD",
		[FINDING_UNTRIED] = "untried",
	};

	return words[status];
}

/* --- As text --------------------------------------------------------------------------------- */

struct columns {
	int status_cols, what_cols;
};

static struct columns measure(const struct findings *findings)
{
	struct columns columns = {.what_cols = MIN_WHAT_COLS};

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];
		int cols = (int)strlen(finding->what);

		columns.what_cols = cols > columns.what_cols ? cols : columns.what_cols;
		if (*finding_status_word(finding->status)) {
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

/* Each line of the detail, which names what it is about again. */
static void put_log(struct buf *out, const struct columns *columns, const struct finding *finding)
{
	char line[sizeof(finding->detail)];

	for (const char *rest = finding->detail; *rest;) {
		int length = (int)strcspn(rest, "\n");

		snprintf(line, sizeof(line), "%.*s", length, rest);
		put_row(out, columns, "", finding->what, line);
		buf_putc(out, '\n');
		rest += length + (rest[length] ? 1 : 0);
	}
}

static void put_finding(
	struct buf *out, const struct columns *columns, const struct finding *finding)
{
	if (finding->status == FINDING_LOG) {
		put_log(out, columns, finding);
		return;
	}
	if (finding->status == FINDING_FACT && !*finding->detail && !*finding->origin) {
		return;
	}
	put_row(out, columns, finding_status_word(finding->status), finding->what,
		*finding->detail ? finding->detail : "?");
	buf_printf(out, *finding->origin ? " (%s)\n" : "\n", finding->origin);
	if (*finding->advice) {
		put_row(out, columns, "", "", finding->advice);
		buf_putc(out, '\n');
	}
}

void findings_put_text(const struct findings *findings, struct buf *out)
{
	struct columns columns = measure(findings);

	for (size_t i = 0; i < findings->count; i++) {
		put_finding(out, &columns, &findings->list[i]);
	}
}

/* --- As JSON --------------------------------------------------------------------------------- */

static void put_text(struct buf *out, const char *name, const char *text)
{
	json_put_string(out, name, *text ? text : NULL);
}

static void put_object(struct buf *out, const struct finding *finding)
{
	const char *status = finding_status_word(finding->status);

	json_put_name(out, finding->what);
	buf_putc(out, '{');
	if (*status) {
		json_put_string(out, "status", status);
	}
	put_text(out, "value", finding->detail);
	if (*status) {
		put_text(out, "advice", finding->advice);
	} else {
		put_text(out, "from", finding->origin);
	}
	buf_putc(out, '}');
}

void findings_put_json(const struct findings *findings, struct buf *out)
{
	const struct error *error = &findings->error;

	buf_putc(out, '{');
	json_put_integer(out, "schema", 1);
	json_put_string(
		out, "kind", error->kind == ERROR_NONE ? NULL : error_kind_word(error->kind));
	put_text(out, "error", error->text);
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];

		buf_puts(out, ",\n");
		if (finding->status == FINDING_LOG) {
			put_text(out, finding->what, finding->detail);
		} else {
			put_object(out, finding);
		}
	}
	buf_puts(out, "}\n");
}
