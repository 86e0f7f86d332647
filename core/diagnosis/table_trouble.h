/* SPDX-License-Identifier: MIT */
/* What keeps the table, or a part of it, from being read, as a finding without sessions. */
#ifndef BEYATOP_TABLE_TROUBLE_H
#define BEYATOP_TABLE_TROUBLE_H

#include "diagnosis/finding_list.h"

/* Adds at most one finding, about the worst trouble. */
void table_trouble_add(
	struct finding_list *list, const struct snapshot *snapshot, const struct findings *before);

#endif
