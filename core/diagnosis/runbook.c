/* SPDX-License-Identifier: MIT */
#include "runbook.h"

bool runbook_put(
	struct buf *out, const struct settings *settings, const struct runbook_subject *subject)
{
	const char *text = settings_of_service(settings, subject->service).runbook;

	if (text) {
		runbook_url_put(out, text, subject);
	}
	return text;
}

static const char *service_of(const struct snapshot *snapshot, const struct finding *finding)
{
	return finding->service == FINDING_NO_SERVICE ? NULL
						      : snapshot->services[finding->service].name;
}

bool runbook_put_of_finding(struct buf *out, const struct settings *settings,
	const struct snapshot *snapshot, const struct finding *finding)
{
	return runbook_put(out, settings,
		&(struct runbook_subject){
			.service = service_of(snapshot, finding),
			.user = finding->user_id,
			.state = session_state_info(finding_state(snapshot, finding))->word,
			.kind = finding_kind_word(finding->kind),
		});
}

const char *runbook_owner_of_finding(const struct settings *settings,
	const struct snapshot *snapshot, const struct finding *finding)
{
	return settings_of_service(settings, service_of(snapshot, finding)).owner;
}
