/* SPDX-License-Identifier: MIT */
#include "report/console.h"

#include "buf.h"
#include "text.h"

#include <errno.h>
#include <string.h>

void console_error(const char *text)
{
	struct buf safe = {0};

	text_put_safe(&safe, text);
	fprintf(stderr, "beyatop: %s\n", buf_text(&safe));
	buf_fini(&safe);
}

void console_print(const char *text, FILE *out)
{
	while (*text) {
		char bytes[4] = "\n";
		size_t count = 1;

		if (*text == '\n') {
			text++;
		} else {
			count = text_encode(text_next(&text), bytes);
		}
		fwrite(bytes, 1, count, out);
	}
}

bool console_flush(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout)) {
		return true;
	}
	fprintf(stderr, "beyatop: cannot write to stdout: %s\n", strerror(errno));
	return false;
}
