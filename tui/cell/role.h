/* SPDX-License-Identifier: MIT */
/*
 * What a cell of the screen means. Views name roles; only theme.c turns them
 * into colours. Pure functions, any thread.
 */
#ifndef BEYATOP_ROLE_H
#define BEYATOP_ROLE_H

#include "session.h"

#include <stdint.h>

enum role {
	ROLE_NORMAL,
	ROLE_DIM,
	ROLE_TITLE,
	/* a key's name in footers and help */
	ROLE_KEY,
	/* the marker and the name of the selected row */
	ROLE_SELECTED,
	/* a fault that lasts */
	ROLE_BANNER,
	/* what is shown is not the present */
	ROLE_STALE,
	ROLE_MESSAGE,
	ROLE_DIALOG,
	ROLE_CRITICAL,
	ROLE_NEVER,
	ROLE_LATE,
	ROLE_UNKNOWN,
	ROLE_FUTURE,
	ROLE_ON_TIME,
	ROLE_PAUSED,
	/* of a chart: its foreground alone is seen */
	ROLE_BAR,
	/* from the mark of the chart on */
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

enum role role_of_state(enum session_state state);

/* The heat of an errorCount; ROLE_UNKNOWN below 0. */
enum role role_of_errors(int32_t error_count);

/* The same heat as a letter, for screens whose colours do not show it; ' ' for none. */
char role_heat_letter(int32_t error_count);

#endif
