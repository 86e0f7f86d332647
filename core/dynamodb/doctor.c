/* SPDX-License-Identifier: MIT */
#include "doctor.h"

#include "aws/credentials.h"
#include "aws/credentials_chain.h"
#include "aws/whoami_collect.h"
#include "dynamodb/ddb.h"
#include "dynamodb/item.h"
#include "dynamodb/request.h"
#include "dynamodb/table.h"
#include "model/schema.h"
#include "units.h"
#include "whoami.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMEOUT_MS 10000
/* DynamoDB refuses signatures that are off by five minutes. */
#define SKEW_NOTE_MS 5000
#define SKEW_BAD_MS  (4 * 60 * 1000)

/* Nobody's: reading it costs, and tells, the same as reading somebody's. */
#define NOBODY "beyatop --doctor"

struct examination {
	const struct settings *settings;
	struct doctor *doctor;
	struct endpoint endpoint;
	struct ddb *ddb;
	struct table table;
	/* of the table, for the policy */
	char arn[256];
};

/* --- Findings --------------------------------------------------------------------------------- */

void doctor_add(struct doctor *doctor, enum doctor_verdict verdict, const char *subject,
	const char *advice, const char *format, ...)
{
	if (doctor->count == DOCTOR_MAX_FINDINGS) {
		return;
	}
	struct doctor_finding *finding = &doctor->findings[doctor->count++];

	finding->verdict = verdict;
	snprintf(finding->subject, sizeof(finding->subject), "%s", subject);
	snprintf(finding->advice, sizeof(finding->advice), "%s", advice);
	va_list args;

	va_start(args, format);
	vsnprintf(finding->text, sizeof(finding->text), format, args);
	va_end(args);
	if (verdict == DOCTOR_BAD && doctor->error.kind == ERROR_NONE) {
		error_set(&doctor->error, ERROR_CONFIG, "%s: %s", subject, finding->text);
	}
}

void doctor_add_error(struct doctor *doctor, const char *subject, const struct error *err)
{
	bool is_first = doctor->error.kind == ERROR_NONE;

	doctor_add(doctor, DOCTOR_BAD, subject, "", "%s", err->text);
	if (is_first) {
		doctor->error.kind = err->kind;
	}
	doctor->denied += err->kind == ERROR_DENIED;
}

const char *doctor_verdict_word(enum doctor_verdict verdict)
{
	static const char *const words[DOCTOR_VERDICT_COUNT] = {
		[DOCTOR_OK] = "ok",
		[DOCTOR_NOTE] = "note",
		[DOCTOR_BAD] = "BAD",
		[DOCTOR_UNTRIED] = "untried",
	};

	return words[verdict];
}

/* --- The way to the table --------------------------------------------------------------------- */

static void examine_endpoint(struct examination *exam, const struct endpoint *endpoint)
{
	exam->endpoint = *endpoint;
	doctor_add(exam->doctor, DOCTOR_OK, "endpoint", "", "%s (%s), signed for %s (%s)",
		endpoint->url, endpoint->url_origin, endpoint->region, endpoint->region_origin);
}

/* Without keys: who we are to AWS as far as it is known, and what each source of keys said. */
static void tell_facts(struct doctor *doctor, const struct credentials_chain *chain)
{
	struct whoami whoami;
	struct buf facts = {0};

	whoami_collect(chain, NULL, &whoami);
	whoami_print(&whoami, &facts);
	for (const char *line = buf_text(&facts); *line; line += strcspn(line, "\n") + 1) {
		char subject[sizeof(doctor->findings[0].subject)];
		int length = (int)strcspn(line, " ");
		const char *text = line + length + strspn(line + length, " ");

		snprintf(subject, sizeof(subject), "%.*s", length, line);
		doctor_add(
			doctor, DOCTOR_NOTE, subject, "", "%.*s", (int)strcspn(text, "\n"), text);
	}
	buf_fini(&facts);
}

/* False when there is no way to go on. */
static bool connect_to_aws(struct examination *exam)
{
	struct credentials_chain chain;
	struct credentials credentials;
	struct doctor *doctor = exam->doctor;
	struct error err;

	if (!credentials_chain_init(&chain, exam->settings, &err)) {
		doctor_add_error(doctor, "credentials", &err);
		return false;
	}
	bool is_good = credentials_chain_resolve(&chain, &credentials, &err);
	bool has_endpoint = chain.client.endpoint.region[0] != '\0';

	if (is_good) {
		examine_endpoint(exam, &chain.client.endpoint);
	} else if (has_endpoint) {
		tell_facts(doctor, &chain);
	}
	credentials_chain_fini(&chain);
	if (!is_good) {
		doctor_add_error(doctor, has_endpoint ? "credentials" : "endpoint", &err);
		return false;
	}
	doctor_add(doctor, DOCTOR_OK, "credentials", "", "%s, by %s", credentials.access_key_id,
		credentials.source);
	exam->ddb = ddb_new(&exam->endpoint, &credentials);
	credentials_wipe(&credentials);
	return true;
}

static void examine_clock(struct examination *exam)
{
	int64_t skew_ms;

	if (!ddb_skew_ms(exam->ddb, &skew_ms)) {
		doctor_add(exam->doctor, DOCTOR_UNTRIED, "clock",
			"try again once the endpoint answers", "no server has told the time");
		return;
	}
	int64_t off_ms = skew_ms < 0 ? -skew_ms : skew_ms;
	bool is_bad = off_ms >= SKEW_BAD_MS;
	char text[UNITS_TEXT_SIZE];

	units_format_age(off_ms, text);
	if (off_ms < 1000) {
		doctor_add(exam->doctor, DOCTOR_OK, "clock", "", "within a second of the server's");
		return;
	}
	doctor_add(exam->doctor,
		is_bad                   ? DOCTOR_BAD
		: off_ms >= SKEW_NOTE_MS ? DOCTOR_NOTE
					 : DOCTOR_OK,
		"clock",
		off_ms >= SKEW_NOTE_MS
			? "set this machine's clock by NTP: requests that are off by "
			  "five minutes are refused"
			: "",
		"%s %s the server's", text, skew_ms < 0 ? "ahead of" : "behind");
}

/* What an answer to DescribeTable is about, if it is none. */
static const char *subject_of(enum error_kind kind)
{
	return kind == ERROR_DENIED        ? "DescribeTable"
	       : kind == ERROR_NETWORK     ? "network"
	       : kind == ERROR_CREDENTIALS ? "credentials"
					   : "table";
}

/* The table's own name where DescribeTable is denied. */
static void find_arn(struct examination *exam, const struct json *reply)
{
	const char *arn = json_string(json_get(json_get(reply, "Table"), "TableArn"));

	if (arn) {
		snprintf(exam->arn, sizeof(exam->arn), "%s", arn);
	} else {
		snprintf(exam->arn, sizeof(exam->arn),
			"arn:aws:dynamodb:%.60s:ACCOUNT:table/%.120s", exam->endpoint.region,
			exam->settings->table);
	}
}

/* An index that is not there has none. */
static void format_capacity(const struct table_index *index, char text[UNITS_TEXT_SIZE])
{
	if (index->read_capacity > 0) {
		snprintf(text, UNITS_TEXT_SIZE, "%g", index->read_capacity);
	} else {
		snprintf(text, UNITS_TEXT_SIZE, "none");
	}
}

static void examine_capacity(struct examination *exam)
{
	const struct table *table = &exam->table;

	if (exam->settings->max_read_rate > 0) {
		doctor_add(exam->doctor, DOCTOR_OK, "capacity", "",
			"%g RCU/s for each index, by --max-rcu", exam->settings->max_read_rate);
	} else if (table->read_capacity > 0) {
		char active[UNITS_TEXT_SIZE], service[UNITS_TEXT_SIZE];

		format_capacity(&table->active, active);
		format_capacity(&table->service, service);
		doctor_add(exam->doctor, DOCTOR_OK, "capacity", "",
			"provisioned: %g RCU for the table, %s and %s for its indexes, of which "
			"half may be used",
			table->read_capacity, active, service);
	} else {
		doctor_add(exam->doctor, DOCTOR_OK, "capacity", "",
			"on demand, so that --max-rcu alone limits what is read");
	}
}

/* False when the table cannot be read. */
static bool examine_table(struct examination *exam)
{
	struct buf body = {0};
	struct json *reply = NULL;
	struct doctor *doctor = exam->doctor;
	struct error err;

	request_describe_table(&body, exam->settings->table);
	bool is_answered =
		ddb_call_sync(exam->ddb, "DescribeTable", &body, TIMEOUT_MS, &reply, &err);
	bool is_good = is_answered || err.kind == ERROR_DENIED;

	buf_fini(&body);
	examine_clock(exam);
	find_arn(exam, reply);
	if (!is_answered) {
		table_explain_missing(&err, exam->settings, &exam->endpoint);
		doctor_add_error(doctor, subject_of(err.kind), &err);
		table_assume(exam->settings, &exam->table);
	} else if (!table_parse(reply, exam->settings, &exam->table, &err)) {
		doctor_add_error(doctor, "table", &err);
		is_good = false;
	} else {
		doctor_add(doctor, DOCTOR_OK, "DescribeTable", "", "allowed");
		doctor_add(doctor, DOCTOR_OK, "table", "", "%s, about %.0f items",
			exam->settings->table, exam->table.items);
		examine_capacity(exam);
	}
	json_free(reply);
	return is_good;
}

/* --- Indexes ------------------------------------------------------------------------------------
 */

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
	const struct table_index *index, const char *loss)
{
	struct doctor *doctor = exam->doctor;
	char subject[48], absent[160];

	snprintf(subject, sizeof(subject), "index %.40s", name);
	format_absent(index->absent, absent, sizeof(absent));
	if (exam->table.is_assumed) {
		doctor_add(doctor, DOCTOR_UNTRIED, subject,
			"allow DescribeTable: until then it is taken to be as its name says",
			"nobody may describe it");
	} else if (!index->is_usable) {
		doctor_add(doctor, DOCTOR_NOTE, subject, loss, "%s", index->why_not);
	} else if (*absent) {
		doctor_add(doctor, DOCTOR_NOTE, subject,
			"project these attributes, or all: each session is read a second time for "
			"them",
			"keyed by %s (%s), and lacks %s", index->key_name, index->key_type, absent);
	} else {
		doctor_add(doctor, DOCTOR_OK, subject, "",
			"keyed by %s (%s), has all that lists show", index->key_name,
			index->key_type);
	}
}

static void examine_indexes(struct examination *exam)
{
	examine_index(exam, exam->settings->index_active, &exam->table.active,
		"without it each service is asked for by itself, or the table is read by Scan: see "
		"--index-active");
	examine_index(exam, exam->settings->index_service, &exam->table.service,
		"without it the service on the screen is read with all others only: see "
		"--index-service");
}

/* --- What the keys may do -----------------------------------------------------------------------
 */

static void ask_index(const struct examination *exam, const char *name,
	const struct table_index *index, const char *value, struct buf *body)
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

static void ask_active(const struct examination *exam, struct buf *body)
{
	const struct table_index *index = &exam->table.active;

	ask_index(exam, exam->settings->index_active, index,
		strcmp(index->key_type, "N") == 0 ? "1" : "true", body);
}

static void ask_service(const struct examination *exam, struct buf *body)
{
	ask_index(exam, exam->settings->index_service, &exam->table.service, NOBODY, body);
}

static void ask_user(const struct examination *exam, struct buf *body)
{
	request_user(body, exam->settings->table, NOBODY, 1);
}

static void ask_item(const struct examination *exam, struct buf *body)
{
	request_get_item(body, exam->settings->table, &(struct request_key){NOBODY, NOBODY});
}

static void ask_items(const struct examination *exam, struct buf *body)
{
	request_get_items(
		body, exam->settings->table, &(struct request_key){NOBODY, NOBODY}, 1, NULL);
}

static void ask_scan(const struct examination *exam, struct buf *body)
{
	request_read(body, &(struct request_read){.table = exam->settings->table, .limit = 1});
}

static const struct permission {
	/* on: "index" for a word of which index */
	const char *action, *on;
	/* what it is needed for */
	const char *use;
	void (*ask)(const struct examination *exam, struct buf *body);
} permissions[] = {
	{"Query", "the active index", "the list of all sessions", ask_active},
	{"Query", "the service index", "the sessions of one service", ask_service},
	{"Query", "the table", "a user's other sessions", ask_user},
	{"GetItem", "the table", "an opened session", ask_item},
	{"BatchGetItem", "the table", "what an index has not", ask_items},
	{"Scan", "the table", "sessions that are in no index", ask_scan},
};

/* An index that is not there is not asked. */
static bool is_worth_asking(const struct examination *exam, const struct permission *permission)
{
	const struct table *table = &exam->table;

	return permission->ask == ask_active    ? table->active.is_usable
	       : permission->ask == ask_service ? table->service.is_usable
						: true;
}

static void examine_permission(struct examination *exam, const struct permission *permission)
{
	struct buf body = {0};
	struct json *reply = NULL;
	struct error err;
	char subject[48];

	snprintf(subject, sizeof(subject), "%s on %s", permission->action, permission->on);
	if (!is_worth_asking(exam, permission)) {
		doctor_add(exam->doctor, DOCTOR_UNTRIED, subject, "see what is said of the index",
			"there is no index to ask");
		return;
	}
	permission->ask(exam, &body);
	if (ddb_call_sync(exam->ddb, permission->action, &body, TIMEOUT_MS, &reply, &err)) {
		doctor_add(
			exam->doctor, DOCTOR_OK, subject, "", "allowed, for %s", permission->use);
	} else {
		doctor_add_error(exam->doctor, subject, &err);
	}
	json_free(reply);
	buf_fini(&body);
}

static void explain_writing(struct examination *exam)
{
	char advice[DOCTOR_TEXT_SIZE];

	if (exam->settings->read_only) {
		doctor_add(exam->doctor, DOCTOR_OK, "UpdateItem on the table", "",
			"not needed: --read-only");
		return;
	}
	if (!exam->table.can_write) {
		doctor_add(exam->doctor, DOCTOR_NOTE, "UpdateItem on the table",
			"key that index by a string or a number, to pause and resume sessions",
			"not possible: %s", exam->table.write_refusal);
		return;
	}
	snprintf(advice, sizeof(advice),
		"to pause and resume sessions, the keys need: {\"Effect\":\"Allow\",\"Action\":"
		"\"dynamodb:UpdateItem\",\"Resource\":\"%s\"}",
		exam->arn);
	doctor_add(exam->doctor, DOCTOR_UNTRIED, "UpdateItem on the table", advice,
		"even a write that is sure to be refused is a write request");
}

static void explain_reading(struct examination *exam)
{
	char advice[DOCTOR_TEXT_SIZE];

	if (exam->doctor->denied == 0) {
		return;
	}
	snprintf(advice, sizeof(advice),
		"{\"Effect\":\"Allow\",\"Action\":[\"dynamodb:DescribeTable\",\"dynamodb:Query\","
		"\"dynamodb:GetItem\",\"dynamodb:BatchGetItem\",\"dynamodb:Scan\"],"
		"\"Resource\":[\"%s\",\"%s/index/*\"]}",
		exam->arn, exam->arn);
	doctor_add(exam->doctor, DOCTOR_NOTE, "policy", advice, "all that reading needs:");
}

void doctor_examine(const struct settings *settings, struct doctor *doctor)
{
	struct examination exam = {.settings = settings, .doctor = doctor};

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
