/* SPDX-License-Identifier: MIT */
#include "kit/golden.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GOLDEN "tests/scene/golden"

/* A letter for each of enum role. */
static const char role_letters[] = ".drtksb!mDWXYZVCNLUFOPhijlpqefHuvwxyz";

_Static_assert(sizeof(role_letters) == ROLE_COUNT + 1, "a letter for each role");

/* A letter for each of enum ink; two, as "C/L5", for cells of two inks. */
static const char ink_letters[] = ".OPFUN12345s";

_Static_assert(sizeof(ink_letters) == INK_COUNT + 1, "a letter for each ink");

/* One aspect of a row; "" where there is nothing to see. */
typedef void append_fn(struct buf *out, const struct scene *scene, int y);

static void append_text(struct buf *out, const struct scene *scene, int y)
{
	buf_puts(out, scene_row(scene, y));
}

/* " s1 C2 .37 C3", without the normal cells at the end of the row. */
static void append_roles(struct buf *out, const struct scene *scene, int y)
{
	const struct canvas *canvas = &scene->canvas;
	int cols = canvas->cols, end;

	while (cols > 0 && canvas_at(canvas, y, cols - 1)->role == ROLE_NORMAL) {
		cols--;
	}
	for (int x = 0; x < cols; x = end) {
		uint8_t role = canvas_at(canvas, y, x)->role;

		for (end = x; end < cols && canvas_at(canvas, y, end)->role == role;) {
			end++;
		}
		if (role < ROLE_COUNT) {
			buf_printf(out, " %c%d", role_letters[role], end - x);
		} else {
			buf_printf(out, " %c/%c%d", ink_letters[role_upper_ink(role)],
				ink_letters[role_lower_ink(role)], end - x);
		}
	}
}

static void append_rows(
	struct buf *out, const struct scene *scene, const struct scene *like, append_fn *append)
{
	struct buf row = {0}, expected = {0};

	for (int y = 0; y < scene->canvas.rows; y++) {
		append(&row, scene, y);
		if (like) {
			append(&expected, like, y);
		}
		if (strcmp(buf_text(&row), buf_text(&expected)) != 0) {
			buf_printf(out, "%2d|%s\n", y + 1, buf_text(&row));
		}
		buf_clear(&row);
		buf_clear(&expected);
	}
	buf_fini(&row);
	buf_fini(&expected);
}

void golden_append_screen(struct buf *out, const struct scene *scene, const struct scene *like)
{
	append_rows(out, scene, like, append_text);
	buf_puts(out, "roles\n");
	append_rows(out, scene, like, append_roles);
}

static void write_file(const char *path, const struct buf *text)
{
	FILE *file = fopen(path, "w");

	if (!file) {
		fail_msg("%s: %s", path, strerror(errno));
		return;
	}
	fwrite(buf_text(text), 1, text->length, file);
	fclose(file);
}

static void read_file(const char *path, struct buf *text)
{
	FILE *file = fopen(path, "r");
	char bytes[4096];
	size_t count;

	if (!file) {
		fail_msg("%s: %s", path, strerror(errno));
		return;
	}
	while ((count = fread(bytes, 1, sizeof(bytes), file)) > 0) {
		buf_append(text, bytes, count);
	}
	fclose(file);
}

void golden_compare(const char *name, const struct buf *text)
{
	struct buf golden = {0};
	char path[200];

	snprintf(path, sizeof(path), GOLDEN "/%s.txt", name);
	if (getenv("BEYATOP_REGOLD")) {
		write_file(path, text);
		return;
	}
	read_file(path, &golden);
	if (strcmp(buf_text(text), buf_text(&golden)) != 0) {
		fail_msg("%s differs; it is now:\n%s", path, buf_text(text));
	}
	buf_fini(&golden);
}
