/* SPDX-License-Identifier: MIT */
/* An empty working directory, for programs that save files in it. One at a time. */
#ifndef BEYATOP_TESTS_WORKDIR_H
#define BEYATOP_TESTS_WORKDIR_H

#include "base.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

static char workdir_path[] = "/tmp/beyatop-work-XXXXXX";

/* Changes to it; BEYATOP_BINARY still names the same file. Ends the process on failure. */
static inline void workdir_open(void)
{
	const char *binary = getenv("BEYATOP_BINARY");
	char path[PATH_MAX];

	if (binary && realpath(binary, path)) {
		setenv("BEYATOP_BINARY", path, 1);
	}
	if (!mkdtemp(workdir_path) || chdir(workdir_path) != 0) {
		base_fatal("no folder to work in: %s", workdir_path);
	}
}

/* Removes it, with the files in it. */
static inline void workdir_close(void)
{
	DIR *folder = opendir(workdir_path);
	const struct dirent *entry;

	while (folder && (entry = readdir(folder)) != NULL) {
		(void)unlinkat(dirfd(folder), entry->d_name, 0);
	}
	if (folder) {
		(void)closedir(folder);
	}
	(void)rmdir(workdir_path);
}

#endif
