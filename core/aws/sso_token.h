/* SPDX-License-Identifier: MIT */
/*
 * The login that "aws sso login" leaves in a file. If the file holds a refresh token, a login that
 * is about to expire is refreshed and the file rewritten, because a refresh token works only once.
 * Sources: "IAM Identity Center credential provider" in the AWS SDKs and Tools Reference Guide;
 * CreateToken in the IAM Identity Center OIDC API Reference. One thread at a time.
 */
#ifndef BEYATOP_SSO_TOKEN_H
#define BEYATOP_SSO_TOKEN_H

#include "aws/aws_client.h"
#include "error.h"

#define SSO_TOKEN_SIZE 8192

struct sso_login {
	/* the [sso-session]; NULL: the older form, which cannot be refreshed */
	const char *session;
	const char *start_url, *region;
};

/*
 * Returns the token; the caller zeroes it. ERROR_CREDENTIALS if only a new login helps: the text
 * says why, not how. If an expired login could not be refreshed this time: ERROR_NETWORK,
 * ERROR_SERVICE or ERROR_PROTOCOL; ERROR_CONFIG for an invalid URL. ERROR_STOPPED.
 */
MUST_USE bool sso_token_find(struct aws_client *client, const struct sso_login *login,
	char token[SSO_TOKEN_SIZE], struct error *err);

#endif
