/* SPDX-License-Identifier: MIT */
/* The incident summary of what is on the screen. UI thread. */
#ifndef BEYATOP_INCIDENT_SUMMARY_H
#define BEYATOP_INCIDENT_SUMMARY_H

#include "buf.h"
#include "ui/ui.h"

/* Replaces the text by the summary of the shown snapshot, which has data; see incident_append(). */
void incident_summary_write(const struct ui *ui, struct buf *text);

#endif
