/* SPDX-License-Identifier: MIT */
/* Chooses the AWS profile. Reads the environment. One thread at a time. */
#ifndef BEYATOP_SETTINGS_PROFILE_H
#define BEYATOP_SETTINGS_PROFILE_H

/*
 * Returns the profile's name, borrowed: wanted (the value of --profile) unless it is NULL; else
 * AWS_DEFAULT_PROFILE or AWS_PROFILE, the first that is set; else NULL. Sets *origin to where the
 * name comes from; static.
 */
const char *settings_choose_profile(const char *wanted, const char **origin);

#endif
