/* SPDX-License-Identifier: MIT */
/* The rows of the fault matrix: each fault, and what must be shown. */
#ifndef BEYATOP_TESTS_FAULT_ROWS_H
#define BEYATOP_TESTS_FAULT_ROWS_H

#include "error.h"
#include "server/server.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* Where a fault shows, and what else must hold. */
enum fault_place {
	/* nothing is shown: reading continues */
	NOWHERE,
	/* the banner; the rows keep the age they had */
	IN_ERROR,
	/* or in the banner */
	IN_THROTTLED,
	/* reading continues in another way */
	IN_NOTICE,
	IN_RECONCILE,
	IN_ITEM,
	IN_WRITE,
};

struct fault_row {
	const char *name;
	enum fault_place where;
	enum error_kind kind;
	/* a part of the text that must be shown */
	const char *said;
	struct server_fault fault;
	/* Instead of the fault. */
	void (*begin)(struct server *server);
	void (*end)(struct server *server);
	/* present when the poller starts, so there are no data before it */
	bool is_first;
	/* reads do not recover when it ends */
	bool is_permanent;
	/* request timeout; 0: the usual 10 or 15 s */
	int64_t request_timeout_ms;
	/* no request reaches the server */
	bool is_unreachable;
	bool has_tls, has_name;
	enum server_projection projection;
};

extern const struct fault_row fault_rows[];
extern const size_t fault_rows_count;

/* The server's host for rows with has_name. */
#define FAULT_HOST "sessions.test"

/* Makes FAULT_HOST unresolvable. */
extern atomic_bool fault_host_is_unknown;

/*
 * Writes AWS_SHARED_CREDENTIALS_FILE with that key and SERVER_SECRET. Renamed into place: the
 * poller may be reading.
 */
void fault_write_credentials(const char *key_id);

#endif
