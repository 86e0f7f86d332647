/* SPDX-License-Identifier: MIT */
/*
 * What outlives the program: orders, columns, how times are shown, lines typed before,
 * acknowledgements. One small text file in the state directory, a line for each; the settings' file
 * is never written. UI thread.
 */
#ifndef BEYATOP_STATE_FILE_H
#define BEYATOP_STATE_FILE_H

#include "buf.h"
#include "error.h"
#include "ui/ui.h"

#include <stdbool.h>

/* Room for a word on what became of the file. */
#define STATE_FILE_NOTICE_SIZE 240

/*
 * Takes over what a text says, as state_file_print() writes it. Lines that make no sense are passed
 * over; returns how many. A text that does not begin as one takes nothing over and returns
 * SIZE_MAX.
 */
size_t state_file_parse(struct ui *ui, const char *text);

/* Takes over the acknowledgements alone, the later one of each. Otherwise as state_file_parse(). */
size_t state_file_merge(struct ui *ui, const char *text);

void state_file_print(const struct ui *ui, struct buf *out);

/* Reads the file into a ui that has shown nothing yet. *notice says what was wrong, or is "". */
void state_file_load(struct ui *ui, char notice[STATE_FILE_NOTICE_SIZE]);

/*
 * Writes the file, after merging what other dashboards have written meanwhile. On failure the
 * file is as it was.
 */
MUST_USE bool state_file_save(struct ui *ui, struct error *err);

#endif
