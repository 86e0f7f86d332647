/* SPDX-License-Identifier: MIT */
/* Files that something depends on, and whether any of them has changed since. One thread at a time. */
#ifndef BEYATOP_WATCH_H
#define BEYATOP_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Start with {0}. */
struct watch {
	struct watch_file *files;
	size_t count, capacity;
};

/* Forgets them and frees the memory. */
void watch_clear(struct watch *watch);

/*
 * Remembers the file as it is now, be it there or not: to be called before it is read, so that a
 * change in between counts. Once a file is enough; the name is copied.
 */
void watch_add(struct watch *watch, const char *path);

/* The file, if it is among them, has changed by our own doing. */
void watch_renew(struct watch *watch, const char *path);

/* True when a file came, went, was replaced or written to since. */
bool watch_has_changed(const struct watch *watch);

#endif
