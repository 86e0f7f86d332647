/* SPDX-License-Identifier: MIT */
#include "report/console.h"

#include "buf.h"
#include "text.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
	if (!console_is_closed()) {
		fprintf(stderr, "beyatop: cannot write to stdout: %s\n", strerror(errno));
	}
	return false;
}

bool console_is_closed(void)
{
	struct pollfd out = {.fd = STDOUT_FILENO};

	return poll(&out, 1, 0) > 0 && out.revents & (POLLERR | POLLHUP);
}

int console_exit_status(void)
{
	return console_is_closed() ? 128 + SIGPIPE : EXIT_FAILURE;
}
