/* SPDX-License-Identifier: MIT */
/* How large a finding is, for its words. Pure functions, any thread. */
#ifndef BEYATOP_FINDING_SIZE_H
#define BEYATOP_FINDING_SIZE_H

#include "finding.h"

#include <stdbool.h>
#include <stdint.h>

/* Its size, acknowledged members included; once it is over, how large it was. */
uint32_t finding_size(const struct finding *finding);

/* True if one session of a service is meant, which is named instead of counted. */
bool finding_size_is_single(const struct finding *finding);

/* True if the last refresh did not show it; it is over if the next one does not either. */
bool finding_size_is_missed(const struct finding *finding);

#endif
