/* SPDX-License-Identifier: MIT */
#include "cell/clipboard.h"

#include <openssl/evp.h>
#include <string.h>

bool clipboard_write(const char *text, bool is_in_tmux, struct buf *out)
{
	unsigned char base64[CLIPBOARD_MAX_BYTES / 3 * 4 + 8];
	size_t length = strlen(text);

	if (length == 0 || length > CLIPBOARD_MAX_BYTES) {
		return false;
	}
	(void)EVP_EncodeBlock(base64, (const unsigned char *)text, (int)length);
	buf_printf(out, "\033]52;c;%s\a", (char *)base64);
	if (is_in_tmux) {
		/* The escape sequence of tmux around ours, with each ESC doubled. */
		buf_printf(out, "\033Ptmux;\033\033]52;c;%s\a\033\\", (char *)base64);
	}
	return true;
}
