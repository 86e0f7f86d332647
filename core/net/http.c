/* SPDX-License-Identifier: MIT */
#include "net/http.h"

#include "base/wiped.h"
#include "net/proxy.h"
#include "timestamp.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <openssl/crypto.h>

#define CONNECT_TIMEOUT_MS 5000

/* CURLE_TOO_LARGE, which older versions of libcurl do not declare. */
#define CODE_TOO_LARGE 100

struct http {
	CURLM *multi;
	/* NULL: the system's */
	char *ca_bundle;
	/* in progress */
	struct exchange *exchanges;
};

struct exchange {
	struct exchange *next, **link;
	CURL *easy;
	struct curl_slist *headers;
	struct buf received;
	struct http_response response;
	size_t header_bytes;
	bool has_proxy, is_body_too_large, is_header_too_large;
	/* headers that finish() converts */
	char date[64], retry_after[64], retry_after_ms[16];
	char curl_text[CURL_ERROR_SIZE];
	http_done_fn *done;
	void *user;
};

static void *tls_malloc(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return wiped_malloc(size);
}

static void *tls_realloc(void *memory, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return wiped_realloc(memory, size);
}

static void tls_free(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	wiped_free(memory);
}

/* Headers and responses contain credentials: libcurl and libcrypto zero the memory they used. */
static void init_curl(void)
{
	/* Only fails once libcrypto has allocated memory, which it has not at this point. */
	(void)CRYPTO_set_mem_functions(tls_malloc, tls_realloc, tls_free);
	/* libcurl would continue with a libcrypto that was not initialized, which then crashes. */
	if (OPENSSL_init_crypto(OPENSSL_INIT_ADD_ALL_DIGESTS, NULL) != 1) {
		base_fatal("cannot initialize libcrypto");
	}
	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, wiped_malloc, wiped_free, wiped_realloc,
		    wiped_strdup, wiped_calloc) != CURLE_OK) {
		base_fatal("cannot initialize libcurl");
	}
}

struct http *http_new(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, init_curl);
	struct http *http = base_calloc(1, sizeof(*http));

	http->multi = curl_multi_init();
	if (!http->multi) {
		base_fatal("libcurl: out of memory");
	}
	return http;
}

static void exchange_free(struct http *http, struct exchange *exchange)
{
	*exchange->link = exchange->next;
	if (exchange->next) {
		exchange->next->link = exchange->link;
	}
	curl_multi_remove_handle(http->multi, exchange->easy);
	curl_easy_cleanup(exchange->easy);
	curl_slist_free_all(exchange->headers);
	buf_fini(&exchange->received);
	free(exchange);
}

void http_free(struct http *http)
{
	if (!http) {
		return;
	}
	while (http->exchanges) {
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): freeing unlinks it. */
		exchange_free(http, http->exchanges);
	}
	curl_multi_cleanup(http->multi);
	free(http->ca_bundle);
	free(http);
}

void http_trust(struct http *http, const char *ca_bundle)
{
	free(http->ca_bundle);
	http->ca_bundle = ca_bundle && *ca_bundle ? base_strdup(ca_bundle) : NULL;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *user)
{
	struct exchange *exchange = user;
	size_t length = size * count;

	if (exchange->received.length + length > HTTP_MAX_BODY_BYTES) {
		exchange->is_body_too_large = true;
		return 0;
	}
	buf_append(&exchange->received, bytes, length);
	return length;
}

/* Copies the value if the line is the named header. */
static bool take_header(const char *line, size_t length, const char *name, char *value, size_t size)
{
	size_t name_length = strlen(name);

	if (length <= name_length || line[name_length] != ':' ||
		strncasecmp(line, name, name_length) != 0) {
		return false;
	}
	const char *from = line + name_length + 1, *end = line + length;

	while (from < end && (*from == ' ' || *from == '\t')) {
		from++;
	}
	while (end > from && (end[-1] == '\r' || end[-1] == '\n' || end[-1] == ' ')) {
		end--;
	}
	size_t value_length = (size_t)(end - from) < size ? (size_t)(end - from) : size - 1;

	memcpy(value, from, value_length);
	value[value_length] = '\0';
	return true;
}

static size_t on_header(char *line, size_t size, size_t count, void *user)
{
	struct exchange *exchange = user;
	struct http_response *response = &exchange->response;
	size_t length = size * count;

	exchange->header_bytes += length;
	if (exchange->header_bytes > HTTP_MAX_HEADER_BYTES) {
		exchange->is_header_too_large = true;
		return 0;
	}
	struct {
		const char *name;
		char *value;
		size_t size;
	} wanted[] = {
		{"x-amzn-RequestId", response->request_id, sizeof(response->request_id)},
		{"x-amzn-ErrorType", response->error_type, sizeof(response->error_type)},
		{"Content-Type", response->content_type, sizeof(response->content_type)},
		{"Content-Encoding", response->content_encoding,
			sizeof(response->content_encoding)},
		{"x-amz-crc32", response->crc32, sizeof(response->crc32)},
		{"Date", exchange->date, sizeof(exchange->date)},
		{"Retry-After", exchange->retry_after, sizeof(exchange->retry_after)},
		{"x-amz-retry-after", exchange->retry_after_ms, sizeof(exchange->retry_after_ms)},
	};

	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		take_header(line, length, wanted[i].name, wanted[i].value, wanted[i].size);
	}
	return length;
}

/* Sets the proxy ourselves, because libcurl's rules differ between versions. */
static void set_proxy(struct exchange *exchange, const struct http_request *request)
{
	CURL *easy = exchange->easy;
	const char *proxy = proxy_find(request->url);

	exchange->has_proxy = proxy;
	curl_easy_setopt(easy, CURLOPT_PROXY, proxy ? proxy : "");
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
	curl_easy_setopt(easy, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
	curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

/* Even if the system's openssl.cnf allows less. */
static void set_oldest_tls(CURL *easy)
{
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
}

static void set_trust(struct exchange *exchange, const char *ca_bundle)
{
	CURL *easy = exchange->easy;

	if (ca_bundle) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, ca_bundle);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
		curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, ca_bundle);
		curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, NULL);
	}
#if LIBCURL_VERSION_NUM >= 0x075700
	curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, 0L);
#endif
}

static void set_body(CURL *easy, const struct http_request *request)
{
	static const struct buf empty;
	const struct buf *body = request->body ? request->body : &empty;

	if (request->body || !request->method) {
		curl_easy_setopt(easy, CURLOPT_POST, 1L);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, buf_text(body));
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->length);
	}
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
}

/* Close-on-exec, because another thread may start a credential_process at any time. */
static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
	(void)user;
	(void)purpose;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static void set_options(struct exchange *exchange, const struct http_request *request)
{
	CURL *easy = exchange->easy;

	curl_easy_setopt(easy, CURLOPT_URL, request->url);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange->headers);
	set_body(easy, request);
	set_proxy(exchange, request);
	set_oldest_tls(easy);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->curl_text);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "beyatop/" BEYATOP_VERSION);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, request->is_sent_once ? 1L : 0L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
	curl_easy_setopt(
		easy, CURLOPT_QUICK_EXIT, 1L); /* do not wait for a hanging resolver at exit */
#endif
}

void http_send(
	struct http *http, const struct http_request *request, http_done_fn *done, void *user)
{
	struct exchange *exchange = base_calloc(1, sizeof(*exchange));

	exchange->done = done;
	exchange->user = user;
	exchange->easy = curl_easy_init();
	/* Without this, libcurl waits for "100 Continue" before it sends a body over 1 kB. */
	exchange->headers = curl_slist_append(NULL, "Expect:");
	for (size_t i = 0; i < request->headers_count; i++) {
		exchange->headers = curl_slist_append(exchange->headers, request->headers[i]);
	}
	if (!exchange->easy || !exchange->headers) {
		base_fatal("libcurl: out of memory");
	}
	set_options(exchange, request);
	set_trust(exchange, http->ca_bundle);

	exchange->next = http->exchanges;
	exchange->link = &http->exchanges;
	if (exchange->next) {
		exchange->next->link = &exchange->next;
	}
	http->exchanges = exchange;
	if (curl_multi_add_handle(http->multi, exchange->easy) != CURLM_OK) {
		base_fatal("libcurl: out of memory");
	}
}

/* True if no byte of the request can have reached the server. */
static bool is_before_sending(CURLcode code)
{
	return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY ||
	       code == CURLE_COULDNT_CONNECT || code == CURLE_SSL_CONNECT_ERROR ||
	       code == CURLE_PEER_FAILED_VERIFICATION;
}

/*
 * libcurl refuses header lines over 100 kB, and versions before 8.6 report that as being out of
 * memory. It cannot really be: that ends the program, see wiped.h.
 */
static bool is_libcurls_limit(CURLcode code)
{
	return code == CURLE_OUT_OF_MEMORY || code == CODE_TOO_LARGE;
}

static void fill_error(const struct exchange *exchange, CURLcode code, struct error *err)
{
	if (exchange->is_header_too_large || is_libcurls_limit(code)) {
		error_set(err, ERROR_PROTOCOL, "the response headers are larger than %u kB",
			HTTP_MAX_HEADER_BYTES >> 10);
		return;
	}
	if (exchange->is_body_too_large) {
		error_set(err, ERROR_PROTOCOL, "the response is larger than %u MB",
			HTTP_MAX_BODY_BYTES >> 20);
		return;
	}
	/* libcurl quotes a proxy URL that it cannot parse, with its password. */
	bool is_quotable = exchange->curl_text[0] &&
			   strncmp(exchange->curl_text, "Unsupported proxy", 17) != 0;

	error_set(err, ERROR_NETWORK, "%s%s%s",
		is_quotable ? exchange->curl_text : curl_easy_strerror(code),
		exchange->has_proxy ? " (through the proxy from the environment)" : "",
		code == CURLE_PEER_FAILED_VERIFICATION
			? "; for a private CA, set AWS_CA_BUNDLE or the profile's ca_bundle"
			: "");
	err->is_unsent = is_before_sending(code);
	err->is_timeout = code == CURLE_OPERATION_TIMEDOUT;
}

/* True for digits only; *number is at most INT32_MAX. */
static bool read_whole(const char *text, int64_t *number)
{
	bool is_whole = *text && text[strspn(text, "0123456789")] == '\0';
	long long value = is_whole ? strtoll(text, NULL, 10) : 0;

	*number = value < INT32_MAX ? value : INT32_MAX;
	return is_whole;
}

/* Sources: RFC 9110, 10.2.3, seconds or a date; "Retry behavior" in the AWS SDKs' Guide. */
static int64_t find_retry_after_ms(const struct exchange *exchange)
{
	const struct http_response *response = &exchange->response;
	int64_t number, until_ms;

	if (read_whole(exchange->retry_after_ms, &number)) {
		return number;
	}
	if (read_whole(exchange->retry_after, &number)) {
		return number * 1000;
	}
	if (response->has_date && timestamp_parse(exchange->retry_after, &until_ms, NULL) &&
		until_ms > response->date_ms) {
		return until_ms - response->date_ms;
	}
	return 0;
}

static void finish(struct http *http, struct exchange *exchange, CURLcode code)
{
	struct error err;

	error_clear(&err);
	long status = 0;

	curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
	exchange->response.status = (int)status;
	exchange->response.body = &exchange->received;
	exchange->response.has_date =
		timestamp_parse(exchange->date, &exchange->response.date_ms, NULL);
	exchange->response.retry_after_ms = find_retry_after_ms(exchange);
	if (code != CURLE_OK) {
		fill_error(exchange, code, &err);
	}
	exchange->done(exchange->user, code == CURLE_OK ? &exchange->response : NULL, &err);
	exchange_free(http, exchange);
}

/* Runs libcurl and calls back for finished requests. False if there were none. */
static bool work(struct http *http)
{
	int running, queued;
	bool has_finished = false;

	curl_multi_perform(http->multi, &running);
	for (CURLMsg *message; (message = curl_multi_info_read(http->multi, &queued));) {
		struct exchange *exchange = NULL;

		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&exchange);
		finish(http, exchange, message->data.result);
		has_finished = true;
	}
	return has_finished;
}

void http_run(struct http *http, int64_t timeout_ms)
{
	if (!work(http)) {
		curl_multi_poll(http->multi, NULL, 0, (int)timeout_ms, NULL);
		work(http);
	}
}

void http_wakeup(struct http *http)
{
	curl_multi_wakeup(http->multi);
}

const char *http_library(void)
{
	return curl_version();
}
