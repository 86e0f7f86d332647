/* SPDX-License-Identifier: MIT */
/* A finding in an incident summary. Pure, any thread. */
#ifndef BEYATOP_INCIDENT_FINDING_H
#define BEYATOP_INCIDENT_FINDING_H

#include "incident.h"

/* Appends a list item with its words, its course, its owner and its runbook. */
void incident_finding_put(
	struct buf *out, const struct incident *incident, const struct finding *finding);

#endif
