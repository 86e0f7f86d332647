/* SPDX-License-Identifier: MIT */
/* All providers in their order, for the resolver. */
#ifndef BEYATOP_CREDENTIALS_CHAIN_H
#define BEYATOP_CREDENTIALS_CHAIN_H

#include "aws/credentials.h"
#include "aws/resolver.h"

/*
 * Asks one after the other for keys. The resolver has read the files. On failure *err is
 * ERROR_CREDENTIALS or ERROR_STOPPED, and *credentials is untouched.
 */
MUST_USE bool credentials_find(
	struct resolver *resolver, struct credentials *credentials, struct error *err);

#endif
