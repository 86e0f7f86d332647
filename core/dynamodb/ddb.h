/* SPDX-License-Identifier: MIT */
/*
 * The client of DynamoDB's low-level API, version 20120810: each call is a signed POST. Calls run
 * concurrently on one thread; ddb_run() delivers their responses by callbacks. Network thread only,
 * except ddb_wakeup().
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
 * Called once for each call. response is NULL exactly when err->kind is not ERROR_NONE, except that
 * a ConditionalCheckFailedException has both. Both are borrowed for the callback.
 */
typedef void ddb_done_fn(void *user, const struct json *response, const struct error *err);

/* Never fails: what goes wrong is reported by each call. Copies the endpoint and the credentials.
 */
struct ddb *ddb_new(
	const struct endpoint *endpoint, const struct credentials *credentials) MUST_USE;

/* Drops unfinished calls without their callbacks, closes the connections, wipes the credentials. */
void ddb_free(struct ddb *ddb);

/* --- Calls ----------------------------------------------------------------------------------- */

/*
 * Sends an operation ("Query") with a JSON body, which it takes over: *body is empty afterwards.
 * done is called once, from ddb_run(), never from here. timeout_ms limits each attempt. Reads are
 * sent again after a fault, see the table in ddb.c; writes never are.
 */
void ddb_call(struct ddb *ddb, const char *operation, struct buf *body, int64_t timeout_ms,
	ddb_done_fn *done, void *user);

/* One call, waited for: for --doctor and tests. The caller frees *response by json_free(). */
MUST_USE bool ddb_call_sync(struct ddb *ddb, const char *operation, struct buf *body,
	int64_t timeout_ms, struct json **response, struct error *err);

/* Waits at most timeout_ms for the network or a ddb_wakeup(), and delivers what has arrived. */
void ddb_run(struct ddb *ddb, int64_t timeout_ms);

/* Makes ddb_run() return at once; the next one if none is running. Any thread. */
void ddb_wakeup(struct ddb *ddb);

/* Unfinished calls. */
int ddb_in_flight(const struct ddb *ddb);

/* Replaces the timeout of every later call; 0: each keeps its own. For tests. */
void ddb_override_timeouts(struct ddb *ddb, int64_t timeout_ms);

/*
 * Each attempt to send a call takes the next number of the counter, which is the caller's and may
 * be shared. In a ddb_done_fn, ddb_request_number() is the number of the attempt that this is the
 * response to: what it shows is no older.
 */
void ddb_share_counter(struct ddb *ddb, uint32_t *counter);
uint32_t ddb_request_number(const struct ddb *ddb);

/* A random delay after that many throttled responses in a row; see retry.h. */
int64_t ddb_throttle_delay(struct ddb *ddb, unsigned throttles);

/* --- Credentials ------------------------------------------------------------------------------ */

/*
 * From now on a call whose credentials are rejected waits, once, for new ones: until
 * ddb_set_credentials() or ddb_fail_waiting().
 */
void ddb_wait_for_credentials(struct ddb *ddb);

/* True when a call is waiting so. */
bool ddb_needs_credentials(const struct ddb *ddb);

/*
 * Signs with these from the next call on, and sends waiting calls again. False, without doing
 * anything, when they are the ones in use.
 */
bool ddb_set_credentials(struct ddb *ddb, const struct credentials *credentials);

/* Ends waiting calls with this error; NULL: with the one that rejected their credentials. */
void ddb_fail_waiting(struct ddb *ddb, const struct error *err);

/* --- The server's clock ------------------------------------------------------------------------
 */

/* Our clock plus the skew of the last Date header. */
int64_t ddb_server_ms(const struct ddb *ddb);

/* Server clock - ours; false before the first response with a Date header. */
bool ddb_skew_ms(const struct ddb *ddb, int64_t *skew_ms);

#endif
