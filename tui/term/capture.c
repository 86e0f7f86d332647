/* SPDX-License-Identifier: MIT */
/* For memfd_create(): what a screen shows must not end up on a disk. */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier) */

#include "term/capture.h"

#include "buf.h"
#include "io.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* the descriptor that curses writes to: the terminal, or between begin and end the memory */
static int written = -1;
static int terminal = -1;
static int memory = -1;

bool capture_open(int output)
{
	written = output;
	terminal = dup(output);
	memory = memfd_create("frame", MFD_CLOEXEC);
	if (terminal < 0 || memory < 0) {
		capture_close();
		return false;
	}
	return true;
}

void capture_close(void)
{
	if (terminal >= 0) {
		(void)close(terminal);
	}
	if (memory >= 0) {
		(void)close(memory);
	}
	terminal = memory = -1;
}

void capture_begin(void)
{
	(void)dup2(memory, written);
}

/* Appends what was kept, and empties the memory. */
static void take_memory(struct buf *frame)
{
	char bytes[4096];
	ssize_t count;

	(void)lseek(memory, 0, SEEK_SET);
	while ((count = read(memory, bytes, sizeof(bytes))) > 0) {
		buf_append(frame, bytes, (size_t)count);
	}
	(void)lseek(memory, 0, SEEK_SET);
	if (ftruncate(memory, 0) != 0) {
		base_fatal("cannot truncate the memory of a frame");
	}
}

void capture_end(const struct capture_marks *marks, const char *also)
{
	struct buf frame = {0};
	size_t begin_bytes = strlen(marks->begin);

	(void)dup2(terminal, written);
	buf_puts(&frame, marks->begin);
	take_memory(&frame);
	if (frame.length == begin_bytes) {
		buf_clear(&frame); /* nothing between the marks */
	} else {
		buf_puts(&frame, marks->end);
	}
	buf_puts(&frame, also);
	/* If the terminal is gone, the loop finds out when it reads keys. */
	(void)!io_write_all(terminal, buf_text(&frame), frame.length);
	buf_fini(&frame);
}
