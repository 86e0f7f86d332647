/* SPDX-License-Identifier: MIT */
/*
 * A client of DynamoDB's low-level API, version 20120810. Each call is a signed POST. Calls run
 * concurrently on one thread; ddb_run() delivers their responses through callbacks. Network thread
 * only, except ddb_wakeup().
 *
 * How an item gets onto the screen: an HTTP response (net/http) becomes a JSON response (response),
 * which is a page of items (poller/reader); each item is decoded (item) into a session, which the
 * fleet keeps (fleet) and a snapshot shares with the UI thread (fleet_snapshot), where a view draws
 * it as a row (tui/view/session_cells).
 */
#ifndef BEYATOP_DDB_H
#define BEYATOP_DDB_H

#include "base/json.h"
#include "buf.h"
#include "error.h"

#include <stdbool.h>
#include <stdint.h>

struct credentials;
struct endpoint;
struct ddb;

/*
 * Called once per call. response is NULL if and only if err->kind is not ERROR_NONE, except that a
 * ConditionalCheckFailedException has both. Both are valid during the callback only.
 */
typedef void ddb_done_fn(void *user, const struct json *response, const struct error *err);

/* Never fails; errors are reported by each call. Copies the endpoint and the credentials. */
struct ddb *ddb_new(
	const struct endpoint *endpoint, const struct credentials *credentials) MUST_USE;

/* Drops unfinished calls without callbacks, closes the connections and wipes the credentials. */
void ddb_free(struct ddb *ddb);

/* --- Calls ----------------------------------------------------------------------------------- */

/*
 * Sends an operation ("Query") with a JSON body, which it takes over: *body is empty afterwards.
 * ddb_run() later calls done once. timeout_ms limits each attempt. Reads are retried after a fault,
 * see the table in ddb.c; writes never are.
 */
void ddb_call(struct ddb *ddb, const char *operation, struct buf *body, int64_t timeout_ms,
	ddb_done_fn *done, void *user);

/*
 * Makes a call and waits for it. For --doctor and tests. The caller frees *response with
 * json_free().
 */
MUST_USE bool ddb_call_sync(struct ddb *ddb, const char *operation, struct buf *body,
	int64_t timeout_ms, struct json **response, struct error *err);

/*
 * Waits at most timeout_ms for the network or ddb_wakeup(), and delivers the responses that have
 * arrived.
 */
void ddb_run(struct ddb *ddb, int64_t timeout_ms);

/* Makes ddb_run() return at once: the running call or, if none, the next one. Any thread. */
void ddb_wakeup(struct ddb *ddb);

/* Number of unfinished calls. */
int ddb_in_flight(const struct ddb *ddb);

/* Replaces the timeout of every later call; 0: each keeps its own. For tests. */
void ddb_override_timeouts(struct ddb *ddb, int64_t timeout_ms);

/*
 * Numbers each attempt from the caller's counter, which may be shared. In a ddb_done_fn,
 * ddb_request_number() is the number of the attempt that was answered: the data in the response are
 * at least as new as that request.
 */
void ddb_share_counter(struct ddb *ddb, uint32_t *counter);
uint32_t ddb_request_number(const struct ddb *ddb);

/* The delay after that many throttled responses in a row, see retry_throttle_delay(). */
int64_t ddb_throttle_delay(struct ddb *ddb, const struct error *err, unsigned throttles);

/* --- Credentials ------------------------------------------------------------------------------ */

/*
 * From now on, a call whose credentials are rejected waits, once, until ddb_set_credentials() or
 * ddb_fail_waiting().
 */
void ddb_wait_for_credentials(struct ddb *ddb);

/* True if a call is waiting for credentials. */
bool ddb_needs_credentials(const struct ddb *ddb);

/*
 * Uses these credentials from the next call on and repeats waiting calls. False, without effect, if
 * they are already in use.
 */
bool ddb_set_credentials(struct ddb *ddb, const struct credentials *credentials);

/* Ends waiting calls with this error; NULL: with the error that rejected their credentials. */
void ddb_fail_waiting(struct ddb *ddb, const struct error *err);

/* --- The server's clock ------------------------------------------------------------------------
 */

/* The current server time: our clock plus the skew from the last Date header. */
int64_t ddb_server_ms(const struct ddb *ddb);

/* Sets *skew_ms to server clock minus ours; false before the first response with a Date header. */
bool ddb_skew_ms(const struct ddb *ddb, int64_t *skew_ms);

#endif
