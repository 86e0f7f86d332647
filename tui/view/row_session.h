/* SPDX-License-Identifier: MIT */
/* What is told of a session in a row of the list: its columns. UI thread. */
#ifndef BEYATOP_ROW_SESSION_H
#define BEYATOP_ROW_SESSION_H

#include "view/column.h"

/* Rows are of struct session. Static. */
const struct column_table *row_session_columns(void);

#endif
