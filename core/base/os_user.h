/* SPDX-License-Identifier: MIT */
/* Who runs us, by the system's list of users. Any thread. */
#ifndef BEYATOP_OS_USER_H
#define BEYATOP_OS_USER_H

#include "buf.h"

/* Appends $HOME, or the user's home directory where that is not set; nothing when there is none. */
void os_user_put_home(struct buf *out);

/* Appends the user's name; nothing when the list has none. */
void os_user_put_name(struct buf *out);

#endif
