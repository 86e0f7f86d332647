/* SPDX-License-Identifier: MIT */
#include "view/internals.h"

#include "cell/pen.h"
#include "duration.h"
#include "list/format_rounded.h"
#include "number.h"
#include "text.h"

#include <stdarg.h>
#include <stdio.h>

#define MINUTE_MS INT64_C(60000)

PRINTF_LIKE(2, 3)
static void set_text(struct internals_fact *fact, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(fact->text, sizeof(fact->text), format, args);
	va_end(args);
}

void internals_format_share(const struct poll_status *status, char text[INTERNALS_SHARE_SIZE])
{
	if (status->sweep_share < 0) {
		snprintf(text, INTERNALS_SHARE_SIZE, "page %u", status->pages + 1);
	} else {
		snprintf(text, INTERNALS_SHARE_SIZE, "%d%%", (int)(status->sweep_share * 100));
	}
}

/* The age of something that happened at a time; -1: it has not happened. */
static int64_t age_of(const struct ui *ui, int64_t mono_ms)
{
	return mono_ms < 0 ? -1 : ui->now_mono_ms - mono_ms;
}

/* The age of the full sweep on the second line, in whole minutes. */
static int64_t swept_age_ms(const struct ui *ui)
{
	return age_of(ui, ui->snapshot->status.swept_mono_ms);
}

static int64_t reconcile_age_ms(const struct ui *ui)
{
	return age_of(ui, ui->snapshot->status.reconciled_mono_ms);
}

/* Time until the credentials expire; negative once they have. Only if they expire at all. */
static int64_t credentials_left_ms(const struct ui *ui)
{
	return ui->snapshot->status.credentials_expiry_mono_ms - ui->now_mono_ms;
}

static int64_t credentials_step_ms(int64_t left_ms)
{
	return left_ms >= 120 * MINUTE_MS ? 60 * MINUTE_MS : MINUTE_MS;
}

static const char *source_text(const struct ui *ui)
{
	switch (ui->snapshot->status.source) {
	case SOURCE_NONE:
		return "";
	case SOURCE_ACTIVE_INDEX:
		return ui->settings->index_active;
	case SOURCE_SERVICE_INDEX:
		return ui->settings->index_service;
	case SOURCE_SCAN:
		return "Scan of the table";
	case SOURCE_USER:
		return "Query of one user";
	}
	return "";
}

/* How much of the full read is done, and the remaining time if known. */
static void format_sweep_under_way(const struct ui *ui, struct internals_fact *fact)
{
	const struct poll_status *status = &ui->snapshot->status;
	char share[INTERNALS_SHARE_SIZE], left[DURATION_SIZE] = "";

	internals_format_share(status, share);
	if (status->sweep_left_ms >= 0) {
		format_rounded_remaining(status->sweep_left_ms, left);
	}
	set_text(fact, "full read, %s%s%s%s", share, *left ? ", " : "", left, *left ? " left" : "");
}

/* When the whole index was last read. */
static void format_sweep(const struct ui *ui, struct internals_fact *fact)
{
	const struct poll_status *status = &ui->snapshot->status;
	char age[DURATION_SIZE];

	if (status->is_sweeping) {
		format_sweep_under_way(ui, fact);
	} else if (status->swept_mono_ms >= 0) {
		format_rounded_age(swept_age_ms(ui), MINUTE_MS, age);
		set_text(fact, "full read %s ago", age);
	} else {
		set_text(fact, "no full read yet");
	}
}

static void format_pace(const struct ui *ui, struct internals_fact *fact)
{
	const struct poll_status *status = &ui->snapshot->status;
	char interval[DURATION_SIZE];

	duration_format_setting(status->interval_ms, interval);
	if (status->took_ms < 0) {
		set_text(fact, "every %s", interval);
	} else {
		set_text(fact, "every %s, took %.1fs", interval, (double)status->took_ms / 1000);
	}
}

/* The part of the read budget that was used in the last minute. */
static void format_use(const struct ui *ui, struct internals_fact *fact)
{
	const struct poll_status *status = &ui->snapshot->status;
	char use[NUMBER_SIZE];

	if (!ui_has_data(ui) || ui_is_stale(ui)) {
		return;
	}
	format_rounded_rate(status->minute_read_units / 60, use);
	if (status->budget > 0) {
		bool is_whole = status->budget == (double)(int64_t)status->budget;

		/* What was saved up may be used at once. */
		bool is_burst = status->minute_read_units / 60 > 1.05 * status->budget;

		set_text(fact, "%s of %.*f RCU/s%s", use, !is_whole && status->budget < 100,
			status->budget, is_burst ? " (burst)" : "");
	} else {
		set_text(fact, "%s RCU/s", use);
	}
}

static void format_total(const struct ui *ui, struct internals_fact *fact)
{
	char total[NUMBER_SIZE];

	if (ui_has_data(ui)) {
		format_rounded_count(ui->snapshot->status.read_units, total);
		set_text(fact, "%s RCU in total", total);
	}
}

static void format_acked(const struct ui *ui, struct internals_fact *fact)
{
	char count[NUMBER_SIZE];

	if (ui_has_data(ui) && ui->ack_filter.count > 0) {
		number_format_count(ui->ack_filter.count, count);
		set_text(fact, "ack %s", count);
	}
}

static void format_source(const struct ui *ui, struct internals_fact *fact)
{
	set_text(fact, "%s", source_text(ui));
}

static void format_skew(const struct ui *ui, struct internals_fact *fact)
{
	const struct poll_status *status = &ui->snapshot->status;

	if (!status->skew_known) {
		return;
	}
	if (status->skew_ms > -1000 && status->skew_ms < 1000) {
		set_text(fact, "skew <1s");
	} else {
		set_text(fact, "skew %+.0fs", (double)status->skew_ms / 1000);
	}
}

static void format_reconcile(const struct ui *ui, struct internals_fact *fact)
{
	const struct poll_status *status = &ui->snapshot->status;
	char age[DURATION_SIZE];

	if (poll_source_is_table(status->source)) {
		return;
	}
	if (status->reconciled_mono_ms >= 0) {
		format_rounded_age(reconcile_age_ms(ui), MINUTE_MS, age);
		set_text(fact, "scanned %s ago", age);
	} else if (status->is_reconciling) {
		set_text(fact, "scanning");
	} else if (ui_has_data(ui)) {
		set_text(fact, "not scanned");
	}
}

/* When the credentials expire; coloured once a refresh is overdue. */
static void format_credentials(const struct ui *ui, struct internals_fact *fact)
{
	int64_t left_ms;
	char left[DURATION_SIZE];

	if (ui->snapshot->status.credentials_expiry_mono_ms == 0) {
		return;
	}
	left_ms = credentials_left_ms(ui);
	if (left_ms < 0) {
		fact->role = ROLE_STALE;
		set_text(fact, " credentials EXPIRED ");
		return;
	}
	format_rounded_age(left_ms, credentials_step_ms(left_ms), left);
	fact->role = *ui->snapshot->status.credentials_error ? ROLE_LATE : ROLE_DIM;
	set_text(fact, "credentials %s", left);
}

/* The most important first: on the screen, those that do not fit are left out. */
static const struct {
	void (*format)(const struct ui *ui, struct internals_fact *fact);
	const char *meaning;
} facts[] = {
	{format_sweep, "when the whole index was last read"},
	{format_use, "read capacity units in the last minute, and the budget"},
	{format_credentials, "time until the credentials expire"},
	{format_pace, "refresh interval, and how long the last refresh took"},
	{format_reconcile, "when the whole table was last scanned"},
	{format_acked, "acknowledged sessions, which are not counted"},
	{format_skew, "server's clock minus ours; ages use the server's"},
	{format_source, "where the sessions are read from"},
	{format_total, "read capacity units since the start"},
};

bool internals_get(const struct ui *ui, size_t i, struct internals_fact *fact)
{
	if (i >= ARRAY_LEN(facts) || !ui->snapshot) {
		return false;
	}
	*fact = (struct internals_fact){.role = ROLE_DIM, .meaning = facts[i].meaning};
	facts[i].format(ui, fact);
	return true;
}

void internals_draw(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = {canvas, y, 1, 1, canvas->cols};
	struct internals_fact fact;

	for (size_t i = 0; internals_get(ui, i, &fact); i++) {
		if (*fact.text && (int)text_width_of(fact.text) < pen_cols_left(&pen)) {
			pen_put(&pen, fact.role, fact.text);
			pen_skip(&pen, 3);
		}
	}
}

/* The earlier of two times left; negative: never. */
static int64_t earlier(int64_t a, int64_t b)
{
	return b >= 0 && (a < 0 || b < a) ? b : a;
}

static int64_t next_minute_ms(int64_t age_ms)
{
	return age_ms < 0 ? -1 : format_rounded_next_step_ms(age_ms, MINUTE_MS);
}

int64_t internals_next_change_ms(const struct ui *ui)
{
	int64_t next_ms =
		earlier(next_minute_ms(swept_age_ms(ui)), next_minute_ms(reconcile_age_ms(ui)));

	if (ui->snapshot->status.credentials_expiry_mono_ms > 0 && credentials_left_ms(ui) >= 0) {
		int64_t left_ms = credentials_left_ms(ui);

		next_ms = earlier(next_ms, left_ms % credentials_step_ms(left_ms) + 1);
	}
	return next_ms;
}
