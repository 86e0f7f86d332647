/* SPDX-License-Identifier: MIT */
/*
 * A home directory of its own for each test that reads ~/.aws, and an environment without
 * AWS_* variables. Setup and teardown are for cmocka.
 */
#ifndef BEYATOP_TESTS_AWS_FILES_H
#define BEYATOP_TESTS_AWS_FILES_H

#include "base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

static char aws_files_home[64];

static inline void aws_files_clear_environment(const char *prefix)
{
	size_t length = strlen(prefix);

	for (char **at = environ; *at;) {
		char *name = strncmp(*at, prefix, length) == 0
				     ? base_strndup(*at, strcspn(*at, "="))
				     : NULL;

		if (name)
			unsetenv(name);
		else
			at++;
		free(name);
	}
}

static inline void aws_files_path(const char *name, char path[128])
{
	snprintf(path, 128, "%s/.aws/%s", aws_files_home, name);
}

/* Writes ~/.aws/<name>. */
static inline void aws_files_write_bytes(const char *name, const void *bytes, size_t size)
{
	char path[128];
	FILE *file;

	aws_files_path(name, path);
	file = fopen(path, "w");
	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
		base_fatal("cannot write %s", path);
}

static inline void aws_files_write(const char *name, const char *text)
{
	aws_files_write_bytes(name, text, strlen(text));
}

static inline int aws_files_setup(void **state)
{
	char path[128];

	(void)state;
	aws_files_clear_environment("AWS_");
	strcpy(aws_files_home, "/tmp/beyatop-test-XXXXXX");
	if (!mkdtemp(aws_files_home) || setenv("HOME", aws_files_home, 1) != 0)
		return -1;
	aws_files_path("", path);
	return mkdir(path, 0700);
}

static inline int aws_files_teardown(void **state)
{
	static const char *const names[] = {"config", "credentials", "other", ""};
	char path[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		aws_files_path(names[i], path);
		remove(path);
	}
	return rmdir(aws_files_home);
}

#endif
