/* SPDX-License-Identifier: MIT */
#include "ui/ui.h"

#include "duration.h"
#include "runbook.h"
#include "summary.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_MS      INT64_C(86400000)
#define SCAN_OLD_MS (2 * 60 * 1000)

int64_t ui_snapshot_mono_ms(const struct snapshot *snapshot, int64_t now_mono_ms)
{
	const struct replay_status *replay = snapshot ? &snapshot->replay : NULL;

	if (!replay || !replay->is_replay) {
		return now_mono_ms;
	}
	int64_t mono_ms =
		replay->mono_ms + (now_mono_ms - replay->posted_mono_ms) * (int64_t)replay->speed;

	return mono_ms < replay->until_mono_ms ? mono_ms : replay->until_mono_ms;
}

bool ui_is_read_only(const struct ui *ui)
{
	const struct poll_status *status = ui_has_data(ui) ? &ui->snapshot->status : NULL;

	return ui->settings->read_only || (status && !status->can_write && !status->is_disarmed);
}

enum view_id ui_view_below(const struct ui *ui)
{
	enum view_id view = ui->view;

	while (IN_VIEW(view) & IN_OVERLAYS) {
		view = ui->came_from[view];
	}
	return view;
}

bool ui_reveals(const struct ui *ui)
{
	return ui->now_mono_ms < ui->reveal_until_mono_ms;
}

int64_t ui_error_since_ms(const struct ui *ui, const struct snapshot *snapshot)
{
	if (snapshot->asof_ms != 0) {
		return snapshot->asof_ms + snapshot->error_mono_ms - snapshot->asof_mono_ms;
	}
	return ui->now_wall_ms + snapshot->error_mono_ms - ui->now_mono_ms;
}

int64_t ui_data_age_ms(const struct ui *ui)
{
	int64_t age_ms;

	if (!ui_has_data(ui)) {
		return -1;
	}
	age_ms = ui->now_mono_ms - ui->snapshot->asof_mono_ms;
	return age_ms > 0 ? age_ms : 0;
}

bool ui_is_scan_old(const struct ui *ui)
{
	int64_t scanned_mono_ms = ui->snapshot->status.reconciled_mono_ms;

	return scanned_mono_ms >= 0 && ui->now_mono_ms - scanned_mono_ms > SCAN_OLD_MS;
}

void ui_format_never_polled(const struct ui *ui, uint32_t count, char text[NUMBER_SIZE])
{
	bool is_unknown = count == 0 && !snapshot_knows_never_polled(ui->snapshot);

	text[0] = '\0';
	if (!is_unknown) {
		number_format_count(count, text);
	}
	if (is_unknown || ui_is_scan_old(ui)) {
		strcat(text, "?");
	}
}

int64_t ui_due_within_ms(const struct poll_status *status)
{
	return 2 * status->interval_ms + (status->took_ms > 0 ? status->took_ms : 0);
}

bool ui_is_stale(const struct ui *ui)
{
	return ui_has_data(ui) && ui_data_age_ms(ui) > ui_due_within_ms(&ui->snapshot->status);
}

const struct item_detail *ui_item(const struct ui *ui)
{
	const struct item_detail *item = ui->snapshot ? &ui->snapshot->item : NULL;

	if (!item || item->status == ITEM_NONE || !ui->service || !ui->user_id) {
		return NULL;
	}
	if (strcmp(item->service, ui->service) != 0 || strcmp(item->user_id, ui->user_id) != 0) {
		return NULL;
	}
	return item;
}

const char *ui_short(const char *text, char buffer[UI_SHORT_SIZE])
{
	static const char ellipsis[] = "\u2026";

	if (!text_sanitize(text, buffer, UI_SHORT_SIZE - sizeof(ellipsis))) {
		memcpy(buffer + strlen(buffer), ellipsis, sizeof(ellipsis));
	}
	return buffer;
}

/* A user's sessions may be complete long before everything else is. */
static bool has_all_of_user(const struct ui *ui)
{
	const struct poll_status *status = &ui->snapshot->status;

	return ui->scope.kind == SCOPE_USER && status->has_focus_user &&
	       strcmp(status->focus_user_id, ui->scope.name) == 0;
}

const char *ui_so_far(const struct ui *ui)
{
	bool has_all = ui->snapshot && (snapshot_has_all(ui->snapshot) || has_all_of_user(ui));

	return has_all ? "" : " so far";
}

bool ui_is_acked(const struct ui *ui, const struct session *session)
{
	return ack_filter_has(&ui->ack_filter, (uint32_t)(session - ui->snapshot->sessions));
}

bool ui_is_tagged(const struct ui *ui, const struct session *session)
{
	struct session_id id = session_id_of(ui->snapshot, session);

	return tags_has(&ui->tags, &id);
}

bool ui_watches_finding(const struct ui *ui, const struct finding *finding)
{
	const struct watch_key key = {.kind = WATCH_FINDING, .finding = finding->number};

	return watches_has(&ui->watches, &key);
}

bool ui_is_watched(const struct ui *ui, const struct session *session)
{
	const struct watch_key key = {
		.kind = WATCH_SESSION, .id = session_id_of(ui->snapshot, session)};

	return watches_has(&ui->watches, &key);
}

const struct summary *ui_totals(const struct ui *ui)
{
	return &ui_diagnosis(ui)->totals;
}

const struct summary *ui_summary(const struct ui *ui, const struct service_summary *service)
{
	return &ui_diagnosis(ui)->summaries[service - ui->snapshot->services];
}

const struct field_table *ui_fields(enum view_id view)
{
	return view == VIEW_OVERVIEW ? &field_services : &field_sessions;
}

static const struct sort_order *order_of(const struct ui *ui, enum view_id view)
{
	return view == VIEW_OVERVIEW ? &ui->services_order : &ui->sessions_order;
}

/* The column of what all listed sessions have in common; NULL: nothing. */
static const struct field *hidden_column(const struct ui *ui, enum view_id view)
{
	const char *name = view != VIEW_SESSIONS       ? ""
			   : scope_service(&ui->scope) ? FIELD_SERVICE
			   : scope_user(&ui->scope)    ? FIELD_USER
						       : "";

	return field_find(ui_fields(view), name, strlen(name));
}

size_t ui_shown_columns(
	const struct ui *ui, enum view_id view, int cols, const struct field *shown[FIELD_MAX])
{
	return column_choice_apply(
		view == VIEW_OVERVIEW ? &ui->services_columns : &ui->sessions_columns,
		ui_fields(view), hidden_column(ui, view), cols, shown);
}

const struct field *ui_sort_field(const struct ui *ui, enum view_id view)
{
	const struct field *field = &ui_fields(view)->fields[order_of(ui, view)->by];

	if (field != hidden_column(ui, view)) {
		return field;
	}
	/* Among sessions of one user, those by service remain, and the other way round. */
	return strcmp(field->name, FIELD_USER) == 0
		       ? field_find(ui_fields(view), FIELD_SERVICE, strlen(FIELD_SERVICE))
		       : field_find(ui_fields(view), FIELD_USER, strlen(FIELD_USER));
}

const char *ui_sort_words(const struct ui *ui, enum view_id view)
{
	const struct field *field = ui_sort_field(ui, view);

	return order_of(ui, view)->is_inverted ? field->reversed : field->sorted;
}

/* As timestamp_format_short(), but in local time, and only within a day. */
static void format_local(int64_t time_ms, int64_t now_ms, char text[TIMESTAMP_SIZE])
{
	time_t seconds = (time_t)(time_ms / 1000);
	struct tm local;

	if (llabs(now_ms - time_ms) >= DAY_MS || !localtime_r(&seconds, &local) ||
		strftime(text, TIMESTAMP_SIZE, "%H:%M:%S", &local) == 0) {
		timestamp_format_short(time_ms, now_ms, text);
	}
}

/* Without services, or without findings, the other part has the cursor. */
const struct finding *ui_selected_finding(const struct ui *ui)
{
	const struct overview_cursor *cursor = &ui->overview_cursor;
	bool is_on_findings = cursor->findings.count > 0 &&
			      (!cursor->is_on_services || ui->lists[VIEW_OVERVIEW].count == 0);

	return is_on_findings ? &ui->findings->list[cursor->findings.selected] : NULL;
}

const struct finding *ui_finding_of(const struct ui *ui, const struct session *session)
{
	uint32_t row = (uint32_t)(session - ui->snapshot->sessions);

	return ui->findings ? findings_find(ui->findings, row) : NULL;
}

/* Of the line under the cursor of the overview. */
static void fill_service(const struct ui *ui, struct runbook_subject *subject)
{
	const struct list *list = &ui->lists[VIEW_OVERVIEW];

	if (list->count > 0) {
		const struct service_summary *service =
			&ui->snapshot->services[ui->services[list->selected]];

		subject->service = service->name;
		subject->state =
			session_state_info(summary_worst_state(ui_summary(ui, service)))->word;
	}
}

bool ui_put_runbook(const struct ui *ui, struct buf *out)
{
	struct runbook_subject subject = {.service = ui->service, .user = ui->user_id};

	if (ui_view_below(ui) == VIEW_OVERVIEW && ui_selected_finding(ui)) {
		return runbook_put_of_finding(
			out, ui->settings, ui->snapshot, ui_selected_finding(ui));
	}
	if (ui_view_below(ui) == VIEW_OVERVIEW) {
		subject = (struct runbook_subject){0};
		fill_service(ui, &subject);
	} else if (ui->selected_session) {
		subject.state = session_state_info(ui->selected_session->state)->word;
		const struct finding *finding = ui_finding_of(ui, ui->selected_session);

		subject.kind = finding ? finding_kind_word(finding->kind) : NULL;
	}
	return runbook_put(out, ui->settings, &subject);
}

void ui_format_time(const struct ui *ui, int64_t time_ms, char text[TIMESTAMP_SIZE])
{
	int64_t now_ms = ui->snapshot->asof_ms;

	switch (ui->times) {
	case TIMES_UTC:
	case TIMES_COUNT:
		timestamp_format_short(time_ms, now_ms, text);
		break;
	case TIMES_LOCAL:
		format_local(time_ms, now_ms, text);
		break;
	case TIMES_AGE:
		duration_format(now_ms - time_ms, text);
		break;
	}
}

void ui_set_text(char **slot, const char *text)
{
	char *copy = text ? base_strdup(text) : NULL;

	free(*slot);
	*slot = copy;
}
