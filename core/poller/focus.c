/* SPDX-License-Identifier: MIT */
#include "poller/focus.h"

#include "clock.h"

#include <stdlib.h>
#include <string.h>

void focus_fini(struct focus *focus)
{
	free(focus->user_id);
}

static void clear_error(struct focus *focus)
{
	error_clear(&focus->error);
	focus->is_changed = true;
}

void focus_set(struct focus *focus, struct fleet *fleet, const char *service, const char *user_id)
{
	free(focus->user_id);
	focus->user_id = user_id ? base_strdup(user_id) : NULL;
	focus->user_due_mono_ms = 0;
	focus->has_user = false;
	focus->service = service ? fleet_service_name(fleet, fleet_service(fleet, service)) : NULL;
	focus->is_due = service;
	focus->reads = 0;
	clear_error(focus);
}

/* True if what was read is still on the screen. */
static bool is_of_focus(const struct focus *focus, const struct reader *reader)
{
	const struct reader_step *step = &reader->steps[0];
	const char *wanted = step->index ? focus->service : focus->user_id;

	return wanted && strcmp(step->key_value, wanted) == 0;
}

static void fail(struct focus *focus, const struct error *err)
{
	if (focus->error.kind != err->kind) {
		focus->error_mono_ms = clock_mono_ms();
	}
	focus->error = *err;
	focus->is_changed = true;
}

void focus_settle(struct focus *focus, struct plan_readers *readers, int64_t interval_ms)
{
	const struct reader *reader = &readers->all[READ_FOCUS];
	enum reader_state state = plan_readers_take_end(readers, READ_FOCUS);

	if ((state != READER_DONE && state != READER_FAILED) || !is_of_focus(focus, reader)) {
		return;
	}
	focus->user_due_mono_ms = clock_mono_ms() + interval_ms;
	if (state == READER_DONE) {
		focus->has_user = focus->user_id;
		clear_error(focus);
	} else {
		focus->reads = 0;
		fail(focus, &reader->err);
	}
}

static int64_t advance_user(
	struct focus *focus, struct plan_readers *readers, const struct read_source *source)
{
	int64_t wait_ms = focus->user_due_mono_ms - clock_mono_ms();

	if (wait_ms > 0) {
		return wait_ms;
	}
	read_steps_user(source, plan_readers_clear(readers, READ_FOCUS), focus->user_id, NULL);
	return plan_readers_begin(readers, READ_FOCUS);
}

int64_t focus_advance(struct focus *focus, struct plan_readers *readers,
	const struct read_source *source, bool may_begin)
{
	if (plan_readers_is_running(readers, READ_FOCUS)) {
		return plan_readers_advance(readers, READ_FOCUS);
	}
	if (focus->user_id) {
		return advance_user(focus, readers, source);
	}
	if (!focus->is_due || !may_begin || source->kind == SOURCE_NONE) {
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
