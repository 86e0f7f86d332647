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

/* Flushes stdout; false, with a message on stderr, when it could not be written. */
bool console_flush(void);

#endif
