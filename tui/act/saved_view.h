/* SPDX-License-Identifier: MIT */
/*
 * What the dashboard shows at the start, and what :view shows: --view and the other flags of views,
 * and the sections [view NAME]. A section comes before variables and the rest of the files; at the
 * start, flags come before it. What neither says is the default; columns stay as they are. UI
 * thread, but for the check.
 */
#ifndef BEYATOP_SAVED_VIEW_H
#define BEYATOP_SAVED_VIEW_H

#include "act/app.h"

/*
 * Checks what the dashboard, or a report, shows first, and all saved views: core knows neither
 * filters nor views. False with ERROR_USAGE (a flag) or ERROR_CONFIG, which names the section, the
 * key and what is expected.
 */
MUST_USE bool saved_view_check(const struct settings *settings, struct error *err);

/* Shows what the settings say, before the first snapshot. They must have passed the check. */
void saved_view_start(struct app *app);

/* Call this after a snapshot was shown: lists the finding that was waited for, if it is there. */
void saved_view_follow(struct app *app);

#endif
