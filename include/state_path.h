/* SPDX-License-Identifier: MIT */
/*
 * The directory for what outlives a run: $XDG_STATE_HOME/beyatop, by default
 * ~/.local/state/beyatop (XDG Base Directory Specification, which says to ignore the variable
 * unless absolute). Without HOME, the home directory is taken from the user database. Any thread.
 */
#ifndef BEYATOP_STATE_PATH_H
#define BEYATOP_STATE_PATH_H

#include "base.h"
#include "buf.h"
#include "error.h"

#include <stdbool.h>

/* Sets the path, which need not exist. ERROR_CONFIG without a home directory. */
MUST_USE bool state_path_find(struct buf *path, struct error *err);

/*
 * As above, and creates what is missing, with mode 0700: the directory and those above it, but not
 * the home directory.
 */
MUST_USE bool state_path_make(struct buf *path, struct error *err);

#endif
