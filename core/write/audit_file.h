/* SPDX-License-Identifier: MIT */
/*
 * The file of the audit log, $XDG_STATE_HOME/beyatop/audit.jsonl: 0600 in a directory of 0700, of
 * the user's own and no link, one line a write(2) with O_APPEND, so that several dashboards may
 * append to it at once. A full file becomes audit.jsonl.1, and so on; the oldest goes. One thread.
 */
#ifndef BEYATOP_AUDIT_FILE_H
#define BEYATOP_AUDIT_FILE_H

#include "base/log_file.h"
#include "buf.h"
#include "error.h"

#include <stdbool.h>
#include <sys/types.h>

#define AUDIT_FILE_MAX_BYTES (8 << 20)
#define AUDIT_FILES_KEPT     4 /* beside the one that is written */

/* Start with audit_file_init(). */
struct audit_file {
	struct log_file log;
	bool is_writable;
	/* what lies before it was read */
	off_t read_at;
};

/* Borrowed for the call; ends at a NUL, without the newline. */
typedef void audit_line_fn(void *user, char *line);

void audit_file_init(struct audit_file *file);

/*
 * Opens it; for writing it makes what is missing, and mends modes. False with ERROR_CONFIG when it
 * cannot, or when directory or file is a link or belongs to somebody else; for reading also when
 * there is none.
 */
MUST_USE bool audit_file_open(struct audit_file *file, bool is_writable, struct error *err);
void audit_file_close(struct audit_file *file);

/*
 * Makes sure that what is appended next goes to the file that has the name: another dashboard may
 * have rotated it, and it may be full.
 */
MUST_USE bool audit_file_renew(struct audit_file *file, struct error *err);

/* Appends a line, which ends with a newline, on a line of its own; is_synced: and waits until the
 * disk has it. */
MUST_USE bool audit_file_append(
	struct audit_file *file, const struct buf *line, bool is_synced, struct error *err);

/* Calls back for each whole line that was appended since the last time, by whomever. */
void audit_file_read(struct audit_file *file, audit_line_fn *take, void *user);

/*
 * The same for the last lines that are there already, up to about so many bytes, also of the file
 * that was full before this one. For once, after opening.
 */
void audit_file_read_last(struct audit_file *file, off_t bytes, audit_line_fn *take, void *user);

#endif
