/* SPDX-License-Identifier: MIT */
/* Times and durations in the words of findings. Pure functions, any thread. */
#ifndef BEYATOP_FINDING_TIME_H
#define BEYATOP_FINDING_TIME_H

#include "buf.h"
#include "duration.h"
#include "finding.h"

/* "08:05:58Z", or the day if that is long before now_ms. */
void finding_time_put(struct buf *out, int64_t time_ms, int64_t now_ms);

/*
 * "between 08:05:58Z and 08:06:10Z", "at 08:05:58Z": contains the bracket, because it is rounded
 * outwards. "at an unknown time" if it is not known.
 */
void finding_time_put_bracket(struct buf *out, const struct finding *finding, int64_t now_ms);

/* " since 08:05:58Z"; nothing if it is not known. */
void finding_time_put_since(struct buf *out, const struct finding *finding, int64_t now_ms);

/* To the second below a minute, to 10 s below an hour, else to a minute: "42s", "5m", "2h20m". */
void finding_time_format_rounded(int64_t duration_ms, char text[DURATION_SIZE]);

#endif
