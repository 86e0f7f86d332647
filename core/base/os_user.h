/* SPDX-License-Identifier: MIT */
/* The user who runs the program, looked up in the user database. Any thread. */
#ifndef BEYATOP_OS_USER_H
#define BEYATOP_OS_USER_H

#include "buf.h"

#include <stdbool.h>

/*
 * Appends a user's home directory. For "", the user who runs the program, that is $HOME or, if it
 * is not set, the one in the user database. False if there is none; then nothing is appended.
 */
bool os_user_put_home(struct buf *out, const char *user);

/* Appends the user's name; nothing if the database has none. */
void os_user_put_name(struct buf *out);

#endif
