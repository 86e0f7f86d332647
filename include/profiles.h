/* SPDX-License-Identifier: MIT */
/* The profiles of the AWS shared files, for whoever is to choose one. */
#ifndef BEYATOP_PROFILES_H
#define BEYATOP_PROFILES_H

/*
 * Reads both files as they are now, and hands the name of each profile to take(), once, in their
 * order, borrowed while it runs. A file that cannot be read has none. Any thread.
 */
void profiles_list(void (*take)(void *user, const char *name), void *user);

#endif
