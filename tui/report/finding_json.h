/* SPDX-License-Identifier: MIT */
/* A finding in json and jsonl. Pure, any thread. */
#ifndef BEYATOP_FINDING_JSON_H
#define BEYATOP_FINDING_JSON_H

#include "buf.h"
#include "report/report.h"

/* Appends the members of a finding of report_findings(), without braces; unknown ones are null. */
void finding_json_put(struct buf *out, const struct report *report, uint32_t index);

/* Appends a member with an RFC 3339 time in UTC; null for SESSION_NO_TIME. */
void finding_json_put_time(struct buf *out, const char *name, int64_t time_ms);

#endif
