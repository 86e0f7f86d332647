/* SPDX-License-Identifier: MIT */
/*
 * The three calls of the Security Token Service that are of use here. It answers in XML. Sources:
 * AssumeRole, AssumeRoleWithWebIdentity and GetCallerIdentity in the AWS Security Token Service API
 * Reference, version 2011-06-15. They wait for the answer; one thread at a time.
 */
#ifndef BEYATOP_STS_H
#define BEYATOP_STS_H

#include "aws/credentials.h"
#include "aws/resolver.h"

struct sts_role {
	const char *arn;
	const char *session_name;
	/* NULL: none */
	const char *external_id;
	/* NULL: STS's own default */
	const char *duration_s;
};

/*
 * Keys for the role, for whoever has the base keys. Sets keys, token, expiry and account of
 * *credentials. ERROR_CREDENTIALS or, for AccessDenied, ERROR_DENIED names the role and STS's own
 * code and words; ERROR_NETWORK, ERROR_PROTOCOL, ERROR_STOPPED.
 */
MUST_USE bool sts_assume_role(struct resolver *resolver, const struct credentials *base,
	const struct sts_role *role, struct credentials *credentials, struct error *err);

/* The same for who shows the token of an identity provider; it is not signed. */
MUST_USE bool sts_assume_role_with_web_identity(struct resolver *resolver, const char *token,
	const struct sts_role *role, struct credentials *credentials, struct error *err);

struct sts_identity {
	char account[13];
	char arn[256];
	char user_id[160];
};

/* Who has these keys, as STS sees it. Needs no permission. */
MUST_USE bool sts_get_caller_identity(struct resolver *resolver,
	const struct credentials *credentials, struct sts_identity *identity, struct error *err);

#endif
