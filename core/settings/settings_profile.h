/* SPDX-License-Identifier: MIT */
/* Chooses the AWS profile. Reads the environment. One thread at a time. */
#ifndef BEYATOP_SETTINGS_PROFILE_H
#define BEYATOP_SETTINGS_PROFILE_H

/*
 * The profile's name, borrowed: wanted, the value of --profile, if it is not NULL; else the first
 * of AWS_DEFAULT_PROFILE and AWS_PROFILE that is set; else NULL. Sets *origin to where it comes
 * from; static.
 */
const char *settings_choose_profile(const char *wanted, const char **origin);

#endif
