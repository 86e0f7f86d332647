/* SPDX-License-Identifier: MIT */
#include "cell/pen.h"

#include "text.h"

#include <stdarg.h>
#include <stdio.h>

void pen_put(struct pen *pen, enum role role, const char *text)
{
	pen_put_limited(pen, pen_cols_left(pen), role, text);
}

void pen_put_limited(struct pen *pen, int most_cols, enum role role, const char *text)
{
	int room_cols = pen_cols_left(pen);

	pen->x += canvas_put(pen->canvas, pen->y, pen->x,
		most_cols < room_cols ? most_cols : room_cols, role, text);
}

void pen_printf(struct pen *pen, enum role role, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	pen_put(pen, role, text);
}

void pen_put_at_end(struct pen *pen, enum role role, const char *text)
{
	int cols = (int)text_width_of(text);

	if (cols < pen_cols_left(pen)) {
		pen->x = pen->end_x - cols;
		pen_put(pen, role, text);
	}
}
