/* SPDX-License-Identifier: MIT */
/*
 * Every command that can be typed after a colon. A new command is a row here and the function that
 * the row names. UI thread.
 */
#ifndef BEYATOP_COMMANDS_H
#define BEYATOP_COMMANDS_H

#include "ui/typed_command.h"

/* In the order of the help; static; the row after the last has no name. */
extern const struct typed_command commands_table[];

#endif
