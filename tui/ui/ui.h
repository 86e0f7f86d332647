/* SPDX-License-Identifier: MIT */
/*
 * All that a frame depends on: the snapshot, what the user is looking at, and
 * the time. app.c changes it; views only read it. UI thread.
 */
#ifndef BEYATOP_UI_H
#define BEYATOP_UI_H

#include "buf.h"
#include "list/acked.h"
#include "list/acks.h"
#include "list/filter.h"
#include "list/heat_grid.h"
#include "list/item_tree.h"
#include "list/lazy_sort.h"
#include "list/list.h"
#include "list/tags.h"
#include "list/trail.h"
#include "settings.h"
#include "snapshot.h"
#include "ui/column_choice.h"
#include "ui/dialog.h"
#include "ui/keymap.h"
#include "ui/prompt.h"
#include "ui/typed_command.h"
#include "units.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the prompt is asking for. */
enum prompt_kind { PROMPT_COMMAND, PROMPT_FILTER, PROMPT_ACK, PROMPT_KINDS };

/* How times are shown; D goes from one to the next. */
enum time_style { TIMES_UTC, TIMES_LOCAL, TIMES_AGE, TIMES_COUNT };

/* The totals that changes are told against. */
struct baseline {
	bool is_set;
	/* server time for which they were true */
	int64_t asof_ms;
	/* without those acknowledged then */
	struct summary totals;
};

struct ui {
	const struct settings *settings;
	/* what is shown; NULL before the first */
	const struct snapshot *snapshot;
	int64_t now_mono_ms, now_wall_ms;
	/* all of them: see there; static */
	const struct key_binding *keys;
	const struct typed_command *commands;

	enum view_id view;
	/* where each view was opened from */
	enum view_id came_from[VIEW_COUNT];
	struct list lists[VIEW_COUNT];

	/*
	 * What is selected, by key, so that it stays selected while data move. Own
	 * copies, as stored; NULL when nothing is.
	 */
	char *service, *user_id;

	/*
	 * Rows of the lists, in their order: indexes into the snapshot. Those of sessions are
	 * in place from the list's top to its end, and under its cursor: see lazy_sort_range().
	 */
	uint32_t *services;
	struct lazy_sort sessions;
	struct sort_order services_order, sessions_order;
	struct column_choice services_columns, sessions_columns;
	/* Rows stay where they are while their values move; new ones go to the end. */
	bool is_order_locked;
	/* snapshots since it was locked, by which new rows stand */
	uint32_t arrivals;
	/* the selected session stays in a row of the screen */
	bool is_following;
	/* which, below the first */
	size_t followed_row;

	/* The selected ones in the snapshot; NULL when they are not there. */
	const struct service_summary *selected_service;
	const struct session *selected_session;
	/* where in the snapshot it was last, for finding it again */
	size_t selected_row;

	/* The last time in which nothing was read, though it was due; server times, until_ms 0:
	 * none. */
	int64_t unread_from_ms, unread_until_ms;

	/* also of snapshots that were not shown */
	struct trails trails;
	/* own; the changes, newest first: indexes into the snapshot */
	uint32_t *changes;
	/* of the selected one; 0: the newest, whichever that is */
	uint64_t change_number;
	/* made while its view is shown */
	struct heat_grid heat;

	/* of the opened item */
	struct item_tree tree;
	/* secrets of the opened item are shown until then, or: */
	int64_t reveal_until_mono_ms;
#define UI_FROM_NEXT_FRAME                                                                         \
	(-1) /* for UI_REVEAL_MS from the next frame on, which knows the time                      \
	      */
#define UI_REVEAL_MS 30000
	bool problems_only;
	/* what services and sessions must pass to be listed */
	struct filter filter;
	/* own; what was selected before it changed */
	char *anchor_service, *anchor_user_id;
	/* where Esc in the prompt goes back to */
	struct filter filter_before;
	/* own; for each service, its sessions that pass; NULL: no filter */
	uint32_t *matches;
	/* own; for each session of the snapshot, whether it does; NULL likewise */
	bool *passes;
	struct tags tags;
	struct acks acks;
	struct acked acked;
	struct baseline baseline;
	enum time_style times;
	/* the incident summary, Markdown, while it is shown */
	struct buf summary;
	/* new snapshots are not shown */
	bool is_frozen;
	/* with --arm-for: w was pressed lately */
	bool is_armed;
	struct dialog dialog;
	/* never open together with the dialog */
	struct prompt prompt;
	enum prompt_kind prompt_kind;
	struct prompt_history histories[PROMPT_KINDS];

	/* static; "" when there is nothing to say */
	const char *terminal_notice;
	/* until the next key; "" when there is none */
	char message[640];
};

/* True once something was read, be it an empty table. */
static inline bool ui_has_data(const struct ui *ui)
{
	return ui->snapshot && ui->snapshot->asof_ms != 0;
}

/* A session of the list, by its line; the list must have it in place. */
static inline const struct session *ui_session_at(const struct ui *ui, size_t line)
{
	return &ui->snapshot->sessions[ui->sessions.rows[line]];
}

/* A session's primary key; borrowed from the snapshot. */
static inline struct session_id ui_session_id(const struct ui *ui, const struct session *session)
{
	return (struct session_id){ui->snapshot->services[session->service].name, session->user_id};
}

/* True for a session of the snapshot that is acknowledged, or tagged. */
bool ui_is_acked(const struct ui *ui, const struct session *session);
bool ui_is_tagged(const struct ui *ui, const struct session *session);

/*
 * What is counted of the whole fleet, or of a service of the snapshot: in the states that need
 * somebody, and among the erroring ones, without those acknowledged. Borrowed until the next
 * snapshot.
 */
const struct summary *ui_totals(const struct ui *ui);
const struct summary *ui_summary(const struct ui *ui, const struct service_summary *service);

/* Acknowledged sessions of the snapshot, which are not counted: "ack 2" in the header. */
static inline size_t ui_acked_count(const struct ui *ui)
{
	return ui->acked.count;
}

/* What is wrong, but for acknowledged sessions. Borrowed until the next snapshot. */
static inline const struct diagnosis *ui_diagnosis(const struct ui *ui)
{
	return ui->acked.diagnosis;
}

/* A time as the user wants times shown: "09:41:07Z", "11:41:07", or "6m04s". */
void ui_format_time(const struct ui *ui, int64_t time_ms, char text[UNITS_TEXT_SIZE]);

/* The view that is shown, or the one that it lies over: what is open there stays open. */
enum view_id ui_view_below(const struct ui *ui);

/* True while the secrets of the opened item are shown. */
bool ui_reveals(const struct ui *ui);

/* True while a recording is shown, not a table. */
static inline bool ui_is_replay(const struct ui *ui)
{
	return ui->settings->replay != NULL;
}

/* What the snapshot's clock, CLOCK_MONOTONIC unless it is replayed, says when ours says
 * now_mono_ms. */
int64_t ui_snapshot_mono_ms(const struct snapshot *snapshot, int64_t now_mono_ms);

/* True when nothing will be written: by --read-only, or because the service refuses. */
bool ui_is_read_only(const struct ui *ui);

/* Age of the shown data; -1 when there are none. */
int64_t ui_data_age_ms(const struct ui *ui);

/* The server's time at which the snapshot's fault began, as far as its clock is known. */
int64_t ui_error_since_ms(const struct ui *ui, const struct snapshot *snapshot);

/* The data age from which on the screen says that it is old. */
int64_t ui_stale_from_ms(const struct ui *ui);
int64_t ui_due_within_ms(const struct poll_status *status); /* the same, of any snapshot */
bool ui_is_stale(const struct ui *ui);

/*
 * The opened item, when the snapshot holds the one that is selected; NULL otherwise.
 */
const struct item_detail *ui_item(const struct ui *ui);

/* A key for a message: sanitised and cut to about 40 columns. */
#define UI_SHORT_SIZE 64
const char *ui_short(const char *text, char buffer[UI_SHORT_SIZE]);

/* The order of the shown list; NULL where nothing is sorted. */
struct sort_order *ui_order(struct ui *ui);

/* The fields of the services in the overview, of the sessions elsewhere. Static. */
const struct field_table *ui_fields(enum view_id view);

/* The field by which the list of a view is sorted; static. */
const struct field *ui_sort_field(const struct ui *ui, enum view_id view);

/* "worst first", as the list of a view is sorted; static. */
const char *ui_sort_words(const struct ui *ui, enum view_id view);

/* Replaces an own copy of a text; NULL for none. */
void ui_set_text(char **slot, const char *text);

#endif
