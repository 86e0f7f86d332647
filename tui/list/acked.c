/* SPDX-License-Identifier: MIT */
#include "list/acked.h"

#include "base.h"

#include <stdlib.h>

static int compare_rows(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

void acked_take(
	struct acked *acked, const struct snapshot *snapshot, struct acks *acks, int64_t now_ms)
{
	acked_fini(acked);
	acked->diagnosis = snapshot->diagnosis;
	acked->rows = base_realloc(NULL, acks->keys.count + 1, sizeof(*acked->rows));
	acked->count = acks_find_rows(acks, snapshot, now_ms, acked->rows);
	if (acked->count > 0) {
		qsort(acked->rows, acked->count, sizeof(*acked->rows), compare_rows);
		acked->without = diagnosis_without(snapshot, acked->rows, acked->count);
		acked->diagnosis = acked->without;
	}
}

bool acked_has(const struct acked *acked, uint32_t row)
{
	return acked->count > 0 &&
	       bsearch(&row, acked->rows, acked->count, sizeof(row), compare_rows) != NULL;
}

void acked_fini(struct acked *acked)
{
	diagnosis_free(acked->without);
	free(acked->rows);
	*acked = (struct acked){0};
}
