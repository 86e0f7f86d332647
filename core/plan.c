/* SPDX-License-Identifier: MIT */
#include "plan.h"

#include "aws_config.h"
#include "clock.h"
#include "credentials.h"
#include "request.h"
#include "schema.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

#define DESCRIBE_TIMEOUT_MS 10000
#define DESCRIBE_EVERY_MS   (5 * 60 * 1000)
#define FIRST_RETRY_MS      1000
/* The share of a provisioned index that is ours, and our rate where there is no limit. */
#define OUR_SHARE      0.5
#define ON_DEMAND_RATE 25.0

static void set_error(struct poller *poller, const struct error *err)
{
	if (poller->error.kind != err->kind) {
		poller->error_mono_ms = clock_mono_ms();
	}
	poller->error = *err;
	poller->is_dirty = true;
	if (strcmp(err->aws_code, "ResourceNotFoundException") == 0) {
		error_set(&poller->error, ERROR_NOT_FOUND,
			"table %s does not exist in %s at %s: check --table, --region and "
			"--profile",
			poller->settings->table, poller->endpoint.region, poller->endpoint.url);
	}
}

/* A failed refresh: back off, and ask again for whatever may be the cause. */
static void fail_refresh(struct poller *poller, const struct error *err)
{
	set_error(poller, err);
	poller->is_focus_error = false;
	int64_t wait_ms = FIRST_RETRY_MS << (poller->failures < 10 ? poller->failures : 10);
	poller->failures++;
	if (wait_ms > poller->interval_ms) {
		wait_ms = poller->interval_ms;
	}
	poller->next_refresh_mono_ms = clock_mono_ms() + wait_ms;
	poller->needs_credentials = err->kind == ERROR_CREDENTIALS;
	if (!error_is_transient(err)) {
		poller->has_table = false;
	}
}

/* Reads the files and the environment: region, URL, keys. */
static bool resolve(
	struct poller *poller, struct endpoint *endpoint, struct credentials *credentials,
	struct error *err)
{
	struct aws_config *config = NULL;
	bool is_good = aws_config_load(poller->settings->profile, &config, err);
	if (is_good) {
		snprintf(poller->profile, sizeof(poller->profile), "%s", aws_config_profile(config));
		is_good = endpoint_resolve(poller->settings, config, endpoint, err) &&
			credentials_resolve(config, credentials, err);
	}
	aws_config_free(config);
	return is_good;
}

void plan_set_up(struct poller *poller)
{
	struct credentials credentials;
	struct error err;
	if (!resolve(poller, &poller->endpoint, &credentials, &err)) {
		set_error(poller, &err);
		return;
	}
	struct ddb *ddb = ddb_new(&poller->endpoint, &credentials);
	credentials_wipe(&credentials);
	const char *table = poller->settings->table;
	reader_init(&poller->refresh, ddb, poller->fleet, table);
	reader_init(&poller->focus, ddb, poller->fleet, table);
	reader_init(&poller->reconcile, ddb, poller->fleet, table);
	opened_init(&poller->opened, ddb, table);
	if (!poller->settings->read_only) {
		poller->writer = writer_new(ddb, poller->fleet, table);
	}
	error_clear(&poller->error);
	poller->is_dirty = true;
	pthread_mutex_lock(&poller->lock);
	poller->ddb = ddb;
	pthread_mutex_unlock(&poller->lock);
}

/* Keys that were refused may have been replaced in the files meanwhile. */
static void reload_credentials(struct poller *poller)
{
	struct endpoint ignored;
	struct credentials credentials;
	struct error err;
	if (resolve(poller, &ignored, &credentials, &err)) {
		ddb_set_credentials(poller->ddb, &credentials);
		credentials_wipe(&credentials);
	}
	poller->needs_credentials = false;
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
	if (pacer->rate > 0) {
		pacer_set_rate(pacer, rate, now);
	} else {
		pacer_init(pacer, rate, now);
	}
}

static void on_described(void *user, const struct json *reply, const struct error *err)
{
	struct poller *poller = user;
	struct error parse_err;
	poller->is_describing = false;
	if (!reply) {
		fail_refresh(poller, err);
		return;
	}
	if (!table_parse(reply, poller->settings, &poller->table, &parse_err)) {
		fail_refresh(poller, &parse_err);
		return;
	}
	set_rate(poller, &poller->active_pacer, poller->table.active.read_capacity);
	set_rate(poller, &poller->service_pacer, poller->table.service.read_capacity);
	set_rate(poller, &poller->table_pacer, poller->table.read_capacity);
	poller->has_table = true;
	poller->described_mono_ms = clock_mono_ms();
	poller->is_dirty = true;
}

static void describe(struct poller *poller)
{
	struct buf body = {0};
	request_describe_table(&body, poller->settings->table);
	poller->is_describing = true;
	ddb_call(poller->ddb, "DescribeTable", &body, DESCRIBE_TIMEOUT_MS, on_described, poller);
	buf_fini(&body);
}

/* The ways to store isActive that may be keys of the index: the usual one, and those seen in rows. */
static uint32_t index_encodings(const struct poller *poller)
{
	const char *type = poller->table.active.key_type;
	uint8_t usual;
	session_decode_active(type, type[0] == 'N' ? "1" : "true", &usual);
	uint32_t seen = fleet_encodings(poller->fleet), set = 1u << usual;
	for (unsigned i = 1; session_encoding(i); i++) {
		if ((seen & 1u << i) && strcmp(session_encoding(i)->type, type) == 0) {
			set |= 1u << i;
		}
	}
	return set;
}

/* The active sessions first: within them the index gives the stalest first. */
static void plan_active_index(struct poller *poller)
{
	uint32_t encodings = index_encodings(poller);
	struct reader_step step = {
		.index = poller->settings->index_active,
		.key_name = SCHEMA_ACTIVE,
		.key_type = poller->table.active.key_type,
		.pacer = &poller->active_pacer,
		.pass = {.cover = COVER_ACTIVE},
	};
	for (int is_off = 0; is_off <= 1; is_off++) {
		step.pass.active = is_off ? ACTIVE_OFF : ACTIVE_ON;
		for (unsigned i = 1; session_encoding(i); i++) {
			if (encodings & 1u << i) {
				const struct session_encoding *encoding = session_encoding(i);
				step.key_value = is_off ? encoding->off : encoding->on;
				step.pass.encoding = (uint8_t)i;
				reader_add(&poller->refresh, &step);
			}
		}
	}
}

static struct reader_step service_step(struct poller *poller, uint32_t service)
{
	return (struct reader_step){
		.index = poller->settings->index_service,
		.key_name = SCHEMA_SERVICE,
		.key_type = "S",
		.key_value = fleet_service_name(poller->fleet, service),
		.pacer = &poller->service_pacer,
		.pass = {.cover = COVER_SERVICE, .service = service},
	};
}

static void plan_service_index(struct poller *poller)
{
	for (uint32_t i = 0; i < fleet_services_count(poller->fleet); i++) {
		struct reader_step step = service_step(poller, i);
		reader_add(&poller->refresh, &step);
	}
}

static void plan_scan(struct poller *poller, struct reader *reader)
{
	struct reader_step step = {
		.pacer = &poller->table_pacer,
		.pass = {.cover = COVER_ALL},
	};
	reader_add(reader, &step);
}

/* The services are known when somebody named them or a Scan has seen them. */
static bool knows_services(const struct poller *poller)
{
	return fleet_services_count(poller->fleet) > 0 &&
		(poller->settings->services_count > 0 || poller->reconciled_mono_ms >= 0);
}

static void clear_reader(struct poller *poller, struct reader *reader)
{
	poller->spent_read_units += reader->read_units;
	reader_clear(reader);
}

static void begin_refresh(struct poller *poller)
{
	clear_reader(poller, &poller->refresh);
	if (poller->table.active.is_usable) {
		poller->source = SOURCE_ACTIVE_INDEX;
		plan_active_index(poller);
	} else if (poller->table.service.is_usable && knows_services(poller)) {
		poller->source = SOURCE_SERVICE_INDEX;
		plan_service_index(poller);
	} else {
		poller->source = SOURCE_SCAN;
		plan_scan(poller, &poller->refresh);
	}
	reader_begin(&poller->refresh);
	poller->pages_published = 0;
}

static void finish_reconcile(struct poller *poller)
{
	int64_t now = clock_mono_ms();
	poller->reconciled_mono_ms = now;
	poller->reconcile_refusal[0] = '\0';
	poller->next_reconcile_mono_ms = now + poller->settings->reconcile_ms;
	poller->is_dirty = true;
}

static void finish_refresh(struct poller *poller)
{
	int64_t now = clock_mono_ms();
	poller->took_ms = now - poller->refresh.begun_mono_ms;
	poller->refresh_read_units = poller->refresh.read_units;
	poller->next_refresh_mono_ms = now + poller->interval_ms;
	poller->asof_ms = ddb_server_ms(poller->ddb);
	poller->asof_mono_ms = now;
	poller->was_completed = true;
	poller->failures = 0;
	if (!poller->is_focus_error) {
		error_clear(&poller->error);
	}
	if (poller->source == SOURCE_SCAN) {
		finish_reconcile(poller);
	}
	poller->is_focus_due = poller->focus_service;
	opened_refresh(&poller->opened);
	poller->is_dirty = true;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t advance_refresh(struct poller *poller, int64_t now)
{
	struct reader *refresh = &poller->refresh;
	if (refresh->state == READER_RUNNING) {
		return reader_advance(refresh);
	}
	if (poller->is_describing) {
		return INT64_MAX;
	}
	if (now < poller->next_refresh_mono_ms) {
		return poller->next_refresh_mono_ms - now;
	}
	if (poller->needs_credentials) {
		reload_credentials(poller);
	}
	if (!poller->has_table || now - poller->described_mono_ms >= DESCRIBE_EVERY_MS) {
		describe(poller);
		return INT64_MAX;
	}
	begin_refresh(poller);
	return reader_advance(refresh);
}

/* Turns the end of a read into what follows from it, once. */
static void settle_refresh(struct poller *poller)
{
	struct reader *refresh = &poller->refresh;
	if (refresh->state == READER_DONE) {
		finish_refresh(poller);
		refresh->state = READER_IDLE;
	} else if (refresh->state == READER_FAILED) {
		fail_refresh(poller, &refresh->err);
		refresh->state = READER_IDLE;
	}
}

static void clear_focus_error(struct poller *poller)
{
	if (poller->is_focus_error) {
		error_clear(&poller->error);
		poller->is_focus_error = false;
	}
	poller->is_dirty = true;
}

/* A refresh that is good does not end what is wrong here; one that failed is what matters. */
static void settle_focus(struct poller *poller)
{
	struct reader *focus = &poller->focus;
	if (focus->state == READER_DONE) {
		clear_focus_error(poller);
	} else if (focus->state == READER_FAILED && poller->focus_service &&
		(poller->error.kind == ERROR_NONE || poller->is_focus_error)) {
		set_error(poller, &focus->err);
		poller->is_focus_error = true;
	}
	focus->state = READER_IDLE;
}

/*
 * The service on the screen, through its own index, which also has the sessions without a
 * readable isActive. After a refresh, never beside one.
 */
static int64_t advance_focus(struct poller *poller)
{
	struct reader *focus = &poller->focus;
	if (focus->state == READER_RUNNING) {
		return reader_advance(focus);
	}
	settle_focus(poller);
	if (!poller->is_focus_due || !poller->has_table || poller->refresh.state != READER_IDLE) {
		return INT64_MAX;
	}
	poller->is_focus_due = false;
	if (poller->source != SOURCE_ACTIVE_INDEX || !poller->table.service.is_usable) {
		clear_focus_error(poller);
		return INT64_MAX;
	}
	clear_reader(poller, focus);
	struct reader_step step =
		service_step(poller, fleet_service(poller->fleet, poller->focus_service));
	reader_add(focus, &step);
	reader_begin(focus);
	return reader_advance(focus);
}

/* The sessions that are in no index, by a Scan of the base table, at leisure. */
static int64_t advance_reconcile(struct poller *poller, int64_t now)
{
	struct reader *reconcile = &poller->reconcile;
	if (reconcile->state == READER_RUNNING) {
		return reader_advance(reconcile);
	}
	if (reconcile->state == READER_DONE) {
		finish_reconcile(poller);
	} else if (reconcile->state == READER_FAILED) {
		text_sanitize(reconcile->err.text, poller->reconcile_refusal,
			sizeof(poller->reconcile_refusal));
		poller->next_reconcile_mono_ms = now + poller->settings->reconcile_ms;
		if (error_is_transient(&reconcile->err)) {
			poller->next_reconcile_mono_ms = now + poller->interval_ms;
		}
		poller->is_dirty = true;
	}
	reconcile->state = READER_IDLE;
	if (poller->settings->reconcile_ms == 0 || !poller->was_completed) {
		return INT64_MAX;
	}
	if (now < poller->next_reconcile_mono_ms) {
		return poller->next_reconcile_mono_ms - now;
	}
	clear_reader(poller, reconcile);
	plan_scan(poller, reconcile);
	reader_begin(reconcile);
	return reader_advance(reconcile);
}

bool plan_can_write(const struct poller *poller)
{
	return poller->writer && poller->has_table && poller->table.can_write &&
		!poller->write_refusal[0];
}

static void settle_write(struct poller *poller)
{
	const struct write_result *result = writer_result(poller->writer);
	if (result->number == poller->write_number_seen) {
		return;
	}
	poller->write_number_seen = result->number;
	poller->is_dirty = true;
	if (result->outcome == WRITE_FAILED && result->error.kind == ERROR_DENIED) {
		char text[sizeof(result->error.text) + 50];
		snprintf(text, sizeof(text), "read-only since a write was refused: %s",
			result->error.text);
		text_sanitize(text, poller->write_refusal, sizeof(poller->write_refusal));
	}
	if (result->outcome != WRITE_SENT) {
		opened_refresh(&poller->opened);
	}
}

static void advance_writer(struct poller *poller)
{
	if (!poller->writer) {
		return;
	}
	settle_write(poller);
	while (poller->toggles.first && !writer_is_busy(poller->writer)) {
		struct command *command = command_take(&poller->toggles);
		const struct poller_command *told = &command->told;
		if (plan_can_write(poller)) {
			writer_toggle(poller->writer, told->user_id, told->service,
				told->encoding, told->seen);
			settle_write(poller);
		}
		command_free(command);
	}
}

int64_t plan_advance(struct poller *poller)
{
	int64_t now = clock_mono_ms();
	settle_refresh(poller);
	int64_t wait_ms = advance_refresh(poller, now);
	wait_ms = earlier(wait_ms, advance_focus(poller));
	wait_ms = earlier(wait_ms, advance_reconcile(poller, now));
	advance_writer(poller); /* before the opened session, which is read again after a write */
	opened_advance(&poller->opened);
	return wait_ms;
}

void plan_set_focus(struct poller *poller, const char *service)
{
	poller->focus_service = service
		? fleet_service_name(poller->fleet, fleet_service(poller->fleet, service))
		: NULL;
	poller->is_focus_due = service;
	clear_focus_error(poller);
}

void plan_set_interval(struct poller *poller, int64_t interval_ms)
{
	poller->next_refresh_mono_ms -= poller->interval_ms - interval_ms;
	poller->interval_ms = interval_ms;
	poller->is_dirty = true;
}
