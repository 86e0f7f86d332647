/* SPDX-License-Identifier: MIT */
/* A file that others read at any time, such as node_exporter's textfile collector. Any thread. */
#ifndef BEYATOP_TEXTFILE_H
#define BEYATOP_TEXTFILE_H

#include "error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Puts a new file with that content in the place of path, so that a reader sees either the old one
 * or the new one whole. Everybody may read it. ERROR_CONFIG with the path when it cannot be
 * written; the old one is then untouched.
 */
MUST_USE bool textfile_replace(
	const char *path, const char *content, size_t size, struct error *err);

#endif
