/* SPDX-License-Identifier: MIT */
#include "poller/table_info.h"

#include "clock.h"
#include "dynamodb/request.h"

#define DESCRIBE_TIMEOUT_MS 10000
#define DESCRIBE_EVERY_MS   (5 * 60 * 1000)
/* While something is missing that may be added: an index, or the permission to describe. */
#define DESCRIBE_SOON_MS (30 * 1000)
/* Default budget: this share of a provisioned index, or this rate on demand. */
#define OUR_SHARE      0.5
#define ON_DEMAND_RATE 25.0

static void set_rate(const struct settings *settings, struct pacer *pacer, double capacity)
{
	int64_t now = clock_mono_ms();
	double rate = settings->max_read_rate > 0 ? settings->max_read_rate
		      : capacity > 0              ? capacity * OUR_SHARE
						  : ON_DEMAND_RATE;

	if (pacer->target > 0) {
		pacer_set_rate(pacer, rate, now);
	} else {
		pacer_init(pacer, rate, now);
	}
}

void table_info_init(
	struct table_info *info, const struct settings *settings, struct backoff *backoff)
{
	*info = (struct table_info){
		.settings = settings,
		.backoff = backoff,
		.stored_format.own = &settings->own_encodings,
		.is_due = true,
	};
	/* --user reads the base table before it is described. */
	set_rate(settings, &info->table_pacer, 0);
}

void table_info_connect(struct table_info *info, struct ddb *ddb)
{
	info->ddb = ddb;
	index_probe_init(&info->probe, ddb, info->settings, &info->table, &info->stored_format,
		&info->active_pacer);
}

void table_info_fail(struct table_info *info, const struct error *err)
{
	backoff_fail(info->backoff, err);
	info->is_due |= !error_is_transient(err);
}

/* Takes a new description and starts the probe, which finds out the rest. */
static void take_table(struct table_info *info)
{
	set_rate(info->settings, &info->active_pacer, info->table.active.read_capacity);
	set_rate(info->settings, &info->service_pacer, info->table.service.read_capacity);
	set_rate(info->settings, &info->table_pacer, info->table.read_capacity);
	info->described_mono_ms = clock_mono_ms();
	info->is_due = false;
	info->was_refused = info->table.is_assumed;
	info->is_changed = true;
	index_probe_begin(&info->probe);
}

/* True if there is a description and reads succeed: then it is better than an assumed one. */
static bool is_description_good(const struct table_info *info)
{
	return info->is_known && !info->table.is_assumed && info->backoff->failures == 0;
}

static bool lacks_index(const struct table_info *info)
{
	return !info->table.active.is_usable || !info->table.service.is_usable;
}

/* True if the indexes need not be probed: they are described, or reads succeed. */
static bool is_good_enough(const struct table_info *info)
{
	return is_description_good(info) ||
	       (info->is_known && info->backoff->failures == 0 && !lacks_index(info));
}

/* Keeps an earlier description if DescribeTable fails with a transient error. */
static void fail_description(struct table_info *info, const struct error *err)
{
	bool is_refused = err->kind == ERROR_DENIED;

	if (info->is_known && (is_refused || error_is_transient(err))) {
		info->described_mono_ms = clock_mono_ms();
		info->is_due = false;
		info->was_refused = true;
	} else {
		table_info_fail(info, err);
	}
}

static void on_described(void *user, const struct json *response, const struct error *err)
{
	struct table_info *info = user;
	struct error parse_err;

	info->is_describing = false;
	if (response &&
		table_description_parse(response, info->settings, &info->table, &parse_err)) {
		take_table(info);
	} else if (response) {
		info->is_known = false;
		table_info_fail(info, &parse_err);
	} else if (err->kind == ERROR_DENIED && !is_good_enough(info)) {
		table_description_assume(info->settings, &info->table);
		take_table(info);
	} else {
		fail_description(info, err);
	}
}

static void describe(struct table_info *info)
{
	struct buf body = {0};

	request_describe_table(&body, info->settings->table);
	info->is_describing = true;
	ddb_call(info->ddb, "DescribeTable", &body, DESCRIBE_TIMEOUT_MS, on_described, info);
}

static void take_probe(struct table_info *info)
{
	if (info->probe.state == INDEX_PROBE_DONE) {
		info->is_known = true;
		info->is_changed = true;
	} else if (info->probe.state == INDEX_PROBE_FAILED) {
		info->is_due = true;
		table_info_fail(info, &info->probe.err);
	}
	info->probe.state = INDEX_PROBE_IDLE;
}

void table_info_advance(struct table_info *info)
{
	int64_t now = clock_mono_ms();

	if (info->probe.state == INDEX_PROBE_RUNNING) {
		index_probe_advance(&info->probe);
	}
	if (info->probe.state == INDEX_PROBE_RUNNING || info->is_describing) {
		return;
	}
	take_probe(info);
	int64_t pause_ms =
		info->was_refused || lacks_index(info) ? DESCRIBE_SOON_MS : DESCRIBE_EVERY_MS;
	bool is_due = info->is_due || now - info->described_mono_ms >= pause_ms;

	if (is_due && backoff_wait_ms(info->backoff, now) == 0) {
		describe(info);
	}
}
