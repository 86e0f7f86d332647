/* SPDX-License-Identifier: MIT */
#include "diagnosis/table_trouble.h"

struct trouble {
	/* NULL: there is none */
	const char *detail;
	enum finding_severity severity;
};

/* The worst first. */
static struct trouble find_trouble(const struct snapshot *snapshot)
{
	const struct poll_status *status = &snapshot->status;

	if (snapshot->error.kind != ERROR_NONE && snapshot->error.kind != ERROR_STOPPED) {
		bool is_transient = error_is_transient(&snapshot->error);

		return (struct trouble){
			snapshot->error.text, is_transient ? SEVERITY_WARNING : SEVERITY_CRITICAL};
	}
	if (status->is_throttled) {
		return (struct trouble){
			status->throttled[0] ? status->throttled : "DynamoDB is throttling reads",
			SEVERITY_WARNING};
	}
	if (status->cannot_fill && status->unfilled > 0) {
		return (struct trouble){
			status->notice[0] ? status->notice
					  : "cannot read the attributes missing from the index",
			SEVERITY_WARNING};
	}
	if (status->is_behind) {
		return (struct trouble){"the read budget is too small for so many polls: "
					"lateness is known, other values may be old",
			SEVERITY_WARNING};
	}
	if (status->reconcile_failure[0]) {
		return (struct trouble){status->reconcile_failure, SEVERITY_WARNING};
	}
	return (struct trouble){status->notice[0] ? status->notice : NULL, SEVERITY_INFO};
}

void table_trouble_add(
	struct finding_list *list, const struct snapshot *snapshot, const struct findings *before)
{
	struct finding finding = finding_list_blank();
	struct trouble trouble = find_trouble(snapshot);

	if (!trouble.detail) {
		return;
	}
	for (size_t i = 0; before && i < before->current; i++) {
		if (before->list[i].kind == FINDING_TABLE_TROUBLE) {
			finding.number = before->list[i].number;
		}
	}
	finding.kind = FINDING_TABLE_TROUBLE;
	finding.detail = trouble.detail;
	finding_list_add(list, snapshot, &finding);
	list->list[list->count - 1].severity = trouble.severity;
}
