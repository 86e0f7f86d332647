/* SPDX-License-Identifier: MIT */
/*
 * Collects the facts of --whoami for other parts of core. Call from the thread that uses the chain.
 */
#ifndef BEYATOP_WHOAMI_COLLECT_H
#define BEYATOP_WHOAMI_COLLECT_H

#include "aws/credentials_chain.h"
#include "facts.h"

/*
 * Adds what credentials_chain_resolve() found: every fact, known or not. credentials is NULL if it
 * failed; then the fact "tried" has the lines of chain->tried.
 */
void whoami_collect(const struct credentials_chain *chain, const struct credentials *credentials,
	struct facts *facts);

#endif
