/* SPDX-License-Identifier: MIT */
/*
 * A finding: one or two sentences that say what is wrong with a service and the likely cause. All
 * functions append to a buffer. Names are appended as stored: the caller sanitises the text before
 * it shows it. Pure functions, any thread.
 */
#ifndef BEYATOP_SERVICE_WORDS_H
#define BEYATOP_SERVICE_WORDS_H

#include "buf.h"
#include "diagnosis.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * "31 of 412 stopped within 20s of 09:41:07Z, 1 acknowledged". "of 412" is omitted if out_of is 0.
 * The time is printed relative to server time asof_ms.
 */
void service_words_append_cohort(
	struct buf *out, const struct cohort *cohort, uint32_t out_of, int64_t asof_ms);

/* What is wrong with a service, which must have unhealthy sessions. */
void service_words_append_service(
	struct buf *out, const struct diagnosis *diagnosis, size_t service);

/*
 * The service to look at first and its finding; true. If no service is unhealthy, appends "No
 * problems…" and returns false. Appends nothing for an empty table.
 */
bool service_words_append_first(struct buf *out, const struct diagnosis *diagnosis);

#endif
