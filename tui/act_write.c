/* SPDX-License-Identifier: MIT */
#include "act.h"
#include "toggle.h"

void act_ask_toggle(struct app *app)
{
	const char *refusal = toggle_ask(&app->ui, act_newest(app));

	if (refusal) {
		act_say(app, "%s", refusal);
	}
}

void act_answer_dialog(struct app *app, int key)
{
	struct dialog *dialog = &app->ui.dialog;
	char user[UI_SHORT_SIZE];

	if (key == 'y') {
		act_say(app, "%s: writing isActive %s...", ui_short(dialog->user_id, user),
			toggle_word(dialog->seen == ACTIVE_ON ? ACTIVE_OFF : ACTIVE_ON));
		act_send(app, &(struct poller_command){.kind = COMMAND_TOGGLE,
				      .user_id = dialog->user_id,
				      .service = dialog->service,
				      .seen = dialog->seen,
				      .encoding = dialog->encoding});
	} else {
		act_say(app, "Cancelled, nothing was written.");
	}
	dialog_close(dialog);
}
