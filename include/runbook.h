/* SPDX-License-Identifier: MIT */
/*
 * Runbooks: a page for each service that says what to do, and who owns it: the settings runbook and
 * owner in [service NAME] or, for all others, in [default]. The program shows and copies the link
 * and never opens it. Pure functions, any thread.
 */
#ifndef BEYATOP_RUNBOOK_H
#define BEYATOP_RUNBOOK_H

#include "buf.h"
#include "finding.h"
#include "runbook_url.h"
#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>

/*
 * Appends the URL for a subject, which is safe to show; false, with nothing appended, if its
 * service (NULL: none or several) has no runbook.
 */
bool runbook_put(
	struct buf *out, const struct settings *settings, const struct runbook_subject *subject);

/* The same for a finding. */
bool runbook_put_of_finding(struct buf *out, const struct settings *settings,
	const struct snapshot *snapshot, const struct finding *finding);

/* Who owns a finding's service, as written; NULL if nobody is named. */
const char *runbook_owner_of_finding(const struct settings *settings,
	const struct snapshot *snapshot, const struct finding *finding);

#endif
