/* SPDX-License-Identifier: MIT */
/*
 * From the environment and the files in ~/.aws to a region, a URL and keys, asking whoever must be
 * asked: STS, single sign-on, a helper program, a metadata service. It waits for the answers.
 * One thread at a time, except resolver_cancel(); not the network thread's http, but one of its
 * own.
 */
#ifndef BEYATOP_RESOLVER_H
#define BEYATOP_RESOLVER_H

#include "aws/aws_config.h"
#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "aws/file_watch.h"
#include "buf.h"
#include "error.h"
#include "net/http.h"
#include "settings.h"

#include <stdatomic.h>
#include <stdbool.h>

/* Who answers for the metadata of an instance. */
enum resolver_metadata {
	METADATA_UNKNOWN,
	/* it has: silence is a fault */
	METADATA_THERE,
	/* nobody did, and nobody is asked again */
	METADATA_NOT_THERE,
};

struct resolver {
	const struct settings *settings;
	struct http *http;
	struct aws_config
		/* as of the last resolver_run(); NULL when it could not be read */
		*config;
	/* likewise; region[0] is NUL when it could not be told */
	struct endpoint endpoint;
	/*
	 * What each provider that was asked said, a line each: "environment: AWS_ACCESS_KEY_ID is
	 * not set". The last of them is the one whose keys were taken, or that failed. No secrets.
	 */
	struct buf tried;
	/* the files that the last run depended on */
	struct file_watch watch;
	/* a server's clock - ours, where it told, and more than a minute off */
	int64_t skew_ms;
	enum resolver_metadata metadata;
	atomic_bool is_cancelled;
	/* readable once cancelled */
	int cancel_pipe[2];
};

/* settings must outlive it. False when no pipe can be made. End by resolver_fini(). */
MUST_USE bool resolver_init(
	struct resolver *resolver, const struct settings *settings, struct error *err);
void resolver_fini(struct resolver *resolver);

/*
 * Reads the files, resolves the endpoint and then the keys: by --profile, else the environment's,
 * else by AWS_PROFILE or "default", and so on in the order of the table in credentials.c, as the
 * AWS CLI does; then takes on --role-arn with them. On failure *err is ERROR_CONFIG (files, region
 * or URL) or ERROR_CREDENTIALS and says what was tried and what to do; ERROR_STOPPED once
 * cancelled. Then *credentials is untouched, and config and endpoint tell what was found out until
 * then.
 */
MUST_USE bool resolver_run(
	struct resolver *resolver, struct credentials *credentials, struct error *err);

/*
 * Makes resolver_run(), now or later, return soon, whatever it waits for: it kills a helper, drops
 * a request. For good. Any thread.
 */
void resolver_cancel(struct resolver *resolver);

/*
 * Sends a request and waits for the answer, which is appended to *body, of at most 256 kB.
 * ERROR_NETWORK, ERROR_PROTOCOL or ERROR_STOPPED.
 */
MUST_USE bool resolver_fetch(struct resolver *resolver, const struct http_request *request,
	int *status, struct buf *body, struct error *err);

/* The time by the servers' clock, as far as it is known. */
int64_t resolver_now_ms(const struct resolver *resolver);

/* False with *err, ERROR_CREDENTIALS that names the place, when the keys have expired already. */
MUST_USE bool resolver_check_expiry(const struct resolver *resolver,
	const struct credentials *credentials, const char *place, struct error *err);

#endif
