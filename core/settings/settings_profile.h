/* SPDX-License-Identifier: MIT */
/* Which AWS profile is in force. It reads the environment. One thread at a time. */
#ifndef BEYATOP_SETTINGS_PROFILE_H
#define BEYATOP_SETTINGS_PROFILE_H

/*
 * The profile's name: asked_for (--profile, may be NULL), else the first of AWS_DEFAULT_PROFILE and
 * AWS_PROFILE that is set; NULL when none is. *origin says which of them it was; static. Borrowed.
 */
const char *settings_choose_profile(const char *asked_for, const char **origin);

#endif
