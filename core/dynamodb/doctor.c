/* SPDX-License-Identifier: MIT */
#include "aws/credentials.h"
#include "aws/credentials_chain.h"
#include "aws/whoami_collect.h"
#include "duration.h"
#include "dynamodb/ddb.h"
#include "dynamodb/doctor_values.h"
#include "dynamodb/item.h"
#include "dynamodb/request.h"
#include "dynamodb/table_description.h"
#include "facts.h"
#include "model/schema.h"
#include "number.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMEOUT_MS 10000
/* Report a skew from here on. DynamoDB rejects signatures that are off by five minutes. */
#define SKEW_NOTE_MS 5000
#define SKEW_BAD_MS  (4 * 60 * 1000)

/* How many items are read to see how values are written in them: about 1 RCU. */
#define SAMPLE 25

/* A userId that no session has: reading it costs and proves as much as reading an existing one. */
#define NO_SUCH_USER "beyatop --doctor"

struct examination {
	const struct settings *settings;
	struct facts *facts;
	struct endpoint endpoint;
	struct ddb *ddb;
	struct table_description table;
	/* the table's ARN, for the suggested policy */
	char arn[256];
};

/* --- The way to the table --------------------------------------------------------------------- */

static void examine_endpoint(struct examination *exam, const struct endpoint *endpoint)
{
	exam->endpoint = *endpoint;
	facts_add(exam->facts, FACT_OK, "endpoint", "", "%s (%s), signed for %s (%s)",
		endpoint->url, endpoint->url_origin, endpoint->region, endpoint->region_origin);
}

/* False if nothing else can be examined. */
static bool connect_to_aws(struct examination *exam)
{
	struct credentials_chain chain;
	struct credentials credentials;
	struct facts *facts = exam->facts;
	struct error err;

	if (!credentials_chain_init(&chain, exam->settings, &err)) {
		facts_add_error(facts, "credentials", &err);
		return false;
	}
	bool is_good = credentials_chain_resolve(&chain, &credentials, &err);
	bool has_endpoint = chain.client.endpoint.region[0] != '\0';

	if (is_good) {
		examine_endpoint(exam, &chain.client.endpoint);
	} else if (has_endpoint) {
		whoami_collect(&chain, NULL, facts);
	}
	credentials_chain_fini(&chain);
	if (!is_good) {
		facts_add_error(facts, has_endpoint ? "credentials" : "endpoint", &err);
		return false;
	}
	facts_add(facts, FACT_OK, "credentials", "", "access key %s, from %s",
		credentials.access_key_id, credentials.source);
	exam->ddb = ddb_new(&exam->endpoint, &credentials);
	credentials_wipe(&credentials);
	return true;
}

static void examine_clock(struct examination *exam)
{
	int64_t skew_ms;

	if (!ddb_skew_ms(exam->ddb, &skew_ms)) {
		facts_add(exam->facts, FACT_UNTRIED, "clock",
			"try again once the endpoint can be reached", "no server has answered");
		return;
	}
	int64_t off_ms = skew_ms < 0 ? -skew_ms : skew_ms;
	bool is_bad = off_ms >= SKEW_BAD_MS;
	char text[DURATION_SIZE];

	duration_format(off_ms, text);
	if (off_ms < 1000) {
		facts_add(exam->facts, FACT_OK, "clock", "", "within a second of the server's");
		return;
	}
	facts_add(exam->facts,
		is_bad                   ? FACT_BAD
		: off_ms >= SKEW_NOTE_MS ? FACT_NOTE
					 : FACT_OK,
		"clock",
		off_ms >= SKEW_NOTE_MS ? "set this machine's clock with NTP: DynamoDB refuses "
					 "requests that are off by five minutes"
				       : "",
		"%s %s the server's", text, skew_ms < 0 ? "ahead of" : "behind");
}

/* The fact that an error of DescribeTable belongs to. */
static const char *subject_of(enum error_kind kind)
{
	return kind == ERROR_DENIED || kind == ERROR_CREDENTIALS ? "DescribeTable"
	       : kind == ERROR_NETWORK                           ? "network"
								 : "table";
}

/*
 * Takes the ARN from the response or, if DescribeTable is denied, makes it up from the table's
 * name.
 */
static void find_arn(struct examination *exam, const struct json *response)
{
	const char *arn = json_string(json_get(json_get(response, "Table"), "TableArn"));

	if (arn) {
		snprintf(exam->arn, sizeof(exam->arn), "%s", arn);
	} else {
		snprintf(exam->arn, sizeof(exam->arn),
			"arn:aws:dynamodb:%.60s:ACCOUNT:table/%.120s", exam->endpoint.region,
			exam->settings->table);
	}
}

/* Leaves text empty for an index that does not exist. */
static void format_capacity(const struct index_description *index, char text[NUMBER_SIZE])
{
	if (index->read_capacity > 0) {
		snprintf(text, NUMBER_SIZE, "%g", index->read_capacity);
	} else {
		snprintf(text, NUMBER_SIZE, "none");
	}
}

static void examine_capacity(struct examination *exam)
{
	const struct table_description *table = &exam->table;

	if (exam->settings->max_read_rate > 0) {
		facts_add(exam->facts, FACT_OK, "capacity", "",
			"%g RCU/s for each index, by --max-rcu", exam->settings->max_read_rate);
	} else if (table->read_capacity > 0) {
		char active[NUMBER_SIZE], service[NUMBER_SIZE];

		format_capacity(&table->active, active);
		format_capacity(&table->service, service);
		facts_add(exam->facts, FACT_OK, "capacity", "",
			"provisioned: %g RCU/s for the table, %s and %s for its indexes; "
			"beyatop uses at most half",
			table->read_capacity, active, service);
	} else {
		facts_add(exam->facts, FACT_OK, "capacity", "",
			"on demand: only --max-rcu, default 25 RCU/s per index, "
			"limits what is read");
	}
}

/* False if the table cannot be read. */
static bool examine_table(struct examination *exam)
{
	struct buf body = {0};
	struct json *response = NULL;
	struct facts *facts = exam->facts;
	struct error err;

	request_describe_table(&body, exam->settings->table);
	bool is_answered =
		ddb_call_sync(exam->ddb, "DescribeTable", &body, TIMEOUT_MS, &response, &err);
	bool is_good = is_answered || err.kind == ERROR_DENIED;

	examine_clock(exam);
	find_arn(exam, response);
	if (!is_answered) {
		table_description_explain_missing(&err, exam->settings, &exam->endpoint);
		facts_add_error(facts, subject_of(err.kind), &err);
		table_description_assume(exam->settings, &exam->table);
	} else if (!table_description_parse(response, exam->settings, &exam->table, &err)) {
		facts_add_error(facts, "table", &err);
		is_good = false;
	} else {
		facts_add(facts, FACT_OK, "DescribeTable", "", "allowed");
		facts_add(facts, FACT_OK, "table", "", "%s, about %.0f items",
			exam->settings->table, exam->table.items);
		examine_capacity(exam);
	}
	json_free(response);
	return is_good;
}

/* --- Indexes --------------------------------------------------------------------------------- */

static void format_absent(uint32_t absent, char *text, size_t size)
{
	size_t length = 0;

	*text = '\0';
	for (size_t i = 0; i < ITEM_ATTRIBUTES && length < size; i++) {
		if (absent & 1u << i) {
			length += (size_t)snprintf(text + length, size - length, "%s%s",
				length > 0 ? ", " : "", item_attribute_names[i]);
		}
	}
}

static void examine_index(struct examination *exam, const char *name,
	const struct index_description *index, const char *loss)
{
	struct facts *facts = exam->facts;
	char subject[48], absent[160];

	snprintf(subject, sizeof(subject), "index %.40s", name);
	format_absent(index->absent, absent, sizeof(absent));
	if (exam->table.is_assumed) {
		facts_add(facts, FACT_UNTRIED, subject,
			"allow DescribeTable; until then beyatop assumes "
			"that it has its usual keys",
			"unknown, because DescribeTable is denied");
	} else if (!index->is_usable) {
		facts_add(facts, FACT_NOTE, subject, loss, "%s", index->why_not);
	} else if (*absent) {
		facts_add(facts, FACT_NOTE, subject,
			"project these attributes, or all; until then each "
			"session is read a second time",
			"keyed by %s (%s), lacks %s", index->key_name, index->key_type, absent);
	} else {
		facts_add(facts, FACT_OK, subject, "",
			"keyed by %s (%s), has every attribute that lists show", index->key_name,
			index->key_type);
	}
}

static void examine_indexes(struct examination *exam)
{
	examine_index(exam, exam->settings->index_active, &exam->table.active,
		"create it, or name another with --index-active; without it "
		"each service is queried separately, or the table is scanned");
	examine_index(exam, exam->settings->index_service, &exam->table.service,
		"create it, or name another with --index-service; without it "
		"the service on the screen cannot be read ahead of the others");
}

/* --- Permissions ----------------------------------------------------------------------------- */

static void put_index_query(const struct examination *exam, const char *name,
	const struct index_description *index, const char *value, struct buf *body)
{
	request_read(body, &(struct request_read){
				   .table = exam->settings->table,
				   .index = name,
				   .key_name = index->key_name,
				   .key_type = index->key_type,
				   .key_value = value,
				   .absent = index->absent,
				   .limit = 1,
			   });
}

static void put_active_query(const struct examination *exam, struct buf *body)
{
	const struct index_description *index = &exam->table.active;

	put_index_query(exam, exam->settings->index_active, index,
		strcmp(index->key_type, "N") == 0 ? "1" : "true", body);
}

static void put_service_query(const struct examination *exam, struct buf *body)
{
	put_index_query(
		exam, exam->settings->index_service, &exam->table.service, NO_SUCH_USER, body);
}

static void put_user_query(const struct examination *exam, struct buf *body)
{
	request_user(body, exam->settings->table, NO_SUCH_USER, 1);
}

static void put_get_item(const struct examination *exam, struct buf *body)
{
	request_get_item(
		body, exam->settings->table, &(struct item_key){NO_SUCH_USER, NO_SUCH_USER});
}

static void put_batch_get_item(const struct examination *exam, struct buf *body)
{
	request_get_items(body, exam->settings->table,
		&(struct item_key){NO_SUCH_USER, NO_SUCH_USER}, 1, NULL);
}

static void put_scan(const struct examination *exam, struct buf *body)
{
	request_read(body, &(struct request_read){.table = exam->settings->table, .limit = SAMPLE});
}

static const struct permission {
	/* "Query", "the active index" */
	const char *action, *on;
	/* what beyatop needs it for */
	const char *use;
	void (*put_body)(const struct examination *exam, struct buf *body);
} permissions[] = {
	{"Query", "the active index", "the list of all sessions", put_active_query},
	{"Query", "the service index", "the sessions of one service", put_service_query},
	{"Query", "the table", "a user's other sessions", put_user_query},
	{"GetItem", "the table", "an opened session", put_get_item},
	{"BatchGetItem", "the table", "sessions that turn late or lack attributes",
		put_batch_get_item},
	{"Scan", "the table", "sessions that are in no index", put_scan},
};

/* False for an index that does not exist. */
static bool is_possible(const struct examination *exam, const struct permission *permission)
{
	const struct table_description *table = &exam->table;

	return permission->put_body == put_active_query    ? table->active.is_usable
	       : permission->put_body == put_service_query ? table->service.is_usable
							   : true;
}

static void examine_permission(struct examination *exam, const struct permission *permission)
{
	struct buf body = {0};
	struct json *response = NULL;
	struct error err;
	char subject[48];

	snprintf(subject, sizeof(subject), "%s on %s", permission->action, permission->on);
	if (!is_possible(exam, permission)) {
		facts_add(exam->facts, FACT_UNTRIED, subject, "see the line of that index above",
			"there is no index to query");
		return;
	}
	permission->put_body(exam, &body);
	if (ddb_call_sync(exam->ddb, permission->action, &body, TIMEOUT_MS, &response, &err)) {
		facts_add(exam->facts, FACT_OK, subject, "", "allowed, for %s", permission->use);
		if (permission->put_body == put_scan) {
			doctor_values_examine(
				response, &exam->settings->own_encodings, exam->facts);
		}
	} else {
		facts_add_error(exam->facts, subject, &err);
	}
	json_free(response);
}

static void explain_writing(struct examination *exam)
{
	char advice[sizeof(exam->facts->list[0].advice)];

	if (exam->settings->read_only) {
		facts_add(exam->facts, FACT_OK, "UpdateItem on the table", "",
			"not needed: --read-only");
		return;
	}
	if (!exam->table.can_write) {
		facts_add(exam->facts, FACT_NOTE, "UpdateItem on the table",
			"to pause and resume sessions, key that index by a string or a number",
			"not possible: %s", exam->table.write_refusal);
		return;
	}
	snprintf(advice, sizeof(advice),
		"to pause and resume sessions, allow: {\"Effect\":\"Allow\",\"Action\":"
		"\"dynamodb:UpdateItem\",\"Resource\":\"%s\"}",
		exam->arn);
	facts_add(exam->facts, FACT_UNTRIED, "UpdateItem on the table", advice,
		"not tried: even a write that DynamoDB refuses is a write request");
}

static void explain_reading(struct examination *exam)
{
	char advice[sizeof(exam->facts->list[0].advice)];

	if (exam->facts->denied == 0) {
		return;
	}
	snprintf(advice, sizeof(advice),
		"{\"Effect\":\"Allow\",\"Action\":[\"dynamodb:DescribeTable\",\"dynamodb:Query\","
		"\"dynamodb:GetItem\",\"dynamodb:BatchGetItem\",\"dynamodb:Scan\"],"
		"\"Resource\":[\"%s\",\"%s/index/*\"]}",
		exam->arn, exam->arn);
	facts_add(exam->facts, FACT_NOTE, "policy", advice, "reading needs these permissions");
}

void doctor_examine(const struct settings *settings, struct facts *facts)
{
	struct examination exam = {.settings = settings, .facts = facts};

	if (connect_to_aws(&exam) && examine_table(&exam)) {
		examine_indexes(&exam);
		for (size_t i = 0; i < ARRAY_LEN(permissions); i++) {
			examine_permission(&exam, &permissions[i]);
		}
		explain_writing(&exam);
		explain_reading(&exam);
	}
	ddb_free(exam.ddb);
}
