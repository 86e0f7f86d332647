/* SPDX-License-Identifier: MIT */
/* The cells of a row in the overview. UI thread. */
#ifndef BEYATOP_SERVICE_CELLS_H
#define BEYATOP_SERVICE_CELLS_H

#include "view/column_layout.h"

/* Fields are of field_services, rows of struct service_summary, of the snapshot that is shown. */
column_fill service_cells_fill;

#endif
