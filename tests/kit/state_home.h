/* SPDX-License-Identifier: MIT */
/* A separate state directory, with its audit log, for a test. One thread. */
#ifndef BEYATOP_TESTS_STATE_HOME_H
#define BEYATOP_TESTS_STATE_HOME_H

#include "buf.h"

/*
 * Makes a new directory and puts it into the environment as XDG_STATE_HOME, once a process: it is
 * removed when this process ends by exit(). Returns its path.
 */
const char *state_home(void);

/* As above, and empties the directory. */
const char *state_home_renew(void);

/* Appends the audit log as it is; nothing when there is none. */
void state_home_read(struct buf *log);

#endif
