/* SPDX-License-Identifier: MIT */
/* What is told of a service in a row of the overview: its columns. UI thread. */
#ifndef BEYATOP_SERVICE_COLUMNS_H
#define BEYATOP_SERVICE_COLUMNS_H

#include "view/column_layout.h"

/* Rows are of struct service_summary, of the snapshot that is shown. Static. */
const struct column_table *service_columns(void);

#endif
