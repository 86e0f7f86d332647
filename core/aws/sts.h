/* SPDX-License-Identifier: MIT */
/*
 * Three actions of the Security Token Service. Each blocks until the response, which is XML.
 * Sources: AssumeRole, AssumeRoleWithWebIdentity and GetCallerIdentity in the AWS Security Token
 * Service API Reference, version 2011-06-15. One thread at a time.
 */
#ifndef BEYATOP_STS_H
#define BEYATOP_STS_H

#include "aws/aws_client.h"
#include "aws/credentials.h"

struct sts_role {
	const char *arn;
	const char *session_name;
	/* NULL: none */
	const char *external_id;
	/* NULL: STS's default */
	const char *duration_s;
};

/*
 * Assumes the role, signed with the base credentials. Fills access key, secret, token, expiry, ARN
 * and account of *credentials. Fails with ERROR_CREDENTIALS or, for AccessDenied, ERROR_DENIED (the
 * text names the role and quotes STS's code and message), ERROR_NETWORK, ERROR_PROTOCOL or
 * ERROR_STOPPED.
 */
MUST_USE bool sts_assume_role(struct aws_client *client, const struct credentials *base,
	const struct sts_role *role, struct credentials *credentials, struct error *err);

/* Like sts_assume_role(), with the token of an identity provider instead of a signature. */
MUST_USE bool sts_assume_role_with_web_identity(struct aws_client *client, const char *token,
	const struct sts_role *role, struct credentials *credentials, struct error *err);

struct sts_identity {
	char account[13];
	char arn[256];
	char user_id[160];
};

/* The caller's identity. Needs no IAM permission. */
MUST_USE bool sts_get_caller_identity(struct aws_client *client,
	const struct credentials *credentials, struct sts_identity *identity, struct error *err);

#endif
