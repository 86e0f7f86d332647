/* SPDX-License-Identifier: MIT */
#include "write/leftover.h"

#include "dynamodb/item.h"
#include "dynamodb/request.h"
#include "model/schema.h"
#include "units.h"

#include <stdio.h>
#include <string.h>

#define READ_TIMEOUT_MS 10000

void leftover_init(
	struct leftover *leftover, struct ddb *ddb, struct audit *audit, const char *table)
{
	*leftover = (struct leftover){.ddb = ddb, .audit = audit, .table = table};
}

/* It may have been written and changed back since: what is told is what is there. */
static void describe(const struct leftover *leftover, const struct audit_write *left,
	const struct json *item, char *detail, size_t size)
{
	char active[80], when[UNITS_TEXT_SIZE];
	int64_t now_ms = ddb_server_ms(leftover->ddb);

	units_format_clock(now_ms, now_ms, when);
	if (!json_first(item)) {
		snprintf(detail, size, "ended before its answer; at %s the session is gone", when);
		return;
	}
	item_describe_active(item, active, sizeof(active));
	bool is_done = item_has_value(item, SCHEMA_ACTIVE, left->type, left->to);

	snprintf(detail, size, "ended before its answer; at %s isActive is %s%s", when, active,
		!left->to[0] ? ""
		: is_done    ? ", as it was to be"
			     : ", not as it was to be");
}

static void on_item(void *user, const struct json *reply, const struct error *err)
{
	struct leftover *leftover = user;
	struct audit_write left;
	char detail[500];

	leftover->is_asking = false;
	leftover->is_changed = true;
	if (!audit_next_left(leftover->audit, &left) || strcmp(left.id, leftover->asked_id) != 0) {
		return; /* it has got its result meanwhile */
	}
	if (reply) {
		describe(leftover, &left, json_get(reply, "Item"), detail, sizeof(detail));
	} else {
		snprintf(detail, sizeof(detail),
			"ended before its answer: look at the session (not read: %s)", err->text);
	}
	/* What could not be read the next start reports again; also what was meant in a spelling
	 * unknown to us. */
	audit_settle_left(leftover->audit, &left, reply && left.to[0], detail);
}

void leftover_advance(struct leftover *leftover)
{
	struct audit_write left;

	if (leftover->is_asking || !audit_next_left(leftover->audit, &left)) {
		return;
	}
	struct buf body = {0};
	struct request_key key = {left.user_id, left.service};

	leftover->is_asking = true;
	memcpy(leftover->asked_id, left.id, sizeof(leftover->asked_id));
	request_get_item(&body, leftover->table, &key);
	ddb_call(leftover->ddb, "GetItem", &body, READ_TIMEOUT_MS, on_item, leftover);
	buf_fini(&body);
}
