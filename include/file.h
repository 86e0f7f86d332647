/* SPDX-License-Identifier: MIT */
/*
 * The files that the program writes. They are opened, created, replaced and locked here and nowhere
 * else, by one rule: the name belongs to a regular file or to nothing. Anything else is refused and
 * left as it is: symbolic links (/dev/stdout and /proc/self/fd/1 are such), directories, pipes,
 * sockets and devices. Only the last component counts: directories above it may be links. A hard
 * link is a regular file. Any thread.
 *
 * All functions fail with errno; file_explain() says what it means.
 */
#ifndef BEYATOP_FILE_H
#define BEYATOP_FILE_H

#include "base.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>

/* The reason for the user: "it is a symbolic link, not a regular file". */
const char *file_explain(int failure);

/* In the functions below, dir may be AT_FDCWD; the name is then a path. */

/* True if nothing has the name, or a regular file. */
MUST_USE bool file_check(int dir, const char *name);

/* Opens for reading. -1 on failure. Does not block on a pipe. */
int file_open_to_read(int dir, const char *name) MUST_USE;

/* Opens for appending and reading back; a new file gets mode 0600. -1 on failure. */
int file_open_to_append(int dir, const char *name) MUST_USE;

/* Creates with mode 0600 and opens for writing. -1 on failure; EEXIST if the name is taken. */
int file_create(const char *path) MUST_USE;

/*
 * Replaces a file atomically: readers, also after a crash, see either the old content or the new.
 * On failure the old file is unchanged.
 *
 * The content is written to a file without a name (O_TMPFILE), of which nothing remains if the
 * program is killed. Where the file system has no such files, it is written to ".beyatop-draft" in
 * the same directory. What a killed program leaves there is reused by the next call. If that name
 * is in use, by another program that is writing or by something that is not ours, a random suffix
 * is added.
 */
MUST_USE bool file_replace(const char *path, const void *bytes, size_t count, mode_t mode);

/* Renames a file in the directory. It replaces a regular file of the new name, but nothing else. */
MUST_USE bool file_rename(int dir, const char *from, const char *to);

/* True if the open file still has that name: nobody has renamed, removed or replaced it. */
MUST_USE bool file_has_name(int fd, int dir, const char *name);

/* --- Locks ----------------------------------------------------------------------------------- */

/*
 * Locks are advisory, cover a range of bytes, which need not exist, and are released when the
 * descriptor is closed or its program ends. They work between containers that share a file, and
 * over NFS, which is why they need a descriptor open for writing.
 */
enum file_lock {
	FILE_LOCK_SHARED,
	FILE_LOCK_EXCLUSIVE,
};

/*
 * Waits at most wait_ms, because a program may be suspended while it holds the lock. False if the
 * range is still locked then. On a file system without locks, returns true.
 */
MUST_USE bool file_lock(int fd, enum file_lock kind, off_t from, off_t count, int wait_ms);
void file_unlock(int fd, off_t from, off_t count);

/* 1 if another descriptor holds a lock in the range, 0 if none does, -1 if that is not known. */
int file_is_locked(int fd, off_t from, off_t count);

/*
 * Opens, or creates, a file that file_replace() replaces, and locks all of it. The lock is on the
 * name: if the file was replaced while we waited, the new one is locked. Close the descriptor to
 * unlock it. -1 on failure, with EWOULDBLOCK if it is still locked after wait_ms.
 */
int file_lock_named(const char *path, int wait_ms) MUST_USE;

/* --- Changes --------------------------------------------------------------------------------- */

/* What changes when a file is created, removed, replaced or written to. */
struct file_stamp {
	dev_t device;
	ino_t inode;
	mode_t mode;
	off_t size;
	struct timespec changed;
};

/* All zero if there is no such file. */
struct file_stamp file_stamp(const char *path);
MUST_USE bool file_stamp_equal(const struct file_stamp *a, const struct file_stamp *b);

#endif
