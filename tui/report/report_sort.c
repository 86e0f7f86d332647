/* SPDX-License-Identifier: MIT */
#include "base.h"
#include "list/filter.h"
#include "list/sort.h"
#include "report/report.h"

void report_sort_sessions(struct lazy_sort *sessions, const struct report *report)
{
	const struct snapshot *snapshot = report->snapshot;
	const struct settings *settings = report->settings;
	struct predicate filter = {0};
	struct predicate_error error;
	struct sort_order order = {0};

	/* Cannot fail: main() has checked both. */
	if ((settings->filter && !filter_parse(&filter, settings->filter, &error)) ||
		(settings->sort && !sort_parse(&field_sessions, settings->sort, &order))) {
		base_fatal("a filter or a sort order that was not checked");
	}
	struct sort_keys keys = sort_keys_make(snapshot, &order);

	lazy_sort_begin(sessions, snapshot, snapshot->sessions_count, order.is_inverted);
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];

		if (filter_passes(&filter, snapshot, session)) {
			lazy_sort_add(sessions, (uint32_t)i, sort_key(&keys, session, false));
		}
	}
	predicate_fini(&filter);
	sort_keys_fini(&keys);
}

uint32_t *report_sort_services(const struct snapshot *snapshot)
{
	size_t count = snapshot->services_count;
	uint32_t *indexes = base_calloc(count + 1, sizeof(*indexes));

	for (size_t i = 0; i < count; i++) {
		indexes[i] = (uint32_t)i;
	}
	sort_services(snapshot, NULL, &(struct sort_order){0}, indexes, count);
	return indexes;
}
