/* SPDX-License-Identifier: MIT */
/* What can be typed after a command, for completion: see struct typed_command. UI thread. */
#ifndef BEYATOP_CANDIDATES_H
#define BEYATOP_CANDIDATES_H

#include "act/app.h"
#include "act/completion.h"

void candidates_add_services(const struct app *app, struct completion *completion);
void candidates_add_columns(const struct app *app, struct completion *completion);
void candidates_add_orders(const struct app *app, struct completion *completion);
void candidates_add_profiles(const struct app *app, struct completion *completion);

/* The fields of filters, and the values of those that have few. */
void candidates_add_filters(const struct app *app, struct completion *completion);

#endif
