/* SPDX-License-Identifier: MIT */
/* The parts of a report as text that have a file of their own. One thread. */
#ifndef BEYATOP_TEXT_PARTS_H
#define BEYATOP_TEXT_PARTS_H

#include "report/text_page.h"

/* What is wrong, worst first: a paragraph each; nothing if nothing is. */
void text_findings_put(struct text_page *page);

/* The table of --by: those with problems; all of them in a wide report. */
void text_groups_put(struct text_page *page);

#endif
