/* SPDX-License-Identifier: MIT */
/* The parts of --help that the manual page is generated from. */
#ifndef BEYATOP_SETTINGS_HELP_H
#define BEYATOP_SETTINGS_HELP_H

#include <stddef.h>

/* An exit status and its meaning, "64" and "invalid command line"; NULL past the last. Static. */
struct settings_exit_status {
	const char *status, *meaning;
};
const struct settings_exit_status *settings_exit_status(size_t index);

#endif
