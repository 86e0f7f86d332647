/* SPDX-License-Identifier: MIT */
/* Files that something depends on, and whether any of them has changed since. One thread at a time.
 */
#ifndef BEYATOP_FILE_WATCH_H
#define BEYATOP_FILE_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Start with {0}. */
struct file_watch {
	struct watched_file *files;
	size_t count, capacity;
};

/* Forgets them and frees the memory. */
void file_watch_clear(struct file_watch *watch);

/*
 * Remembers the file as it is now, be it there or not: to be called before it is read, so that a
 * change in between counts. Once a file is enough; the name is copied.
 */
void file_watch_add(struct file_watch *watch, const char *path);

/* The file, if it is among them, has changed by our own doing. */
void file_watch_renew(struct file_watch *watch, const char *path);

/* True when a file came, went, was replaced or written to since. */
bool file_watch_has_changed(const struct file_watch *watch);

#endif
