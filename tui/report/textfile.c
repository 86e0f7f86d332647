/* SPDX-License-Identifier: MIT */
#include "report/textfile.h"

#include "buf.h"
#include "io.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* On the disk before it is renamed: after a crash the file is the old or the new one, not empty. */
static bool fill(int fd, const char *content, size_t size)
{
	return io_write_all(fd, content, size) && fchmod(fd, 0644) == 0 && fsync(fd) == 0;
}

bool textfile_replace(const char *path, const char *content, size_t size, struct error *err)
{
	struct buf temporary = {0};

	buf_printf(&temporary, "%s.XXXXXX", path);
	int fd = mkstemp(temporary.data);
	bool is_done = fd >= 0 && fill(fd, content, size);

	if (fd >= 0) {
		is_done &= close(fd) == 0;
		is_done = is_done && rename(temporary.data, path) == 0;
	}
	if (!is_done) {
		error_set(err, ERROR_CONFIG, "cannot write %s: %s", path, strerror(errno));
		if (fd >= 0) {
			unlink(temporary.data);
		}
	}
	buf_fini(&temporary);
	return is_done;
}
