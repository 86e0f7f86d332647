/* SPDX-License-Identifier: MIT */
/*
 * A DynamoDB for tests and the demo: one table of sessions in memory behind HTTP on 127.0.0.1,
 * which checks every signature, enforces read capacity, counts what it serves, and injects faults
 * on request. The table has the keys and indexes of the specification; BatchWriteItem puts items
 * with any other attributes. A session of server_seed() takes about 250 bytes. Sources: the
 * actions' pages in the Amazon DynamoDB API Reference; "Error handling with DynamoDB", "Burst and
 * adaptive capacity" and "Item sizes and formats" in the Developer Guide.
 *
 * It runs in its own threads. All functions may be called from any thread while it runs, and take
 * effect with the next request. Internal errors end the process.
 */
#ifndef BEYATOP_TESTS_SERVER_H
#define BEYATOP_TESTS_SERVER_H

#include "base.h"
#include "session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct server;

/* The credentials that it accepts until server_set_credentials(). */
#define SERVER_KEY_ID "AKIDSERVER"
#define SERVER_SECRET "server/secret"
#define SERVER_REGION "eu-west-1"

#define SERVER_ANY (-1) /* operation or source */

enum server_operation {
	SERVER_DESCRIBE_TABLE,
	SERVER_QUERY,
	SERVER_SCAN,
	SERVER_GET_ITEM,
	SERVER_BATCH_GET_ITEM,
	SERVER_UPDATE_ITEM,
	SERVER_BATCH_WRITE_ITEM,
	SERVER_OPERATION_COUNT
};

/* What is read; each has its own capacity. */
enum server_source {
	SERVER_TABLE,
	/* "Active-Sessions-Index" */
	SERVER_ACTIVE_INDEX,
	/* "ServiceType-Index" */
	SERVER_SERVICE_INDEX,
	SERVER_SOURCE_COUNT
};

/* How isActive is stored. */
enum server_form {
	/* "true" and "false" */
	SERVER_FORM_S,
	/* 1 and 0 */
	SERVER_FORM_N,
	/* and no Active-Sessions-Index */
	SERVER_FORM_BOOL,
	/* BOOL, and the index is keyed by SERVER_SHADOW, S "true" and "false" */
	SERVER_FORM_SHADOW,
	/* the same, but only active items have it */
	SERVER_FORM_SPARSE,
};
#define SERVER_SHADOW "isActiveKey"

/* What the indexes project besides their keys. */
enum server_projection {
	SERVER_PROJECTS_ALL,
	/* errorCount, isActive, pollingIntervalMs */
	SERVER_PROJECTS_SOME,
	SERVER_PROJECTS_KEYS,
};

enum server_index_status {
	SERVER_INDEX_ACTIVE,
	/* and backfilling: it cannot be read */
	SERVER_INDEX_CREATING,
	SERVER_INDEX_ABSENT,
};

struct server_settings {
	/* its name; borrowed while the server runs */
	const char *table;
	enum server_form form;
	enum server_projection projection;
	/* RCU/s of the table and of each index; 0: on demand */
	double read_capacity;
	/* seconds of unused capacity that are saved; 0: 300 */
	double burst_s;
	/* seconds of capacity per second of the clock; 0: 1 */
	double speed;
	/* https, with a certificate authority of its own: server_write_ca() */
	bool has_tls;
};

/* On a free port, with an empty table. */
struct server *server_start(const struct server_settings *settings) MUST_USE;

/* Aborts requests in flight, and frees everything. */
void server_stop(struct server *server);

/* "http://127.0.0.1:40123", valid until it is stopped. */
const char *server_url(const struct server *server);

unsigned server_port(const struct server *server);

/* Writes the certificate of the server's authority, for AWS_CA_BUNDLE. */
void server_write_ca(const struct server *server, const char *path);

/* --- The table ------------------------------------------------------------------------------ */

struct server_session {
	const char *user_id, *service;
	/* ACTIVE_UNKNOWN: the item has no isActive */
	enum session_active active;
	/* lastPollAt as stored, at most 32 bytes; NULL: it has none */
	const char *polled_at;
	int64_t interval_ms;
	int32_t error_count;
};

/* Creates or replaces the item, with all attributes of the specification. */
void server_put(struct server *server, const struct server_session *session);

/* Deletes the item; false if there is none. */
bool server_delete(struct server *server, const char *user_id, const char *service);

/* Sets lastPollAt, and errorCount to 0; false when there is no such item. */
bool server_poll(
	struct server *server, const char *user_id, const char *service, const char *polled_at);

/*
 * Puts `count` active sessions, of SERVER_SERVICES in turn; the i-th has the user "user-%07zu".
 * Their last polls are spread evenly over the interval before now_ms.
 */
void server_seed(struct server *server, size_t count, int64_t interval_ms, int64_t now_ms);
#define SERVER_SERVICES "gmail", "slack", "whatsapp", "github", "notion"

/* A copy of the item; false when there is none. user_id and service are the arguments. */
struct server_copy {
	enum session_active active;
	/* "": none */
	char polled_at[33];
	int64_t interval_ms;
	int32_t error_count;
};
bool server_get(
	struct server *server, const char *user_id, const char *service, struct server_copy *copy);

/* Deletes or restores the whole table with its items. */
void server_set_table(struct server *server, bool exists);

void server_set_index(
	struct server *server, enum server_source index, enum server_index_status status);
void server_set_projection(struct server *server, enum server_projection projection);

/* --- Faults --------------------------------------------------------------------------------- */

enum server_fault_kind {
	/* .status, .type and .body as the response */
	SERVER_RESPONDS,
	/* .amount 0: with ThrottlingReasons, 1: without */
	SERVER_THROTTLES,
	/* the connection, after the request */
	SERVER_RESETS,
	/* before the headers */
	SERVER_HANGS,
	SERVER_HANGS_IN_BODY,
	SERVER_CUTS_BODY,
	SERVER_SPOILS_CRC,
	/* of .amount bytes */
	SERVER_HUGE_BODY,
	/* JSON nested .amount deep */
	SERVER_DEEP_BODY,
	/* for every member of the response */
	SERVER_WRONG_TYPES,
	/* LastEvaluatedKey repeats in a circle of .amount */
	SERVER_REPEATS_KEYS,
	/* .amount of them, with keys, before the first page */
	SERVER_EMPTY_PAGES,
	/* BatchGetItem leaves all but .amount keys unprocessed */
	SERVER_UNPROCESSED,
	/* each response, by .amount ms */
	SERVER_DELAYS,
	/* with gzip, if the client accepts it */
	SERVER_COMPRESSES,
	/* no Content-Length */
	SERVER_CHUNKS,
	SERVER_FAULT_COUNT
};

struct server_fault {
	enum server_fault_kind kind;
	/* enum server_operation and server_source, or SERVER_ANY */
	int operation, source;
	/* this many requests are served without the fault first */
	int after;
	/* this many requests have the fault; 0: all until it is lifted */
	int times;
	int64_t amount;
	int status;
	/* NULL: application/x-amz-json-1.0 */
	const char *type;
	/* borrowed until lifted */
	const char *body;
};

/* Adds a fault, or replaces the one of its kind. */
void server_inject(struct server *server, const struct server_fault *fault);

/* Lifts all faults; hanging connections are closed. */
void server_lift(struct server *server);

/* False: closes the port and every connection; true: listens on the same port again. */
void server_set_listening(struct server *server, bool is_listening);

/* Seconds of capacity in a second of the clock, from now on. */
void server_set_speed(struct server *server, double speed);

/* The server's clock: Date headers, and what signatures are checked against. */
void server_set_skew(struct server *server, int64_t skew_ms);

/* Accepts only these credentials from now on; token NULL or "": none. Copied. */
void server_set_credentials(
	struct server *server, const char *key_id, const char *secret, const char *token);

/* Rejects its credentials with ExpiredTokenException. */
void server_set_expired(struct server *server, bool is_expired);

/* --- Counts --------------------------------------------------------------------------------- */

struct server_count {
	/* complete ones, with any outcome */
	uint64_t requests;
	uint64_t throttled;
	double read_units;
	/* most read units in one second of the server's clock */
	double busiest_second;
};

/* Sums over operations or sources for SERVER_ANY; busiest_second is by source only. */
struct server_count server_count(struct server *server, int operation, int source);

/*
 * When the UpdateItem requests arrived, on CLOCK_MONOTONIC, oldest first: the newest `count` at
 * most. Returns how many.
 */
size_t server_write_times(struct server *server, int64_t *times_mono_ms, size_t count);

/* Resets the counts; used capacity stays used. */
void server_reset_counts(struct server *server);

/* Waits for `requests` more of an operation; false after timeout_ms. */
MUST_USE bool server_wait_requests(
	struct server *server, int operation, int source, uint64_t requests, int64_t timeout_ms);

#endif
