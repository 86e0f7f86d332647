/* SPDX-License-Identifier: MIT */
/* The course of a service in one row of the screen. Pure functions, any thread. */
#ifndef BEYATOP_SPARKLINE_H
#define BEYATOP_SPARKLINE_H

#include "list/trail.h"
#include "snapshot.h"

#include <stdbool.h>

/* The widest that there is, and room for its text. */
#define SPARKLINE_MAX_COLS  80
#define SPARKLINE_TEXT_SIZE (SPARKLINE_MAX_COLS * 3 + 1)

/* One line about the scale of each, for the help; static. */
const char *sparkline_scale(void);
const char *sparkline_trail_scale(void);

/*
 * The late shares of a service, one column a minute that has a sample, at most cols, the newest
 * last: the highest of each, as eighths of blocks, or ASCII. A blank is a minute in which none was
 * active; none late is the lowest mark.
 */
void sparkline_format(const struct service_summary *service, int cols, bool is_ascii,
	char text[SPARKLINE_TEXT_SIZE]);

/*
 * The lateness of a session, one column a minute that has a mark, at most cols, the newest last:
 * the worst of each; "" while it was never late, for that is nothing to look at.
 */
void sparkline_format_trail(const struct trail *trail, int64_t interval_ms, int cols, bool is_ascii,
	char text[SPARKLINE_TEXT_SIZE]);

#endif
