/* SPDX-License-Identifier: MIT */
/*
 * The AWS shared files, ~/.aws/config with "[profile name]" and ~/.aws/credentials with "[name]",
 * as the AWS CLI reads them. ini.h parses them. Reads the environment while loading. One thread at
 * a time.
 */
#ifndef BEYATOP_AWS_CONFIG_H
#define BEYATOP_AWS_CONFIG_H

#include "error.h"

#include <stdbool.h>

struct aws_config;

enum aws_config_file { AWS_CREDENTIALS_FILE, AWS_CONFIG_FILE, AWS_CONFIG_FILE_COUNT };

/*
 * Reads both files, or those that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name. profile is
 * the value of --profile; if NULL, AWS_DEFAULT_PROFILE, AWS_PROFILE or "default" is used. A file
 * that is missing or cannot be read counts as empty. ERROR_CONFIG, with file and line, if a file is
 * malformed, or if neither file has a profile that was explicitly named. Free with
 * aws_config_free().
 */
MUST_USE bool aws_config_load(const char *profile, struct aws_config **config, struct error *err);

/* Zeroes and frees the files' contents. */
void aws_config_free(struct aws_config *config);

/*
 * The current profile; where its name comes from, such as "AWS_PROFILE" (static); whether it was
 * given by --profile.
 */
const char *aws_config_profile(const struct aws_config *config);
const char *aws_config_profile_origin(const struct aws_config *config);
bool aws_config_profile_is_explicit(const struct aws_config *config);

bool aws_config_has_profile(const struct aws_config *config, const char *profile);

/*
 * The value of a key, given in lower case, in a profile; the credentials file takes precedence.
 * NULL if it is missing or empty. A key in an indented block is "block.key". Borrowed.
 */
const char *aws_config_get_of(
	const struct aws_config *config, const char *profile, const char *key);

/* Like aws_config_get_of(), from one file only, for values that must come from the same file. */
const char *aws_config_find(const struct aws_config *config, enum aws_config_file file,
	const char *profile, const char *key);

/*
 * Like aws_config_get_of(), from a section "[kind name]" of the config file: "services",
 * "sso-session".
 */
const char *aws_config_get_in(
	const struct aws_config *config, const char *kind, const char *name, const char *key);

/* True if the config file has that section, even if it is empty. */
bool aws_config_has_section(const struct aws_config *config, const char *kind, const char *name);

/* The path of a file, for messages; if it was skipped, also why: "/x/config (skipped: …)". */
const char *aws_config_path(const struct aws_config *config, enum aws_config_file file);

/* Why a file could not be read and counts as empty, "Permission denied"; "" if it was read. */
const char *aws_config_skipped(const struct aws_config *config, enum aws_config_file file);

/*
 * The path of a file: from AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE, else in ~/.aws. The
 * caller frees it.
 */
char *aws_config_find_path(enum aws_config_file file) MUST_USE;

/*
 * Replaces $NAME and ${NAME}, then a leading "~" or "~user", as os.path.expandvars() and
 * expanduser() of Python do for botocore: what is not set, or not known, stays. Needed because
 * systemd and Docker do not expand variables in environment files. The caller frees the result.
 */
char *aws_config_expand(const char *path) MUST_USE;

#endif
