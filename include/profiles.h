/* SPDX-License-Identifier: MIT */
/* The names of the profiles in the AWS shared files, to choose from. */
#ifndef BEYATOP_PROFILES_H
#define BEYATOP_PROFILES_H

/*
 * Reads both files and calls take() once for each profile, in the order of the files; the name is
 * borrowed for the call. A file that cannot be read counts as empty. Any thread.
 */
void profiles_list(void (*take)(void *user, const char *name), void *user);

#endif
