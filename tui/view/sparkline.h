/* SPDX-License-Identifier: MIT */
/* How a service or a session fared over time, in one row. Pure functions, any thread. */
#ifndef BEYATOP_SPARKLINE_H
#define BEYATOP_SPARKLINE_H

#include "list/session_history.h"
#include "snapshot.h"

#include <stdbool.h>

/* The widest sparkline, and room for its text. */
#define SPARKLINE_MAX_COLS  80
#define SPARKLINE_TEXT_SIZE (SPARKLINE_MAX_COLS * 3 + 1)

/* What the signs mean, in a line for the help; static. */
extern const char sparkline_scale[], sparkline_ages_scale[];

/*
 * The shares of late sessions of a service, one column per minute, at most cols, the newest last:
 * the highest share of each minute, as eighths of blocks or in ASCII. Blank: none was active. The
 * lowest sign: none was late.
 */
void sparkline_format(const struct service_summary *service, int cols, bool is_ascii,
	char text[SPARKLINE_TEXT_SIZE]);

/*
 * The lateness of a session, one column per minute, at most cols, the newest last: the worst of
 * each minute. "" if it was never late, so that healthy sessions do not distract.
 */
void sparkline_format_ages(const struct session_history *history, int64_t interval_ms, int cols,
	bool is_ascii, char text[SPARKLINE_TEXT_SIZE]);

#endif
