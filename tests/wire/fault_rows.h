/* SPDX-License-Identifier: MIT */
/* The rows of the fault matrix: what goes wrong, and what must be shown of it. */
#ifndef BEYATOP_TESTS_FAULT_ROWS_H
#define BEYATOP_TESTS_FAULT_ROWS_H

#include "error.h"
#include "wire/server.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* Where a fault shows, and what else must hold. */
enum fault_place {
	NOWHERE,      /* nothing is said: reading goes on as if nothing were */
	IN_ERROR,     /* the banner; the rows keep the age they had */
	IN_THROTTLED, /* or in the banner */
	IN_NOTICE,    /* reading goes on in another way */
	IN_RECONCILE,
	IN_ITEM,
	IN_WRITE,
};

struct fault_row {
	const char *name;
	enum fault_place where;
	enum error_kind kind;
	const char *said; /* a part of what must be shown */
	struct server_fault fault;
	/* Instead of the fault. */
	void (*begin)(struct server *server);
	void (*end)(struct server *server);
	bool is_first;    /* it is there when the poller starts: no data are shown before */
	bool is_for_good; /* no recovery without somebody's doing */
	bool is_slow;     /* timeouts */
	bool is_unmet;    /* no request reaches the server */
	bool has_tls, has_name;
	enum server_projection projection;
};

extern const struct fault_row fault_rows[];
extern const size_t fault_rows_count;

/* The server's host for rows with has_name. */
#define FAULT_HOST "sessions.test"

/* Whoever resolves FAULT_HOST must find nothing. */
extern atomic_bool fault_host_is_unknown;

/*
 * Writes AWS_SHARED_CREDENTIALS_FILE with that key and SERVER_SECRET. Renamed into place: the poller may be
 * reading.
 */
void fault_write_keys(const char *key_id);

#endif
