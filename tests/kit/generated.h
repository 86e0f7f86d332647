/* SPDX-License-Identifier: MIT */
/*
 * Files of the project that are made from the program's own tables, whole or between two marks.
 * With BEYATOP_REGOLD=1 in the environment they are written instead of compared. For programs that
 * run in the project's folder.
 */
#ifndef BEYATOP_TESTS_GENERATED_H
#define BEYATOP_TESTS_GENERATED_H

#include "buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void generated_read(const char *path, struct buf *out)
{
	FILE *file = fopen(path, "r");

	if (!file) {
		base_fatal("%s cannot be read: run me in the project's folder", path);
	}
	char bytes[4096];

	for (size_t count; (count = fread(bytes, 1, sizeof(bytes), file)) > 0;) {
		buf_append(out, bytes, count);
	}
	fclose(file);
}

static inline void generated_write(const char *path, const struct buf *text)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(text->data, 1, text->length, file) != text->length) {
		base_fatal("%s cannot be written", path);
	}
	fclose(file);
}

/* Compares the file with what it should be, or writes it. */
static inline void generated_check_file(const char *path, const struct buf *expected)
{
	struct buf text = {0};

	if (getenv("BEYATOP_REGOLD")) {
		generated_write(path, expected);
		return;
	}
	generated_read(path, &text);
	assert_string_equal(buf_text(&text), buf_text(expected));
	buf_fini(&text);
}

/* The same for what stands between the lines begin and end. */
static inline void generated_check_section(
	const char *path, const char *begin, const char *end, const char *expected)
{
	struct buf text = {0};

	generated_read(path, &text);
	char *from = text.data ? strstr(text.data, begin) : NULL;

	from = from ? from + strlen(begin) : NULL;
	char *to = from ? strstr(from, end) : NULL;

	if (!to) {
		base_fatal("%s has no section %s", path, begin);
	}
	if (getenv("BEYATOP_REGOLD")) {
		struct buf changed = {0};

		buf_append(&changed, text.data, (size_t)(from - text.data));
		buf_puts(&changed, expected);
		buf_puts(&changed, to);
		generated_write(path, &changed);
		buf_fini(&changed);
	} else {
		*to = '\0';
		assert_string_equal(from, expected);
	}
	buf_fini(&text);
}

#endif
