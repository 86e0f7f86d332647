/* SPDX-License-Identifier: MIT */
/*
 * What is known of who we are to AWS, each fact with where it came from: for --whoami, and for
 * whoever has to find out why the keys do not work. No secrets. Plain data, any thread.
 */
#ifndef BEYATOP_WHOAMI_H
#define BEYATOP_WHOAMI_H

#include "buf.h"
#include "error.h"
#include "settings.h"

/* In the order in which they are printed. */
enum whoami_fact_kind {
	WHOAMI_PROVIDER,
	WHOAMI_PROFILE,
	/* the access key id, which is no secret */
	WHOAMI_KEY,
	WHOAMI_EXPIRY,
	WHOAMI_ACCOUNT,
	WHOAMI_ARN,
	WHOAMI_REGION,
	WHOAMI_ENDPOINT,
	/* unknown where it is the system's */
	WHOAMI_CA_BUNDLE,
	/* unknown where there is none */
	WHOAMI_PROXY,
	WHOAMI_FACT_COUNT
};

struct whoami_fact {
	/* "": unknown */
	char value[512];
	/* "AWS_REGION"; "" where there is nothing to say */
	char origin[320];
};

struct whoami {
	struct whoami_fact facts[WHOAMI_FACT_COUNT];
	/* without keys: what each provider said, a line each; else "" */
	char tried[1500];
	/* why not all is known; ERROR_NONE: it is, as far as is allowed */
	struct error error;
};

/* "region": for people, and as a name in JSON; static. */
const char *whoami_fact_name(enum whoami_fact_kind kind);

/*
 * Finds out, waiting for whoever must be asked: no call to DynamoDB, one to STS once there are
 * keys. It is not asked for keys that are used on this machine only, with an --endpoint-url of it.
 */
void whoami_ask(const struct settings *settings, struct whoami *whoami);

/*
 * Appends a line for each fact of which something is known, "region      eu-west-1 (AWS_REGION)",
 * and, where there are no keys, for each provider that was asked. Not sanitised.
 */
void whoami_print(const struct whoami *whoami, struct buf *out);

struct credentials;
struct resolver;

/*
 * What a resolver has found out, whether or not it got keys; credentials NULL: it did not. For
 * core, in the resolver's thread.
 */
void whoami_collect(const struct resolver *resolver, const struct credentials *credentials,
	struct whoami *whoami);

#endif
