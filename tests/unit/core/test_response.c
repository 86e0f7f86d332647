/* SPDX-License-Identifier: MIT */
#include "dynamodb/response.h"

#include "net/http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#define NO_CAP ((size_t)16 << 20)

static struct buf buf_of(const char *text)
{
	struct buf buf = {0};

	buf_puts(&buf, text);
	return buf;
}

/* As a server compresses; window 15 + 16 for gzip, 15 for zlib's own header. */
static struct buf compress_as(const struct buf *plain, int window)
{
	struct buf out = {0};
	unsigned char piece[4096];
	z_stream stream = {.next_in = (Bytef *)plain->data, .avail_in = (uInt)plain->length};

	assert_int_equal(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window, 8,
				 Z_DEFAULT_STRATEGY),
		Z_OK);
	int status = Z_OK;

	while (status == Z_OK) {
		stream.next_out = piece;
		stream.avail_out = sizeof(piece);
		status = deflate(&stream, Z_FINISH);
		buf_append(&out, piece, sizeof(piece) - stream.avail_out);
	}
	assert_int_equal(status, Z_STREAM_END);
	deflateEnd(&stream);
	return out;
}

/* Of that size, with varying bytes. */
static struct buf make_plain(size_t size)
{
	struct buf plain = {0};
	uint32_t chance = 1;

	for (size_t i = 0; i < size; i++) {
		chance = chance * 1664525u + 1013904223u;
		buf_putc(&plain, (char)('a' + (chance >> 24) % 20));
	}
	return plain;
}

/* The check values are from the specification of CRC-32 and from zlib's manual. */
static void test_checksums(void **state)
{
	(void)state;
	static const struct {
		const char *body, *header;
		bool is_intact;
	} cases[] = {
		{"123456789", "3421780262", true},
		{"123456789", "3421780263", false},
		{"123456780", "3421780262", false},
		{"123456789", "", true}, /* no header */
		{"123456789", "cbf43926", true},
		{"123456789", "3421780262, 7", true},
		{"123456789", "0", false},
		{"123456789", "7716747558", false},           /* the same in 32 bits */
		{"123456789", "99999999999999999999", false}, /* too large for any integer */
		{"", "0", true},
		{"", "1", false},
		{"{}", "2745614147", true},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf body = buf_of(cases[i].body);

		if (response_is_intact(&body, cases[i].header) != cases[i].is_intact) {
			fail_msg("%s: %s", cases[i].body, cases[i].header);
		}
		buf_fini(&body);
	}
}

/* NULs count too. */
static void test_checksum_of_compressed(void **state)
{
	(void)state;
	struct buf plain = make_plain(5000), packed = compress_as(&plain, 15 + 16);
	char header[16];

	snprintf(header, sizeof(header), "%lu",
		crc32(0, (const Bytef *)packed.data, (uInt)packed.length));
	assert_true(response_is_intact(&packed, header));
	packed.data[packed.length - 1] ^= 1;
	assert_false(response_is_intact(&packed, header));
	buf_fini(&packed);
	buf_fini(&plain);
}

static void test_inflate(void **state)
{
	(void)state;
	/* Sizes around that of the pieces in which it is inflated. */
	static const size_t sizes[] = {0, 1, 1000, 32767, 32768, 32769, 65536, 300000};

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct buf plain = make_plain(sizes[i]), packed = compress_as(&plain, 15 + 16);
		struct buf out = buf_of("before ");
		struct error err;

		/* Exactly the limit. */
		assert_true(response_inflate(&packed, sizes[i], &out, &err));
		assert_int_equal(out.length, strlen("before ") + sizes[i]);
		assert_memory_equal(out.data, "before ", strlen("before "));
		assert_string_equal(out.data + strlen("before "), buf_text(&plain));
		buf_fini(&out);
		if (sizes[i] > 0) {
			assert_false(response_inflate(&packed, sizes[i] - 1, &out, &err));
			assert_int_equal(err.kind, ERROR_PROTOCOL);
		}
		buf_fini(&out);
		buf_fini(&packed);
		buf_fini(&plain);
	}
}

/* Inflating a small body into gigabytes stops at the limit. */
static void test_bomb(void **state)
{
	(void)state;
	struct buf plain = {0}, out = {0};
	struct error err;

	for (int i = 0; i < 64; i++) {
		static const char zeros[1 << 20];

		buf_append(&plain, zeros, sizeof(zeros));
	}
	struct buf packed = compress_as(&plain, 15 + 16);

	assert_true(packed.length < 100000);
	assert_false(response_inflate(&packed, NO_CAP, &out, &err));
	assert_int_equal(err.kind, ERROR_PROTOCOL);
	assert_non_null(strstr(err.text, "16 MB"));
	assert_true(out.length <= NO_CAP);
	buf_fini(&out);
	buf_fini(&packed);
	buf_fini(&plain);
}

static void assert_bad(const struct buf *body)
{
	struct buf out = {0};
	struct error err;

	assert_false(response_inflate(body, NO_CAP, &out, &err));
	assert_int_equal(err.kind, ERROR_NETWORK);
	buf_fini(&out);
}

/* Truncated anywhere, also within the checksum at its end. */
static void test_cut(void **state)
{
	(void)state;
	struct buf plain = make_plain(2000), packed = compress_as(&plain, 15 + 16);

	for (size_t length = 0; length < packed.length; length++) {
		struct buf cut = {0};

		buf_append(&cut, packed.data, length);
		assert_bad(&cut);
		buf_fini(&cut);
	}
	buf_fini(&packed);
	buf_fini(&plain);
}

static void test_no_gzip(void **state)
{
	(void)state;
	struct buf none = {0}, html = buf_of("<html>not found</html>");
	struct buf plain = make_plain(2000), packed = compress_as(&plain, 15 + 16);

	assert_bad(&none);
	assert_bad(&html);
	packed.data[packed.length / 2] ^= 0x55;
	assert_bad(&packed);
	buf_fini(&packed);
	buf_fini(&plain);
	buf_fini(&html);
}

/* 16 kB that would become 8 million values. */
static void test_many_values(void **state)
{
	struct buf plain = {0};
	struct error err;

	(void)state;
	buf_puts(&plain, "{\"Items\":[0");
	while (plain.length < NO_CAP - 4) {
		buf_puts(&plain, ",0");
	}
	buf_puts(&plain, "]}");
	struct buf compressed = compress_as(&plain, 15 + 16);
	const struct http_response response = {
		.status = 200, .body = &compressed, .content_encoding = "gzip"};

	assert_true(compressed.length < 20000);
	assert_null(response_read("Query", "http://127.0.0.1", &response, &err));
	assert_int_equal(err.kind, ERROR_PROTOCOL);
	assert_string_equal(err.text, "Query: the response has more than 500000 values or nests "
				      "deeper than 100 levels");
	buf_fini(&plain);
	buf_fini(&compressed);
}

/* By its status alone: 429 is throttling, 5xx a fault, whatever the body says and however. */
static void test_kinds_by_status(void **state)
{
	static const char *const bodies[] = {"", "<html><body>slow down</body></html>", "{}", "[1]",
		"null", "{\"message\":\"Rate exceeded\"}", "{\"__type\":\"x#ValidationException\"}",
		"{\"__type\":\"x#AccessDeniedException\",\"message\":\"no\"}"};
	static const char *const encodings[] = {"", "gzip", "deflate", "br"};
	static const int faults[] = {500, 502, 503, 504};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bodies) * ARRAY_LEN(encodings); i++) {
		struct buf body = buf_of(bodies[i / ARRAY_LEN(encodings)]);
		struct http_response response = {
			.status = 429, .body = &body, .retry_after_ms = 1000};
		struct error err;

		strcpy(response.content_encoding, encodings[i % ARRAY_LEN(encodings)]);
		json_free(response_read("Query", "http://127.0.0.1", &response, &err));
		assert_int_equal(err.kind, ERROR_THROTTLED);
		assert_int_equal(err.http_status, 429);
		assert_int_equal(err.retry_after_ms, 1000);
		buf_fini(&body);
	}
	for (size_t i = 0; i < ARRAY_LEN(faults) * 5; i++) {
		struct buf body = buf_of(bodies[i % 5]);
		const struct http_response response = {
			.status = faults[i / 5], .body = &body, .content_type = "text/html"};
		struct error err;

		json_free(response_read("Query", "http://127.0.0.1", &response, &err));
		assert_int_equal(err.kind, ERROR_SERVICE);
		buf_fini(&body);
	}
}

static void test_encodings(void **state)
{
	static const struct {
		const char *encoding;
		int window;
		bool is_read;
	} rows[] = {
		{"gzip", 15 + 16, true},
		{"x-gzip", 15 + 16, true},
		{"X-GZip", 15 + 16, true},
		{"deflate", 15, true},
		{"deflate", -15, true},
		{"gzip", 15, true},
		{"br", 15 + 16, false},
		{"", 15 + 16, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf plain = buf_of("{\"Items\":[]}");
		struct buf packed = compress_as(&plain, rows[i].window);
		struct http_response response = {.status = 200, .body = &packed};
		struct error err;

		strcpy(response.content_encoding, rows[i].encoding);
		struct json *json = response_read("Query", "http://127.0.0.1", &response, &err);

		assert_int_equal(json != NULL, rows[i].is_read);
		assert_int_equal(err.kind, rows[i].is_read ? ERROR_NONE : ERROR_PROTOCOL);
		json_free(json);
		buf_fini(&packed);
		buf_fini(&plain);
	}
}

/* A cost that no request can have would cause an endless wait, or overflow as a time. */
static void test_units(void **state)
{
	static const struct {
		const char *number;
		double units;
	} cases[] = {{"0.5", 0.5}, {"128", 128}, {"-3", 0}, {"1e300", 1e6}, {"-1e300", 0},
		{"1e999", 0}, {"\"7\"", 0}, {"null", 0}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[200];

		snprintf(text, sizeof(text),
			"{\"ConsumedCapacity\":{\"CapacityUnits\":%s,\"Table\":{\"CapacityUnits\":%s},"
			"\"GlobalSecondaryIndexes\":{\"a\":{\"CapacityUnits\":0.25}}}}",
			cases[i].number, cases[i].number);
		struct json *response = json_parse(text, strlen(text));

		assert_true(response_read_units(response) == cases[i].units);
		assert_true(response_write_units(response) ==
			    (cases[i].units > 0 ? cases[i].units : 0.25));
		json_free(response);
	}
	assert_true(response_read_units(NULL) == 0);
	assert_true(response_write_units(NULL) == 0);
}

int main(void)
{
	const struct CMUnitTest body[] = {
		cmocka_unit_test(test_checksums),
		cmocka_unit_test(test_checksum_of_compressed),
		cmocka_unit_test(test_inflate),
		cmocka_unit_test(test_bomb),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_no_gzip),
		cmocka_unit_test(test_kinds_by_status),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_many_values),
		cmocka_unit_test(test_units),
	};

	return cmocka_run_group_tests(body, NULL, NULL);
}
