/* SPDX-License-Identifier: MIT */
/*
 * What keys and typed commands do; the files are named below. Most functions change
 * the ui, show a message, or send a command to the poller: see app.h. UI thread.
 */
#ifndef BEYATOP_ACTIONS_H
#define BEYATOP_ACTIONS_H

#include "act/app.h"

/* --- go.c: navigation between views ---------------------------------------------------------- */

/*
 * Shows a view as its number key does: sessions or item of what is selected, or a message if
 * nothing is. If the view is shown already, calls its show_again().
 */
void go_to_view_by_key(struct app *app, enum view_id view);

/* Shows the summary or the help over the current view, scrolled to the top. */
void go_to_overlay(struct app *app, enum view_id view);

/* Shows the next view by number; after the last, the first. */
void go_to_next_view(struct app *app);

/* Returns to where this view was opened from. */
void go_back(struct app *app);

/* Removes the filter of the list or, if there is none, goes back. */
void go_back_or_clear_filter(struct app *app);

/* Shows the help or, if it is shown, goes back. */
void go_to_help(struct app *app);

/*
 * Shows the sessions of a service, by its name or an unambiguous beginning of it; a message if
 * there is no such service. go_to_typed_service() returns false instead.
 */
void go_to_service(struct app *app, const char *name);
bool go_to_typed_service(struct app *app, const char *name);

/*
 * Lists a user's sessions in all services; "": those of the selected session's user. The poller
 * reads them from the base table.
 */
void go_to_user(struct app *app, const char *user_id);

/* Lists all sessions, of every service. */
void go_to_all(struct app *app);

/* --- open.c: opening what is selected -------------------------------------------------------- */

/* Opens what is under the cursor; "back" returns to where it was opened from. */
void open_selected(struct app *app);

/* Shows the item of the selected session, and tells the poller to read it. */
void open_item(struct app *app);

/* The same for the session that many lines further down in the list of sessions. */
void open_nearby_item(struct app *app, long lines);

/* Lists the sessions of a service with the cursor on one of them; NULL: on the first. */
void open_sessions(struct app *app, const char *service, const char *user_id);

/* Lists a user's sessions in all services, even before any is known. */
void open_user(struct app *app, const char *user_id);

/* Lists all sessions, or those of a finding of the snapshot, with the cursor on the first. */
void open_all(struct app *app);
void open_finding(struct app *app, uint64_t number);

/* Goes back to the list from which the one on the screen was opened. False: there was none. */
bool open_list_before(struct app *app);

/* Tells the poller to stop reading the open item, if one is open. */
void open_close_item(struct app *app);

/* Tells a new poller which service, user or session is open. */
void open_resend(struct app *app);

/* --- act_move.c ------------------------------------------------------------------------------ */

/* Move the cursor by lines (negative: up), by screenfuls, or to an end, and select what is there.
 */
void act_move_lines(struct app *app, long lines);
void act_move_screenfuls(struct app *app, long screenfuls);
void act_move_to_end(struct app *app, bool is_last);

/* Moves to the line with that number, counted from 1, or says that there is none. */
void act_move_typed(struct app *app, const char *number);

/*
 * Moves to the next or previous line with a problem that is not acknowledged, in the overview
 * through findings and services; wraps around.
 */
void act_move_to_problem(struct app *app, bool is_below);

/* Moves to the line under the mouse pointer. Returns true if the cursor was there already. */
bool act_move_to_click(struct app *app);

/* --- act_filter.c ---------------------------------------------------------------------------- */

/* Call this before a filter is typed: saves the filter and the selection. */
void act_filter_begin(struct app *app);

/* Applies a filter. Returns false, with nothing changed, if the text is not a valid filter. */
bool act_filter_try(struct app *app, const char *text, struct predicate_error *error);

/* Restores the filter saved by act_filter_begin(). */
void act_filter_restore(struct app *app);

/* Applies a filter that was typed as a command; "" removes it. */
void act_filter_set(struct app *app, const char *text);

/* Removes the filter. */
void act_filter_clear(struct app *app);

/* Switches between only sessions with problems and all sessions. */
void act_filter_problems(struct app *app);

/* --- act_help.c ------------------------------------------------------------------------------ */

/* Scrolls the help to a text, from the first line on the screen on; "" is act_help_next(). */
void act_help_search(struct app *app, const char *text);

/* Scroll to the next or the previous line that contains it. */
void act_help_next(struct app *app);
void act_help_previous(struct app *app);

/* --- act_watch.c ----------------------------------------------------------------------------- */

/* Watches what is selected, or stops watching it. */
void act_watch_selected(struct app *app);

/* The same for a condition or a service as typed; "" lists what is watched, "off" clears it. */
void act_watch_typed(struct app *app, const char *text);

/* Says what has happened to what is watched, after a new snapshot has been received. */
void act_watch_update(struct app *app, const struct snapshot *snapshot);

/* --- act_sort.c ------------------------------------------------------------------------------ */

/*
 * All of these are about the list of services in the overview, and of sessions elsewhere.
 *
 * Sorts by the next column to the right (step 1) or left (-1) of the current one; wraps around.
 */
void act_sort_by_next_column(struct app *app, int step);

/* Sorts by the field whose letter was pressed; if the list is sorted by it, reverses the sort. */
void act_sort_by_letter(struct app *app);

/* Reverses the sort. */
void act_sort_reverse(struct app *app);

/* Locks or unlocks the order. While locked, rows keep their places when values change. */
void act_sort_lock(struct app *app);

/* Starts or stops following: the selected session stays in its row of the screen. */
void act_sort_follow(struct app *app);

/* Set the order ("-late") or the columns ("late,err") as typed. */
void act_sort_typed(struct app *app, const char *text);
void act_sort_set_columns(struct app *app, const char *columns);

/* The fields that the two accept; static. */
const struct field_table *act_sort_fields(const struct ui *ui);

/* --- act_tag.c ------------------------------------------------------------------------------- */

/* Tags or untags the selected session, and moves to the next one. */
void act_tag_selected(struct app *app);

/* Tags the sessions of the finding under the cursor, or of which the selected session is one. */
void act_tag_finding(struct app *app);

/* Inverts the tags of all listed sessions. */
void act_tag_invert(struct app *app);

/* Untags all sessions, listed or not. */
void act_tag_none(struct app *app);

/* Runs :tag with its argument: all, none, finding or invert. */
void act_tag_typed(struct app *app, const char *word);

/* --- act_ack.c ------------------------------------------------------------------------------- */

/* True, with a message, if there is no session to acknowledge. */
bool act_ack_has_none(struct app *app);

/*
 * Acknowledges the sessions of the finding that the overview has selected; elsewhere the tagged
 * sessions, or the selected one if none are tagged. text is a duration or a
 * time and a note ("2h note"), or "off". Returns false, with a message, if it is invalid.
 */
MUST_USE bool act_ack_parse(struct app *app, const char *text);

/* The same, as a typed command: an error leaves the prompt open. */
void act_ack_typed(struct app *app, const char *text);

/* --- act_item.c ------------------------------------------------------------------------------ */

/* Folds or unfolds the map or list under the cursor; on a scalar, moves to the enclosing one. */
void act_item_fold(struct app *app);

/* Shows the item's secrets for UI_REVEAL_MS, or masks them again. */
void act_item_reveal(struct app *app);

/* --- act_baseline.c -------------------------------------------------------------------------- */

/* Makes the current totals the baseline; from then on, totals show their change since. */
void act_baseline_set(struct app *app);

/* Runs :baseline with its argument: "" sets the baseline, "off" removes it. */
void act_baseline_typed(struct app *app, const char *argument);

/* --- saved_view.c ---------------------------------------------------------------------------- */

/* Shows a saved view, or a view by its name; "": says which there are. */
void saved_view_typed(struct app *app, const char *name);

/* Shows and copies the command line that starts with what is on the screen. */
void saved_view_link(struct app *app);

/* --- act_export.c ---------------------------------------------------------------------------- */

/* Writes the incident summary and shows it. */
void act_export_summarize(struct app *app);

/* Copies the summary if it is shown, else the primary keys of the tagged or selected sessions. */
void act_export_copy(struct app *app);

/* Copies the open item, with its secrets masked. */
void act_export_copy_item(struct app *app);
void act_export_copy_runbook(struct app *app);

/* Saves the summary if it is shown, else the screen, to a new file. */
void act_export_save(struct app *app);

/* --- act_refresh.c --------------------------------------------------------------------------- */

/* Freezes or unfreezes the display. In a replay, pauses or continues playing. */
void act_refresh_freeze(struct app *app);

/* Refreshes now. */
void act_refresh_now(struct app *app);

/* Start a full sweep, or a Scan for sessions that are in no index. */
void act_refresh_sweep(struct app *app);
void act_refresh_reconcile(struct app *app);

/* Set the next longer or shorter interval or, in a replay, the next higher or lower speed. */
void act_refresh_step_up(struct app *app);
void act_refresh_step_down(struct app *app);

/* Sets the interval as typed ("30s"). */
void act_refresh_set_interval(struct app *app, const char *text);

/* Changes the colours to those of a theme. */
void act_refresh_use_theme(struct app *app, const char *theme);

/* Switches to another AWS profile, as soon as reading with it has succeeded. */
void act_refresh_use_profile(struct app *app, const char *profile);

/* --- act_replay.c ---------------------------------------------------------------------------- */

/* Moves by frames (negative: back) and pauses there. */
void act_replay_step(struct app *app, int frames);

/* Moves to a time as typed after :goto. */
void act_replay_go_to(struct app *app, const char *text);

/* --- act_toggle.c ---------------------------------------------------------------------------- */

/*
 * Each of these opens the dialog that asks before a write, or says why nothing can be written.
 *
 * Pauses the open session or, in a list, the tagged ones, or the selected one if none are tagged.
 * If none of them is active, resumes them.
 */
void act_toggle_chosen(struct app *app);

/* The same for all listed sessions. */
void act_toggle_listed(struct app *app);

/* Undoes the last write. */
void act_toggle_undo(struct app *app);

/* Continues the last write, which was stopped. */
void act_toggle_resume(struct app *app);

/* --- act_write.c ----------------------------------------------------------------------------- */

/* Handles a key while the dialog is open. */
void act_write_press(struct app *app, int key);

/* Stops the running write. Returns false if there is none. */
bool act_write_stop(struct app *app);

/* Arms or disarms writes: see --arm-for. */
void act_write_arm(struct app *app);

/* Call this for each key: restarts the idle time after which writes are disarmed. */
void act_write_stay_armed(struct app *app);

/*
 * Disarms writes and closes the dialog if no key was pressed for the time of --arm-for. Returns
 * true if it has just done so.
 */
bool act_write_disarm_if_idle(struct app *app);

/* Shows a message about the progress of writes since the last snapshot, if any. */
void act_write_report(struct app *app, const struct snapshot *snapshot);

/* --- act_prompt.c ---------------------------------------------------------------------------- */

/* Open the prompt for a command, a filter, or an acknowledgement. */
void act_prompt_open_command(struct app *app);
void act_prompt_open_filter(struct app *app);
void act_prompt_open_help(struct app *app);
void act_prompt_open_ack(struct app *app);

/* Handles a key while the prompt is open. */
void act_prompt_press(struct app *app, int key);

/* --- act_complete.c -------------------------------------------------------------------------- */

/*
 * Tab in a prompt: completes the word under the cursor, or shows the candidates. For a filter,
 * returns true if the text has changed.
 */
void act_complete_command(struct app *app);
bool act_complete_filter(struct app *app);

/* --- candidates.c: what can be typed after a command ----------------------------------------- */

/* See struct typed_command. */
void candidates_add_services(const struct app *app, struct completion *completion);
void candidates_add_watches(const struct app *app, struct completion *completion);
void candidates_add_columns(const struct app *app, struct completion *completion);
void candidates_add_orders(const struct app *app, struct completion *completion);
void candidates_add_views(const struct app *app, struct completion *completion);
void candidates_add_themes(const struct app *app, struct completion *completion);
void candidates_add_profiles(const struct app *app, struct completion *completion);

/* The fields of filters, and the values of those that have few. */
void candidates_add_filters(const struct app *app, struct completion *completion);

#endif
