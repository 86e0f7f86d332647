/* SPDX-License-Identifier: MIT */
#include "kit/rig.h"

#include "aws/credentials_chain.h"
#include "clock.h"
#include "kit/state_home.h"
#include "text.h"
#include "timestamp.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CALL_TIMEOUT_MS 20000
#define DEADLINE_MS     60000

static void must(bool is_good, const struct error *err)
{
	if (!is_good) {
		base_fatal("rig: %s", err->text);
	}
}

static void connect_client(struct rig *rig)
{
	struct credentials_chain chain;
	struct credentials credentials;
	struct error err;

	must(credentials_chain_init(&chain, &rig->settings, &err), &err);
	must(credentials_chain_resolve(&chain, &credentials, &err), &err);
	rig->ddb = ddb_new(&chain.client.endpoint, &credentials);
	credentials_chain_fini(&chain);
}

void rig_open(struct rig *rig)
{
	static int opened;

	*rig = (struct rig){0};
	state_home();
	snprintf(rig->table, sizeof(rig->table), "beyatop-test-%d-%d", (int)getpid(), opened++);
	const char *url = getenv("BEYATOP_TEST_ENDPOINT");

	if (!url) {
		base_fatal("BEYATOP_TEST_ENDPOINT is not set: run by tests/engines/with-engine");
	}
	rig->settings = (struct settings){
		.table = rig->table,
		.endpoint_url = url,
		.index_service = "ServiceType-Index",
		.index_active = "Active-Sessions-Index",
		.interval_ms = 50,
		.reconcile_ms = 50,
		.full_every = 1,
		.max_items = 1000000,
		.max_read_rate = 10000,
		.write_rate = 10000,
		.limits = SESSION_THRESHOLDS_DEFAULT,
	};
	connect_client(rig);
}

void rig_create_table(struct rig *rig, enum form form)
{
	struct error err;

	must(store_create(rig->ddb, rig->table, form, true, &err), &err);
}

void rig_close(struct rig *rig)
{
	struct error err;

	if (rig->poller) {
		poller_stop(rig->poller);
	}
	snapshot_free(rig->snapshot);
	must(store_drop(rig->ddb, rig->table, &err), &err);
	ddb_free(rig->ddb);
}

static void put_template(struct rig *rig, struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '@') {
			buf_puts(out, rig->table);
		} else {
			buf_putc(out, *text == '\'' ? '"' : *text);
		}
	}
}

struct json *rig_call(struct rig *rig, const char *operation, const char *template)
{
	struct buf body = {0};
	struct json *reply;
	struct error err;

	put_template(rig, &body, template);
	must(ddb_call_sync(rig->ddb, operation, &body, CALL_TIMEOUT_MS, &reply, &err), &err);
	return reply;
}

void rig_put(struct rig *rig, const char *user_id, const char *service, const char *attributes)
{
	struct buf body = {0};

	buf_printf(&body,
		"{'TableName':'@','Item':{'userId':{'S':'%s'},'serviceType':{'S':'%s'}%s%s}}",
		user_id, service, attributes[0] ? "," : "", attributes);
	json_free(rig_call(rig, "PutItem", body.data));
	buf_fini(&body);
}

void rig_put_healthy(struct rig *rig, const char *user_id, const char *service,
	const char *active_value, int64_t polled_ago_ms)
{
	struct buf attributes = {0};
	char polled[TIMESTAMP_SIZE];

	timestamp_format(clock_wall_ms() - polled_ago_ms, 3, polled);
	buf_printf(&attributes,
		"'isActive':%s,'lastPollAt':{'S':'%s'},'createdAt':{'S':'2024-01-15T10:30:00Z'},"
		"'pollingIntervalMs':{'N':'60000'},'errorCount':{'N':'0'}",
		active_value, polled);
	rig_put(rig, user_id, service, attributes.data);
	buf_fini(&attributes);
}

void rig_delete(struct rig *rig, const char *user_id, const char *service)
{
	struct buf body = {0};

	buf_printf(&body, "{'TableName':'@','Key':{'userId':{'S':'%s'},'serviceType':{'S':'%s'}}}",
		user_id, service);
	json_free(rig_call(rig, "DeleteItem", body.data));
	buf_fini(&body);
}

void rig_read(struct rig *rig, const char *user_id, const char *service, const char *attribute,
	struct buf *value)
{
	struct buf body = {0};

	buf_printf(&body,
		"{'TableName':'@','ConsistentRead':true,"
		"'Key':{'userId':{'S':'%s'},'serviceType':{'S':'%s'}}}",
		user_id, service);
	struct json *reply = rig_call(rig, "GetItem", body.data);
	const struct json *found = json_get(json_get(reply, "Item"), attribute);

	if (found) {
		json_print(found, value);
	}
	json_free(reply);
	buf_fini(&body);
}

void rig_start(struct rig *rig)
{
	struct error err;

	rig->poller = poller_start(&rig->settings, &err);
	must(rig->poller, &err);
}

void rig_send(struct rig *rig, const struct poller_command *command)
{
	poller_send(rig->poller, command);
}

void rig_write(struct rig *rig, const struct write_target *keys, size_t count)
{
	struct write_order order = {.number = ++rig->orders, .reason = "", .count = count};

	order.targets = (struct write_target *)(uintptr_t)keys;
	rig_send(rig, &(struct poller_command){.kind = COMMAND_WRITE, .order = &order});
}

static void print_snapshot(const struct snapshot *snapshot)
{
	if (!snapshot) {
		fprintf(stderr, "rig: no snapshot at all\n");
		return;
	}
	fprintf(stderr, "rig: gave up at snapshot %llu: %s; notice: %s; item %d, write %d; rows:\n",
		(unsigned long long)snapshot->number,
		snapshot->error.kind ? snapshot->error.text : "no error", snapshot->status.notice,
		snapshot->item.status, snapshot->write_result.outcome);
	for (size_t i = 0; i < snapshot->sessions_count && i < 30; i++) {
		const struct session *session = &snapshot->sessions[i];

		fprintf(stderr, "  %s %s %s\n", session->user_id,
			snapshot->services[session->service].name,
			session_state_info(session->state)->word);
	}
}

const struct snapshot *rig_wait(
	struct rig *rig, bool (*is_met)(const struct snapshot *, void *), void *user)
{
	int64_t deadline_mono_ms = clock_mono_ms() + DEADLINE_MS;

	while (!rig->snapshot || !is_met(rig->snapshot, user)) {
		int64_t left_ms = deadline_mono_ms - clock_mono_ms();
		struct pollfd wake = {.fd = poller_wake_fd(rig->poller), .events = POLLIN};

		if (left_ms <= 0 || poll(&wake, 1, (int)left_ms) <= 0) {
			print_snapshot(rig->snapshot);
			base_fatal("rig: what was waited for did not come");
		}
		struct snapshot *newer = poller_take(rig->poller);

		if (newer) {
			snapshot_free(rig->snapshot);
			rig->snapshot = newer;
		}
	}
	return rig->snapshot;
}

struct refreshed {
	int64_t after_ms;
	bool wants_scan;
};

static bool is_refreshed(const struct snapshot *snapshot, void *user)
{
	const struct refreshed *refreshed = user;
	const struct poll_status *status = &snapshot->status;

	return status->is_complete && status->swept_mono_ms > refreshed->after_ms &&
	       (!refreshed->wants_scan || status->reconciled_mono_ms > refreshed->after_ms);
}

static const struct snapshot *wait_refreshed_after(struct rig *rig, int64_t after_ms)
{
	struct refreshed refreshed = {after_ms, rig->settings.reconcile_ms > 0};

	return rig_wait(rig, is_refreshed, &refreshed);
}

const struct snapshot *rig_wait_first(struct rig *rig)
{
	return wait_refreshed_after(rig, -1);
}

const struct snapshot *rig_wait_refreshed(struct rig *rig)
{
	return wait_refreshed_after(rig, clock_mono_ms());
}

int rig_setup(void **state)
{
	struct rig *rig = base_alloc(sizeof(*rig));

	rig_open(rig);
	*state = rig;
	return 0;
}

int rig_teardown(void **state)
{
	rig_close(*state);
	free(*state);
	return 0;
}
