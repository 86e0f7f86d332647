/* SPDX-License-Identifier: MIT */
/* What is told of a session in a row of the list: its columns. UI thread. */
#ifndef BEYATOP_SESSION_COLUMNS_H
#define BEYATOP_SESSION_COLUMNS_H

#include "view/column_layout.h"

/* Rows are of struct session. Static. */
const struct column_table *session_columns(void);

#endif
