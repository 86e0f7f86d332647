/* SPDX-License-Identifier: MIT */
/* Text and times in Markdown. Pure functions, any thread. */
#ifndef BEYATOP_MARKDOWN_H
#define BEYATOP_MARKDOWN_H

#include "buf.h"

#include <stdint.h>

/* Appends our words, then untrusted text, sanitised and escaped for Markdown. */
void markdown_put(struct buf *out, const char *words, const char *text);

/* Appends our words, then a time in RFC 3339. */
void markdown_put_time(struct buf *out, const char *words, int64_t time_ms);

#endif
