/* SPDX-License-Identifier: MIT */
#include "dynamodb/body.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

/* zlib's window bits, and its flag for a gzip header. */
#define GZIP_WINDOW (15 + 16)

bool body_is_intact(const struct buf *body, const char *crc32_header)
{
	char *end;
	unsigned long long expected = strtoull(crc32_header, &end, 10);

	if (end == crc32_header || *end) {
		return true;
	}
	const unsigned char *bytes = (const unsigned char *)buf_text(body);

	return crc32_z(crc32_z(0, NULL, 0), bytes, body->length) == expected;
}

/* Runs the stream to its end. */
static bool inflate_all(z_stream *stream, size_t max_bytes, struct buf *out, struct error *err)
{
	size_t begin = out->length;

	for (;;) {
		unsigned char piece[32768];

		stream->next_out = piece;
		stream->avail_out = sizeof(piece);
		int status = inflate(stream, Z_NO_FLUSH);
		size_t count = sizeof(piece) - stream->avail_out;

		if (status != Z_OK && status != Z_STREAM_END) {
			error_set(err, ERROR_NETWORK, "the compressed answer is %s",
				status == Z_BUF_ERROR ? "cut" : "damaged");
			return false;
		}
		if (out->length - begin + count > max_bytes) {
			error_set(err, ERROR_PROTOCOL, "the answer is larger than %zu MB",
				max_bytes >> 20);
			return false;
		}
		buf_append(out, piece, count);
		if (status == Z_STREAM_END) {
			return true;
		}
	}
}

bool body_inflate(const struct buf *body, size_t max_bytes, struct buf *out, struct error *err)
{
	z_stream stream = {
		.next_in = (Bytef *)body->data, /* zlib does not write there */
		.avail_in = (uInt)body->length,
	};

	if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK) {
		base_fatal("out of memory");
	}
	bool is_good = inflate_all(&stream, max_bytes, out, err);

	inflateEnd(&stream);
	return is_good;
}
