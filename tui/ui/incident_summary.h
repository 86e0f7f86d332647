/* SPDX-License-Identifier: MIT */
/* The incident summary of the snapshot on the screen, in Markdown. UI thread. */
#ifndef BEYATOP_INCIDENT_SUMMARY_H
#define BEYATOP_INCIDENT_SUMMARY_H

#include "buf.h"
#include "ui/ui.h"

/*
 * Replaces text by the summary, which begins with the finding that the overview has selected, if
 * any. The shown snapshot must have data. See incident_append().
 */
void incident_summary_write(const struct ui *ui, struct buf *text);

#endif
