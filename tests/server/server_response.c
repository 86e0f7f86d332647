/* SPDX-License-Identifier: MIT */
/* From a request to its response, with the faults in between. */
#include "clock.h"

#include "server/server_calls.h"
#include "server/server_state.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <zlib.h>

#define API_PREFIX   "DynamoDB_20120810."
#define JSON_TYPE    "application/x-amz-json-1.0"
#define ERROR_PREFIX "com.amazonaws.dynamodb.v20120810#"
#define ARN_PREFIX   "arn:aws:dynamodb:" SERVER_REGION ":123456789012:table/"
#define CHUNK_BYTES  1000
#define GZIP_WINDOW  (15 + 16)

struct response {
	int status;
	const char *type;
	struct buf body;
	/* The faults that apply to this request. */
	struct server_fault faults[SERVER_FAULT_COUNT];
	bool has_fault[SERVER_FAULT_COUNT];
	uint64_t number, lifts;
	int64_t server_ms;
};

/* --- The response, under the lock ------------------------------------------------------- */

/* Takes the faults that apply, and counts down those with a limit. */
static void take_faults(
	struct server *server, struct response *response, int operation, enum server_source source)
{
	for (int i = 0; i < SERVER_FAULT_COUNT; i++) {
		struct server_fault *fault = &server->faults[i];
		bool applies = server->has_fault[i] &&
			       (fault->operation == SERVER_ANY || fault->operation == operation) &&
			       (fault->source == SERVER_ANY || fault->source == (int)source);

		if (applies && fault->after > 0) {
			fault->after--;
			applies = false;
		}
		response->has_fault[i] = applies;
		response->faults[i] = *fault;
		if (applies && fault->times > 0) {
			fault->times--;
			server->has_fault[i] = fault->times > 0;
		}
	}
}

static int64_t amount_of(
	const struct response *response, enum server_fault_kind kind, int64_t otherwise)
{
	return response->has_fault[kind] ? response->faults[kind].amount : otherwise;
}

/* {"__type":…,"message":… and the given members, each with a comma before it. */
static void put_refusal(
	struct response *response, const struct server_refusal *refusal, const char *members)
{
	response->status = 400;
	buf_printf(
		&response->body, "{\"__type\":\"" ERROR_PREFIX "%s\",\"message\":", refusal->code);
	text_put_json(&response->body, refusal->message);
	buf_puts(&response->body, members);
	buf_putc(&response->body, '}');
}

static void put_throttled(struct response *response, const struct server_table *table,
	enum server_source source, bool has_reasons)
{
	const char *index = server_table_source_name(source);
	struct server_refusal refusal = {"ProvisionedThroughputExceededException",
		"The level of configured provisioned throughput for the table was exceeded. "
		"Consider increasing your provisioning level with the UpdateTable API."};
	struct buf reasons = {0};

	if (has_reasons) {
		buf_printf(&reasons,
			",\"ThrottlingReasons\":[{\"reason\":"
			"\"%sReadProvisionedThroughputExceeded\",\"resource\":\"" ARN_PREFIX
			"%s%s%s\"}]",
			index ? "Index" : "Table", table->name, index ? "/index/" : "",
			index ? index : "");
	}
	put_refusal(response, &refusal, buf_text(&reasons));
	buf_fini(&reasons);
}

static void run_call(struct server *server, struct response *response, int operation,
	enum server_source source, const struct json *document)
{
	int64_t now = clock_mono_ms();
	struct server_capacity *capacity = &server->capacities[source];
	struct server_count *count = &server->counts[operation][source];
	bool reads = operation != SERVER_DESCRIBE_TABLE && operation != SERVER_UPDATE_ITEM &&
		     operation != SERVER_BATCH_WRITE_ITEM;

	if (response->has_fault[SERVER_THROTTLES] ||
		(reads && !server_capacity_admits(capacity, now))) {
		count->throttled++;
		put_throttled(response, &server->table, source,
			amount_of(response, SERVER_THROTTLES, 0) == 0);
		return;
	}
	struct server_call call = {
		.table = &server->table,
		.request = document,
		.operation = (enum server_operation)operation,
		.source = source,
		.key_circle = amount_of(response, SERVER_REPEATS_KEYS, -1),
		.empty_pages = amount_of(response, SERVER_EMPTY_PAGES, -1),
		.keys_served = amount_of(response, SERVER_UNPROCESSED, -1),
		.circled = server->circled,
	};

	if (server_calls_run(&call)) {
		response->body = call.reply;
		server_capacity_take(capacity, call.read_units, now);
		count->read_units += call.read_units;
	} else {
		put_refusal(response, &call.refusal, buf_text(&call.reply));
		buf_fini(&call.reply);
	}
	server->circled = call.circled;
}

/* Whether the signature is valid; otherwise the refusal becomes the response. */
static bool check_signature(
	struct server *server, struct response *response, const struct server_request *request)
{
	struct server_refusal refusal = {0};

	if (server_sign_check(request, &server->keys, response->server_ms, &refusal) &&
		server->is_expired) {
		refusal = (struct server_refusal){"ExpiredTokenException",
			"The security token included in the request is expired"};
	}
	if (refusal.code) {
		put_refusal(response, &refusal, "");
	}
	return !refusal.code;
}

static void note_write(struct server *server)
{
	if (server->writes_count == server->writes_capacity) {
		server->writes_capacity = server->writes_capacity * 2 + 64;
		server->writes_mono_ms = base_realloc(server->writes_mono_ms,
			server->writes_capacity, sizeof(*server->writes_mono_ms));
	}
	server->writes_mono_ms[server->writes_count++] = clock_mono_ms();
}

static void count_request(struct server *server, int operation, enum server_source source)
{
	if (operation >= 0) {
		server->counts[operation][source].requests++;
		if (operation == SERVER_UPDATE_ITEM) {
			note_write(server);
		}
		pthread_cond_broadcast(&server->changed);
	}
}

static int operation_of(const struct server_request *request)
{
	const char *target = server_http_header(request, "X-Amz-Target");
	bool is_ours = strncmp(target, API_PREFIX, strlen(API_PREFIX)) == 0;

	return is_ours ? server_calls_operation(target + strlen(API_PREFIX)) : -1;
}

/* Errors of the request that are found without the table. */
static const struct server_refusal *refusal_of_form(
	const struct server_request *request, int operation, const struct json *document)
{
	static const struct server_refusal unknown = {"UnknownOperationException", ""};
	static const struct server_refusal malformed = {
		"SerializationException", "the body is not a JSON object of type " JSON_TYPE};

	if (operation < 0 || !request->method || strcmp(request->method, "POST") != 0) {
		return &unknown;
	}
	const char *type = server_http_header(request, "Content-Type");

	return json_is_object(document) && strcmp(type, JSON_TYPE) == 0 ? NULL : &malformed;
}

static void put_response(
	struct server *server, struct response *response, const struct server_request *request)
{
	struct json *document = json_parse(buf_text(&request->body), request->body.length);
	int operation = operation_of(request);
	enum server_source source = server_calls_source(document);
	const struct server_refusal *refusal = refusal_of_form(request, operation, document);

	*response = (struct response){
		.status = 200,
		.type = JSON_TYPE,
		.number = ++server->responses,
		.lifts = server->lifts,
		.server_ms = clock_wall_ms() + server->skew_ms,
	};
	count_request(server, operation, source);
	take_faults(server, response, operation, source);
	if (response->has_fault[SERVER_RESPONDS]) {
		const struct server_fault *fault = &response->faults[SERVER_RESPONDS];

		response->status = fault->status;
		response->type = fault->type ? fault->type : JSON_TYPE;
		buf_puts(&response->body, fault->body);
	} else if (refusal) {
		put_refusal(response, refusal, "");
	} else if (check_signature(server, response, request)) {
		run_call(server, response, operation, source, document);
	}
	json_free(document);
}

/* --- What becomes of it --------------------------------------------------------------------- */

static void fill(struct buf *out, char filling, int64_t count)
{
	char piece[4096];

	memset(piece, filling, sizeof(piece));
	for (; count > 0; count -= (int64_t)sizeof(piece)) {
		buf_append(
			out, piece, (size_t)count < sizeof(piece) ? (size_t)count : sizeof(piece));
	}
}

static void spoil_body(struct response *response)
{
	struct buf *body = &response->body;

	if (response->has_fault[SERVER_HUGE_BODY]) {
		buf_clear(body);
		buf_puts(body, "{\"Items\":[],\"Padding\":\"");
		fill(body, 'x', response->faults[SERVER_HUGE_BODY].amount);
		buf_puts(body, "\"}");
	}
	if (response->has_fault[SERVER_DEEP_BODY]) {
		buf_clear(body);
		buf_puts(body, "{\"Items\":");
		fill(body, '[', response->faults[SERVER_DEEP_BODY].amount);
		fill(body, ']', response->faults[SERVER_DEEP_BODY].amount);
		buf_putc(body, '}');
	}
	if (response->has_fault[SERVER_WRONG_TYPES]) {
		buf_clear(body);
		buf_puts(body,
			"{\"Table\":[],\"Items\":{\"userId\":\"u\"},\"Item\":[7],\"Count\":\"two\","
			"\"ConsumedCapacity\":\"some\",\"Responses\":3,"
			"\"UnprocessedKeys\":\"all\",\"LastEvaluatedKey\":[1,2]}");
	}
}

static bool takes_gzip(const struct server_request *request)
{
	return strstr(server_http_header(request, "Accept-Encoding"), "gzip");
}

static void compress_body(struct response *response)
{
	z_stream stream = {
		.next_in = (Bytef *)response->body.data, .avail_in = (uInt)response->body.length};

	if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) !=
		Z_OK) {
		base_fatal("zlib: out of memory");
	}
	size_t bound = deflateBound(&stream, (uLong)response->body.length);
	unsigned char *bytes = base_alloc(bound);

	stream.next_out = bytes;
	stream.avail_out = (uInt)bound;
	deflate(&stream, Z_FINISH);
	buf_clear(&response->body);
	buf_append(&response->body, bytes, stream.total_out);
	deflateEnd(&stream);
	free(bytes);
}

static void put_head(const struct response *response, bool is_compressed, struct buf *head)
{
	char date[64];
	time_t seconds = (time_t)(response->server_ms / 1000);
	struct tm utc;

	gmtime_r(&seconds, &utc);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &utc);
	const unsigned char *body = (const unsigned char *)buf_text(&response->body);
	unsigned long crc = crc32_z(crc32_z(0, NULL, 0), body, response->body.length);

	buf_printf(head,
		"HTTP/1.1 %d Status\r\nServer: Server\r\nDate: %s\r\nContent-Type: %s\r\n"
		"x-amzn-RequestId: REQUEST%llu\r\n",
		response->status, date, response->type, (unsigned long long)response->number);
	if (!response->has_fault[SERVER_RESPONDS]) {
		buf_printf(head, "x-amz-crc32: %lu\r\n",
			response->has_fault[SERVER_SPOILS_CRC] ? crc ^ 1 : crc);
	}
	if (is_compressed) {
		buf_puts(head, "Content-Encoding: gzip\r\n");
	}
	if (response->has_fault[SERVER_CHUNKS]) {
		buf_puts(head, "Transfer-Encoding: chunked\r\n\r\n");
	} else {
		buf_printf(head, "Content-Length: %zu\r\n\r\n", response->body.length);
	}
}

static void put_chunks(const struct buf *body, struct buf *out)
{
	for (size_t at = 0; at < body->length; at += CHUNK_BYTES) {
		size_t left = body->length - at;
		size_t count = left < CHUNK_BYTES ? left : CHUNK_BYTES;

		buf_printf(out, "%zx\r\n", count);
		buf_append(out, body->data + at, count);
		buf_puts(out, "\r\n");
	}
	buf_puts(out, "0\r\n\r\n");
}

/* Until the fault is lifted or the server stops. */
static void wait_for_lift(struct server *server, const struct response *response)
{
	pthread_mutex_lock(&server->lock);
	while (!server->is_stopping && server->lifts == response->lifts) {
		pthread_cond_wait(&server->changed, &server->lock);
	}
	pthread_mutex_unlock(&server->lock);
}

static void delay(struct server *server, int64_t delay_ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += delay_ms / 1000;
	until.tv_nsec += delay_ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	pthread_mutex_lock(&server->lock);
	int failure = 0;

	while (!server->is_stopping && failure == 0) {
		failure = pthread_cond_timedwait(&server->changed, &server->lock, &until);
	}
	pthread_mutex_unlock(&server->lock);
}

/* Head and body; false when the connection is to be closed. */
static bool send_response(
	struct server_client *client, const struct response *response, bool is_compressed)
{
	struct buf out = {0};
	bool is_cut =
		response->has_fault[SERVER_CUTS_BODY] || response->has_fault[SERVER_HANGS_IN_BODY];

	put_head(response, is_compressed, &out);
	if (response->has_fault[SERVER_CHUNKS]) {
		put_chunks(&response->body, &out);
	} else {
		buf_append(&out, buf_text(&response->body),
			is_cut ? response->body.length / 2 : response->body.length);
	}
	bool goes_on = server_http_write(&client->connection, out.data, out.length) && !is_cut;

	buf_fini(&out);
	if (response->has_fault[SERVER_HANGS_IN_BODY]) {
		wait_for_lift(client->server, response);
	}
	return goes_on;
}

bool server_respond(struct server_client *client, const struct server_request *request)
{
	struct server *server = client->server;
	struct response response;
	bool goes_on = false;

	pthread_mutex_lock(&server->lock);
	put_response(server, &response, request);
	pthread_mutex_unlock(&server->lock);
	spoil_body(&response);
	bool is_compressed = response.has_fault[SERVER_COMPRESSES] && takes_gzip(request);

	if (is_compressed) {
		compress_body(&response);
	}
	if (response.has_fault[SERVER_DELAYS]) {
		delay(server, response.faults[SERVER_DELAYS].amount);
	}
	if (response.has_fault[SERVER_RESETS]) {
		server_http_arm_reset(&client->connection);
	} else if (response.has_fault[SERVER_HANGS]) {
		wait_for_lift(server, &response);
	} else {
		goes_on = send_response(client, &response, is_compressed);
	}
	buf_fini(&response.body);
	return goes_on;
}
