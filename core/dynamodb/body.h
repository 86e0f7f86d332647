/* SPDX-License-Identifier: MIT */
/*
 * The body of an answer as it came over the wire, checked and unpacked. x-amz-crc32 is the
 * CRC-32 of the bytes as sent, compressed or not, so we inflate ourselves. Pure functions.
 */
#ifndef BEYATOP_BODY_H
#define BEYATOP_BODY_H

#include "buf.h"
#include "error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * True when the bytes have the checksum that the header says, in decimal; also where there is
 * no header ("") or none that is a number.
 */
bool body_is_intact(const struct buf *body, const char *crc32_header);

/*
 * Appends the content of a gzip body, at most max_bytes of it. False with ERROR_NETWORK when it is
 * damaged or cut, and with ERROR_PROTOCOL when it is larger.
 */
MUST_USE bool body_inflate(
	const struct buf *body, size_t max_bytes, struct buf *out, struct error *err);

#endif
