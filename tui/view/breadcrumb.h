/* SPDX-License-Identifier: MIT */
/* The path at the top of a list of sessions or of one session: "overview > slack > U042". */
#ifndef BEYATOP_BREADCRUMB_H
#define BEYATOP_BREADCRUMB_H

#include "cell/pen.h"
#include "ui/ui.h"

void breadcrumb_put(struct pen *pen, const struct ui *ui);

#endif
