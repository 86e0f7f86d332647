/* SPDX-License-Identifier: MIT */
/*
 * The file of the audit log, $XDG_STATE_HOME/beyatop/audit.jsonl: mode 0600 in a directory of mode
 * 0700, both owned by the user and not links. Each line is one write(2) with O_APPEND, so that
 * several instances may append at once. Rotation: a full file becomes audit.jsonl.1, and so on; the
 * oldest is removed (base/log_file.h). One thread.
 */
#ifndef BEYATOP_AUDIT_FILE_H
#define BEYATOP_AUDIT_FILE_H

#include "base/log_file.h"
#include "buf.h"
#include "error.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define AUDIT_FILE_MAX_BYTES (8 << 20)
#define AUDIT_FILES_KEPT     4 /* besides the current one */

/* Start with audit_file_init(). */
struct audit_file {
	struct log_file log;
	bool is_writable;
	/* the next read starts here */
	off_t read_at;
	/* this run of the program; see audit_file_has_run() */
	uint64_t run;
	/* see audit_file_claim() */
	bool has_claim;
};

/* The line is valid during the call only. It ends with a NUL, without the newline. */
typedef void audit_line_fn(void *user, char *line);

void audit_file_init(struct audit_file *file, uint64_t run);

/*
 * Opens the file. For writing, creates what is missing and corrects modes. ERROR_CONFIG if that
 * fails, if the directory or file is a link or belongs to another user, and, for reading, if it
 * does not exist.
 */
MUST_USE bool audit_file_open(struct audit_file *file, bool is_writable, struct error *err);
void audit_file_close(struct audit_file *file);

/*
 * Call it before appending: rotates a full file, and reopens a file that another instance has
 * rotated.
 */
MUST_USE bool audit_file_renew(struct audit_file *file, struct error *err);

/* Appends a line, which must end with a newline. is_synced: waits until it is on disk. */
MUST_USE bool audit_file_append(
	struct audit_file *file, const struct buf *line, bool is_synced, struct error *err);

/*
 * Calls take() for each complete line that any instance has appended since the last call. Follows a
 * rotation.
 */
void audit_file_read(struct audit_file *file, audit_line_fn *take, void *user);

/*
 * Calls take() for the last existing lines, about that many bytes, including those of the previous,
 * rotated file. Call it once, after opening.
 */
void audit_file_read_last(struct audit_file *file, off_t bytes, audit_line_fn *take, void *user);

/*
 * 1 if another run of the program has the file open for writing; 0 if it has ended; -1 if the file
 * system has no locks. It works between containers and, over NFS, between machines.
 */
int audit_file_has_run(const struct audit_file *file, uint64_t run);

/*
 * Claims the unfinished writes, so that no two programs resolve them at once. False if another has
 * claimed them. A rotation and closing the file end a claim, too.
 */
MUST_USE bool audit_file_claim(struct audit_file *file);
void audit_file_release(struct audit_file *file);

#endif
