/* SPDX-License-Identifier: MIT */
#include "poller/setup.h"

#include "clock.h"
#include "dynamodb/request.h"
#include "poller/orders.h"
#include "poller/plan.h"

#include <stdio.h>
#include <string.h>

#define DESCRIBE_TIMEOUT_MS 10000
#define DESCRIBE_EVERY_MS   (5 * 60 * 1000)
#define DESCRIBE_RETRY_MS   (60 * 1000)
/* The share of a provisioned index that is ours, and our rate where there is no limit. */
#define OUR_SHARE      0.5
#define ON_DEMAND_RATE 25.0

static void init_readers(struct poller *poller, struct ddb *ddb)
{
	struct reader *readers[] = {&poller->sweep, &poller->paused, &poller->tick,
		&poller->toggle_check, &poller->focus, &poller->reconcile};

	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		reader_init(
			readers[i], ddb, poller->fleet, poller->settings->table, &poller->spelling);
		readers[i]->max_items = (size_t)poller->settings->max_items;
	}
	const char *table = poller->settings->table;

	open_session_init(&poller->open_session, ddb, poller->settings);
	index_probe_init(&poller->probe, ddb, poller->settings, &poller->table, &poller->spelling,
		&poller->active_pacer);
	backfill_init(&poller->backfill, ddb, poller->fleet, table, &poller->spelling,
		&poller->table_pacer);
}

/* Who we are to AWS, as far as the credentials say: STS names the role along with them. */
static void set_caller(struct poller *poller, const struct credentials_update *update)
{
	const struct credentials *credentials = &update->credentials;
	struct buf caller = {0};

	buf_printf(&caller, "%s%s%s", update->profile, update->profile[0] ? " " : "",
		credentials->access_key_id);
	if (credentials->arn[0]) {
		buf_printf(&caller, " %s", credentials->arn);
	} else if (credentials->account_id[0]) {
		buf_printf(&caller, " of %s", credentials->account_id);
	}
	audit_set_caller(poller->audit, buf_text(&caller));
	buf_fini(&caller);
}

void setup_connect(struct poller *poller, const struct credentials_update *update)
{
	poller->endpoint = update->endpoint;
	struct ddb *ddb = ddb_new(&poller->endpoint, &update->credentials);

	ddb_wait_for_credentials(ddb);
	ddb_limit_timeouts(ddb, poller->settings->request_timeout_ms);
	ddb_share_counter(ddb, &poller->request_number);
	init_readers(poller, ddb);
	orders_init(poller, ddb);
	set_caller(poller, update);
	error_clear(&poller->error);
	pthread_mutex_lock(&poller->lock);
	poller->ddb = ddb;
	pthread_mutex_unlock(&poller->lock);
}

/* New credentials end the back-off that the rejected ones caused. */
static void change_credentials(struct poller *poller, const struct credentials_update *update)
{
	set_caller(poller, update);
	if (!ddb_set_credentials(poller->ddb, &update->credentials)) {
		ddb_fail_waiting(
			poller->ddb, update->error.kind == ERROR_NONE ? NULL : &update->error);
	} else if (poller->error.kind == ERROR_CREDENTIALS) {
		poller->failures = 0;
		plan_tick_now(poller);
	}
}

/* Files that lead elsewhere now are not followed under the eyes of who reads, and perhaps writes:
 * it is said. */
static void look_elsewhere(struct poller *poller, const struct endpoint *now)
{
	const struct endpoint *then = &poller->endpoint;

	poller->elsewhere[0] = '\0';
	if (strcmp(now->url, then->url) == 0 && strcmp(now->region, then->region) == 0 &&
		strcmp(now->ca_bundle, then->ca_bundle) == 0) {
		return;
	}
	snprintf(poller->elsewhere, sizeof(poller->elsewhere),
		"~/.aws says another region, endpoint or ca_bundle now (%.64s, %.200s): %s%s "
		"goes there",
		now->region, now->url, poller->profile[0] ? ":profile " : "a new start",
		poller->profile);
}

void setup_take_credentials(struct poller *poller)
{
	struct credentials_update update = {.number = poller->credentials_number};

	pthread_mutex_lock(&poller->lock);
	poller->has_new_credentials = false;
	pthread_mutex_unlock(&poller->lock);
	if (credentials_refresh_take(poller->credentials_refresh, &update)) {
		poller->credentials_number = update.number;
		poller->credentials_expiry_mono_ms = update.expiry_mono_ms;
		poller->credentials_error = update.error;
		buf_clear(&poller->credentials_facts);
		buf_puts(&poller->credentials_facts, update.facts);
		snprintf(poller->profile, sizeof(poller->profile), "%s", update.profile);
		poller->is_dirty = true;
		if (!update.has_credentials) {
			plan_set_error(poller, &update.error);
		} else if (!poller->ddb) {
			setup_connect(poller, &update);
		} else {
			change_credentials(poller, &update);
			look_elsewhere(poller, &update.endpoint);
		}
	}
	credentials_update_wipe(&update);
	if (poller->ddb && ddb_needs_credentials(poller->ddb)) {
		credentials_refresh_reject(poller->credentials_refresh, poller->credentials_number);
	}
}

static double read_rate(const struct poller *poller, double capacity)
{
	if (poller->settings->max_read_rate > 0) {
		return poller->settings->max_read_rate;
	}
	return capacity > 0 ? capacity * OUR_SHARE : ON_DEMAND_RATE;
}

static void set_rate(struct poller *poller, struct pacer *pacer, double capacity)
{
	int64_t now = clock_mono_ms();
	double rate = read_rate(poller, capacity);

	if (pacer->target > 0) {
		pacer_set_rate(pacer, rate, now);
	} else {
		pacer_init(pacer, rate, now);
	}
}

/* The table is described; what that does not tell is asked of the indexes. */
static void take_table(struct poller *poller)
{
	set_rate(poller, &poller->active_pacer, poller->table.active.read_capacity);
	set_rate(poller, &poller->service_pacer, poller->table.service.read_capacity);
	set_rate(poller, &poller->table_pacer, poller->table.read_capacity);
	poller->described_mono_ms = clock_mono_ms();
	poller->needs_description = false;
	poller->is_dirty = true;
	index_probe_begin(&poller->probe);
}

/* While reading goes well, what was described before is better than what we would assume. */
static bool is_description_good(const struct poller *poller)
{
	return poller->has_table && !poller->table.is_assumed && poller->failures == 0;
}

/* What we know of the table serves for longer when nobody tells just now. */
static void fail_description(struct poller *poller, const struct error *err)
{
	bool is_refused = err->kind == ERROR_DENIED;

	if (poller->has_table && (is_refused || error_is_transient(err))) {
		poller->described_mono_ms = clock_mono_ms() - DESCRIBE_EVERY_MS + DESCRIBE_RETRY_MS;
		poller->needs_description = false;
	} else {
		plan_fail(poller, err);
	}
}

static void on_described(void *user, const struct json *response, const struct error *err)
{
	struct poller *poller = user;
	struct error parse_err;

	poller->is_describing = false;
	if (response &&
		table_description_parse(response, poller->settings, &poller->table, &parse_err)) {
		take_table(poller);
	} else if (response) {
		poller->has_table = false;
		plan_fail(poller, &parse_err);
	} else if (err->kind == ERROR_DENIED && !is_description_good(poller)) {
		table_description_assume(poller->settings, &poller->table);
		take_table(poller);
	} else {
		fail_description(poller, err);
	}
}

static void describe(struct poller *poller)
{
	struct buf body = {0};

	request_describe_table(&body, poller->settings->table);
	poller->is_describing = true;
	ddb_call(poller->ddb, "DescribeTable", &body, DESCRIBE_TIMEOUT_MS, on_described, poller);
	buf_fini(&body);
}

static void settle_probe(struct poller *poller)
{
	if (poller->probe.state == INDEX_PROBE_DONE) {
		poller->has_table = true;
		poller->is_dirty = true;
	} else if (poller->probe.state == INDEX_PROBE_FAILED) {
		poller->needs_description = true;
		plan_fail(poller, &poller->probe.err);
	}
	poller->probe.state = INDEX_PROBE_IDLE;
}

void setup_advance(struct poller *poller)
{
	int64_t now = clock_mono_ms();

	if (poller->probe.state == INDEX_PROBE_RUNNING) {
		index_probe_advance(&poller->probe);
	}
	if (poller->probe.state == INDEX_PROBE_RUNNING || poller->is_describing) {
		return;
	}
	settle_probe(poller);
	if (now < poller->retry_mono_ms) {
		return;
	}
	if (poller->needs_description || now - poller->described_mono_ms >= DESCRIBE_EVERY_MS) {
		describe(poller);
	}
}
