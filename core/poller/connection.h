/* SPDX-License-Identifier: MIT */
/*
 * The connection to DynamoDB: region, endpoint and credentials, from the thread that refreshes
 * them. Made with the first credentials; later ones sign what is sent from then on. Network thread
 * only.
 */
#ifndef BEYATOP_CONNECTION_H
#define BEYATOP_CONNECTION_H

#include "aws/credentials_refresh.h"
#include "aws/endpoint.h"
#include "base/arena.h"
#include "buf.h"
#include "dynamodb/ddb.h"
#include "error.h"
#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stdint.h>

enum connection_event {
	/* nothing is new */
	CONNECTION_SAME,
	/* there are no credentials yet: .error */
	CONNECTION_FAILED,
	/* .ddb is there now */
	CONNECTION_OPENED,
	/* .ddb signs with other credentials from now on */
	CONNECTION_RENEWED,
	/* a refresh brought the same credentials, or none */
	CONNECTION_KEPT,
};

struct connection {
	/* borrowed */
	const struct settings *settings;
	/* see ddb_share_counter() */
	uint32_t *request_number;
	/* borrowed; NULL: there is none, in tests */
	struct credentials_refresh *refresh;
	/* NULL until CONNECTION_OPENED; freed by its user */
	struct ddb *ddb;
	/* of the connection, whatever the files in ~/.aws say later */
	struct endpoint endpoint;
	/* of the last update */
	uint64_t number;
	char profile[128];
	/* when the credentials expire; 0: never */
	int64_t expiry_mono_ms;
	/* why the last refresh failed */
	struct error error;
	/* what is known of the credentials, by facts_put_text() */
	struct buf facts;
	/* profile, access key ID and ARN, for the audit log */
	struct buf caller;
	/* the files in ~/.aws name another region or endpoint now; "": they do not */
	char config_notice[480];
	/* for the publisher, which clears it */
	bool is_changed;
};

void connection_fini(struct connection *connection);

/* Takes what the refresh has found out, and reports credentials that were rejected to it. */
enum connection_event connection_advance(struct connection *connection);

/* Fills in the snapshot's status; is_credentials_error: the snapshot's error is about them. */
void connection_fill(const struct connection *connection, bool is_credentials_error,
	struct arena *arena, struct poll_status *status);

#endif
