/* SPDX-License-Identifier: MIT */
/* --textfile: a file that others may read at any time, such as node_exporter. Any thread. */
#ifndef BEYATOP_TEXTFILE_H
#define BEYATOP_TEXTFILE_H

#include "error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Replaces a file, so that a reader sees either the whole old content or the whole new one. All
 * users may read it. On failure the old file is untouched, and the error is ERROR_CONFIG with the
 * path.
 */
MUST_USE bool textfile_replace(
	const char *path, const char *content, size_t size, struct error *err);

#endif
