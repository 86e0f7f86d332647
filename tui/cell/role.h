/* SPDX-License-Identifier: MIT */
/*
 * What a cell of the screen means. Views use roles; term/theme.c maps them to colours. Pure
 * functions, any thread.
 */
#ifndef BEYATOP_ROLE_H
#define BEYATOP_ROLE_H

#include "finding.h"
#include "session.h"

#include <stdint.h>

enum role {
	ROLE_NORMAL,
	/* labels, and all that is well */
	ROLE_DIM,
	/* fainter still: rules, and the dot that stands for a zero */
	ROLE_RULE,
	ROLE_TITLE,
	/* the name of a key in footers and help */
	ROLE_KEY,
	/* the marker and the name of the selected row */
	ROLE_SELECTED,
	/* an error that has not passed yet */
	ROLE_BANNER,
	/* the display is not live: old, frozen, or a recording */
	ROLE_STALE,
	ROLE_MESSAGE,
	ROLE_DIALOG,
	/* the mark of what is watched */
	ROLE_WATCHED,
	/* the line that says how the fleet is: a bar, except when all is well */
	ROLE_VERDICT_CRITICAL,
	ROLE_VERDICT_WARNING,
	ROLE_VERDICT_INFO,
	ROLE_VERDICT_WELL,
	ROLE_CRITICAL,
	ROLE_NEVER,
	ROLE_LATE,
	ROLE_UNKNOWN,
	ROLE_FUTURE,
	ROLE_ON_TIME,
	ROLE_PAUSED,
	/*
	 * of a chart of what is wrong, and of one of what goes well: they fade from the first, in
	 * the top row, to the last; only the foreground colour shows
	 */
	ROLE_BAR,
	ROLE_BAR_2,
	ROLE_BAR_3,
	ROLE_BAR_4,
	ROLE_PULSE,
	ROLE_PULSE_2,
	ROLE_PULSE_3,
	ROLE_PULSE_4,
	/* of values at or above the chart's mark */
	ROLE_BAR_HIGH,
	/* no errors */
	ROLE_HEAT_0,
	ROLE_HEAT_1,
	ROLE_HEAT_2,
	ROLE_HEAT_3,
	ROLE_HEAT_4,
	ROLE_HEAT_5,
	ROLE_COUNT
};

/* The colour of half a cell of the heat map, on screens with so many colours. */
enum ink {
	/* the screen's background */
	INK_NONE,
	INK_WELL,
	INK_PAUSED,
	INK_FUTURE,
	INK_UNKNOWN,
	INK_NEVER,
	INK_1,
	INK_2,
	INK_3,
	INK_4,
	INK_5,
	/* the cursor, in the place of what is under it */
	INK_CURSOR,
	INK_COUNT
};

/* From ROLE_COUNT on, roles are pairs of inks. */
#define ROLE_LIMIT (ROLE_COUNT + INK_COUNT * INK_COUNT)

/* The role of a cell with an upper half block in one ink on another, and the way back. */
enum role role_of_halves(enum ink upper, enum ink lower);
enum ink role_upper_ink(enum role role);
enum ink role_lower_ink(enum role role);

enum role role_of_state(enum session_state state);

/* Of bars that show how it came to a state: only late and critical ones stand out, and not bold. */
enum role role_of_state_bar(enum session_state state);

/* Of the verdict; SEVERITY_COUNT: all is well, or nothing is known. */
enum role role_of_verdict(enum finding_severity severity);

/* The shade of ROLE_BAR or ROLE_PULSE in a row of a chart, counted from its top. */
enum role role_of_bar_row(enum role bar, int row, int rows);

/* The role of the same cell when its data is stale: states and alarms lose their colour. */
enum role role_when_stale(enum role role);

/* The heat role of an errorCount; ROLE_UNKNOWN for a negative (unknown) one. */
enum role role_of_errors(int32_t error_count);

/* The heat as a letter, for screens whose colours cannot show it; ' ': no errors. */
char role_heat_letter(int32_t error_count);

#endif
