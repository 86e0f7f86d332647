/* SPDX-License-Identifier: MIT */
#include "aws/file_watch.h"

#include "base.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct watched_file {
	char *path;
	/* all zero: the file did not exist */
	struct stat seen;
};

static struct stat look_at(const char *path)
{
	struct stat now;

	if (stat(path, &now) != 0) {
		memset(&now, 0, sizeof(now));
	}
	return now;
}

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
		(struct watched_file){.path = base_strdup(path), .seen = look_at(path)};
}

void file_watch_renew(struct file_watch *watch, const char *path)
{
	for (size_t i = 0; i < watch->count; i++) {
		struct watched_file *file = &watch->files[i];

		if (strcmp(file->path, path) == 0) {
			file->seen = look_at(file->path);
		}
	}
}

/*
 * Compares more than times, because two writes may fall into the same tick of the file system's
 * clock.
 */
static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_mode == b->st_mode;
}

bool file_watch_has_changed(const struct file_watch *watch)
{
	for (size_t i = 0; i < watch->count; i++) {
		struct stat now = look_at(watch->files[i].path);

		if (!is_same(&now, &watch->files[i].seen)) {
			return true;
		}
	}
	return false;
}
