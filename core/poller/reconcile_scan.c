/* SPDX-License-Identifier: MIT */
#include "poller/reconcile_scan.h"

#include "clock.h"
#include "text.h"

/* A permission that is missing may be granted later. */
#define DENIED_PAUSE_MS 60000

void reconcile_scan_end(struct reconcile_scan *reconcile, int64_t begun_mono_ms, int64_t pause_ms)
{
	reconcile->begun_mono_ms = begun_mono_ms;
	reconcile->failure[0] = '\0';
	reconcile->due_mono_ms = clock_mono_ms() + pause_ms;
	reconcile->is_changed = true;
}

static void fail(struct reconcile_scan *reconcile, const struct error *err, int64_t pause_ms)
{
	text_sanitize(err->text, reconcile->failure, sizeof(reconcile->failure));
	reconcile->due_mono_ms = clock_mono_ms() + pause_ms;
	reconcile->is_changed = true;
}

static int64_t pause_after(
	const struct error *err, const struct settings *settings, int64_t interval_ms)
{
	if (error_is_transient(err)) {
		return interval_ms;
	}
	return err->kind == ERROR_DENIED ? clock_earlier(DENIED_PAUSE_MS, settings->reconcile_ms)
					 : settings->reconcile_ms;
}

bool reconcile_scan_settle(struct reconcile_scan *reconcile, struct plan_readers *readers,
	const struct settings *settings, int64_t interval_ms)
{
	const struct reader *reader = &readers->all[READ_RECONCILE];
	enum reader_state state = plan_readers_take_end(readers, READ_RECONCILE);

	if (state == READER_DONE) {
		reconcile_scan_end(reconcile, reader->begun_mono_ms, settings->reconcile_ms);
	} else if (state == READER_FAILED) {
		fail(reconcile, &reader->err, pause_after(&reader->err, settings, interval_ms));
	}
	return state == READER_DONE;
}

static int64_t begin(struct reconcile_scan *reconcile, struct plan_readers *readers,
	const struct read_source *source)
{
	struct reader *reader = plan_readers_clear(readers, READ_RECONCILE);
	bool is_urgent = reconcile->is_requested || reconcile->begun_mono_ms < 0;

	read_steps_scan(source, reader);
	reader->reserve = is_urgent ? 0 : pacer_spare_reserve(&source->info->table_pacer);
	reconcile->is_requested = false;
	reconcile->is_changed = true;
	return plan_readers_begin(readers, READ_RECONCILE);
}

int64_t reconcile_scan_advance(struct reconcile_scan *reconcile, struct plan_readers *readers,
	const struct read_source *source, bool may_begin)
{
	int64_t now = clock_mono_ms();

	if (plan_readers_is_running(readers, READ_RECONCILE)) {
		return plan_readers_advance(readers, READ_RECONCILE);
	}
	if (!may_begin || (source->settings->reconcile_ms == 0 && !reconcile->is_requested)) {
		return INT64_MAX;
	}
	if (now < reconcile->due_mono_ms && !reconcile->is_requested) {
		return reconcile->due_mono_ms - now;
	}
	return begin(reconcile, readers, source);
}
