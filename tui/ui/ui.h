/* SPDX-License-Identifier: MIT */
/*
 * Everything that a frame depends on: the snapshot, the state of the views, and the time. Actions
 * change it, views draw it. UI thread.
 */
#ifndef BEYATOP_UI_H
#define BEYATOP_UI_H

#include "buf.h"
#include "finding.h"
#include "list/ack_filter.h"
#include "list/acks.h"
#include "list/filter.h"
#include "list/heat_map.h"
#include "list/item_tree.h"
#include "list/lazy_sort.h"
#include "list/left_out.h"
#include "list/list.h"
#include "list/session_history.h"
#include "list/tags.h"
#include "list/watches.h"
#include "number.h"
#include "settings.h"
#include "snapshot.h"
#include "timestamp.h"
#include "ui/column_choice.h"
#include "ui/dialog.h"
#include "ui/keymap.h"
#include "ui/part.h"
#include "ui/prompt.h"
#include "ui/scope.h"
#include "ui/scope_stack.h"
#include "ui/typed_command.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the prompt is for. */
#define ACK_LABEL_SIZE 80

enum prompt_kind { PROMPT_COMMAND, PROMPT_FILTER, PROMPT_ACK, PROMPT_HELP, PROMPT_KINDS };

/* Totals to compare the current ones with. */
struct baseline {
	bool is_set;
	/* server time of their snapshot */
	int64_t asof_ms;
	/* including acknowledged sessions */
	struct summary totals;
	/* late by their age: see struct diagnosis; overdue: see struct part */
	uint32_t late, overdue;
};

/* The cursor of the overview: see overview_cursor.h. */
struct overview_cursor {
	/* the findings: a line of this list is an index into ui->findings */
	struct list findings;
	/* of the selected finding; 0: the user has selected none yet */
	uint64_t number;
	/* the user has moved the cursor to the services */
	bool is_on_services;
};

/* A session as it was before it was written, at the same index as in ui.held. */
struct held_row {
	/* the rest is set */
	bool is_known;
	bool was_listed;
	struct session session;
};

struct ui {
	const struct settings *settings;
	/* the one on the screen; NULL before the first */
	const struct snapshot *snapshot;
	int64_t now_mono_ms, now_wall_ms;
	/* all of them, in the order of the help; static */
	const struct key_binding *keys;
	const struct typed_command *commands;

	enum view_id view;
	/* where each view was opened from */
	enum view_id came_from[VIEW_COUNT];
	struct list lists[VIEW_COUNT];

	/*
	 * The selection, by primary key, so that it survives while rows move. Own copies, as
	 * stored; NULL: nothing is selected.
	 */
	char *service, *user_id;

	/* which sessions the list of sessions is of; none outside the views that need it */
	struct scope scope;
	/* the lists from which it was opened */
	struct scope_stack scopes_before;
	/* own; .service before the first of them was opened */
	char *service_before;
	/*
	 * The user has moved the cursor of the list of sessions, or used the session under it: it
	 * stays on that session. Until then it stays on the first line, which is the worst.
	 */
	bool is_session_chosen;

	/*
	 * The rows of the lists, as indexes into the snapshot. Sessions are sorted only on the
	 * screen and at the cursor: see lazy_sort_range().
	 */
	uint32_t *services;
	struct lazy_sort sessions;
	/* of the scope, with those that a filter hides */
	size_t sessions_total;
	struct sort_order services_order, sessions_order;
	struct column_choice services_columns, sessions_columns;
	/* Rows stay in place while their values change; new ones go to the end. */
	bool is_order_locked;
	/* snapshots since the order was locked: sorts the new rows */
	uint32_t arrivals;
	/*
	 * The sessions of the last writes, and own copies of their rows from before: for a while
	 * they are listed by these, so that none moves away under the cursor. See
	 * session_rows_hold().
	 */
	struct tags held;
	struct held_row *held_rows;
	int64_t held_until_mono_ms;
	/* the selected session stays in row followed_row of the list on the screen */
	bool is_following;
	size_t followed_row;

	/* the selection in the snapshot; NULL: it is gone */
	const struct service_summary *selected_service;
	const struct session *selected_session;
	/* its last index in the snapshot, where the search for it begins */
	size_t selected_row;

	/* The last outage: reads were due and none succeeded. Server times; until_ms 0: none. */
	int64_t outage_from_ms, outage_until_ms;

	/* sampled from all snapshots, even those received while the display is frozen */
	struct session_histories session_histories;
	/* the whole fleet without acknowledged sessions, and of that what passes the filter */
	struct part fleet, passing;
	/* of .passing: those on the screen */
	const struct findings *findings;
	/* its other part, the services, is in lists[VIEW_OVERVIEW] */
	struct overview_cursor overview_cursor;
	/* own; indexes into the changes of the snapshot, newest first */
	uint32_t *changes;
	/* the selected change; 0: stay on the newest */
	uint64_t change_number;
	/* has cells only while its view is shown */
	struct heat_map heat;

	/* the lines of the open item */
	struct item_tree tree;
	/* the open item's secrets are shown until then; UI_FROM_NEXT_FRAME: for UI_REVEAL_MS */
	int64_t reveal_until_mono_ms;
#define UI_FROM_NEXT_FRAME (-1)
#define UI_REVEAL_MS       30000

	/* of the list of services */
	struct left_out left_out;

	bool problems_only;
	/* only services and sessions that pass are listed */
	struct predicate filter;
	/* own; the selection before the filter was typed */
	char *anchor_service, *anchor_user_id;
	/* its text; restored by Esc in the prompt */
	char filter_before[PREDICATE_TEXT_SIZE];
	/* own; for each session of the snapshot, whether it passes; NULL: no filter */
	bool *passes;
	struct tags tags;
	struct acks acks;
	struct ack_filter ack_filter;
	struct watches watches;
	struct baseline baseline;
	/* D cycles through them */
	enum time_style times;
	/* no header and no keys: see header_rows() */
	bool is_bare;
	/* the incident summary, Markdown, while it is shown */
	struct buf summary;
	/* new snapshots are not shown */
	bool is_frozen;
	/* --arm-for: w was pressed, and no idle time has passed since */
	bool is_armed;
	struct dialog dialog;
	/* never open while the dialog is */
	struct prompt prompt;
	enum prompt_kind prompt_kind;
	struct prompt_history histories[PROMPT_KINDS];
	/* of PROMPT_ACK: the number of the finding that was selected; 0: none was */
	uint64_t ack_finding;
	/* the label of its prompt, which says what it will acknowledge */
	char ack_label[ACK_LABEL_SIZE];

	/* what / finds in the help, "": nothing, and the line where it last did */
	char help_sought[PROMPT_SIZE];
	size_t help_line;

	/* what the terminal cannot do; static; "": nothing */
	const char *terminal_notice;
	/* shown until the next key; "": none */
	char message[640];
};

/* True once the table was read, even if it is empty. */
static inline bool ui_has_data(const struct ui *ui)
{
	return ui->snapshot && ui->snapshot->asof_ms != 0;
}

/*
 * " so far" while the list on the screen may lack sessions that have not been read yet, else "".
 * Static.
 */
const char *ui_so_far(const struct ui *ui);

/* The session in a line of the list. That line must be sorted already: see lazy_sort_range(). */
static inline const struct session *ui_session_at(const struct ui *ui, size_t line)
{
	return &ui->snapshot->sessions[ui->sessions.rows[line]];
}

/* Whether a session of the snapshot is acknowledged, tagged or watched. */
bool ui_is_acked(const struct ui *ui, const struct session *session);
bool ui_is_tagged(const struct ui *ui, const struct session *session);
bool ui_is_watched(const struct ui *ui, const struct session *session);

/* Whether a finding is watched. */
bool ui_watches_finding(const struct ui *ui, const struct finding *finding);

/*
 * Totals of all services, or of one, as on the screen: of the sessions that pass the filter, and
 * acknowledged ones are not counted as problems. Borrowed until the next snapshot.
 */
const struct summary *ui_totals(const struct ui *ui);
const struct summary *ui_summary(const struct ui *ui, const struct service_summary *service);

/* The finding under the cursor of the overview; NULL: that is among the services, or on nothing. */
const struct finding *ui_selected_finding(const struct ui *ui);

/* The finding that a session of the snapshot belongs to; NULL: none. */
const struct finding *ui_finding_of(const struct ui *ui, const struct session *session);

/* The diagnosis to which those totals belong. Borrowed until the next snapshot. */
static inline const struct diagnosis *ui_diagnosis(const struct ui *ui)
{
	return ui->passing.diagnosis;
}

/*
 * Appends the runbook's link for the selected session or, in the overview, service; false if there
 * is none.
 */
MUST_USE bool ui_put_runbook(const struct ui *ui, struct buf *out);

/* A time in the chosen style: "09:41:07Z", "11:41:07", or "6m04s". */
void ui_format_time(const struct ui *ui, int64_t time_ms, char text[TIMESTAMP_SIZE]);

/* The view on the screen or, if that is an overlay, the view below it. */
enum view_id ui_view_below(const struct ui *ui);

/* True while the secrets of the open item are shown. */
bool ui_reveals(const struct ui *ui);

/* True while a recording is played back. */
static inline bool ui_is_replay(const struct ui *ui)
{
	return ui->settings->replay != NULL;
}

/* Converts our CLOCK_MONOTONIC to the snapshot's, which is the recording's in a replay. */
int64_t ui_snapshot_mono_ms(const struct snapshot *snapshot, int64_t now_mono_ms);

/* True if nothing can be written: --read-only, or DynamoDB denies it. */
bool ui_is_read_only(const struct ui *ui);

/* Age of the data on the screen; -1: no data. */
int64_t ui_data_age_ms(const struct ui *ui);

/*
 * True if what only a Scan finds (never-polled sessions and, without the active index, new
 * services) is known as of more than two minutes ago.
 */
bool ui_is_scan_old(const struct ui *ui);

/* "5", "5?" after an old Scan, and "?" for 0 before the first one. */
void ui_format_never_polled(const struct ui *ui, uint32_t count, char text[NUMBER_SIZE]);

/* When the snapshot's error began, by the server's clock, or ours if that is not known. */
int64_t ui_error_since_ms(const struct ui *ui, const struct snapshot *snapshot);

/* The age at which the data of a snapshot count as old, and whether those on the screen do. */
int64_t ui_due_within_ms(const struct poll_status *status);
bool ui_is_stale(const struct ui *ui);

/* The open item; NULL until a snapshot has it. */
const struct item_detail *ui_item(const struct ui *ui);

/* A key for a message: sanitized and cut to about 40 columns. */
#define UI_SHORT_SIZE 64
const char *ui_short(const char *text, char buffer[UI_SHORT_SIZE]);

/* The fields of services for the overview, else those of sessions. Static. */
const struct field_table *ui_fields(enum view_id view);

/*
 * Fills shown with the columns of a view's table for a screen of that width; a list of one service,
 * or user, does not show which. Returns how many.
 */
size_t ui_shown_columns(
	const struct ui *ui, enum view_id view, int cols, const struct field *shown[FIELD_MAX]);

/* The field by which the list of a view is sorted; static. */
const struct field *ui_sort_field(const struct ui *ui, enum view_id view);

/* The order of a view's list in words, "worst first"; static. */
const char *ui_sort_words(const struct ui *ui, enum view_id view);

/* Frees *slot and replaces it by a copy of the text; NULL stays NULL. */
void ui_set_text(char **slot, const char *text);

#endif
