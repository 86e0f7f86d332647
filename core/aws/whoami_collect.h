/* SPDX-License-Identifier: MIT */
/* Fills struct whoami (include/whoami.h) for other parts of core. The credentials' thread. */
#ifndef BEYATOP_WHOAMI_COLLECT_H
#define BEYATOP_WHOAMI_COLLECT_H

#include "aws/credentials_chain.h"
#include "whoami.h"

/*
 * What credentials_chain_resolve() found out. credentials is NULL if it failed: then the lines of
 * chain->tried are included.
 */
void whoami_collect(const struct credentials_chain *chain, const struct credentials *credentials,
	struct whoami *whoami);

#endif
