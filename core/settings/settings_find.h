/* SPDX-License-Identifier: MIT */
/* Finds rows of the settings table by name. */
#ifndef BEYATOP_SETTINGS_FIND_H
#define BEYATOP_SETTINGS_FIND_H

#include "settings/setting.h"

#define SETTINGS_KEY_SIZE 40

/* Sets key to the row's file key, "max_rcu" for BEYATOP_MAX_RCU; "" if it has none. Returns key. */
const char *settings_key(const struct setting *row, char key[SETTINGS_KEY_SIZE]);

/* The row with that flag (without dashes), letter or key; NULL if there is none. */
const struct setting *settings_find_flag(const char *name, size_t length);
const struct setting *settings_find_letter(char letter);
const struct setting *settings_find_key(const char *key);

/* The first row that has text among its choices; NULL if none does. */
const struct setting *settings_find_choice(const char *text);

/* The row that was probably meant; NULL if none is similar. */
const struct setting *settings_similar_flag(const char *name, size_t length);
const struct setting *settings_similar_key(const char *key);

#endif
