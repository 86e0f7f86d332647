/* SPDX-License-Identifier: MIT */
#include "poller/focus.h"

#include "clock.h"

static void clear_error(struct focus *focus)
{
	error_clear(&focus->error);
	focus->is_changed = true;
}

void focus_set(struct focus *focus, struct fleet *fleet, const char *service)
{
	focus->service = service ? fleet_service_name(fleet, fleet_service(fleet, service)) : NULL;
	focus->is_due = service;
	focus->reads = 0;
	clear_error(focus);
}

void focus_settle(struct focus *focus, struct plan_readers *readers)
{
	enum reader_state state = plan_readers_take_end(readers, READ_FOCUS);
	const struct error *err = &readers->all[READ_FOCUS].err;

	if (state != READER_DONE && state != READER_FAILED) {
		return;
	}
	if (state == READER_DONE || !focus->service) {
		clear_error(focus);
	} else {
		if (focus->error.kind != err->kind) {
			focus->error_mono_ms = clock_mono_ms();
		}
		focus->error = *err;
		focus->is_changed = true;
	}
	if (state == READER_FAILED) {
		focus->reads = 0;
	}
}

int64_t focus_advance(struct focus *focus, struct plan_readers *readers,
	const struct read_source *source, bool may_begin)
{
	if (plan_readers_is_running(readers, READ_FOCUS)) {
		return plan_readers_advance(readers, READ_FOCUS);
	}
	if (!focus->is_due || !may_begin) {
		return INT64_MAX;
	}
	focus->is_due = false;
	if (source->kind != SOURCE_ACTIVE_INDEX || !source->info->table.service.is_usable) {
		clear_error(focus);
		return INT64_MAX;
	}
	struct reader *reader = plan_readers_clear(readers, READ_FOCUS);
	uint32_t service = fleet_service(source->fleet, focus->service);

	read_steps_service(source, reader, service, focus->reads > 0);
	focus->reads = (focus->reads + 1) % source->settings->full_every;
	return plan_readers_begin(readers, READ_FOCUS);
}
