/* SPDX-License-Identifier: MIT */
#include "list/ack_filter.h"

#include "base.h"

#include <stdlib.h>

static int compare_rows(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

void ack_filter_apply(struct ack_filter *filter, const struct snapshot *snapshot, struct acks *acks,
	int64_t now_ms)
{
	ack_filter_fini(filter);
	filter->diagnosis = snapshot->diagnosis;
	filter->rows = base_realloc(NULL, acks->keys.count + 1, sizeof(*filter->rows));
	filter->count = acks_find_rows(acks, snapshot, now_ms, filter->rows);
	if (filter->count > 0) {
		qsort(filter->rows, filter->count, sizeof(*filter->rows), compare_rows);
		filter->without =
			diagnosis_without(snapshot->diagnosis, filter->rows, filter->count);
		filter->diagnosis = filter->without;
	}
}

bool ack_filter_has(const struct ack_filter *filter, uint32_t row)
{
	return filter->count > 0 &&
	       bsearch(&row, filter->rows, filter->count, sizeof(row), compare_rows) != NULL;
}

void ack_filter_fini(struct ack_filter *filter)
{
	diagnosis_free(filter->without);
	free(filter->rows);
	*filter = (struct ack_filter){0};
}
