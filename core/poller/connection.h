/* SPDX-License-Identifier: MIT */
/*
 * The connection to DynamoDB: region, endpoint and credentials, which come from the refresh thread.
 * Opened with the first credentials; later ones sign the requests from then on. Network thread
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
	/* no update */
	CONNECTION_SAME,
	/* no credentials yet, see .error */
	CONNECTION_FAILED,
	/* .ddb has been created */
	CONNECTION_OPENED,
	/* .ddb now uses new credentials */
	CONNECTION_RENEWED,
	/* a refresh returned the same credentials or failed */
	CONNECTION_KEPT,
};

struct connection {
	/* borrowed */
	const struct settings *settings;
	/* see ddb_share_counter() */
	uint32_t *request_number;
	/* borrowed; NULL in tests */
	struct credentials_refresh *refresh;
	/* NULL until CONNECTION_OPENED; the poller frees it */
	struct ddb *ddb;
	/* the connection's endpoint; later changes in ~/.aws have no effect */
	struct endpoint endpoint;
	/* number number of the last update */
	uint64_t number;
	char profile[128];
	/* when the credentials expire; 0: never */
	int64_t expiry_mono_ms;
	/* why the last refresh failed; ERROR_NONE if it succeeded; ERROR_NONE if it succeeded */
	struct error error;
	/* facts about the credentials, formatted by facts_put_text() */
	struct buf facts;
	/* profile, access key ID and ARN, for the audit log */
	struct buf caller;
	/* set if ~/.aws now names another region or endpoint; "" otherwise */
	char config_notice[480];
	/* for the publisher, which clears it */
	bool is_changed;
};

void connection_fini(struct connection *connection);

/* Takes a new update of the credentials, and reports rejected ones to the refresh thread. */
enum connection_event connection_advance(struct connection *connection);

/*
 * Sets the snapshot's status about the credentials. is_credentials_error: the snapshot's error is
 * about them.
 */
void connection_fill(const struct connection *connection, bool is_credentials_error,
	struct arena *arena, struct poll_status *status);

#endif
