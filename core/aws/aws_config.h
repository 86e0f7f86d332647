/* SPDX-License-Identifier: MIT */
/*
 * The AWS shared files, ~/.aws/config and ~/.aws/credentials: INI with "[profile name]" in
 * the one and "[name]" in the other, as the AWS SDKs and Tools Reference Guide describes them.
 * Their form is ini.h's. One thread at a time; it reads the environment when it loads.
 */
#ifndef BEYATOP_AWS_CONFIG_H
#define BEYATOP_AWS_CONFIG_H

#include "error.h"

#include <stdbool.h>

struct aws_config;

enum aws_config_file { AWS_CREDENTIALS_FILE, AWS_CONFIG_FILE, AWS_CONFIG_FILE_COUNT };

/*
 * Reads both files (AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE may name others). profile is
 * the one asked for by --profile or NULL: AWS_DEFAULT_PROFILE, AWS_PROFILE, else "default". A
 * missing file is an empty one; an unreadable or malformed one, or one of over 1 MB, is
 * ERROR_CONFIG with file and line; a profile asked for by name that neither file has is
 * ERROR_CONFIG that names the files. The caller frees by aws_config_free().
 */
MUST_USE bool aws_config_load(const char *profile, struct aws_config **config, struct error *err);

/* Zeroes what was read, then frees it. */
void aws_config_free(struct aws_config *config);

/* The name of the profile in force, who named it ("AWS_PROFILE"; static), and whether that was
 * --profile. */
const char *aws_config_profile(const struct aws_config *config);
const char *aws_config_profile_origin(const struct aws_config *config);
bool aws_config_profile_is_explicit(const struct aws_config *config);

bool aws_config_has_profile(const struct aws_config *config, const char *profile);

/*
 * A key, in lower case, of the profile in force, the credentials file's value first; NULL when it
 * has none, or an empty one. A key in an indented sub-block is "block.key". Borrowed.
 */
const char *aws_config_get(const struct aws_config *config, const char *key);

/* As above, from one file only: keys that belong together must come from the same. */
const char *aws_config_get_from(
	const struct aws_config *config, enum aws_config_file file, const char *key);

/* The same two of another profile: one that a role names as its source. */
const char *aws_config_get_of(
	const struct aws_config *config, const char *profile, const char *key);
const char *aws_config_find(const struct aws_config *config, enum aws_config_file file,
	const char *profile, const char *key);

/* As above, from the named section kind, "services" or "sso-session", of the config file. */
const char *aws_config_get_in(
	const struct aws_config *config, const char *kind, const char *name, const char *key);

/* True when the config file has such a section, be it empty. */
bool aws_config_has_section(const struct aws_config *config, const char *kind, const char *name);

/* The files' names, for messages. */
const char *aws_config_path(const struct aws_config *config, enum aws_config_file file);

/* Where a file is looked for: AWS_CONFIG_FILE or the like, else below the home. The caller frees
 * it. */
char *aws_config_find_path(enum aws_config_file file) MUST_USE;

/* The path with the user's home for a "~/" at its start. The caller frees it. */
char *aws_config_expand(const char *path) MUST_USE;

#endif
