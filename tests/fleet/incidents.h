/* SPDX-License-Identifier: MIT */
/* The incidents of the simulated fleet. One thread. */
#ifndef FLEET_INCIDENTS_H
#define FLEET_INCIDENTS_H

#include "error.h"
#include "fleet/population.h"

#include <stdio.h>

/*
 * Parses "all", "none" or names separated by commas into a set of incidents. An unknown name is
 * ERROR_USAGE.
 */
MUST_USE bool incidents_parse(const char *list, unsigned *set, struct error *err);

/* Applies the incidents of the set to their sessions. Call it before population_settle(). */
void incidents_apply(struct population *population, unsigned set);

/* Gives the first sessions a malformed attribute each; no poller touches them afterwards. */
void incidents_apply_flaws(struct population *population);

/* Prints each name with a line about it. */
void incidents_print_help(FILE *out);

#endif
