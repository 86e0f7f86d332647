/* SPDX-License-Identifier: MIT */
#include "poller/connection.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

void connection_fini(struct connection *connection)
{
	buf_fini(&connection->facts);
	buf_fini(&connection->caller);
}

/*
 * Sets the caller for the audit log from what the credentials contain: STS returns the role's ARN
 * with them.
 */
static void set_caller(struct connection *connection, const struct credentials_update *update)
{
	const struct credentials *credentials = &update->credentials;
	struct buf *caller = &connection->caller;

	buf_clear(caller);
	buf_printf(caller, "%s%s%s", update->profile, update->profile[0] ? " " : "",
		credentials->access_key_id);
	if (credentials->arn[0]) {
		buf_printf(caller, " %s", credentials->arn);
	} else if (credentials->account_id[0]) {
		buf_printf(caller, " of %s", credentials->account_id);
	}
}

static void open_connection(struct connection *connection, const struct credentials_update *update)
{
	connection->endpoint = update->endpoint;
	connection->ddb = ddb_new(&connection->endpoint, &update->credentials);
	ddb_wait_for_credentials(connection->ddb);
	ddb_override_timeouts(connection->ddb, connection->settings->request_timeout_ms);
	ddb_share_counter(connection->ddb, connection->request_number);
}

/*
 * Only announces a change of region or endpoint: the table must not change under a user who may be
 * about to write.
 */
static void compare_endpoint(struct connection *connection, const struct endpoint *now)
{
	const struct endpoint *then = &connection->endpoint;

	connection->config_notice[0] = '\0';
	if (strcmp(now->url, then->url) == 0 && strcmp(now->region, then->region) == 0 &&
		strcmp(now->ca_bundle, then->ca_bundle) == 0) {
		return;
	}
	snprintf(connection->config_notice, sizeof(connection->config_notice),
		"region, endpoint or ca_bundle in ~/.aws has changed (%.64s, %.200s): use %s%s to "
		"switch",
		now->region, now->url, connection->profile[0] ? ":profile " : "a restart",
		connection->profile);
}

/* False if they are in use already or were rejected. */
static bool renew(struct connection *connection, const struct credentials_update *update)
{
	bool is_new = ddb_set_credentials(connection->ddb, &update->credentials);

	if (!is_new) {
		ddb_fail_waiting(
			connection->ddb, update->error.kind == ERROR_NONE ? NULL : &update->error);
	}
	compare_endpoint(connection, &update->endpoint);
	return is_new;
}

/* Takes an update of the credentials, or of why there are none. */
static enum connection_event take(
	struct connection *connection, const struct credentials_update *update)
{
	connection->number = update->number;
	connection->expiry_mono_ms = update->expiry_mono_ms;
	connection->error = update->error;
	buf_clear(&connection->facts);
	buf_puts(&connection->facts, update->facts);
	snprintf(connection->profile, sizeof(connection->profile), "%s", update->profile);
	connection->is_changed = true;
	if (!update->has_credentials) {
		return CONNECTION_FAILED;
	}
	set_caller(connection, update);
	if (!connection->ddb) {
		open_connection(connection, update);
		return CONNECTION_OPENED;
	}
	return renew(connection, update) ? CONNECTION_RENEWED : CONNECTION_KEPT;
}

enum connection_event connection_advance(struct connection *connection)
{
	struct credentials_update update = {.number = connection->number};
	enum connection_event event = CONNECTION_SAME;

	if (credentials_refresh_take(connection->refresh, &update)) {
		event = take(connection, &update);
	}
	credentials_update_wipe(&update);
	if (connection->ddb && ddb_needs_credentials(connection->ddb)) {
		credentials_refresh_reject(connection->refresh, connection->number);
	}
	return event;
}

void connection_fill(const struct connection *connection, bool is_credentials_error,
	struct arena *arena, struct poll_status *status)
{
	/* Credentials that are still valid although the refresh failed. */
	bool is_good = connection->ddb && !is_credentials_error;

	status->region = arena_strdup(arena, connection->endpoint.region);
	status->endpoint = arena_strdup(arena, connection->endpoint.url);
	status->profile = arena_strdup(arena, connection->profile);
	status->credentials_expiry_mono_ms = connection->expiry_mono_ms;
	status->credentials_facts =
		arena_strdup(arena, is_credentials_error ? buf_text(&connection->facts) : "");
	text_sanitize(is_good ? connection->error.text : "", status->credentials_error,
		sizeof(status->credentials_error));
	if (connection->ddb) {
		status->skew_known = ddb_skew_ms(connection->ddb, &status->skew_ms);
	}
}
