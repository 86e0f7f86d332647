/* SPDX-License-Identifier: MIT */
/* The rows of the list of services. UI thread. */
#ifndef BEYATOP_SERVICE_ROWS_H
#define BEYATOP_SERVICE_ROWS_H

#include "ui/ui.h"

/* The service in a line of the list. */
static inline const struct service_summary *service_rows_at(const struct ui *ui, size_t line)
{
	return &ui->snapshot->services[ui->services[line]];
}

/* The service of that name in the snapshot, if it has sessions, listed or not; else NULL. */
const struct service_summary *service_rows_find(const struct ui *ui, const char *name);

/*
 * Lists the services that have sessions which pass the filter. before: the snapshot of the last
 * call, whose services stay in place while the order is locked; NULL: sorts them all.
 */
void service_rows_fill(struct ui *ui, const struct snapshot *before);

#endif
