/* SPDX-License-Identifier: MIT */
#include "aws/file_watch.h"

#include "base.h"
#include "file.h"

#include <stdlib.h>
#include <string.h>

struct watched_file {
	char *path;
	struct file_stamp seen;
};

void file_watch_clear(struct file_watch *watch)
{
	for (size_t i = 0; i < watch->count; i++) {
		free(watch->files[i].path);
	}
	free(watch->files);
	*watch = (struct file_watch){0};
}

void file_watch_add(struct file_watch *watch, const char *path)
{
	for (size_t i = 0; i < watch->count; i++) {
		if (strcmp(watch->files[i].path, path) == 0) {
			return;
		}
	}
	watch->files =
		base_grow(watch->files, watch->count, &watch->capacity, sizeof(watch->files[0]));
	watch->files[watch->count++] =
		(struct watched_file){.path = base_strdup(path), .seen = file_stamp(path)};
}

void file_watch_renew(struct file_watch *watch, const char *path)
{
	for (size_t i = 0; i < watch->count; i++) {
		struct watched_file *file = &watch->files[i];

		if (strcmp(file->path, path) == 0) {
			file->seen = file_stamp(file->path);
		}
	}
}

bool file_watch_has_changed(const struct file_watch *watch)
{
	for (size_t i = 0; i < watch->count; i++) {
		struct file_stamp now = file_stamp(watch->files[i].path);

		if (!file_stamp_equal(&now, &watch->files[i].seen)) {
			return true;
		}
	}
	return false;
}
