/* SPDX-License-Identifier: MIT */
/* What an incident channel wants to know, as Markdown. UI thread. */
#ifndef BEYATOP_INCIDENT_H
#define BEYATOP_INCIDENT_H

#include "buf.h"
#include "ui/ui.h"

/*
 * Writes a summary of the shown snapshot, which has data, over what is in *out: where and when,
 * what cannot be trusted, what is wrong since when, what was written of late, totals, the services
 * and sessions that are worst, the last changes, what is acknowledged. Foreign text is sanitised
 * and cannot end a cell or a code span.
 */
void incident_write(const struct ui *ui, struct buf *out);

#endif
