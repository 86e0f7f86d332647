/* SPDX-License-Identifier: MIT */
/*
 * Everything that a frame depends on: the snapshot, what the user is looking at, and the time.
 * Actions change it; views draw it. UI thread.
 */
#ifndef BEYATOP_UI_H
#define BEYATOP_UI_H

#include "buf.h"
#include "list/ack_filter.h"
#include "list/acks.h"
#include "list/filter.h"
#include "list/heat_map.h"
#include "list/item_tree.h"
#include "list/lazy_sort.h"
#include "list/list.h"
#include "list/session_history.h"
#include "list/tags.h"
#include "settings.h"
#include "snapshot.h"
#include "timestamp.h"
#include "ui/column_choice.h"
#include "ui/dialog.h"
#include "ui/keymap.h"
#include "ui/prompt.h"
#include "ui/typed_command.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is typed into the prompt. */
enum prompt_kind { PROMPT_COMMAND, PROMPT_FILTER, PROMPT_ACK, PROMPT_KINDS };

/* How times are shown in lists; D cycles through them. */
enum time_style { TIMES_UTC, TIMES_LOCAL, TIMES_AGE, TIMES_COUNT };

/* The totals that later ones are compared with. */
struct baseline {
	bool is_set;
	/* server time of the snapshot they are from */
	int64_t asof_ms;
	/* without sessions that were acknowledged then */
	struct summary totals;
};

struct ui {
	const struct settings *settings;
	/* the one that is shown; NULL before the first */
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
	 * The keys of what is selected, so that it stays selected while rows move. Own copies, as
	 * stored; NULL: nothing.
	 */
	char *service, *user_id;

	/*
	 * The rows of the lists, sorted: indexes into the snapshot. Sessions are sorted only where
	 * they are on the screen, and at the cursor: see lazy_sort_range().
	 */
	uint32_t *services;
	struct lazy_sort sessions;
	struct sort_order services_order, sessions_order;
	struct column_choice services_columns, sessions_columns;
	/* Rows stay in place while their values change; new ones go to the end. */
	bool is_order_locked;
	/* snapshots since then: the order of the new rows */
	uint32_t arrivals;
	/* The selected session stays in this row of the screen, counted from the top of the list.
	 */
	bool is_following;
	size_t followed_row;

	/* The selected ones in the snapshot; NULL: not there. */
	const struct service_summary *selected_service;
	const struct session *selected_session;
	/* its last index in the snapshot, where the search for it begins */
	size_t selected_row;

	/* The last outage, in which reads were due and none succeeded. Server times; until_ms 0:
	 * none. */
	int64_t outage_from_ms, outage_until_ms;

	/* of all snapshots, those not shown included */
	struct session_histories session_histories;
	/* own; indexes into the changes of the snapshot, newest first */
	uint32_t *changes;
	/* of the selected change; 0: always the newest */
	uint64_t change_number;
	/* only while its view is shown */
	struct heat_map heat;

	/* the lines of the open item */
	struct item_tree tree;
	/* secrets of the open item are shown until then, or for UI_REVEAL_MS from the next frame on
	 */
	int64_t reveal_until_mono_ms;
#define UI_FROM_NEXT_FRAME (-1)
#define UI_REVEAL_MS       30000

	bool problems_only;
	/* services and sessions that do not pass are not listed */
	struct filter filter;
	/* own; what was selected before the filter was typed */
	char *anchor_service, *anchor_user_id;
	/* restored by Esc in the prompt */
	struct filter filter_before;
	/* own; for each service, how many of its sessions pass; NULL: no filter */
	uint32_t *matches;
	/* own; for each session of the snapshot, whether it passes; NULL: no filter */
	bool *passes;
	struct tags tags;
	struct acks acks;
	struct ack_filter ack_filter;
	struct baseline baseline;
	enum time_style times;
	/* the incident summary, Markdown, while it is shown */
	struct buf summary;
	/* new snapshots are not shown */
	bool is_frozen;
	/* with --arm-for: w was pressed, and keys since */
	bool is_armed;
	struct dialog dialog;
	/* never open while the dialog is */
	struct prompt prompt;
	enum prompt_kind prompt_kind;
	struct prompt_history histories[PROMPT_KINDS];

	/* what the terminal lacks; static; "": nothing */
	const char *terminal_notice;
	/* shown until the next key; "": none */
	char message[640];
};

/* True once a table was read, even an empty one. */
static inline bool ui_has_data(const struct ui *ui)
{
	return ui->snapshot && ui->snapshot->asof_ms != 0;
}

/* The session in a line of the list, which must be sorted there. */
static inline const struct session *ui_session_at(const struct ui *ui, size_t line)
{
	return &ui->snapshot->sessions[ui->sessions.rows[line]];
}

/* A session's primary key; borrowed from the snapshot. */
static inline struct session_id ui_session_id(const struct ui *ui, const struct session *session)
{
	return (struct session_id){ui->snapshot->services[session->service].name, session->user_id};
}

/* Whether a session of the snapshot is acknowledged, or tagged. */
bool ui_is_acked(const struct ui *ui, const struct session *session);
bool ui_is_tagged(const struct ui *ui, const struct session *session);

/*
 * Totals of the fleet, or of a service of the snapshot. Acknowledged sessions are not counted as
 * problems. Borrowed until the next snapshot.
 */
const struct summary *ui_totals(const struct ui *ui);
const struct summary *ui_summary(const struct ui *ui, const struct service_summary *service);

/* What is wrong, but for acknowledged sessions. Borrowed until the next snapshot. */
static inline const struct diagnosis *ui_diagnosis(const struct ui *ui)
{
	return ui->ack_filter.diagnosis;
}

/* A time in the chosen style: "09:41:07Z", "11:41:07", or "6m04s". */
void ui_format_time(const struct ui *ui, int64_t time_ms, char text[TIMESTAMP_SIZE]);

/* The view that is shown, or the one below an overlay: what is open there stays open. */
enum view_id ui_view_below(const struct ui *ui);

/* True while the secrets of the open item are shown. */
bool ui_reveals(const struct ui *ui);

/* True while a recording is shown, not a table. */
static inline bool ui_is_replay(const struct ui *ui)
{
	return ui->settings->replay != NULL;
}

/* Converts our CLOCK_MONOTONIC to that of the snapshot, which differs only in a replay. */
int64_t ui_snapshot_mono_ms(const struct snapshot *snapshot, int64_t now_mono_ms);

/* True when nothing can be written: by --read-only, or because the service denies it. */
bool ui_is_read_only(const struct ui *ui);

/* Age of the shown data; -1: none. */
int64_t ui_data_age_ms(const struct ui *ui);

/* The server time at which the error of the snapshot began; our own where that is unknown. */
int64_t ui_error_since_ms(const struct ui *ui, const struct snapshot *snapshot);

/* The age from which on the data of a snapshot are called old, and whether the shown data are. */
int64_t ui_due_within_ms(const struct poll_status *status);
bool ui_is_stale(const struct ui *ui);

/* The open item, once the snapshot has it; NULL otherwise. */
const struct item_detail *ui_item(const struct ui *ui);

/* A key for a message: sanitized and cut to about 40 columns. */
#define UI_SHORT_SIZE 64
const char *ui_short(const char *text, char buffer[UI_SHORT_SIZE]);

/* The fields of the services in the overview, of the sessions elsewhere. Static. */
const struct field_table *ui_fields(enum view_id view);

/* The field by which the list of a view is sorted; static. */
const struct field *ui_sort_field(const struct ui *ui, enum view_id view);

/* "worst first", as the list of a view is sorted; static. */
const char *ui_sort_words(const struct ui *ui, enum view_id view);

/* Frees *slot and puts a copy of the text there; NULL: none. */
void ui_set_text(char **slot, const char *text);

#endif
