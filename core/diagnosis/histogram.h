/* SPDX-License-Identifier: MIT */
/*
 * The histogram of a diagnosis: which minute a session is counted in. Pure functions, any thread.
 */
#ifndef BEYATOP_HISTOGRAM_H
#define BEYATOP_HISTOGRAM_H

#include "diagnosis.h"

/* The histogram's first minute for a snapshot as of that server time. */
int64_t histogram_first_minute(int64_t asof_ms);

/* The count for a last poll. Polls after the last minute belong to the last minute. */
uint32_t *histogram_count(struct histogram *histogram, int64_t polled_at_ms);

#endif
