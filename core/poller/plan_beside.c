/* SPDX-License-Identifier: MIT */
#include "clock.h"
#include "poller/plan.h"
#include "poller/plan_parts.h"
#include "text.h"

/* --- The service on the screen ------------------------------------------------------------ */

static void clear_focus_error(struct poller *poller)
{
	error_clear(&poller->focus_error);
	poller->is_dirty = true;
}

void plan_beside_settle_focus(struct poller *poller)
{
	struct reader *focus = &poller->focus;

	if (focus->state == READER_IDLE || focus->state == READER_RUNNING) {
		return;
	}
	if (focus->state == READER_FAILED) {
		poller->focus_reads = 0;
	}
	if (focus->state == READER_FAILED && poller->focus_service) {
		if (poller->focus_error.kind != focus->err.kind) {
			poller->focus_error_mono_ms = clock_mono_ms();
		}
		poller->focus_error = focus->err;
	} else {
		error_clear(&poller->focus_error);
	}
	focus->state = READER_IDLE;
	poller->is_dirty = true;
}

int64_t plan_beside_focus(struct poller *poller)
{
	struct reader *focus = &poller->focus;

	if (plan_is_running(focus)) {
		return plan_advance_reader(poller, focus);
	}
	if (!poller->is_focus_due || !poller->has_swept || plan_is_running(&poller->tick)) {
		return INT64_MAX;
	}
	poller->is_focus_due = false;
	if (poller->source != SOURCE_ACTIVE_INDEX || !poller->table.service.is_usable) {
		clear_focus_error(poller);
		return INT64_MAX;
	}
	plan_clear_reader(poller, focus);
	uint32_t service = fleet_service(poller->fleet, poller->focus_service);

	plan_steps_service(poller, focus, service, poller->focus_reads > 0);
	poller->focus_reads = (poller->focus_reads + 1) % poller->settings->full_every;
	reader_begin(focus);
	return plan_advance_reader(poller, focus);
}

void plan_set_focus(struct poller *poller, const char *service)
{
	poller->focus_service =
		service ? fleet_service_name(poller->fleet, fleet_service(poller->fleet, service))
			: NULL;
	poller->is_focus_due = service;
	poller->focus_reads = 0;
	clear_focus_error(poller);
}

/* --- The sessions that are in no index ---------------------------------------------------- */

void plan_beside_reconciled(struct poller *poller)
{
	int64_t now = clock_mono_ms();

	poller->reconciled_mono_ms = now;
	poller->reconcile_refusal[0] = '\0';
	poller->next_reconcile_mono_ms = now + poller->settings->reconcile_ms;
	poller->is_dirty = true;
}

static void fail_reconcile(struct poller *poller, int64_t now)
{
	const struct error *err = &poller->reconcile.err;

	text_sanitize(err->text, poller->reconcile_refusal, sizeof(poller->reconcile_refusal));
	poller->next_reconcile_mono_ms =
		now +
		(error_is_transient(err) ? poller->interval_ms : poller->settings->reconcile_ms);
	poller->is_dirty = true;
}

void plan_beside_settle_reconcile(struct poller *poller)
{
	struct reader *reconcile = &poller->reconcile;

	if (reconcile->state == READER_DONE) {
		plan_beside_reconciled(poller);
		fleet_flush_changes(poller->fleet, ddb_server_ms(poller->ddb));
		reconcile->state = READER_IDLE;
	} else if (reconcile->state == READER_FAILED) {
		fail_reconcile(poller, clock_mono_ms());
		reconcile->state = READER_IDLE;
	}
}

int64_t plan_beside_reconcile(struct poller *poller, int64_t now_mono_ms)
{
	struct reader *reconcile = &poller->reconcile;

	if (plan_is_running(reconcile)) {
		return plan_advance_reader(poller, reconcile);
	}
	if (poller->swept_mono_ms < 0 ||
		(poller->settings->reconcile_ms == 0 && !poller->is_reconcile_wanted)) {
		return INT64_MAX;
	}
	if (now_mono_ms < poller->next_reconcile_mono_ms && !poller->is_reconcile_wanted) {
		return poller->next_reconcile_mono_ms - now_mono_ms;
	}
	poller->is_reconcile_wanted = false;
	plan_clear_reader(poller, reconcile);
	plan_steps_scan(poller, reconcile);
	reader_begin(reconcile);
	poller->is_dirty = true;
	return plan_advance_reader(poller, reconcile);
}

void plan_reconcile_now(struct poller *poller)
{
	poller->is_reconcile_wanted = true;
}
