/* SPDX-License-Identifier: MIT */
/*
 * A scratch folder for each test that reads the configuration: the user's file, found through
 * XDG_CONFIG_HOME, and one in place of the system's; and an environment without BEYATOP_*
 * variables. Setup and teardown are for cmocka.
 */
#ifndef BEYATOP_TESTS_CONFIG_FILES_H
#define BEYATOP_TESTS_CONFIG_FILES_H

#include "kit/aws_files.h"

static char config_files_home[64], config_files_user[128], config_files_system[128];

/* Writes a file; text NULL: removes it. */
static inline void config_files_write(const char *path, const char *text)
{
	remove(path);
	if (!text) {
		return;
	}
	FILE *file = fopen(path, "w");

	if (!file || fputs(text, file) < 0 || fclose(file) != 0 || chmod(path, 0644) != 0) {
		base_fatal("cannot write %s", path);
	}
}

static inline int config_files_setup(void **state)
{
	(void)state;
	aws_files_clear_environment("BEYATOP_");
	aws_files_clear_environment("AWS_");
	unsetenv("NO_COLOR");
	strcpy(config_files_home, "/tmp/beyatop-test-XXXXXX");
	if (!mkdtemp(config_files_home)) {
		return -1;
	}
	char folder[80];

	snprintf(folder, sizeof(folder), "%s/beyatop", config_files_home);
	snprintf(config_files_user, sizeof(config_files_user), "%s/config", folder);
	snprintf(config_files_system, sizeof(config_files_system), "%s/system", config_files_home);
	return mkdir(folder, 0700) || setenv("XDG_CONFIG_HOME", config_files_home, 1);
}

static inline int config_files_teardown(void **state)
{
	(void)state;
	char folder[80];

	snprintf(folder, sizeof(folder), "%s/beyatop", config_files_home);
	remove(config_files_user);
	remove(config_files_system);
	return rmdir(folder) || rmdir(config_files_home);
}

#endif
