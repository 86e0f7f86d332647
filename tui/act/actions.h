/* SPDX-License-Identifier: MIT */
/*
 * What keys and typed commands do; the files are named below. Most functions change
 * the ui, show a message, or send a command to the poller: see app.h. UI thread.
 */
#ifndef BEYATOP_ACTIONS_H
#define BEYATOP_ACTIONS_H

#include "act/app.h"

/* --- go.c: from one view to another ---------------------------------------------------------- */

/*
 * Shows a view as its key does: for the sessions or the item of what is selected, with a message
 * where nothing is. If the view is shown already, switches to its other form.
 */
void go_to_view_by_key(struct app *app, enum view_id view);

/* Shows the summary or the help over the current view, from its first line on. */
void go_to_overlay(struct app *app, enum view_id view);

/* The next view, by number; from the last to the first. */
void go_to_next_view(struct app *app);

/* To where this view was opened from. */
void go_back(struct app *app);

/* Removes the filter of the list; where there is none, goes back. */
void go_back_or_clear_filter(struct app *app);

/* The help, and back. */
void go_to_help(struct app *app);

/* The sessions of a service whose name, or the beginning of it, was typed. */
void go_to_service(struct app *app, const char *name);

/* --- open.c: what is selected ---------------------------------------------------------------- */

/* Opens what the cursor is on; "back" leads to where that was. */
void open_selected(struct app *app);

/* Shows the item of the selected session, and has the poller read it. */
void open_item(struct app *app);

/* The same for the session that is so many lines further down in the list of sessions. */
void open_nearby_item(struct app *app, long lines);

/* Lists the sessions of a service with the cursor on one of them; NULL: on the first. */
void open_sessions(struct app *app, const char *service, const char *user_id);

/* Sends to a new poller what the user is looking at. */
void open_resend(struct app *app);

/* --- act_move.c ------------------------------------------------------------------------------ */

/* Moves the cursor, and selects what it is on: by lines, screenfuls, or to an end; negative: up. */
void act_move_lines(struct app *app, long lines);
void act_move_screenfuls(struct app *app, long screenfuls);
void act_move_to_end(struct app *app, bool is_last);

/* To the next or the previous line with a problem that is not acknowledged. */
void act_move_to_problem(struct app *app, bool is_below);

/* To the line below the pointer. Returns true when the cursor is on it already. */
bool act_move_to_click(struct app *app);

/* --- act_filter.c ---------------------------------------------------------------------------- */

/* Remembers where the cursor is, for the filters that follow. */
void act_filter_begin(struct app *app);

/* Applies a filter; returns false, with nothing changed, where the text is not a valid one. */
bool act_filter_try(struct app *app, const char *text, struct filter_error *fault);

/* Goes back to the filter from before the prompt was opened. */
void act_filter_restore(struct app *app);

/* Applies a filter that was typed as a command; "" removes it. */
void act_filter_set(struct app *app, const char *text);

/* Removes the filter. */
void act_filter_clear(struct app *app);

/* Only sessions with problems, and all again. */
void act_filter_problems(struct app *app);

/* --- act_sort.c ------------------------------------------------------------------------------ */

/*
 * In the overview all of these are about the list of services, elsewhere about that of sessions.
 * Sorts by the column to the right of the one sorted by, 1, or to its left, -1; wraps around.
 */
void act_sort_by_next_column(struct app *app, int step);

/* Reverses the sort. */
void act_sort_reverse(struct app *app);

/* Locks the order, so that rows stay where they are while their values change, or unlocks it. */
void act_sort_lock(struct app *app);

/* Keeps the selected session in its row of the screen, or no longer. */
void act_sort_follow(struct app *app);

/* The order, or the columns, as typed. */
void act_sort_typed(struct app *app, const char *text);
void act_sort_set_columns(struct app *app, const char *columns);

/* The fields that can be named there; static. */
const struct field_table *act_sort_fields(const struct ui *ui);

/* --- act_tag.c ------------------------------------------------------------------------------- */

/* Tags or untags the selected session, and moves on to the next. */
void act_tag_selected(struct app *app);

/* Tags the sessions of the service that stopped polling when the selected one did. */
void act_tag_cohort(struct app *app);

/* Untags what is tagged of the list, and tags the rest. */
void act_tag_invert(struct app *app);

/* Does what :tag is followed by: all, none, cohort or invert. */
void act_tag_typed(struct app *app, const char *word);

/* --- act_ack.c ------------------------------------------------------------------------------- */

/* True, with a message, where there is no session to acknowledge: not to count until a time. */
bool act_ack_has_none(struct app *app);

/*
 * Acknowledges the tagged sessions, or the selected one where none are tagged, as "2h note" says;
 * "off" removes acknowledgements. Returns false, with a message, where the text is not valid.
 */
MUST_USE bool act_ack_parse(struct app *app, const char *text);

/* The same as a typed command. */
void act_ack_typed(struct app *app, const char *text);

/* --- act_item.c ------------------------------------------------------------------------------ */

/* Folds or unfolds the map or list under the cursor; elsewhere moves to what it is in. */
void act_item_fold(struct app *app);

/* Shows secrets for a while, or masks them again. */
void act_item_reveal(struct app *app);

/* --- act_baseline.c -------------------------------------------------------------------------- */

/* Totals show from now on how they have changed since now. */
void act_baseline_set(struct app *app);

/* What :baseline is followed by: nothing for the same, "off" to end it. */
void act_baseline_typed(struct app *app, const char *argument);

/* --- act_export.c ---------------------------------------------------------------------------- */

/* Writes the incident summary and shows it. */
void act_export_summarize(struct app *app);

/* Copies the summary where it is shown, else the keys of the tagged or selected sessions. */
void act_export_copy(struct app *app);

/* Copies the open item, with its secrets masked. */
void act_export_copy_item(struct app *app);

/* Saves the summary where it is shown, else the screen, as a new file. */
void act_export_save(struct app *app);

/* --- act_refresh.c --------------------------------------------------------------------------- */

/* Freezes or unfreezes the display. In a replay: stops it or plays on. */
void act_refresh_freeze(struct app *app);

/* Refreshes now. */
void act_refresh_now(struct app *app);

/* Reads every session again; scans for sessions that are in no index. */
void act_refresh_sweep(struct app *app);
void act_refresh_reconcile(struct app *app);

/* The next longer or shorter interval; in a replay, the next higher or lower speed. */
void act_refresh_step_up(struct app *app);
void act_refresh_step_down(struct app *app);

/* The interval, as typed. */
void act_refresh_set_interval(struct app *app, const char *text);

/* Switches to another AWS profile once that has delivered data. */
void act_refresh_use_profile(struct app *app, const char *profile);

/* --- act_replay.c ---------------------------------------------------------------------------- */

/* So many frames forward; negative: back. Stops there. */
void act_replay_step(struct app *app, int frames);

/* To a time as typed, see :goto. */
void act_replay_go_to(struct app *app, const char *text);

/* --- act_toggle.c ---------------------------------------------------------------------------- */

/*
 * Each of these opens the dialog that asks before a write, or says why nothing can be written.
 *
 * Pauses the open session; in a list the tagged ones, or the selected one where none are tagged.
 * Resumes them where none of them is active.
 */
void act_toggle_chosen(struct app *app);

/* The same for all that are listed. */
void act_toggle_listed(struct app *app);

/* Undoes the last write. */
void act_toggle_undo(struct app *app);

/* Continues the newest write, which was stopped. */
void act_toggle_resume(struct app *app);

/* --- act_write.c ----------------------------------------------------------------------------- */

/* Handles a key while the dialog is open. */
void act_write_press(struct app *app, int key);

/* Stops the write that is running; returns false when there is none. */
bool act_write_stop(struct app *app);

/* Arms or disarms writes: see --arm-for. */
void act_write_arm(struct app *app);

/* Called for each key: writes stay armed. */
void act_write_stay_armed(struct app *app);

/* Disarms writes when no key was pressed for too long. */
void act_write_disarm_if_idle(struct app *app);

/* Reports how writes have progressed since the last snapshot. */
void act_write_report(struct app *app, const struct snapshot *snapshot);

/* --- act_prompt.c ---------------------------------------------------------------------------- */

/* Opens the line that is typed on. */
void act_prompt_open_command(struct app *app);
void act_prompt_open_filter(struct app *app);
void act_prompt_open_ack(struct app *app);

/* Handles a key while the prompt is open. */
void act_prompt_press(struct app *app, int key);

/* --- act_complete.c -------------------------------------------------------------------------- */

/*
 * Tab in a prompt completes the word, or shows what could stand there. Of a filter, returns true
 * when the text has grown.
 */
void act_complete_command(struct app *app);
bool act_complete_filter(struct app *app);

/* --- candidates.c: what can be typed after a command ----------------------------------------- */

/* See struct typed_command. */
void candidates_add_services(const struct app *app, struct completion *completion);
void candidates_add_columns(const struct app *app, struct completion *completion);
void candidates_add_orders(const struct app *app, struct completion *completion);
void candidates_add_profiles(const struct app *app, struct completion *completion);

/* The fields of filters, and the values of those that have few. */
void candidates_add_filters(const struct app *app, struct completion *completion);

#endif
