/* SPDX-License-Identifier: MIT */
#include "write/unfinished.h"

#include "dynamodb/item.h"
#include "dynamodb/request.h"
#include "model/schema.h"
#include "timestamp.h"

#include <stdio.h>
#include <string.h>

#define READ_TIMEOUT_MS 10000

void unfinished_init(
	struct unfinished *unfinished, struct ddb *ddb, struct audit *audit, const char *table)
{
	*unfinished = (struct unfinished){.ddb = ddb, .audit = audit, .table = table};
}

/* It may have been written and changed back since: what is told is what is there. */
static void describe(const struct unfinished *unfinished, const struct audit_write *left,
	const struct json *item, char *detail, size_t size)
{
	char active[80], when[TIMESTAMP_SIZE];
	int64_t now_ms = ddb_server_ms(unfinished->ddb);

	timestamp_format_short(now_ms, now_ms, when);
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

static void on_item(void *user, const struct json *response, const struct error *err)
{
	struct unfinished *unfinished = user;
	struct audit_write left;
	char detail[500];

	unfinished->is_asking = false;
	unfinished->is_changed = true;
	if (!audit_next_left(unfinished->audit, &left) ||
		strcmp(left.id, unfinished->asked_id) != 0) {
		return; /* it has got its result meanwhile */
	}
	if (response) {
		describe(unfinished, &left, json_get(response, "Item"), detail, sizeof(detail));
	} else {
		snprintf(detail, sizeof(detail),
			"ended before its answer: look at the session (not read: %s)", err->text);
	}
	/* What could not be read the next start reports again; also what was meant in a spelling
	 * unknown to us. */
	audit_settle_left(unfinished->audit, &left, response && left.to[0], detail);
}

void unfinished_advance(struct unfinished *unfinished)
{
	struct audit_write left;

	if (unfinished->is_asking || !audit_next_left(unfinished->audit, &left)) {
		return;
	}
	struct buf body = {0};
	struct request_key key = {left.user_id, left.service};

	unfinished->is_asking = true;
	memcpy(unfinished->asked_id, left.id, sizeof(unfinished->asked_id));
	request_get_item(&body, unfinished->table, &key);
	ddb_call(unfinished->ddb, "GetItem", &body, READ_TIMEOUT_MS, on_item, unfinished);
	buf_fini(&body);
}
