/* SPDX-License-Identifier: MIT */
/*
 * Who AWS takes us for: provider, account, role, region and endpoint, each with where it comes
 * from. For --whoami and for finding out why credentials do not work. No secrets. Plain data, any
 * thread.
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
	/* the access key ID, which is not secret */
	WHOAMI_KEY,
	WHOAMI_EXPIRY,
	WHOAMI_ACCOUNT,
	WHOAMI_ARN,
	WHOAMI_REGION,
	WHOAMI_ENDPOINT,
	/* unknown if it is the system's */
	WHOAMI_CA_BUNDLE,
	/* unknown if there is none */
	WHOAMI_PROXY,
	WHOAMI_FACT_COUNT
};

struct whoami_fact {
	/* "": unknown */
	char value[512];
	/* "AWS_REGION"; "" if there is nothing to say */
	char origin[320];
};

struct whoami {
	struct whoami_fact facts[WHOAMI_FACT_COUNT];
	/* if there are no credentials: what each provider reported, one per line; else "" */
	char tried[1500];
	/* why some facts are unknown; ERROR_NONE: all that IAM allows is known */
	struct error error;
};

/* "region": the label, also in JSON; static. */
const char *whoami_fact_name(enum whoami_fact_kind kind);

/*
 * Finds credentials and asks STS for the caller's identity; blocks for the network. Does not call
 * DynamoDB. Does not call STS if --endpoint-url is on this machine and STS's endpoint is AWS's own.
 */
void whoami_ask(const struct settings *settings, struct whoami *whoami);

/*
 * Appends one line for each known fact, "region      eu-west-1 (AWS_REGION)", and, if there are no
 * credentials, one for each provider that was tried. Not sanitised.
 */
void whoami_print(const struct whoami *whoami, struct buf *out);

#endif
