/* SPDX-License-Identifier: MIT */
#include "report/textfile.h"

#include "io.h"

#include <errno.h>
#include <string.h>

bool textfile_replace(const char *path, const char *content, size_t size, struct error *err)
{
	if (!io_replace_file(path, content, size, 0644)) {
		error_set(err, ERROR_CONFIG, "cannot write %s: %s", path, strerror(errno));
		return false;
	}
	return true;
}
