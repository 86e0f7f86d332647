/* SPDX-License-Identifier: MIT */
/* What can be typed after a command, for completion: see struct typed_command. UI thread. */
#ifndef BEYATOP_SUGGEST_H
#define BEYATOP_SUGGEST_H

#include "act/app.h"
#include "act/completion.h"

void suggest_services(const struct app *app, struct completion *completion);
void suggest_columns(const struct app *app, struct completion *completion);
void suggest_orders(const struct app *app, struct completion *completion);
void suggest_profiles(const struct app *app, struct completion *completion);

/* The fields of filters, and the values of those that have few. */
void suggest_filters(const struct app *app, struct completion *completion);

#endif
