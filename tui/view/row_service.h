/* SPDX-License-Identifier: MIT */
/* What is told of a service in a row of the overview: its columns. UI thread. */
#ifndef BEYATOP_ROW_SERVICE_H
#define BEYATOP_ROW_SERVICE_H

#include "view/column.h"

/* Rows are of struct service_summary, of the snapshot that is shown. Static. */
const struct column_table *row_service_columns(void);

#endif
