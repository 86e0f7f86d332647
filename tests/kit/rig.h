/* SPDX-License-Identifier: MIT */
/*
 * A separate table for each test on the engine at BEYATOP_TEST_ENDPOINT, a second client to fill
 * and change it, and a poller that reads it. Errors of the rig itself end the process. One thread.
 */
#ifndef BEYATOP_TESTS_RIG_H
#define BEYATOP_TESTS_RIG_H

#include "dynamodb/ddb.h"
#include "fleet/store.h"
#include "poller.h"
#include "settings.h"

#include <stdbool.h>

struct rig {
	char table[80];
	/* for the poller; change before rig_start() */
	struct settings settings;
	/* the second client */
	struct ddb *ddb;
	struct poller *poller;
	/* the newest one taken */
	struct snapshot *snapshot;
	/* sent so far */
	uint64_t orders;
};

/* Connects; does not create the table. */
void rig_open(struct rig *rig);

/* Setup and teardown for cmocka: *state is an open rig. */
int rig_setup(void **state);
int rig_teardown(void **state);

/* Creates the table: isActive as S or N with both indexes, or FORM_BOOL without the active one. */
void rig_create_table(struct rig *rig, enum form form);

/* Stops the poller, deletes the table. */
void rig_close(struct rig *rig);

/*
 * Sends an operation; body is JSON with ' for " and @ for the table's name. The caller frees the
 * response.
 */
struct json *rig_call(struct rig *rig, const char *operation, const char *body) MUST_USE;

/* PutItem of {userId, serviceType, …}; further attributes as JSON text with ' for ". */
void rig_put(struct rig *rig, const char *user_id, const char *service, const char *attributes);

/* PutItem: created a year ago, interval 60 s, no errors, last poll that long ago. */
void rig_put_healthy(struct rig *rig, const char *user_id, const char *service,
	const char *active_value, int64_t polled_ago_ms);

void rig_delete(struct rig *rig, const char *user_id, const char *service);

/* Appends an attribute of the item as JSON, by a consistent read; nothing when there is none. */
void rig_read(struct rig *rig, const char *user_id, const char *service, const char *attribute,
	struct buf *value);

void rig_start(struct rig *rig);
void rig_send(struct rig *rig, const struct poller_command *command);

/* Orders the opposite value of isActive for sessions. */
void rig_write(struct rig *rig, const struct write_target *keys, size_t count);

/*
 * Takes snapshots until one meets the condition. After a generous deadline, it prints the last one
 * and ends the process.
 */
const struct snapshot *rig_wait(
	struct rig *rig, bool (*is_met)(const struct snapshot *, void *), void *user);

/* Waits until everything has been read once; for rigs where no second sweep is due. */
const struct snapshot *rig_wait_first(struct rig *rig);

/* Waits for a complete refresh that began after this call, including the Scan if there is one. */
const struct snapshot *rig_wait_refreshed(struct rig *rig);

#endif
