/* SPDX-License-Identifier: MIT */
/*
 * DynamoDB's low-level API, version 20120810: a signed POST for each call, its
 * answer checked and turned into a JSON document or an error. Calls run
 * concurrently on one thread; their answers come as callbacks from ddb_run().
 * Network thread only, except ddb_wakeup().
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
 * The answer to a call. reply is NULL exactly when err->kind is not ERROR_NONE, except that
 * a ConditionalCheckFailedException comes with its document. Both are borrowed for the callback.
 */
typedef void ddb_done_fn(void *user, const struct json *reply, const struct error *err);

/* Never fails; what goes wrong is told by each call. The endpoint and the credentials are copied.
 */
struct ddb *ddb_new(
	const struct endpoint *endpoint, const struct credentials *credentials) MUST_USE;

/* Drops the calls under way without calling back, closes the connections, wipes the credentials. */
void ddb_free(struct ddb *ddb);

/*
 * From now on a call whose keys are refused is not answered: it waits for others, once, until
 * ddb_set_credentials() or ddb_give_up().
 */
void ddb_hold_refused(struct ddb *ddb);

/* Some call waits so. */
bool ddb_is_refused(const struct ddb *ddb);

/*
 * Signs with these from the next call on, and what waits for others, again. False, and nothing is
 * done, when they are those that it has.
 */
bool ddb_set_credentials(struct ddb *ddb, const struct credentials *credentials);

/* There are no other keys: answers what waits for them by this error, or by the refusal where err
 * is NULL. */
void ddb_give_up(struct ddb *ddb, const struct error *err);

/*
 * Each attempt to send a call takes the next number of the counter, which is the caller's and may
 * be shared. In ddb_done_fn, ddb_answered() is the number of the attempt that was answered: what it
 * tells is not older.
 */
void ddb_share_count(struct ddb *ddb, uint32_t *count);
uint32_t ddb_answered(const struct ddb *ddb);

/*
 * Sends an operation ("Query") with a JSON body, which is copied. done is called once, from
 * ddb_run(), never from here. timeout_ms bounds each attempt: reads are tried again after a fault,
 * see the table in ddb.c; a write never is.
 */
void ddb_call(struct ddb *ddb, const char *operation, const struct buf *body, int64_t timeout_ms,
	ddb_done_fn *done, void *user);

/* Shortens the timeout of every call from now on, if it is longer; 0: as the calls say. */
void ddb_limit_timeouts(struct ddb *ddb, int64_t longest_ms);

/* A random delay after so many throttled answers in a row; see retry.h. */
int64_t ddb_throttle_delay(struct ddb *ddb, unsigned throttles);

/* Calls that have not been answered. */
int ddb_in_flight(const struct ddb *ddb);

/*
 * Waits at most timeout_ms for the network or a wake-up, and delivers what has arrived.
 * A wake-up that came before is not lost.
 */
void ddb_run(struct ddb *ddb, int64_t timeout_ms);

/* Makes ddb_run() return at once. Any thread. */
void ddb_wakeup(struct ddb *ddb);

/* The server's clock: ours plus the skew of the last Date header. */
int64_t ddb_server_ms(const struct ddb *ddb);

/* Server clock - ours; false when no answer has told it yet. */
bool ddb_skew_ms(const struct ddb *ddb, int64_t *skew_ms);

/* One call, waited for: for tools and tests. The caller frees *reply by json_free(). */
MUST_USE bool ddb_call_sync(struct ddb *ddb, const char *operation, const struct buf *body,
	int64_t timeout_ms, struct json **reply, struct error *err);

#endif
