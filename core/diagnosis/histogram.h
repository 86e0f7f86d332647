/* SPDX-License-Identifier: MIT */
/* The histogram of a diagnosis: which bar a session belongs to. Pure functions, any thread. */
#ifndef BEYATOP_HISTOGRAM_H
#define BEYATOP_HISTOGRAM_H

#include "diagnosis.h"

/* The first minute of the histogram of a snapshot as of a server time. */
int64_t histogram_first_minute(int64_t asof_ms);

/* The count that a last poll belongs to; one after the last minute belongs to the last. */
uint32_t *histogram_count(struct histogram *histogram, int64_t polled_at_ms);

#endif
