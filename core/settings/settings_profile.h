/* SPDX-License-Identifier: MIT */
/* Which AWS profile is used. Reads the environment. One thread at a time. */
#ifndef BEYATOP_SETTINGS_PROFILE_H
#define BEYATOP_SETTINGS_PROFILE_H

/*
 * The profile's name: wanted (of --profile, may be NULL), else the first of AWS_DEFAULT_PROFILE and
 * AWS_PROFILE that is set; NULL if none is. *origin says where it comes from; static. Borrowed.
 */
const char *settings_choose_profile(const char *wanted, const char **origin);

#endif
