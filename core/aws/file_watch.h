/* SPDX-License-Identifier: MIT */
/* Detects whether any of a set of files has changed. One thread at a time. */
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

/* Removes all files and frees the memory. */
void file_watch_clear(struct file_watch *watch);

/*
 * Adds a file, which need not exist, in its current state. Does nothing if it is already in the
 * set. Call it before reading the file, so that a change in between is noticed. Copies the path.
 */
void file_watch_add(struct file_watch *watch, const char *path);

/* Ignores changes so far, for a file in the set that we wrote ourselves. */
void file_watch_renew(struct file_watch *watch, const char *path);

/* True if a file was created, removed, replaced or written to since it was added. */
bool file_watch_has_changed(const struct file_watch *watch);

#endif
