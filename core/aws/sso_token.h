/* SPDX-License-Identifier: MIT */
/*
 * The login for single sign-on that "aws sso login" leaves in a file. Where the file tells how, a
 * login that is about to end is renewed, and the file written anew, because a token that renews
 * works once only. Sources: "IAM Identity Center credential provider" in the AWS SDKs and Tools
 * Reference Guide; CreateToken in the IAM Identity Center OIDC API Reference. One thread at a time.
 */
#ifndef BEYATOP_SSO_TOKEN_H
#define BEYATOP_SSO_TOKEN_H

#include "aws/resolver.h"
#include "error.h"

#define SSO_TOKEN_SIZE 8192

struct sso_login {
	/* the [sso-session]; NULL: the older form, which cannot be renewed */
	const char *session;
	const char *start_url, *region;
};

/*
 * The token, which the caller zeroes. ERROR_CREDENTIALS where only a new login helps: the text says
 * why, not how. Where a login that is over could not be renewed this time: ERROR_NETWORK,
 * ERROR_SERVICE, ERROR_PROTOCOL, ERROR_CONFIG for a wrong URL. ERROR_STOPPED.
 */
MUST_USE bool sso_token_find(struct resolver *resolver, const struct sso_login *login,
	char token[SSO_TOKEN_SIZE], struct error *err);

#endif
