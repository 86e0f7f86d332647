/* SPDX-License-Identifier: MIT */
/*
 * What the code that obtains credentials shares: the settings, the files in ~/.aws, the table's
 * endpoint, blocking requests, and a way to cancel them. Has its own HTTP connections, separate
 * from the network thread's. One thread at a time, except aws_client_cancel().
 */
#ifndef BEYATOP_AWS_CLIENT_H
#define BEYATOP_AWS_CLIENT_H

#include "aws/aws_config.h"
#include "aws/endpoint.h"
#include "aws/file_watch.h"
#include "buf.h"
#include "error.h"
#include "net/http.h"
#include "settings.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Whether this machine has an instance metadata service. */
enum aws_client_metadata {
	METADATA_UNKNOWN,
	/* it has responded before, so a missing response is an error */
	METADATA_PRESENT,
	/* it did not respond and will not be tried again */
	METADATA_ABSENT,
};

struct aws_client {
	const struct settings *settings;
	struct http *http;
	/* as of the last aws_client_load(); NULL if the files could not be read */
	struct aws_config *config;
	/* as of the last aws_client_load(); region[0] is NUL if there is no valid region or URL */
	struct endpoint endpoint;
	/* the files read since the last aws_client_load() */
	struct file_watch watch;
	/* server's clock minus ours; 0 if they differ by less than a minute */
	int64_t skew_ms;
	enum aws_client_metadata metadata;
	atomic_bool is_cancelled;
	/* the read end becomes readable on cancellation */
	int cancel_pipe[2];
};

/*
 * settings must outlive it. False with *err if no pipe can be created. End with aws_client_fini().
 */
MUST_USE bool aws_client_init(
	struct aws_client *client, const struct settings *settings, struct error *err);
void aws_client_fini(struct aws_client *client);

/*
 * Reads the files in ~/.aws and determines the endpoint. On ERROR_CONFIG, config and endpoint hold
 * what was found before the error.
 */
MUST_USE bool aws_client_load(struct aws_client *client, struct error *err);

/*
 * Ends current and future waits at once: drops requests, kills a credential_process. Cannot be
 * undone. Any thread.
 */
void aws_client_cancel(struct aws_client *client);
bool aws_client_is_cancelled(const struct aws_client *client);

/* The timeout to use: usual_ms, unless the settings replace it. */
int64_t aws_client_timeout_ms(const struct aws_client *client, int64_t usual_ms);

/*
 * Sends a request, waits for the response and puts its body, at most 256 kB, in *body. Like the
 * SDKs, makes up to three attempts, a quarter and half a second apart, while there is no response
 * or its status is 429 or 5xx; one attempt if the request is_sent_once or no connection can be
 * made. Takes at most three times the timeout and a second. Fails with ERROR_NETWORK,
 * ERROR_PROTOCOL or ERROR_STOPPED.
 */
MUST_USE bool aws_client_fetch(struct aws_client *client, const struct http_request *request,
	int *status, struct buf *body, struct error *err);

/* The current server time: our clock plus skew_ms. */
int64_t aws_client_now_ms(const struct aws_client *client);

/*
 * Reads a small file that may hold a secret, without the trailing newline, and watches it. False
 * with errno set: EFBIG for more than size - 1 bytes, EINVAL if it contains a NUL.
 */
MUST_USE bool aws_client_read_file(
	struct aws_client *client, const char *path, char *text, size_t size);

#endif
