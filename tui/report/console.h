/* SPDX-License-Identifier: MIT */
/* stdout and stderr of a program without a screen. Any thread. */
#ifndef BEYATOP_CONSOLE_H
#define BEYATOP_CONSOLE_H

#include <stdbool.h>
#include <stdio.h>

/* Prints "beyatop: text" to stderr, sanitised. */
void console_error(const char *text);

/* Prints text with its line ends, everything else sanitised. */
void console_print(const char *text, FILE *out);

/*
 * Flushes stdout; false when it could not be written, such as to a full disk: with a message on
 * stderr, unless console_is_closed().
 */
bool console_flush(void);

/* True once nobody reads stdout any more, as in beyatop --once | head -1: that is no error. */
bool console_is_closed(void);

/* The exit status after console_flush() has failed: that of SIGPIPE if stdout is closed. */
int console_exit_status(void);

#endif
