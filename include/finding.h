/* SPDX-License-Identifier: MIT */
/*
 * A finding: what is wrong with a service and the likely cause, in one or two sentences that are
 * appended to a text. Names are as stored: whoever shows the text sanitises it. Pure functions, any
 * thread.
 */
#ifndef BEYATOP_FINDING_H
#define BEYATOP_FINDING_H

#include "buf.h"
#include "diagnosis.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * "31 of 412 stopped within 20s of 09:41:07Z, 1 acknowledged", as seen at server time asof_ms;
 * without the "of" where out_of is 0.
 */
void finding_append_cohort(
	struct buf *out, const struct cohort *cohort, uint32_t out_of, int64_t asof_ms);

/* What is wrong with a service that has unhealthy sessions. */
void finding_append_service(struct buf *out, const struct diagnosis *diagnosis, size_t service);

/*
 * Which service to look at first, with its finding; false if there is none, and the text then says
 * that there are no problems. Nothing for an empty table.
 */
bool finding_append_first(struct buf *out, const struct diagnosis *diagnosis);

/* Other services with a cohort that stopped at the same time as the service's. */
size_t finding_count_companions(const struct diagnosis *diagnosis, size_t service);

#endif
