/* SPDX-License-Identifier: MIT */
#include "cell/role.h"

static const enum role state_roles[STATE_COUNT] = {
	[STATE_PAUSED] = ROLE_PAUSED,
	[STATE_UNKNOWN] = ROLE_UNKNOWN,
	[STATE_NEVER_POLLED] = ROLE_NEVER,
	[STATE_CRITICAL] = ROLE_CRITICAL,
	[STATE_FUTURE] = ROLE_FUTURE,
	[STATE_LATE] = ROLE_LATE,
	[STATE_ON_TIME] = ROLE_ON_TIME,
};

static const enum role verdict_roles[SEVERITY_COUNT + 1] = {
	[SEVERITY_CRITICAL] = ROLE_VERDICT_CRITICAL,
	[SEVERITY_WARNING] = ROLE_VERDICT_WARNING,
	[SEVERITY_INFO] = ROLE_VERDICT_INFO,
	[SEVERITY_COUNT] = ROLE_VERDICT_WELL,
};

#define BAR_SHADES (ROLE_BAR_4 - ROLE_BAR + 1)

/* By session_error_degree(). */
static const struct {
	enum role role;
	char letter;
} heats[] = {
	{ROLE_HEAT_0, ' '},
	{ROLE_HEAT_1, '.'},
	{ROLE_HEAT_2, ':'},
	{ROLE_HEAT_3, '+'},
	{ROLE_HEAT_4, '#'},
	{ROLE_HEAT_5, '@'},
};

enum role role_of_state(enum session_state state)
{
	return state_roles[state];
}

enum role role_of_state_bar(enum session_state state)
{
	return state == STATE_CRITICAL ? ROLE_BAR_HIGH : state == STATE_LATE ? ROLE_BAR : ROLE_DIM;
}

enum role role_of_verdict(enum finding_severity severity)
{
	return verdict_roles[severity];
}

enum role role_of_bar_row(enum role bar, int row, int rows)
{
	return (enum role)((int)bar + row * BAR_SHADES / rows);
}

enum role role_when_stale(enum role role)
{
	if (role >= ROLE_VERDICT_CRITICAL && role <= ROLE_VERDICT_WELL) {
		return ROLE_STALE;
	}
	if (role >= ROLE_CRITICAL && role <= ROLE_PAUSED) {
		return ROLE_DIM;
	}
	return role == ROLE_BAR_HIGH ? ROLE_BAR : role;
}

enum role role_of_errors(int32_t error_count)
{
	int degree = session_error_degree(error_count);

	return degree < 0 ? ROLE_UNKNOWN : heats[degree].role;
}

char role_heat_letter(int32_t error_count)
{
	int degree = session_error_degree(error_count);

	return degree < 0 ? ' ' : heats[degree].letter;
}

enum role role_of_halves(enum ink upper, enum ink lower)
{
	return (enum role)(ROLE_COUNT + (int)upper * INK_COUNT + (int)lower);
}

enum ink role_upper_ink(enum role role)
{
	return (enum ink)(((int)role - ROLE_COUNT) / INK_COUNT);
}

enum ink role_lower_ink(enum role role)
{
	return (enum ink)(((int)role - ROLE_COUNT) % INK_COUNT);
}
