/* SPDX-License-Identifier: MIT */
/* The user who runs the program, looked up in the user database. Any thread. */
#ifndef BEYATOP_OS_USER_H
#define BEYATOP_OS_USER_H

#include "buf.h"

/* Appends $HOME or, if that is not set, the user's home directory; nothing if there is none. */
void os_user_put_home(struct buf *out);

/* Appends the user's name; nothing if the database has none. */
void os_user_put_name(struct buf *out);

#endif
