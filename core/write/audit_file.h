/* SPDX-License-Identifier: MIT */
/*
 * The file of the audit log, $XDG_STATE_HOME/beyatop/audit.jsonl: mode 0600 in a directory of mode
 * 0700, both owned by the user and not links. Each line is one write(2) with O_APPEND, so that
 * several dashboards may append at once. A full file becomes audit.jsonl.1, and so on; the oldest
 * is removed. One thread.
 */
#ifndef BEYATOP_AUDIT_FILE_H
#define BEYATOP_AUDIT_FILE_H

#include "base/log_file.h"
#include "buf.h"
#include "error.h"

#include <stdbool.h>
#include <sys/types.h>

#define AUDIT_FILE_MAX_BYTES (8 << 20)
#define AUDIT_FILES_KEPT     4 /* beside the current one */

/* Start with audit_file_init(). */
struct audit_file {
	struct log_file log;
	bool is_writable;
	/* everything before it has been read */
	off_t read_at;
};

/* Borrowed for the call; ends at a NUL, without the newline. */
typedef void audit_line_fn(void *user, char *line);

void audit_file_init(struct audit_file *file);

/*
 * Opens it. For writing, creates what is missing and corrects modes. False with ERROR_CONFIG when
 * it cannot, or when the directory or file is a link or belongs to another user; for reading also
 * when it does not exist.
 */
MUST_USE bool audit_file_open(struct audit_file *file, bool is_writable, struct error *err);
void audit_file_close(struct audit_file *file);

/* Before appending: rotates a full file, and reopens one that another dashboard has rotated. */
MUST_USE bool audit_file_renew(struct audit_file *file, struct error *err);

/* Appends a line, which ends with a newline; is_synced: and waits until it is on disk. */
MUST_USE bool audit_file_append(
	struct audit_file *file, const struct buf *line, bool is_synced, struct error *err);

/* Calls back for each complete line appended since the last call, by any dashboard. */
void audit_file_read(struct audit_file *file, audit_line_fn *take, void *user);

/*
 * The same for the last lines that exist already, up to about so many bytes, including those of the
 * file before this one. Once, after opening.
 */
void audit_file_read_last(struct audit_file *file, off_t bytes, audit_line_fn *take, void *user);

#endif
