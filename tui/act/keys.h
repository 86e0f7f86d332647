/* SPDX-License-Identifier: MIT */
/*
 * The table of keys: where each works, what it does, and its text in help and footers. To add a
 * key, add a row in keys.c and the function that it names. UI thread.
 */
#ifndef BEYATOP_KEYS_H
#define BEYATOP_KEYS_H

#include "act/app.h"

/* In the order of the help; static; the row after the last has no name. */
extern const struct key_binding keys_table[];

/* Handles a key (enum key): in an open dialog or prompt, else in the view. */
void keys_press(struct app *app, int key);

/* Quits; the first time while a write is running, only warns. */
void keys_quit(struct app *app);

#endif
