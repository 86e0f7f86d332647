/* SPDX-License-Identifier: MIT */
#include "toggle.h"

#include "buf.h"
#include "coarse.h"
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *toggle_word(enum session_active active)
{
	return active == ACTIVE_ON ? "on" : "OFF";
}

bool toggle_is_writing(const struct snapshot *newest)
{
	return newest &&
	       (newest->writing.phase == WRITING || newest->writing.phase == WRITING_WAITS);
}

/* --- Which sessions ------------------------------------------------------------------------- */

static enum session_active item_active(
	const struct ui *ui, const struct item_detail *item, uint8_t *encoding)
{
	*encoding = 0;
	for (size_t i = 0; i < item->nodes_count; i += 1 + item->nodes[i].descendants) {
		if (strcmp(item->nodes[i].name, "isActive") == 0) {
			return session_decode_active(&ui->settings->spellings, item->nodes[i].type,
				item->nodes[i].text, encoding);
		}
	}
	return ACTIVE_UNKNOWN;
}

/* The opened item, which was read consistently; NULL where lists are shown, or it is not there. */
static const struct item_detail *opened_item(const struct ui *ui)
{
	return ui->view == VIEW_DETAIL ? ui_item(ui) : NULL;
}

/* What may be toggled, and how much of it already is as it would become. */
struct choice {
	struct write_key *keys;
	size_t count;
	size_t active, unreadable;
};

static void choose(struct choice *choice, const struct ui *ui, const struct session *session)
{
	const struct item_detail *item = opened_item(ui);
	struct write_key key = {
		.user_id = session->user_id,
		.service = ui->snapshot->services[session->service].name,
		.seen = session->active,
		.seen_ms = session_asof_ms(session),
		.encoding = session->encoding,
	};

	if (item && item->status == ITEM_PRESENT && session == ui->selected_session) {
		key.seen = item_active(ui, item, &key.encoding);
		key.seen_ms = item->read_at_ms;
	}
	if (key.seen == ACTIVE_UNKNOWN ||
		!session_encoding(&ui->settings->spellings, key.encoding)) {
		choice->unreadable++;
		return;
	}
	choice->keys = base_realloc(choice->keys, choice->count + 1, sizeof(*choice->keys));
	choice->keys[choice->count++] = key;
	choice->active += key.seen == ACTIVE_ON;
}

static void choose_listed(struct choice *choice, const struct ui *ui)
{
	for (size_t i = 0; i < ui->lists[VIEW_SESSIONS].count; i++) {
		choose(choice, ui, &ui->snapshot->sessions[ui->sessions.rows[i]]);
	}
}

/* All that are tagged and there, be they listed or not. */
static void choose_tagged(struct choice *choice, const struct ui *ui)
{
	for (size_t i = 0; i < ui->snapshot->sessions_count; i++) {
		const struct session *session = &ui->snapshot->sessions[i];

		if (ui_is_tagged(ui, session)) {
			choose(choice, ui, session);
		}
	}
}

/* In the detail it is the open session that counts. */
static bool has_tagged(const struct ui *ui)
{
	return ui->tags.keys.count > 0 && ui->view != VIEW_DETAIL && ui->snapshot;
}

/* Leaves those out that already are as the others will be. Returns how many. */
static size_t keep_one_direction(struct choice *choice)
{
	enum session_active seen = choice->active > 0 ? ACTIVE_ON : ACTIVE_OFF;
	size_t kept = 0, count = choice->count;

	for (size_t i = 0; i < count; i++) {
		if (choice->keys[i].seen == seen) {
			choice->keys[kept++] = choice->keys[i];
		}
	}
	choice->count = kept;
	return count - kept;
}

/* --- The dialog ----------------------------------------------------------------------------- */

/* Why nothing can be written, whatever it is; NULL when something can. */
static const char *find_refusal(const struct ui *ui, const struct snapshot *newest)
{
	if (ui->settings->read_only) {
		return "Not toggled: --read-only, so nothing here can write.";
	}
	if (!newest || !ui->snapshot) {
		return "Not toggled: nothing was read yet.";
	}
	if (newest->status.is_disarmed) {
		return "Not toggled: writes are not armed. Press w first.";
	}
	if (!newest->status.can_write) {
		return *newest->status.write_refusal ? newest->status.write_refusal
						     : "Not toggled: no write can be made now.";
	}
	return NULL;
}

static void format_health(const struct session *session, char *text, size_t size)
{
	char late[UNITS_TEXT_SIZE], errors[UNITS_TEXT_SIZE] = "unknown";

	units_format_late(session_lateness(session, session_asof_ms(session)), late);
	if (session->error_count >= 0) {
		units_format_count((uint64_t)session->error_count, errors);
	}
	snprintf(text, size, "%s, lateness %s, errorCount %s",
		session_state_info(session->state)->title, late, errors);
}

/* What many writes take: the rate is of write units, of which the active index pays two each. */
static void format_cost(const struct ui *ui, size_t count, char *text, size_t size)
{
	char left[UNITS_TEXT_SIZE];

	*text = '\0';
	if (count > 1 && ui->settings->write_rate > 0) {
		coarse_format_left(
			(int64_t)((double)count * 2000 / ui->settings->write_rate), left);
		snprintf(text, size, "About %zu WCU in all, %s at %g WCU/s on an index. Esc stops.",
			count * 4, left, ui->settings->write_rate);
	}
}

/* The name to be typed for a protected profile; where keys come from elsewhere, the table's. */
static const char *protected_name(const struct ui *ui)
{
	const struct poll_status *status = &ui->snapshot->status;

	if (!ui->settings->protected) {
		return "";
	}
	return *status->profile ? status->profile : status->table;
}

static void open_dialog(struct ui *ui, struct write_order *order, const char *about,
	const char *beside, bool is_undo)
{
	char cost[DIALOG_TEXT_SIZE];

	format_cost(ui, order->count, cost, sizeof(cost));
	dialog_open(&ui->dialog, &(struct dialog_question){
					 .order = order,
					 .about = about,
					 .beside = beside,
					 .cost = cost,
					 .name = protected_name(ui),
					 .is_undo = is_undo,
					 .needs_reason = ui->settings->require_reason,
				 });
}

/* The row that a key was made of: it borrows the row's own strings. */
static const struct session *session_of(const struct ui *ui, const struct write_key *key)
{
	const struct session *session = ui->snapshot->sessions;

	while (session->user_id != key->user_id) {
		session++;
	}
	return session;
}

static void format_about(
	const struct ui *ui, const struct choice *choice, enum toggle_scope scope, char *text)
{
	char count[UNITS_TEXT_SIZE];

	if (choice->count == 1) {
		format_health(session_of(ui, &choice->keys[0]), text, DIALOG_TEXT_SIZE);
		return;
	}
	units_format_count(choice->count, count);
	snprintf(text, DIALOG_TEXT_SIZE, "%s %s session%s", count,
		scope == TOGGLE_LISTED ? "listed" : "tagged", choice->count == 1 ? "" : "s");
}

static void format_beside(const struct choice *choice, size_t left_out, char *text)
{
	char out[UNITS_TEXT_SIZE], unreadable[UNITS_TEXT_SIZE];

	*text = '\0';
	if (left_out + choice->unreadable > 0) {
		units_format_count(left_out, out);
		units_format_count(choice->unreadable, unreadable);
		snprintf(text, DIALOG_TEXT_SIZE,
			"Left alone: %s that are %s already, %s unreadable.", out,
			choice->active > 0 ? "OFF" : "on", unreadable);
	}
}

/* Makes the order of what was chosen and asks. */
static const char *ask(struct ui *ui, struct choice *choice, enum toggle_scope scope)
{
	char about[DIALOG_TEXT_SIZE], beside[DIALOG_TEXT_SIZE];
	size_t left_out = keep_one_direction(choice);
	struct write_order order = {.reason = "", .keys = choice->keys, .count = choice->count};

	if (choice->count == 0 && choice->unreadable > 0) {
		return "Not toggled: isActive of this session cannot be read.";
	}
	if (choice->count == 0) {
		return "Not toggled: there is no such session any more.";
	}
	if (choice->count > WRITE_MAX_KEYS) {
		return "Not toggled: over 10,000 sessions at once. Filter the list first.";
	}
	format_about(ui, choice, scope, about);
	format_beside(choice, left_out, beside);
	open_dialog(ui, write_order_copy(&order), about, beside, false);
	return NULL;
}

static const char *choose_chosen(struct choice *choice, const struct ui *ui)
{
	const struct item_detail *item = opened_item(ui);

	if (has_tagged(ui)) {
		choose_tagged(choice, ui);
		return NULL;
	}

	if (ui->view != VIEW_SESSIONS && ui->view != VIEW_DETAIL) {
		return "t toggles a session: open a service and select one first.";
	}
	if (!ui->selected_session || (item && item->status == ITEM_MISSING)) {
		return "Not toggled: there is no such session any more.";
	}
	choose(choice, ui, ui->selected_session);
	return NULL;
}

const char *toggle_ask(struct ui *ui, const struct snapshot *newest, enum toggle_scope scope)
{
	const char *refusal = find_refusal(ui, newest);
	struct choice choice = {0};

	if (!refusal && scope == TOGGLE_LISTED) {
		choose_listed(&choice, ui);
	} else if (!refusal) {
		refusal = choose_chosen(&choice, ui);
	}
	if (!refusal) {
		refusal = ask(ui, &choice, scope);
	}
	free(choice.keys);
	return refusal;
}

const char *toggle_ask_undo(struct ui *ui, const struct snapshot *newest, struct write_order *order)
{
	const char *refusal = find_refusal(ui, newest);
	char about[DIALOG_TEXT_SIZE], count[UNITS_TEXT_SIZE];

	if (!refusal && !order) {
		refusal = "Nothing to undo: this dashboard has written nothing yet.";
	}
	if (refusal) {
		write_order_free(order);
		return refusal;
	}
	units_format_count(order->count, count);
	snprintf(about, sizeof(about), "what your last write has changed: %s session%s", count,
		order->count == 1 ? "" : "s");
	open_dialog(ui, order, about, "", true);
	return NULL;
}

/* --- Results -------------------------------------------------------------------------------- */

static void put_counts(const struct write_progress *writing, struct buf *out)
{
	const uint32_t *counts = writing->outcomes_count;
	uint32_t conflicts = counts[WRITE_CONFLICT] + counts[WRITE_GONE];
	char text[UNITS_TEXT_SIZE];

	units_format_count(counts[WRITE_DONE], text);
	buf_printf(out, "%s written, ", text);
	units_format_count(conflicts, text);
	buf_printf(out, "%s conflict%s, ", text, conflicts == 1 ? "" : "s");
	units_format_count(counts[WRITE_FAILED] + counts[WRITE_UNKNOWN], text);
	buf_printf(out, "%s failed", text);
}

static void put_conflict(const struct write_result *result, struct buf *out)
{
	buf_printf(out, "isActive had changed, it is now %s", result->now);
	if (*result->by) {
		buf_printf(out, ", by %s", result->by);
	}
	buf_putc(out, '.');
}

/* What has become of one session, after its name. */
static void put_outcome(
	const struct write_result *result, const struct write_progress *writing, struct buf *out)
{
	const char *word = toggle_word(result->wanted);

	switch (result->outcome) {
	case WRITE_NONE:
	case WRITE_OUTCOME_COUNT:
		break;
	case WRITE_SENT:
		buf_printf(out, "writing isActive %s...%s", word,
			result->is_settling ? " No answer: reading whether it was written." : "");
		break;
	case WRITE_DONE:
		buf_printf(out, "written. isActive is now %s; pending in the index.", word);
		break;
	case WRITE_CONFLICT:
		buf_puts(out, "not written: ");
		put_conflict(result, out);
		break;
	case WRITE_GONE:
		buf_puts(out, "not written: the session no longer exists.");
		break;
	case WRITE_FAILED:
		buf_printf(out, "not written%s: %s",
			writing->phase == WRITING_WAITS ? " yet, Esc stops" : "",
			result->error.text);
		break;
	case WRITE_UNKNOWN:
		buf_printf(out, "no answer, it may have been written: %s", result->error.text);
		break;
	}
}

static void put_one(const struct snapshot *snapshot, struct buf *out)
{
	const struct write_result *result = &snapshot->write;
	char user[UI_SHORT_SIZE], service[UI_SHORT_SIZE];

	/* An order that has only begun has no result, and the last one's is not its. */
	if (result->outcome != WRITE_NONE && result->order == snapshot->writing.number) {
		buf_printf(out, "%s %s ", ui_short(result->user_id, user),
			ui_short(result->service, service));
		put_outcome(result, &snapshot->writing, out);
	}
}

static void put_many(const struct snapshot *snapshot, struct buf *out)
{
	const struct write_progress *writing = &snapshot->writing;
	char left[UNITS_TEXT_SIZE];

	put_counts(writing, out);
	if (writing->phase == WRITING_STOPPED) {
		units_format_count(writing->outcomes_count[WRITE_NONE], left);
		buf_printf(
			out, ", %s not tried: %s; :resume goes on, u undoes", left, writing->why);
	} else if (writing->outcomes_count[WRITE_DONE] > 0) {
		buf_puts(out, ", pending in the index");
	}
	buf_puts(out, ".");
	if (snapshot->write.outcome == WRITE_CONFLICT) {
		buf_printf(out, " The last: %s, ", snapshot->write.user_id);
		put_conflict(&snapshot->write, out);
	}
}

void toggle_tell(const struct snapshot *snapshot, char text[TOGGLE_TEXT_SIZE])
{
	const struct write_progress *writing = &snapshot->writing;
	bool is_over = writing->phase == WRITING_ENDED || writing->phase == WRITING_STOPPED;
	struct buf out = {0};

	if (writing->count <= 1) {
		put_one(snapshot, &out);
	} else if (is_over) {
		put_many(snapshot, &out);
	}
	snprintf(text, TOGGLE_TEXT_SIZE, "%s", buf_text(&out));
	buf_fini(&out);
}

/* How far it is, "12 of 1,000". */
static void put_share(const struct write_progress *writing, struct buf *out)
{
	char text[UNITS_TEXT_SIZE];

	units_format_count(writing->count - writing->outcomes_count[WRITE_NONE] -
				   writing->outcomes_count[WRITE_SENT],
		text);
	buf_printf(out, "%s of ", text);
	units_format_count(writing->count, text);
	buf_puts(out, text);
}

void toggle_format_progress(const struct snapshot *snapshot, char text[TOGGLE_TEXT_SIZE])
{
	const struct write_progress *writing = &snapshot->writing;
	bool is_worth_it = writing->count > 1 || writing->phase == WRITING_WAITS;
	struct buf out = {0};
	char left[UNITS_TEXT_SIZE];

	*text = '\0';
	if (!is_worth_it || writing->phase == WRITING_NOTHING || writing->phase == WRITING_ENDED) {
		return;
	}
	buf_printf(&out, "isActive %s: ", toggle_word(writing->wanted));
	if (writing->phase == WRITING_STOPPED) {
		buf_puts(&out, "stopped at ");
	}
	put_share(writing, &out);
	if (writing->phase == WRITING) {
		coarse_format_left(writing->left_ms, left);
		buf_printf(&out, " written or tried, %s left, Esc stops", left);
	} else if (writing->phase == WRITING_WAITS) {
		buf_printf(&out, ", waiting, Esc stops: %s", writing->why);
	} else {
		buf_printf(&out, ", :resume goes on, u undoes: %s", writing->why);
	}
	snprintf(text, TOGGLE_TEXT_SIZE, "%s", buf_text(&out));
	buf_fini(&out);
}
