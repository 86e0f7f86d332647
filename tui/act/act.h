/* SPDX-License-Identifier: MIT */
/*
 * What keys and typed commands do, one function each: app.c alone knows which key does
 * what. And what they share. UI thread.
 */
#ifndef BEYATOP_ACT_H
#define BEYATOP_ACT_H

#include "act/app.h"
#include "base.h"
#include "list/filter.h"
#include "view/column_layout.h"
#include "view/view.h"

/* Says it in the line for messages, until the next key. */
void act_say(struct app *app, const char *format, ...) PRINTF_LIKE(2, 3);

/* Says what is wrong with the command that was typed, whose prompt stays open: it can be mended. */
void act_refuse_typed(struct app *app, const char *format, ...) PRINTF_LIKE(2, 3);

/* Does what a key is for. */
void act_do(struct app *app, enum action action);

/* Passes a command on to the poller. */
void act_send(struct app *app, const struct poller_command *command);

/* Counts anew, of the newest snapshot too, and lists: for another set of acknowledgements. */
void act_recount(struct app *app);

/* The newest snapshot, be it shown or not; NULL before the first. */
const struct snapshot *act_newest(const struct app *app);

/* Shows a snapshot from now on, which belongs to the app. */
void act_show(struct app *app, struct snapshot *snapshot);

/* act_move.c: where the user is, and what is listed there. */
void act_move_up(struct app *app);
void act_move_down(struct app *app);
void act_move_page_up(struct app *app);
void act_move_page_down(struct app *app);
void act_move_first(struct app *app);
void act_move_last(struct app *app);
void act_wheel_up(struct app *app);
void act_wheel_down(struct app *app);
void act_click(struct app *app);
void act_open_selected(struct app *app);
void act_go_back(struct app *app);
void act_go_to_next_problem(struct app *app);
void act_go_to_previous_problem(struct app *app);
void act_turn_problems_only(struct app *app);
void act_fold(struct app *app);
void act_open_previous_session(struct app *app);
void act_open_next_session(struct app *app);
void act_turn_help(struct app *app);

/* Tells a new poller what the user is looking at. */
void act_resume(struct app *app);

/* act_view.c: from one view to another. */
void act_show_overview(struct app *app);
void act_show_sessions(struct app *app);
void act_show_detail(struct app *app);
void act_show_heat(struct app *app);
void act_show_changes(struct app *app);
void act_show_writes(struct app *app);
void act_show_next_view(struct app *app);
void act_turn_reveal(struct app *app);
void act_move_left(struct app *app);
void act_move_right(struct app *app);

/* Shows the view of a key, with what it opens. */
void act_show_view(struct app *app, enum view_id view);

/* Goes to a view, with what leaving the one before takes. */
void act_go_to(struct app *app, enum view_id view);

/* Shows an overlay over the view that is shown, from its first line on. */
void act_lay_over(struct app *app, enum view_id view);

/* Asks for the item of the selected session, and shows it; back goes where we are. */
void act_open_item(struct app *app);

/* Opens what a view's cursor is on: a session, or the list of a service. */
void act_open_target(struct app *app, const struct view_target *target);
void act_run_service(struct app *app, const char *argument);

/* act_poll.c: what is read, how often, and whether it is shown. */
void act_turn_pause(struct app *app);
void act_ask_refresh(struct app *app);
void act_make_slower(struct app *app);
void act_make_faster(struct app *app);
void act_run_interval(struct app *app, const char *argument);
void act_run_refresh(struct app *app, const char *argument);
void act_run_sweep(struct app *app, const char *argument);
void act_run_reconcile(struct app *app, const char *argument);
void act_run_profile(struct app *app, const char *argument);

/* act_find.c: what is listed, and how its times are shown. */
void act_leave(struct app *app);
void act_turn_times(struct app *app);
void act_run_filter(struct app *app, const char *argument);

/* Shows what passes a filter from now on; false, and nothing changes, when the text is not one. */
bool act_try_filter(struct app *app, const char *text, struct filter_fault *fault);

/* Remembers where the cursor is, for the filters that follow. */
void act_drop_anchor(struct app *app);

/* Goes back to the filter in force before the prompt was opened. */
void act_restore_filter(struct app *app);

/* act_order.c: in which order, and with which columns. */
void act_sort_left(struct app *app);
void act_sort_right(struct app *app);
void act_invert_order(struct app *app);
void act_turn_lock(struct app *app);
void act_turn_follow(struct app *app);
void act_run_sort(struct app *app, const char *argument);
void act_run_columns(struct app *app, const char *argument);

/*
 * Columns and orders of the list that is meant: that of the services where it is shown, else that
 * of the sessions. Static; no order after the last.
 */
const struct column_table *act_listed_columns(const struct ui *ui);
const struct sort_info *act_listed_order(const struct ui *ui, int by);

/* act_tag.c: which of what is listed is tagged. */
void act_turn_tag(struct app *app);
void act_tag_cohort(struct app *app);
void act_invert_tags(struct app *app);
void act_run_tag(struct app *app, const char *argument);

/* What :tag takes; NULL after the last. Static. */
const char *act_tag_word(size_t index);

/* act_note.c: what is remembered, and handed on to others. */
void act_set_baseline(struct app *app);
void act_show_summary(struct app *app);
void act_copy(struct app *app);
void act_copy_item(struct app *app);
void act_save(struct app *app);
void act_run_ack(struct app *app, const char *argument);
void act_run_baseline(struct app *app, const char *argument);
void act_run_save(struct app *app, const char *argument);
void act_run_summary(struct app *app, const char *argument);

/* True where there is no session to acknowledge: says so. */
bool act_refuse_ack(struct app *app);

/*
 * Acknowledges the tagged sessions, or the selected one where none is, as "2h note" says. Returns
 * false, with the reason as message, when that is not understood.
 */
MUST_USE bool act_acknowledge(struct app *app, const char *text);

/* act_prompt.c: what is typed at the bottom. */
void act_ask_command(struct app *app);
void act_ask_filter(struct app *app);
void act_ask_ack(struct app *app);
void act_answer_prompt(struct app *app, int key);

/* app.c: runs the command that is typed. */
void act_run_typed(struct app *app);

/* act_complete.c: makes more of what is typed, or says what it could be. True: there is more of a
 * filter. */
void act_complete_command(struct app *app);
bool act_complete_filter(struct app *app);

/* act_replay.c: what moves a recording. */
void act_step(struct app *app);
void act_step_back(struct app *app);
void act_run_goto(struct app *app, const char *argument);

/* True in a replay, of whose table nothing can be asked: says so. */
bool act_refuse_replay(struct app *app);

/* act_write.c: the dialog before a write, and what comes of it. */
void act_ask_toggle(struct app *app);
void act_ask_toggle_listed(struct app *app);
void act_ask_undo(struct app *app);
void act_run_stop(struct app *app, const char *argument);
void act_run_resume(struct app *app, const char *argument);
void act_turn_arm(struct app *app);

/* A key was pressed, which is no idling; and the time has come to look whether there was none for
 * long. */
void act_keep_armed(struct app *app);
void act_disarm_if_idle(struct app *app);

/* Stops what is being written; false when nothing is. */
bool act_stop_writing(struct app *app);

/* Says what is new of writes in a snapshot. */
void act_take_writes(struct app *app, const struct snapshot *snapshot);
void act_answer_dialog(struct app *app, int key);

#endif
