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

/* States only the current value, because isActive may have been written and changed back since. */
static void describe(const struct unfinished *unfinished, const struct audit_write *write,
	const struct json *item, char *detail, size_t size)
{
	char active[80], when[TIMESTAMP_SIZE];
	int64_t now_ms = ddb_server_ms(unfinished->ddb);

	timestamp_format_short(now_ms, now_ms, when);
	if (!json_first(item)) {
		snprintf(detail, size,
			"interrupted before the response; at %s the session no longer exists",
			when);
		return;
	}
	item_describe_active(item, active, sizeof(active));
	bool is_done = item_has_value(item, SCHEMA_ACTIVE, write->type, write->to);

	snprintf(detail, size, "interrupted before the response; at %s isActive is %s%s", when,
		active,
		!write->to[0] ? ""
		: is_done     ? ", as ordered"
			      : ", not as ordered");
}

static void on_item(void *user, const struct json *response, const struct error *err)
{
	struct unfinished *unfinished = user;
	struct audit_write write;
	char detail[500];

	unfinished->is_reading = false;
	unfinished->is_changed = true;
	if (!audit_next_unfinished(unfinished->audit, &write) ||
		strcmp(write.id, unfinished->reading_id) != 0) {
		return; /* its result has been logged meanwhile */
	}
	if (response) {
		describe(unfinished, &write, json_get(response, "Item"), detail, sizeof(detail));
	} else {
		snprintf(detail, sizeof(detail),
			"interrupted before the response: check the session (cannot read it: %s)",
			err->text);
	}
	/*
	 * If the read failed or isActive is in an unknown encoding, the next start reports the
	 * write again.
	 */
	audit_resolve_unfinished(unfinished->audit, &write, response && write.to[0], detail);
}

void unfinished_advance(struct unfinished *unfinished)
{
	struct audit_write write;

	if (unfinished->is_reading || !audit_next_unfinished(unfinished->audit, &write)) {
		return;
	}
	struct buf body = {0};
	struct item_key key = {write.user_id, write.service};

	unfinished->is_reading = true;
	memcpy(unfinished->reading_id, write.id, sizeof(unfinished->reading_id));
	request_get_item(&body, unfinished->table, &key);
	ddb_call(unfinished->ddb, "GetItem", &body, READ_TIMEOUT_MS, on_item, unfinished);
}
