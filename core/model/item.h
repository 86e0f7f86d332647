/* SPDX-License-Identifier: MIT */
/* A decoded item of the table, before fleet_put() stores it. Plain data. */
#ifndef BEYATOP_MODEL_ITEM_H
#define BEYATOP_MODEL_ITEM_H

#include "session.h"

#include <stdint.h>

/* Attributes that an index may not project. Keys are in every index. */
enum item_attribute {
	ITEM_ACTIVE = 1 << 0,
	ITEM_INTERVAL = 1 << 1,
	ITEM_CREATED = 1 << 2,
	ITEM_ERRORS = 1 << 3,
	ITEM_ALL = (1 << 4) - 1,
};

/* How lastPollAt is stored. */
enum item_time_form {
	/* "2024-01-15T10:35:00Z": such texts sort by time */
	ITEM_TIME_UTC = 1 << 0,
	/* any other text, for example with an offset: such texts do not sort by time */
	ITEM_TIME_OTHER = 1 << 1,
	/* number since the Unix epoch */
	ITEM_TIME_SECONDS = 1 << 2,
	ITEM_TIME_MS = 1 << 3,
};

/* An item's primary key, as stored. */
struct item_key {
	const char *user_id, *service;
};

struct item {
	/* borrowed from the JSON response */
	const char *user_id, *service;
	/* user_id, service, state and asof_s are not set */
	struct session session;
	/* set of enum item_attribute that the read did not return: unknown, not missing */
	uint32_t absent;
	/* number of the request that read it, see fleet_next_request(); 0: newer than all others */
	uint32_t request_number;
	/* enum item_time_form; 0: lastPollAt is missing or unreadable */
	uint8_t polled_form;
};

#endif
