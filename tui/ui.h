/* SPDX-License-Identifier: MIT */
/*
 * All that a frame depends on: the snapshot, what the user is looking at, and
 * the time. app.c changes it; views only read it. UI thread.
 */
#ifndef BEYATOP_UI_H
#define BEYATOP_UI_H

#include "dialog.h"
#include "keymap.h"
#include "list.h"
#include "prompt.h"
#include "settings.h"
#include "snapshot.h"
#include "tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ui {
	const struct settings *settings;
	const struct snapshot *snapshot; /* what is shown; NULL before the first */
	int64_t now_mono_ms, now_wall_ms;

	enum view_id view;
	enum view_id help_from; /* where help was asked for */
	struct list lists[VIEW_COUNT];

	/*
	 * What is selected, by key, so that it stays selected while data move. Own
	 * copies, as stored; NULL when nothing is.
	 */
	char *service, *user_id;

	/* Rows of the lists, worst first: indexes into the snapshot. */
	uint32_t *services, *sessions;
	/* The selected ones in the snapshot; NULL when they are not there. */
	const struct service_summary *selected_service;
	const struct session *selected_session;

	struct tree tree; /* of the opened item */
	bool problems_only;
	bool is_paused; /* the display stands still */
	struct dialog dialog;
	struct prompt prompt; /* never open together with the dialog */

	const char *terminal_notice; /* static; "" when there is nothing to say */
	char message[640];           /* until the next key; "" when there is none */
};

/* True once something was read, be it an empty table. */
static inline bool ui_has_data(const struct ui *ui)
{
	return ui->snapshot && ui->snapshot->asof_ms != 0;
}

/* True when nothing will be written: by --read-only, or because the service refuses. */
bool ui_is_read_only(const struct ui *ui);

/* True while sessions without lastPollAt, which are in no index, are not counted. */
bool ui_misses_never_polled(const struct ui *ui);

/* Age of the shown data; -1 when there are none. */
int64_t ui_data_age_ms(const struct ui *ui);

/* The data age from which on the screen says that it is old. */
int64_t ui_stale_from_ms(const struct ui *ui);
bool ui_is_stale(const struct ui *ui);

/*
 * The opened item, when the snapshot holds the one that is selected; NULL otherwise.
 */
const struct item_detail *ui_item(const struct ui *ui);

/* A key for a message: sanitised and cut to about 40 columns. */
#define UI_SHORT_SIZE 64
const char *ui_short(const char *text, char buffer[UI_SHORT_SIZE]);

/* Replaces an own copy of a text; NULL for none. */
void ui_set_text(char **slot, const char *text);

#endif
