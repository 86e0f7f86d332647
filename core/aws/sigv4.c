/* SPDX-License-Identifier: MIT */
#include "aws/sigv4.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

#define ALGORITHM    "AWS4-HMAC-SHA256"
#define HASH_SIZE    32
#define LAST_TIME_MS INT64_C(253402300799000) /* 9999-12-31T23:59:59Z */

static void append_hex(struct buf *out, const unsigned char hash[HASH_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < HASH_SIZE; i++) {
		buf_putc(out, digits[hash[i] >> 4]);
		buf_putc(out, digits[hash[i] & 15]);
	}
}

static void append_sha256(struct buf *out, const void *bytes, size_t size)
{
	unsigned char hash[HASH_SIZE];

	if (!EVP_Digest(bytes, size, hash, NULL, EVP_sha256(), NULL)) {
		base_fatal("libcrypto cannot compute SHA-256");
	}
	append_hex(out, hash);
}

/* out may be the same memory as key. */
static void hmac(const void *key, size_t key_size, const char *text, unsigned char out[HASH_SIZE])
{
	if (!HMAC(EVP_sha256(), key, (int)key_size, (const unsigned char *)text, strlen(text), out,
		    NULL)) {
		base_fatal("libcrypto cannot compute HMAC-SHA-256");
	}
}

/* Not tolower(), which depends on the locale. */
static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static int compare_names(const char *a, const char *b)
{
	while (*a && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return (unsigned char)lower(*a) - (unsigned char)lower(*b);
}

static void sort_headers(
	const struct sigv4_request *request, const struct sigv4_header *sorted[SIGV4_MAX_HEADERS])
{
	if (request->headers_count > SIGV4_MAX_HEADERS) {
		base_fatal("%zu headers are too many to sign", request->headers_count);
	}
	for (size_t i = 0; i < request->headers_count; i++) {
		const struct sigv4_header *header = &request->headers[i];
		size_t at = i;

		for (; at > 0 && compare_names(header->name, sorted[at - 1]->name) < 0; at--) {
			sorted[at] = sorted[at - 1];
		}
		sorted[at] = header;
	}
}

static void append_name(struct buf *out, const char *name)
{
	for (; *name; name++) {
		buf_putc(out, lower(*name));
	}
}

/* Appends the value trimmed, with runs of spaces replaced by one. */
static void append_value(struct buf *out, const char *value)
{
	static const char blanks[] = " \t";

	value += strspn(value, blanks);
	while (*value) {
		size_t word = strcspn(value, blanks);

		buf_append(out, value, word);
		value += word;
		value += strspn(value, blanks);
		if (*value) {
			buf_putc(out, ' ');
		}
	}
}

static void append_signed_names(const struct sigv4_request *request, struct buf *out)
{
	const struct sigv4_header *sorted[SIGV4_MAX_HEADERS];

	sort_headers(request, sorted);
	for (size_t i = 0; i < request->headers_count; i++) {
		if (i > 0) {
			buf_putc(out, ';');
		}
		append_name(out, sorted[i]->name);
	}
}

/* Appends the scope of the signing key: day, region and service. */
static void append_scope(const struct sigv4_request *request, struct buf *out)
{
	char date[SIGV4_DATE_SIZE];

	sigv4_format_date(request->time_ms, date);
	buf_printf(out, "%.8s/%s/%s/aws4_request", date, request->region, request->service);
}

void sigv4_format_date(int64_t time_ms, char date[SIGV4_DATE_SIZE])
{
	time_t seconds = time_ms < 0              ? 0
			 : time_ms > LAST_TIME_MS ? LAST_TIME_MS / 1000
						  : time_ms / 1000;
	struct tm utc;

	if (!gmtime_r(&seconds, &utc) || !strftime(date, SIGV4_DATE_SIZE, "%Y%m%dT%H%M%SZ", &utc)) {
		base_fatal("cannot format the date %lld ms", (long long)time_ms);
	}
}

void sigv4_canonical_request(const struct sigv4_request *request, struct buf *out)
{
	const struct sigv4_header *sorted[SIGV4_MAX_HEADERS];

	sort_headers(request, sorted);
	buf_printf(out, "%s\n%s\n%s\n", request->method, request->path, request->query);
	for (size_t i = 0; i < request->headers_count; i++) {
		append_name(out, sorted[i]->name);
		buf_putc(out, ':');
		append_value(out, sorted[i]->value);
		buf_putc(out, '\n');
	}
	buf_putc(out, '\n');
	append_signed_names(request, out);
	buf_putc(out, '\n');
	append_sha256(out, request->body, request->body_size);
}

void sigv4_string_to_sign(
	const struct sigv4_request *request, const char *canonical_request, struct buf *out)
{
	char date[SIGV4_DATE_SIZE];

	sigv4_format_date(request->time_ms, date);
	buf_printf(out, ALGORITHM "\n%s\n", date);
	append_scope(request, out);
	buf_putc(out, '\n');
	append_sha256(out, canonical_request, strlen(canonical_request));
}

/* Derives the signing key of a scope from the secret by a chain of HMACs. The caller zeroes it. */
static void derive_key(
	const struct sigv4_request *request, const char *secret, unsigned char key[HASH_SIZE])
{
	char date[SIGV4_DATE_SIZE], first[4 + sizeof(((struct credentials *)0)->secret_access_key)];
	int first_length = snprintf(first, sizeof(first), "AWS4%s", secret);

	sigv4_format_date(request->time_ms, date);
	date[8] = '\0';
	hmac(first, (size_t)first_length, date, key);
	hmac(key, HASH_SIZE, request->region, key);
	hmac(key, HASH_SIZE, request->service, key);
	hmac(key, HASH_SIZE, "aws4_request", key);
	OPENSSL_cleanse(first, sizeof(first));
}

void sigv4_authorization(const struct sigv4_request *request, const char *string_to_sign,
	const struct credentials *credentials, struct buf *out)
{
	unsigned char key[HASH_SIZE], signature[HASH_SIZE];

	derive_key(request, credentials->secret_access_key, key);
	hmac(key, sizeof(key), string_to_sign, signature);
	OPENSSL_cleanse(key, sizeof(key));

	buf_printf(out, ALGORITHM " Credential=%s/", credentials->access_key_id);
	append_scope(request, out);
	buf_puts(out, ", SignedHeaders=");
	append_signed_names(request, out);
	buf_puts(out, ", Signature=");
	append_hex(out, signature);
}

void sigv4_sign(const struct sigv4_request *request, const struct credentials *credentials,
	struct buf *authorization)
{
	struct buf canonical_request = {0}, string_to_sign = {0};

	sigv4_canonical_request(request, &canonical_request);
	sigv4_string_to_sign(request, buf_text(&canonical_request), &string_to_sign);
	sigv4_authorization(request, buf_text(&string_to_sign), credentials, authorization);
	buf_fini(&canonical_request);
	buf_fini(&string_to_sign);
}
