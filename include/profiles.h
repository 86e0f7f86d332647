/* SPDX-License-Identifier: MIT */
/* The names of the profiles in the AWS shared files. */
#ifndef BEYATOP_PROFILES_H
#define BEYATOP_PROFILES_H

/*
 * Reads both files and calls take() once per profile, in file order. The name is valid during the
 * call only. An unreadable file counts as empty. Any thread.
 */
void profiles_list(void (*take)(void *user, const char *name), void *user);

#endif
