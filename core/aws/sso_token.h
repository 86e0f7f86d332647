/* SPDX-License-Identifier: MIT */
/*
 * The token that "aws sso login" stores in a file. If the file has a refresh token, a token that is
 * about to expire is refreshed and the file rewritten, because a refresh token works only once.
 * Sources: "IAM Identity Center credential provider" in the AWS SDKs and Tools Reference Guide;
 * CreateToken in the IAM Identity Center OIDC API Reference. One thread at a time.
 */
#ifndef BEYATOP_SSO_TOKEN_H
#define BEYATOP_SSO_TOKEN_H

#include "aws/aws_client.h"
#include "error.h"

#define SSO_TOKEN_SIZE 8192

struct sso_login {
	/* name of the [sso-session]; NULL: the legacy format, which cannot be refreshed */
	const char *session;
	const char *start_url, *region;
};

/*
 * Finds the token, which the caller zeroes. ERROR_CREDENTIALS if a new login is needed; the text
 * says why, but not how. ERROR_NETWORK, ERROR_SERVICE or ERROR_PROTOCOL if an expired token could
 * not be refreshed this time. ERROR_CONFIG for an invalid URL. ERROR_STOPPED if cancelled.
 */
MUST_USE bool sso_token_find(struct aws_client *client, const struct sso_login *login,
	char token[SSO_TOKEN_SIZE], struct error *err);

#endif
