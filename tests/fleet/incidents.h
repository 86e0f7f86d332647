/* SPDX-License-Identifier: MIT */
/* What goes wrong in the simulated fleet. One thread. */
#ifndef FLEET_INCIDENTS_H
#define FLEET_INCIDENTS_H

#include "error.h"
#include "fleet/population.h"

#include <stdio.h>

/*
 * Parses "all", "none" or names with commas between into a set of incidents; ERROR_USAGE
 * names the one that does not exist.
 */
MUST_USE bool incidents_parse(const char *list, unsigned *set, struct error *err);

/* Troubles the sessions that the incidents of the set strike. Call it before population_settle().
 */
void incidents_apply(struct population *population, unsigned set);

/* Gives the first sessions a malformed attribute each; no poller touches them afterwards. */
void incidents_apply_flaws(struct population *population);

/* Prints each name with a line about it. */
void incidents_print_help(FILE *out);

#endif
