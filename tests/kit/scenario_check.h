/* SPDX-License-Identifier: MIT */
/* Checks what a scenario says about the findings. For cmocka. */
#ifndef BEYATOP_TESTS_SCENARIO_CHECK_H
#define BEYATOP_TESTS_SCENARIO_CHECK_H

#include "finding.h"
#include "fleet/scenario.h"
#include "snapshot.h"

/*
 * Checks the findings of a snapshot, whose refresh began now_ms after the start. Returns the number
 * of lines that failed, after printing each, with all findings.
 */
int scenario_check(
	const struct scenario *scenario, const struct snapshot *snapshot, int64_t now_ms);

/* The lines whose times no refresh has met, which would check nothing: returns how many. */
int scenario_count_unmet(const struct scenario *scenario);

/*
 * Plays each file of tests/scenario by the function, which returns how many lines failed, and fails
 * the test if any did. BEYATOP_SCENARIO: only those whose path contains it.
 */
void scenario_check_all(int (*play)(const char *path));

#endif
