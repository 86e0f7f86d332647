/* SPDX-License-Identifier: MIT */
#include "kit/fault_rows.h"

#include "buf.h"

#include <stdio.h>
#include <stdlib.h>

#define HOUR_MS     (INT64_C(3600) * 1000)
#define BYTES_20_MB (20 << 20)

#define SHOWS(place, error, text) .where = (place), .kind = (error), .said = (text)
#define ANY                       .operation = SERVER_ANY, .source = SERVER_ANY
#define ON(op)                    .operation = (op), .source = SERVER_ANY
#define DENIED(action)                                                                             \
	"{\"__type\":\"com.amazon.coral.service#AccessDeniedException\",\"Message\":\"User: "      \
	"arn:aws:iam::123456789012:user/oncall is not authorized to perform: dynamodb:" action     \
	" on resource: arn:aws:dynamodb:eu-west-1:123456789012:table/sessions\"}"
#define INTERNAL_ERROR                                                                             \
	"{\"__type\":\"com.amazonaws.dynamodb.v20120810#InternalServerError\","                    \
	"\"message\":\"The request processing has failed\"}"
#define HTML "<html><body><h1>Sign in to the network</h1></body></html>"
#define XML  "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code></Error>"

atomic_bool fault_host_is_unknown;

static void refuse_connections(struct server *server)
{
	server_set_listening(server, false);
}

static void accept_connections(struct server *server)
{
	server_set_listening(server, true);
}

static void forget_host(struct server *server)
{
	(void)server;
	atomic_store(&fault_host_is_unknown, true);
}

static void remember_host(struct server *server)
{
	(void)server;
	atomic_store(&fault_host_is_unknown, false);
}

static void advance_clock(struct server *server)
{
	server_set_skew(server, HOUR_MS);
}

static void put_clock_back(struct server *server)
{
	server_set_skew(server, -HOUR_MS);
}

static void correct_clock(struct server *server)
{
	server_set_skew(server, 0);
}

void fault_write_credentials(const char *key_id)
{
	struct buf text = {0};
	char other[160];
	const char *place = getenv("AWS_SHARED_CREDENTIALS_FILE");

	snprintf(other, sizeof(other), "%s.new", place);
	buf_printf(&text, "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n", key_id,
		SERVER_SECRET);
	FILE *file = fopen(other, "w");

	if (!file || fputs(buf_text(&text), file) < 0 || fclose(file) != 0 ||
		rename(other, place) != 0) {
		base_fatal("cannot write %s", place);
	}
	buf_fini(&text);
}

static void expire_credentials(struct server *server)
{
	server_set_expired(server, true);
}

static void revoke_credentials(struct server *server)
{
	server_set_credentials(server, "AKIDNEW", SERVER_SECRET, NULL);
}

static void renew_credentials(struct server *server)
{
	server_set_credentials(server, "AKIDNEW", SERVER_SECRET, NULL);
	server_set_expired(server, false);
	fault_write_credentials("AKIDNEW");
}

static void drop_table(struct server *server)
{
	server_set_table(server, false);
}

static void restore_table(struct server *server)
{
	server_set_table(server, true);
}

static void drop_index(struct server *server)
{
	server_set_index(server, SERVER_ACTIVE_INDEX, SERVER_INDEX_ABSENT);
}

static void recreate_index(struct server *server)
{
	server_set_index(server, SERVER_ACTIVE_INDEX, SERVER_INDEX_CREATING);
}

static void restore_index(struct server *server)
{
	server_set_index(server, SERVER_ACTIVE_INDEX, SERVER_INDEX_ACTIVE);
}

static void compress_20_mb(struct server *server)
{
	struct server_fault fault = {.kind = SERVER_HUGE_BODY, ANY, .amount = BYTES_20_MB};

	server_inject(server, &fault);
	fault.kind = SERVER_COMPRESSES;
	server_inject(server, &fault);
}

/* AWS_CA_BUNDLE names a file that has another authority only. */
static void distrust_server(struct server *server)
{
	(void)server;
	struct server *other =
		server_start(&(struct server_settings){.table = "other", .has_tls = true});
	char place[160];

	snprintf(place, sizeof(place), "%s.pem", getenv("AWS_SHARED_CREDENTIALS_FILE"));
	server_write_ca(other, place);
	server_stop(other);
	setenv("AWS_CA_BUNDLE", place, 1);
}

static void trust_server(struct server *server)
{
	const char *place = getenv("AWS_CA_BUNDLE");
	char written[168];

	snprintf(written, sizeof(written), "%s.new", place);
	server_write_ca(server, written);
	if (rename(written, place) != 0) {
		base_fatal("cannot write %s", place);
	}
}

const struct fault_row fault_rows[] = {
	{.name = "throttling, with reasons",
		SHOWS(IN_THROTTLED, ERROR_THROTTLED, "IndexReadProvisionedThroughputExceeded"),
		.fault = {.kind = SERVER_THROTTLES,
			.operation = SERVER_QUERY,
			.source = SERVER_ACTIVE_INDEX}},
	{.name = "throttling, no reasons",
		SHOWS(IN_THROTTLED, ERROR_THROTTLED, "ProvisionedThroughputExceededException"),
		.fault = {.kind = SERVER_THROTTLES,
			.operation = SERVER_QUERY,
			.source = SERVER_ACTIVE_INDEX,
			.amount = 1}},
	{.name = "HTTP 500",
		SHOWS(IN_ERROR, ERROR_SERVICE, "InternalServerError"),
		.fault = {.kind = SERVER_RESPONDS, ANY, .status = 500, .body = INTERNAL_ERROR}},
	{.name = "HTTP 502, HTML",
		SHOWS(IN_ERROR, ERROR_SERVICE, "HTTP 502"),
		.fault = {.kind = SERVER_RESPONDS,
			ANY,
			.status = 502,
			.type = "text/html",
			.body = HTML}},
	{.name = "HTTP 503, empty",
		SHOWS(IN_ERROR, ERROR_SERVICE, "HTTP 503"),
		.fault = {.kind = SERVER_RESPONDS, ANY, .status = 503, .body = ""}},
	{.name = "HTTP 504, HTML",
		SHOWS(IN_ERROR, ERROR_SERVICE, "HTTP 504"),
		.fault = {.kind = SERVER_RESPONDS,
			ANY,
			.status = 504,
			.type = "text/html",
			.body = HTML}},
	{.name = "one HTTP 500, then none",
		SHOWS(NOWHERE, ERROR_NONE, ""),
		.fault = {.kind = SERVER_RESPONDS,
			ANY,
			.times = 1,
			.status = 500,
			.body = INTERNAL_ERROR}},
	{.name = "connection refused",
		SHOWS(IN_ERROR, ERROR_NETWORK, "connect"),
		.begin = refuse_connections,
		.end = accept_connections,
		.is_unreachable = true},
	{.name = "connection reset",
		SHOWS(IN_ERROR, ERROR_NETWORK, "reset"),
		.fault = {.kind = SERVER_RESETS, ANY}},
	{.name = "hangs before the headers",
		SHOWS(IN_ERROR, ERROR_NETWORK, "timed out"),
		.fault = {.kind = SERVER_HANGS, ANY},
		.request_timeout_ms = 500},
	{.name = "hangs inside the body",
		SHOWS(IN_ERROR, ERROR_NETWORK, "timed out"),
		.fault = {.kind = SERVER_HANGS_IN_BODY, ANY},
		.request_timeout_ms = 500},
	{.name = "cut body",
		SHOWS(IN_ERROR, ERROR_NETWORK, " bytes "), /* libcurl words it anew at times */
		.fault = {.kind = SERVER_CUTS_BODY, ANY}},
	{.name = "wrong x-amz-crc32",
		SHOWS(IN_ERROR, ERROR_NETWORK, "checksum"),
		.fault = {.kind = SERVER_SPOILS_CRC, ANY}},
	{.name = "gzip", SHOWS(NOWHERE, ERROR_NONE, ""), .fault = {.kind = SERVER_COMPRESSES, ANY}},
	{.name = "chunked", SHOWS(NOWHERE, ERROR_NONE, ""), .fault = {.kind = SERVER_CHUNKS, ANY}},
	{.name = "each answer 200 ms late",
		SHOWS(NOWHERE, ERROR_NONE, ""),
		.fault = {.kind = SERVER_DELAYS, ANY, .amount = 200}},
	{.name = "HTML with 200",
		SHOWS(IN_ERROR, ERROR_PROTOCOL, "proxy or login page"),
		.fault = {.kind = SERVER_RESPONDS,
			ANY,
			.status = 200,
			.type = "text/html",
			.body = HTML}},
	{.name = "HTML with 403",
		SHOWS(IN_ERROR, ERROR_PROTOCOL, "proxy or login page"),
		.fault = {.kind = SERVER_RESPONDS,
			ANY,
			.status = 403,
			.type = "text/html",
			.body = HTML}},
	{.name = "XML with 200",
		SHOWS(IN_ERROR, ERROR_PROTOCOL, "not from DynamoDB"),
		.fault = {.kind = SERVER_RESPONDS,
			ANY,
			.status = 200,
			.type = "text/xml",
			.body = XML}},
	{.name = "XML with 403",
		SHOWS(IN_ERROR, ERROR_PROTOCOL, "not from DynamoDB"),
		.fault = {.kind = SERVER_RESPONDS,
			ANY,
			.status = 403,
			.type = "text/xml",
			.body = XML}},
	{.name = "20 MB body",
		SHOWS(IN_ERROR, ERROR_PROTOCOL, "larger than"),
		.fault = {.kind = SERVER_HUGE_BODY, ANY, .amount = BYTES_20_MB}},
	{.name = "20 MB body, gzip",
		SHOWS(IN_ERROR, ERROR_PROTOCOL, "larger than"),
		.begin = compress_20_mb},
	{.name = "JSON nested 10,000 deep",
		SHOWS(IN_ERROR, ERROR_PROTOCOL, "nests deeper than 100 levels"),
		.fault = {.kind = SERVER_DEEP_BODY, ANY, .amount = 10000}},
	{.name = "wrong types everywhere",
		SHOWS(IN_ERROR, ERROR_PROTOCOL, ""),
		.fault = {.kind = SERVER_WRONG_TYPES, ANY}},
	{.name = "the same LastEvaluatedKey for ever",
		SHOWS(IN_ERROR, ERROR_PROTOCOL, "LastEvaluatedKey"),
		.fault = {.kind = SERVER_REPEATS_KEYS, ON(SERVER_QUERY), .amount = 1}},
	{.name = "two LastEvaluatedKeys in turn",
		SHOWS(IN_ERROR, ERROR_PROTOCOL, "LastEvaluatedKey"),
		.fault = {.kind = SERVER_REPEATS_KEYS, ON(SERVER_QUERY), .amount = 2}},
	{.name = "three empty pages with a key",
		SHOWS(NOWHERE, ERROR_NONE, ""),
		.fault = {.kind = SERVER_EMPTY_PAGES, ON(SERVER_QUERY), .amount = 3}},
	{.name = "server an hour ahead",
		SHOWS(NOWHERE, ERROR_NONE, ""),
		.begin = advance_clock,
		.end = correct_clock},
	{.name = "server an hour behind",
		SHOWS(NOWHERE, ERROR_NONE, ""),
		.begin = put_clock_back,
		.end = correct_clock},
	{.name = "expired token, then a new login",
		SHOWS(IN_ERROR, ERROR_CREDENTIALS, "expired"),
		.begin = expire_credentials,
		.end = renew_credentials},
	{.name = "keys revoked, then restored",
		SHOWS(IN_ERROR, ERROR_CREDENTIALS, "UnrecognizedClient"),
		.begin = revoke_credentials,
		.end = renew_credentials},
	{.name = "AccessDenied on Query",
		SHOWS(IN_ERROR, ERROR_DENIED, "dynamodb:Query"),
		.fault = {.kind = SERVER_RESPONDS,
			ON(SERVER_QUERY),
			.status = 400,
			.body = DENIED("Query")}},
	{.name = "AccessDenied on Scan",
		SHOWS(IN_RECONCILE, ERROR_NONE, "dynamodb:Scan"),
		.fault = {.kind = SERVER_RESPONDS,
			ON(SERVER_SCAN),
			.status = 400,
			.body = DENIED("Scan")}},
	{.name = "AccessDenied on GetItem",
		SHOWS(IN_ITEM, ERROR_DENIED, "dynamodb:GetItem"),
		.fault = {.kind = SERVER_RESPONDS,
			ON(SERVER_GET_ITEM),
			.status = 400,
			.body = DENIED("GetItem")}},
	{.name = "AccessDenied on UpdateItem",
		SHOWS(IN_WRITE, ERROR_DENIED, "dynamodb:UpdateItem"),
		.fault = {.kind = SERVER_RESPONDS,
			ON(SERVER_UPDATE_ITEM),
			.status = 400,
			.body = DENIED("UpdateItem")},
		.is_permanent = true},
	{.name = "HTTP 500 on UpdateItem",
		SHOWS(IN_WRITE, ERROR_SERVICE, "InternalServerError"),
		.fault = {.kind = SERVER_RESPONDS,
			ON(SERVER_UPDATE_ITEM),
			.status = 500,
			.body = INTERNAL_ERROR}},
	{.name = "table deleted",
		SHOWS(IN_ERROR, ERROR_NOT_FOUND, "does not exist"),
		.begin = drop_table,
		.end = restore_table},
	{.name = "index deleted",
		SHOWS(IN_NOTICE, ERROR_NONE, "no index Active-Sessions-Index"),
		.begin = drop_index,
		.end = restore_index},
	{.name = "index being created",
		SHOWS(IN_NOTICE, ERROR_NONE, "still being backfilled"),
		.begin = recreate_index,
		.end = restore_index},
	{.name = "BatchGetItem serves 10 keys of 50",
		SHOWS(NOWHERE, ERROR_NONE, ""),
		.fault = {.kind = SERVER_UNPROCESSED, ON(SERVER_BATCH_GET_ITEM), .amount = 10},
		.is_first = true,
		.projection = SERVER_PROJECTS_KEYS},
	{.name = "AccessDenied on BatchGetItem",
		SHOWS(IN_NOTICE, ERROR_NONE, "BatchGetItem"),
		.fault = {.kind = SERVER_RESPONDS,
			ON(SERVER_BATCH_GET_ITEM),
			.status = 400,
			.body = DENIED("BatchGetItem")},
		.is_first = true,
		.projection = SERVER_PROJECTS_KEYS},
	{.name = "AccessDenied on DescribeTable",
		SHOWS(NOWHERE, ERROR_NONE, ""),
		.fault = {.kind = SERVER_RESPONDS,
			ON(SERVER_DESCRIBE_TABLE),
			.status = 400,
			.body = DENIED("DescribeTable")},
		.is_first = true},
	{.name = "unknown host",
		SHOWS(IN_ERROR, ERROR_NETWORK, "resolve"),
		.is_first = true,
		.has_name = true,
		.begin = forget_host,
		.end = remember_host},
	{.name = "TLS by an authority that AWS_CA_BUNDLE lacks",
		SHOWS(IN_ERROR, ERROR_NETWORK, "certificate"),
		.begin = distrust_server,
		.end = trust_server,
		.is_first = true,
		.has_tls = true},
};

const size_t fault_rows_count = ARRAY_LEN(fault_rows);
