/* SPDX-License-Identifier: MIT */
/* A decoded item of the table, before fleet_put() stores it. Plain data. */
#ifndef BEYATOP_MODEL_ITEM_H
#define BEYATOP_MODEL_ITEM_H

#include "session.h"

#include <stdbool.h>
#include <stdint.h>

/* Attributes that an index may not project. Keys are in every index. */
enum item_attribute {
	ITEM_ACTIVE = 1 << 0,
	ITEM_INTERVAL = 1 << 1,
	ITEM_CREATED = 1 << 2,
	ITEM_ERRORS = 1 << 3,
	ITEM_ALL = (1 << 4) - 1,
};

/* Room for the form of an unreadable attribute: lastPollAt S "99/99/9999 99:99". */
#define ITEM_UNREADABLE_SIZE 96

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
	/* read from the base table, not from an index */
	bool is_of_table;
	/* form of lastPollAt: 1 << an index into timestamp_forms; 0: missing or unreadable */
	uint32_t polled_form;
	bool polled_is_number;
	/*
	 * the first attribute that is there but unreadable, with its type and its value: of
	 * isActive as it is, of others with a for a letter and 9 for a digit. Sanitised; "": none
	 */
	char unreadable[ITEM_UNREADABLE_SIZE];
};

#endif
