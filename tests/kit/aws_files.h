/* SPDX-License-Identifier: MIT */
/*
 * A scratch home directory for each test that reads ~/.aws, and an environment without AWS_*
 * variables. Setup and teardown are for cmocka.
 */
#ifndef BEYATOP_TESTS_AWS_FILES_H
#define BEYATOP_TESTS_AWS_FILES_H

#include "base.h"
#include "kit/state_home.h"

#include <dirent.h>
#include <openssl/sha.h>
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
	setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
	strcpy(aws_files_home, "/tmp/beyatop-test-XXXXXX");
	if (!mkdtemp(aws_files_home) || setenv("HOME", aws_files_home, 1) != 0)
		return -1;
	state_home(); /* keeps the audit log out of the home directory */
	aws_files_path("", path);
	return mkdir(path, 0700);
}

/* Removes the directory and the files in it. */
static inline void aws_files_remove_directory(const char *path)
{
	DIR *directory = opendir(path);
	char name[600];

	for (struct dirent *entry; directory && (entry = readdir(directory));) {
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		unlink(name);
	}
	if (directory) {
		closedir(directory);
	}
	rmdir(path);
}

/* Writes the file of "aws sso login" for a session or, in the older form, a start URL. */
static inline void aws_files_log_in(const char *name, const char *document)
{
	unsigned char hash[20];
	char path[128], file[56] = "sso/cache/";

	SHA1((const unsigned char *)name, strlen(name), hash);
	for (size_t i = 0; i < sizeof(hash); i++) {
		snprintf(file + strlen(file), sizeof(file) - strlen(file), "%02x", hash[i]);
	}
	strcat(file, ".json");
	aws_files_path("sso", path);
	mkdir(path, 0700);
	aws_files_path("sso/cache", path);
	mkdir(path, 0700);
	aws_files_write(file, document);
}

static inline int aws_files_teardown(void **state)
{
	static const char *const directories[] = {"sso/cache", "sso", ""};
	char path[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(directories); i++) {
		aws_files_path(directories[i], path);
		aws_files_remove_directory(path);
	}
	aws_files_remove_directory(aws_files_home);
	return access(aws_files_home, F_OK) == 0 ? -1 : 0;
}

#endif
