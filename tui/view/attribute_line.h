/* SPDX-License-Identifier: MIT */
/*
 * One line of an opened item: an attribute or member, its value, and what it means. Secrets and
 * URLs are masked unless the user reveals them. UI thread.
 */
#ifndef BEYATOP_ATTRIBUTE_LINE_H
#define BEYATOP_ATTRIBUTE_LINE_H

#include "cell/pen.h"
#include "ui/ui.h"

/* Puts it from the marker of the selected line on: the pen begins in the first column. */
void attribute_line_put(
	struct pen *pen, const struct ui *ui, const struct item_tree_line *line, bool is_selected);

#endif
