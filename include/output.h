/* SPDX-License-Identifier: MIT */
/*
 * The formats of a report, one row each. To add a format, add a row here and a file
 * tui/report/report_NAME.c with report_NAME(). What -o accepts, --help, the manual page and the
 * completions are generated from the rows.
 */
#ifndef BEYATOP_OUTPUT_H
#define BEYATOP_OUTPUT_H

/* What a format can print besides the totals; a bit set. */
enum {
	/* a line per session: the format accepts --filter and --sort */
	OUTPUT_SESSIONS = 1 << 0,
	/* the facts of --whoami and --doctor */
	OUTPUT_FACTS = 1 << 1,
	/* a line per service or user: the format accepts --by */
	OUTPUT_GROUPS = 1 << 2,
};

/* X(ID, name, what it can print, help) */
/* clang-format off */
#define OUTPUT_FORMATS(X)                                                                    \
	X(TEXT, text, OUTPUT_SESSIONS | OUTPUT_GROUPS | OUTPUT_FACTS,                        \
		"for people, as wide as the terminal")                                       \
	X(WIDE, wide, OUTPUT_SESSIONS | OUTPUT_GROUPS, "as text, with every session and column") \
	X(JSON, json, OUTPUT_SESSIONS | OUTPUT_GROUPS | OUTPUT_FACTS, "one JSON object")     \
	X(JSONL, jsonl, OUTPUT_SESSIONS | OUTPUT_GROUPS,                                     \
		"JSON lines: report, findings, services, sessions")                          \
	X(CSV, csv, OUTPUT_SESSIONS | OUTPUT_GROUPS, "the sessions as comma-separated values") \
	X(PROM, prom, 0, "services and findings as Prometheus metrics")
/* clang-format on */

#define OUTPUT_ID(id, ...) OUTPUT_##id,

enum output {
	OUTPUT_FORMATS(OUTPUT_ID)
	/* not for -o: --check, --statusline, --summary and --wait-until choose these */
	OUTPUT_CHECK,
	OUTPUT_STATUSLINE,
	OUTPUT_SUMMARY,
	OUTPUT_WAIT,
	OUTPUT_COUNT
};

#undef OUTPUT_ID

#endif
