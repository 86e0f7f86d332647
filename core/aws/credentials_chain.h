/* SPDX-License-Identifier: MIT */
/*
 * Resolves region, endpoint and credentials from the environment and the files in ~/.aws. Tries one
 * provider after the other, as the AWS CLI does. Blocks while a provider waits for the network or a
 * program. One thread at a time, except aws_client_cancel().
 */
#ifndef BEYATOP_CREDENTIALS_CHAIN_H
#define BEYATOP_CREDENTIALS_CHAIN_H

#include "aws/aws_client.h"
#include "aws/credentials.h"
#include "buf.h"

struct credentials_chain {
	struct aws_client client;
	/*
	 * What each provider reported, one line each: "environment: AWS_ACCESS_KEY_ID is not set".
	 * The last line is from the provider that supplied credentials or failed. Contains no
	 * secrets.
	 */
	struct buf tried;
};

/* Fails like aws_client_init(). End with credentials_chain_fini(). */
MUST_USE bool credentials_chain_init(
	struct credentials_chain *chain, const struct settings *settings, struct error *err);
void credentials_chain_fini(struct credentials_chain *chain);

/*
 * Reads the files, determines the endpoint, then finds credentials in the order of PROVIDERS: for
 * --profile if given, else from the environment, else for AWS_PROFILE or "default". Then assumes
 * --role-arn with them, if given. On failure *credentials is untouched and *err says what was tried
 * and what to do: ERROR_CONFIG (files, region, URL), ERROR_CREDENTIALS, or ERROR_STOPPED once
 * cancelled.
 */
MUST_USE bool credentials_chain_resolve(
	struct credentials_chain *chain, struct credentials *credentials, struct error *err);

#endif
