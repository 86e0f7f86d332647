/* SPDX-License-Identifier: MIT */
/* The cells of a row in the list of sessions. UI thread. */
#ifndef BEYATOP_SESSION_CELLS_H
#define BEYATOP_SESSION_CELLS_H

#include "view/column_layout.h"

/* Fields are of field_sessions, rows of struct session, of the snapshot that is shown. */
column_fill session_cells_fill;

#endif
