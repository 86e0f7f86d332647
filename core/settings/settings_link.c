/* SPDX-License-Identifier: MIT */
/* Command lines, quoted for a POSIX shell. */
#include "settings/settings_given.h"

#include <string.h>

/* Only characters that no shell treats specially, anywhere in a word, stay without quotes. */
static void put_quoted(struct buf *out, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				    "@%_+:,./-";

	if (*text && !text[strspn(text, plain)]) {
		buf_puts(out, text);
		return;
	}
	buf_putc(out, '\'');
	for (; *text; text++) {
		if (*text == '\'') {
			buf_puts(out, "'\\''");
		} else {
			buf_putc(out, *text);
		}
	}
	buf_putc(out, '\'');
}

static void put(struct buf *out, const struct setting *row, const char *text)
{
	if (row->letter) {
		buf_printf(out, " -%c", row->letter);
	} else {
		buf_printf(out, " --%s", row->flag);
	}
	if (row->metavar) {
		buf_putc(out, ' ');
		put_quoted(out, text);
	} else if (strcmp(text, "1") != 0) {
		buf_printf(out, "=%s", text);
	}
}

void settings_link_put(struct buf *out, const char *flag, const char *text)
{
	put(out, settings_find_flag(flag, strlen(flag)), text);
}

void settings_link_put_table(const struct settings *settings, const char *region, struct buf *out)
{
	const struct setting *row;

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		const char *text = row->is_of_table ? settings_text(settings, row->flag) : NULL;

		if (row->offset == offsetof(struct settings, region) && !text && *region) {
			text = region;
		}
		if (text) {
			put(out, row, text);
		}
	}
}
