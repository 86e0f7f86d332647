/* SPDX-License-Identifier: MIT */
/*
 * One line of an opened item: an attribute or a member, its value, and what that means. Secrets and
 * addresses are masked, but while the user has asked for them. UI thread.
 */
#ifndef BEYATOP_ATTRIBUTE_LINE_H
#define BEYATOP_ATTRIBUTE_LINE_H

#include "cell/canvas.h"
#include "ui/ui.h"

/* Puts it into the columns of a row before end_x. */
void attribute_line_put(struct canvas *canvas, const struct ui *ui,
	const struct item_tree_line *line, int y, int end_x, bool is_selected);

#endif
