/* SPDX-License-Identifier: MIT */
/*
 * Every key: where it works, what it does, and how help and footers describe it. A new key is a
 * row here and the function that the row names. UI thread.
 */
#ifndef BEYATOP_KEYS_H
#define BEYATOP_KEYS_H

#include "act/app.h"

/* In the order of the help; static; the row after the last has no name. */
extern const struct key_binding keys_table[];

/* Handles a key (see enum key), as the view, the dialog or the prompt requires. */
void keys_press(struct app *app, int key);

/* Quits; while a write is running only warns, the first time. */
void keys_quit(struct app *app);

#endif
