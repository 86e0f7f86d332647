/* SPDX-License-Identifier: MIT */
/* The facts of --whoami for other parts of core. The credentials' thread. */
#ifndef BEYATOP_WHOAMI_COLLECT_H
#define BEYATOP_WHOAMI_COLLECT_H

#include "aws/credentials_chain.h"
#include "facts.h"

/*
 * Adds what credentials_chain_resolve() found out: one fact for each fact, known or not, and
 * "tried". credentials is NULL if it failed: then "tried" has the lines of chain->tried.
 */
void whoami_collect(const struct credentials_chain *chain, const struct credentials *credentials,
	struct facts *facts);

#endif
