/* SPDX-License-Identifier: MIT */
#include "dynamodb/index_probe.h"

#include "dynamodb/item.h"
#include "dynamodb/request.h"
#include "dynamodb/response.h"
#include "model/schema.h"

#include <stdio.h>
#include <string.h>

#define INDEX_PROBE_TIMEOUT_MS 10000
/* An arbitrary service: what matters is whether DynamoDB accepts the Query. */
#define ANY_SERVICE "gmail"

void index_probe_init(struct index_probe *probe, struct ddb *ddb, const struct settings *settings,
	struct table_description *table, struct stored_format *stored_format, struct pacer *pacer)
{
	*probe = (struct index_probe){
		.ddb = ddb,
		.settings = settings,
		.table = table,
		.stored_format = stored_format,
		.pacer = pacer,
	};
}

static void add_candidate(
	struct index_probe *probe, const char *type, const char *value, enum session_active active)
{
	if (probe->candidates_count < INDEX_PROBE_MAX_CANDIDATES) {
		probe->candidates[probe->candidates_count++] =
			(struct index_probe_candidate){type, value, active};
	}
}

/* Adds every encoding of isActive in that type as a candidate. */
static void add_stored_values(struct index_probe *probe, const char *type)
{
	const struct session_encoding *encoding;

	for (unsigned i = 1; (encoding = session_encoding(probe->stored_format->own, i)) != NULL;
		i++) {
		if (strcmp(encoding->type, type) == 0) {
			add_candidate(probe, type, encoding->on, ACTIVE_ON);
			add_candidate(probe, type, encoding->off, ACTIVE_OFF);
		}
	}
}

static bool has_keys(const struct stored_format *stored_format)
{
	const char *keys[STORED_FORMAT_MAX_TEXTS];

	return stored_format_keys(stored_format, ACTIVE_ON, keys) > 0;
}

static void begin_active(struct index_probe *probe)
{
	const struct table_description *table = &probe->found;

	probe->candidates_count = 0;
	probe->at = 0;
	if (!table->active.is_usable) {
		return;
	}
	if (table->is_assumed) {
		add_stored_values(probe, "S");
		add_stored_values(probe, "N");
	} else if (table->shadow[0] && !has_keys(probe->stored_format)) {
		add_stored_values(probe, table->shadow_type);
	}
}

static void finish(struct index_probe *probe)
{
	*probe->table = probe->found;
	probe->state = INDEX_PROBE_DONE;
}

void index_probe_begin(struct index_probe *probe)
{
	struct table_description *table = &probe->found;

	error_clear(&probe->err);
	*table = *probe->table;
	if (table->is_assumed) {
		/* Start over: what an earlier probe found may have changed. */
		*table = (struct table_description){0};
		table_description_assume(probe->settings, table);
	} else {
		stored_format_set_shadow(probe->stored_format, table->shadow, table->shadow_type);
	}
	begin_active(probe);
	probe->state = INDEX_PROBE_RUNNING;
	if (probe->candidates_count == 0 && !table->is_assumed) {
		finish(probe);
	}
}

static bool probes_service(const struct index_probe *probe)
{
	return probe->at == probe->candidates_count;
}

static struct index_description *probed_index(struct index_probe *probe)
{
	return probes_service(probe) ? &probe->found.service : &probe->found.active;
}

/*
 * Ends the probe of the active index. The service index is probed only if DescribeTable is denied.
 */
static void finish_active(struct index_probe *probe)
{
	probe->at = probe->candidates_count;
	if (!probe->found.is_assumed) {
		finish(probe);
	}
}

/*
 * No candidate value matched, so the index cannot be queried. The values of a shadow may still be
 * learned from the table's items.
 */
static void give_up_active(struct index_probe *probe)
{
	struct index_description *active = &probe->found.active;

	if (!probe->found.shadow[0]) {
		table_description_reject_index(active,
			"%s has no session with a usual value of %.60s; set --active-value and "
			"--paused-value",
			probe->settings->index_active, active->key_name);
	}
	finish_active(probe);
}

/* Goes on to the next candidate; after the last one, to the service index. */
static void move_on(struct index_probe *probe)
{
	if (probes_service(probe)) {
		finish(probe);
	} else if (++probe->at == probe->candidates_count) {
		give_up_active(probe);
	}
}

static void learn_poll_type(struct index_description *index, const struct json *item)
{
	const char *text;
	const char *type = item_value(json_get(item, SCHEMA_LAST_POLL_AT), &text);

	if (type && strcmp(type, "N") == 0) {
		memcpy(index->poll_type, "N", 2);
	}
}

static void learn_shadow(struct index_probe *probe, const struct index_probe_candidate *candidate,
	const struct json *item)
{
	struct table_description *table = &probe->found;
	struct item decoded;

	memcpy(table->shadow_type, candidate->type, sizeof(table->shadow_type));
	stored_format_set_shadow(probe->stored_format, table->shadow, table->shadow_type);
	if (item_decode(item, probe->stored_format->own, ITEM_ALL, &decoded) &&
		decoded.session.active != ACTIVE_UNKNOWN) {
		stored_format_learn(probe->stored_format, item, &decoded, true);
	} else {
		stored_format_assume(probe->stored_format, candidate->active, candidate->value);
	}
}

/* Takes a page of at most one session. */
static void take_items(struct index_probe *probe, const struct json *items)
{
	struct index_description *index = probed_index(probe);
	const struct json *item = json_first(items);

	learn_poll_type(index, item);
	if (probes_service(probe) || !item) {
		move_on(probe);
		return;
	}
	const struct index_probe_candidate *candidate = &probe->candidates[probe->at];

	memcpy(index->key_type, candidate->type, sizeof(index->key_type));
	if (probe->found.shadow[0]) {
		learn_shadow(probe, candidate, item);
	}
	finish_active(probe);
}

/* Skips candidates whose type is not the key's. */
static void skip_type(struct index_probe *probe)
{
	const char *type = probe->candidates[probe->at].type;

	while (probe->at + 1 < probe->candidates_count &&
		strcmp(probe->candidates[probe->at + 1].type, type) == 0) {
		probe->at++;
	}
	move_on(probe);
}

/* Finds the index's key in the message "Query condition missed key schema element: activeKey". */
static const char *find_missed_key(const struct error *err)
{
	static const char text[] = "missed key schema element: ";
	const char *found = strstr(err->text, text);

	return found && found[sizeof(text) - 1] ? found + sizeof(text) - 1 : NULL;
}

static void take_shadow(struct index_probe *probe, const char *name)
{
	struct table_description *table = &probe->found;

	snprintf(table->active.key_name, sizeof(table->active.key_name), "%s", name);
	memcpy(table->shadow, table->active.key_name, sizeof(table->shadow));
	table->active.shows_shadow = true;
	if (strcmp(probe->stored_format->shadow, table->shadow) != 0) {
		/*
		 * The shadow's type is still unknown, but from now on isActive must not be written
		 * without it.
		 */
		stored_format_set_shadow(probe->stored_format, table->shadow, "S");
	}
	begin_active(probe);
}

static void refuse_index(struct index_probe *probe, const struct error *err)
{
	table_description_reject_index(probed_index(probe), "%s", err->text);
	if (probes_service(probe)) {
		finish(probe);
		return;
	}
	/* The index's key may be an attribute that must be written together with isActive. */
	struct table_description *table = &probe->found;

	table->can_write = strstr(err->text, "specified index") || !table->is_assumed;
	if (!table->can_write) {
		snprintf(table->write_refusal, sizeof(table->write_refusal),
			"what must be written together with " SCHEMA_ACTIVE
			" is unknown: DescribeTable is denied and %.60s cannot be read",
			probe->settings->index_active);
	}
	finish_active(probe);
}

/* Learns about the index from why DynamoDB rejected the Query. */
static void take_rejection(struct index_probe *probe, const struct error *err)
{
	struct index_description *index = probed_index(probe);
	bool is_active_index = !probes_service(probe);
	const char *missed_key = find_missed_key(err);

	if (is_active_index && missed_key && !probe->found.shadow[0]) {
		take_shadow(probe, missed_key);
	} else if (strstr(err->text, "project") && index->absent == 0) {
		/*
		 * Repeat the Query without attributes that the index may not project. It always has
		 * its partition key.
		 */
		index->absent = is_active_index && !probe->found.shadow[0] ? ITEM_ALL & ~ITEM_ACTIVE
									   : ITEM_ALL;
	} else if (is_active_index && strstr(err->text, "schema type")) {
		skip_type(probe);
	} else {
		refuse_index(probe, err);
	}
}

static void on_response(void *user, const struct json *response, const struct error *err)
{
	struct index_probe *probe = user;

	probe->is_in_flight = false;
	if (response) {
		double read_units = response_read_units(response);

		probe->read_units += read_units;
		pacer_spend(probe->pacer, read_units, 0);
		take_items(probe, json_get(response, "Items"));
	} else if (err->kind == ERROR_VALIDATION) {
		take_rejection(probe, err);
	} else if (err->kind == ERROR_DENIED) {
		refuse_index(probe, err);
	} else {
		probe->state = INDEX_PROBE_FAILED;
		probe->err = *err;
	}
}

static const char *any_service(const struct settings *settings)
{
	return settings->services_count > 0 ? settings->services[0] : ANY_SERVICE;
}

void index_probe_advance(struct index_probe *probe)
{
	if (probe->state != INDEX_PROBE_RUNNING || probe->is_in_flight) {
		return;
	}
	const struct index_description *index = probed_index(probe);
	bool is_service = probes_service(probe);
	const struct index_probe_candidate *candidate = &probe->candidates[probe->at];
	struct request_read read = {
		.table = probe->settings->table,
		.index =
			is_service ? probe->settings->index_service : probe->settings->index_active,
		.key_name = index->key_name,
		.key_type = is_service ? "S" : candidate->type,
		.key_value = is_service ? any_service(probe->settings) : candidate->value,
		.absent = index->absent,
		.shadow = index->shows_shadow ? probe->found.shadow : NULL,
		.limit = 1,
	};
	struct buf body = {0};

	request_read(&body, &read);
	probe->is_in_flight = true;
	ddb_call(probe->ddb, "Query", &body, INDEX_PROBE_TIMEOUT_MS, on_response, probe);
}
