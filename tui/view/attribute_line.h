/* SPDX-License-Identifier: MIT */
/*
 * Draws one line of an opened item: an attribute or member, its value, and a note that explains the
 * value. Secrets and URLs are masked unless the user reveals them. UI thread.
 */
#ifndef BEYATOP_ATTRIBUTE_LINE_H
#define BEYATOP_ATTRIBUTE_LINE_H

#include "cell/pen.h"
#include "ui/ui.h"

/* Puts the line, beginning with the marker of the selected line. The pen is in the first column. */
void attribute_line_put(
	struct pen *pen, const struct ui *ui, const struct item_tree_line *line, bool is_selected);

#endif
