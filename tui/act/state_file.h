/* SPDX-License-Identifier: MIT */
/*
 * What the dashboard remembers between runs: columns, prompt histories, acknowledgements. A text
 * file in the state directory with one line for each. It does not remember sort orders and the
 * style of times: otherwise the next night could start with the healthiest first. (The settings
 * file belongs to the user and is never written.) UI thread.
 */
#ifndef BEYATOP_STATE_FILE_H
#define BEYATOP_STATE_FILE_H

#include "buf.h"
#include "error.h"
#include "file.h"
#include "ui/ui.h"

#include <stdbool.h>

/* Room for any message about the file. */
#define STATE_FILE_NOTICE_SIZE 240

/*
 * Reads a text as state_file_print() writes it. Invalid lines are ignored; returns how many.
 * Returns SIZE_MAX, with nothing changed, for a text without the right first line.
 */
size_t state_file_parse(struct ui *ui, const char *text);

void state_file_print(const struct ui *ui, struct buf *out);

/* Reads the file, at startup. *notice says what was wrong; "": nothing. */
void state_file_load(struct ui *ui, char notice[STATE_FILE_NOTICE_SIZE]);

/*
 * Merges the acknowledgements that other dashboards have written if the file has changed since
 * *seen, which it updates; start with {0}. True if it has: count again.
 */
MUST_USE bool state_file_refresh(struct ui *ui, struct file_stamp *seen);

/*
 * Writes the file, after merging the acknowledgements that other dashboards have written. On
 * failure the file is unchanged.
 */
MUST_USE bool state_file_save(struct ui *ui, struct error *err);

#endif
