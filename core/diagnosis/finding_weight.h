/* SPDX-License-Identifier: MIT */
/*
 * Which finding matters most now: the order of the current ones, and which of them the verdict
 * dates and names. Pure functions, any thread.
 */
#ifndef BEYATOP_FINDING_WEIGHT_H
#define BEYATOP_FINDING_WEIGHT_H

#include "finding.h"

#include <stdbool.h>
#include <stdint.h>

/* True for what was there long before the last hours: sessions that are dead, an old outage. */
bool finding_weight_is_old(const struct finding *finding, int64_t now_ms);

/*
 * For qsort's order of two current findings. A table that cannot be read comes first, what others
 * did on purpose last. Between them, many members come before few: critical ones count twice, and
 * those of an old finding a tenth.
 */
int finding_weight_compare(const struct finding *a, const struct finding *b, int64_t now_ms);

#endif
