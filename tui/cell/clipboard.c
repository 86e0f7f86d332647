/* SPDX-License-Identifier: MIT */
#include "cell/clipboard.h"

#include <stdint.h>
#include <string.h>

/* RFC 4648, section 4. */
static void append_base64(struct buf *out, const unsigned char *bytes, size_t length)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < length; i += 3) {
		uint32_t group = (uint32_t)bytes[i] << 16;

		group |= i + 1 < length ? (uint32_t)bytes[i + 1] << 8 : 0;
		group |= i + 2 < length ? bytes[i + 2] : 0;
		buf_putc(out, digits[group >> 18]);
		buf_putc(out, digits[group >> 12 & 63]);
		buf_putc(out, i + 1 < length ? digits[group >> 6 & 63] : '=');
		buf_putc(out, i + 2 < length ? digits[group & 63] : '=');
	}
}

bool clipboard_write(const char *text, bool is_in_tmux, struct buf *out)
{
	size_t length = strlen(text);

	if (length == 0 || length > CLIPBOARD_MAX_BYTES) {
		return false;
	}
	buf_puts(out, "\033]52;c;");
	append_base64(out, (const unsigned char *)text, length);
	buf_puts(out, "\a");
	if (is_in_tmux) {
		/* Its own escape, around ours with each ESC doubled. */
		buf_puts(out, "\033Ptmux;\033\033]52;c;");
		append_base64(out, (const unsigned char *)text, length);
		buf_puts(out, "\a\033\\");
	}
	return true;
}
