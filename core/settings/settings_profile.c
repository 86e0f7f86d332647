/* SPDX-License-Identifier: MIT */
#include "settings/settings_profile.h"

#include "base.h"

#include <stdlib.h>

const char *settings_choose_profile(const char *wanted, const char **origin)
{
	static const char *const variables[] = {"AWS_DEFAULT_PROFILE", "AWS_PROFILE"};

	*origin = "--profile";
	if (wanted) {
		return wanted;
	}
	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		const char *value = getenv(variables[i]);

		*origin = variables[i];
		if (value && *value) {
			return value;
		}
	}
	*origin = "no other is set";
	return NULL;
}
