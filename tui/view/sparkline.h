/* SPDX-License-Identifier: MIT */
/* The health of a service or a session over time, in one row. Pure functions, any thread. */
#ifndef BEYATOP_SPARKLINE_H
#define BEYATOP_SPARKLINE_H

#include "list/session_history.h"
#include "snapshot.h"

#include <stdbool.h>

/* The most minutes of a sparkline, and the size of its text in bytes. */
#define SPARKLINE_MAX_COLS  80
#define SPARKLINE_TEXT_SIZE (SPARKLINE_MAX_COLS * 3 + 16)

/* A line of the help that explains the symbols; static. */
extern const char sparkline_scale[], sparkline_ages_scale[];

/*
 * The share of late sessions of a service: one mark per minute, the newest last, and the share at
 * which the scale ends, behind it so that it is not read as the share: "▁▂▅█▏20%"; at most cols
 * columns. Each mark shows the highest share of
 * its minute, as a block of eighths, or in ASCII; the marks grow evenly. Blank: no session was
 * active. The lowest mark: none was late.
 */
void sparkline_format(const struct service_summary *service, int cols, bool is_ascii,
	char text[SPARKLINE_TEXT_SIZE]);

/*
 * The lateness of a session, with the scale in front: "   20x ▁▁▃█", in polling intervals. Each
 * mark shows the worst of its minute. "" if it was never late, so that healthy sessions do not
 * distract.
 */
void sparkline_format_ages(const struct session_history *history, int64_t interval_ms, int cols,
	bool is_ascii, char text[SPARKLINE_TEXT_SIZE]);

#endif
