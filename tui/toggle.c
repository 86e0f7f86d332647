/* SPDX-License-Identifier: MIT */
#include "toggle.h"

#include "units.h"

#include <stdio.h>
#include <string.h>

const char *toggle_word(enum session_active active)
{
	return active == ACTIVE_ON ? "on" : "OFF";
}

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

/*
 * isActive as the screen shows it: of the opened item where there is one, which was read
 * consistently, else of the row.
 */
static enum session_active shown_active(const struct ui *ui, uint8_t *encoding)
{
	const struct item_detail *item = ui->view == VIEW_DETAIL ? ui_item(ui) : NULL;

	if (item && item->status == ITEM_PRESENT) {
		return item_active(ui, item, encoding);
	}
	*encoding = ui->selected_session->encoding;
	return ui->selected_session->active;
}

static bool is_item_gone(const struct ui *ui)
{
	const struct item_detail *item = ui->view == VIEW_DETAIL ? ui_item(ui) : NULL;

	return item && item->status == ITEM_MISSING;
}

/* Why nothing can be toggled, whatever isActive is; NULL when something can. */
static const char *find_refusal(const struct ui *ui, const struct snapshot *newest)
{
	if (ui->settings->read_only) {
		return "Not toggled: --read-only, so nothing here can write.";
	}
	if (ui->view == VIEW_OVERVIEW || !newest) {
		return "t toggles a session: open a service and select one first.";
	}
	if (!newest->status.can_write) {
		return *newest->status.write_refusal ? newest->status.write_refusal
						     : "Not toggled: no write can be made now.";
	}
	if (!ui->selected_session || is_item_gone(ui)) {
		return "Not toggled: there is no such session any more.";
	}
	if (newest->write.outcome == WRITE_SENT) {
		return "Not toggled: the write before this one is still on its way.";
	}
	return NULL;
}

static void format_health(const struct ui *ui, char *text, size_t size)
{
	const struct session *session = ui->selected_session;
	char late[UNITS_TEXT_SIZE], errors[UNITS_TEXT_SIZE] = "unknown";

	units_format_late(session_lateness(session, session_asof_ms(session)), late);
	if (session->error_count >= 0) {
		units_format_count((uint64_t)session->error_count, errors);
	}
	snprintf(text, size, "%s, lateness %s, errorCount %s",
		session_state_info(session->state)->title, late, errors);
}

const char *toggle_ask(struct ui *ui, const struct snapshot *newest)
{
	const char *refusal = find_refusal(ui, newest);
	char health[DIALOG_HEALTH_SIZE];
	enum session_active active;
	uint8_t encoding;

	if (refusal) {
		return refusal;
	}
	active = shown_active(ui, &encoding);
	if (active == ACTIVE_UNKNOWN || !session_encoding(&ui->settings->spellings, encoding)) {
		return "Not toggled: isActive of this session cannot be read.";
	}
	format_health(ui, health, sizeof(health));
	dialog_open(&ui->dialog, ui->user_id, ui->service, active, encoding, health);
	return NULL;
}

/* What follows the session's name. */
static void format_outcome(const struct write_result *result, char *text, size_t size)
{
	const char *word = toggle_word(result->wanted);

	switch (result->outcome) {
	case WRITE_NONE:
		*text = '\0';
		break;
	case WRITE_SENT:
		snprintf(text, size, "writing isActive %s...", word);
		break;
	case WRITE_DONE:
		snprintf(text, size, "written. isActive is now %s; pending in the index.", word);
		break;
	case WRITE_CONFLICT:
		snprintf(text, size, "not written: isActive had changed, it is now %s.",
			result->now);
		break;
	case WRITE_GONE:
		snprintf(text, size, "not written: the session no longer exists.");
		break;
	case WRITE_FAILED:
		snprintf(text, size, "not written: %s", result->error.text);
		break;
	case WRITE_UNKNOWN:
		snprintf(text, size, "no answer, it may have been written: %s", result->error.text);
		break;
	}
}

void toggle_tell(struct ui *ui, const struct write_result *result)
{
	char user[UI_SHORT_SIZE], service[UI_SHORT_SIZE];
	char outcome[sizeof(ui->message) - sizeof(user) - sizeof(service) - 2];

	if (result->outcome == WRITE_NONE) {
		return;
	}
	format_outcome(result, outcome, sizeof(outcome));
	snprintf(ui->message, sizeof(ui->message), "%s %s %s", ui_short(result->user_id, user),
		ui_short(result->service, service), outcome);
}
