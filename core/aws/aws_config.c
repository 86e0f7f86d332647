/* SPDX-License-Identifier: MIT */
#include "aws/aws_config.h"

#include "base/ini.h"
#include "base/os_user.h"
#include "buf.h"
#include "settings/settings_profile.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct aws_config {
	struct ini files[AWS_CONFIG_FILE_COUNT];
	/* for messages */
	char *names[AWS_CONFIG_FILE_COUNT];
	char *profile;
	const char *profile_origin;
	bool is_explicit;
};

/* Where each file is, and how it names the section of a profile. */
static const struct {
	const char *variable, *standard;
	/* "profile" if the section is "[profile x]"; NULL if it is "[x]" */
	const char *kind;
} file_kinds[AWS_CONFIG_FILE_COUNT] = {
	[AWS_CREDENTIALS_FILE] = {"AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", NULL},
	[AWS_CONFIG_FILE] = {"AWS_CONFIG_FILE", "~/.aws/config", "profile"},
};

/* Appends the value of the variable, "$NAME" or "${NAME}", at text. Returns where it ends. */
static const char *put_variable(struct buf *out, const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_";
	bool has_braces = text[1] == '{';
	const char *begin = text + 1 + has_braces;
	size_t length = has_braces ? strcspn(begin, "}") : strspn(begin, letters);
	bool is_open = has_braces && !begin[length];
	const char *end = begin + length + (has_braces && !is_open);
	char *name = base_strndup(begin, length);
	const char *value = is_open ? NULL : getenv(name);

	if (value) {
		buf_puts(out, value);
	} else {
		buf_append(out, text, (size_t)(end - text));
	}
	free(name);
	return end;
}

static void put_variables(struct buf *out, const char *text)
{
	while (*text) {
		size_t plain = strcspn(text, "$");

		buf_append(out, text, plain);
		text += plain;
		text = *text ? put_variable(out, text) : text;
	}
}

char *aws_config_expand(const char *path)
{
	struct buf plain = {0}, expanded = {0};

	put_variables(&plain, path);
	const char *rest = buf_text(&plain);

	if (*rest == '~') {
		size_t length = strcspn(rest + 1, "/");
		char *user = base_strndup(rest + 1, length);

		rest += os_user_put_home(&expanded, user) ? 1 + length : 0;
		free(user);
	}
	buf_puts(&expanded, rest);
	buf_fini(&plain);
	return expanded.data ? expanded.data : base_strdup("");
}

char *aws_config_find_path(enum aws_config_file file)
{
	const char *path = getenv(file_kinds[file].variable);

	return aws_config_expand(path && *path ? path : file_kinds[file].standard);
}

/* "[default]" is a profile in both files. */
static bool is_in_profile(
	const struct ini_entry *entry, enum aws_config_file file, const char *profile)
{
	return ini_is_in(entry, file_kinds[file].kind, profile) ||
	       (strcmp(profile, "default") == 0 && ini_is_in(entry, NULL, profile));
}

/* key is "block.key" for an entry in a block. */
static bool has_key(const struct ini_entry *entry, const char *key)
{
	if (!entry->key) {
		return false;
	}
	if (!entry->block) {
		return strcmp(entry->key, key) == 0;
	}
	size_t length = strlen(entry->block);

	return strncmp(entry->block, key, length) == 0 && key[length] == '.' &&
	       strcmp(entry->key, key + length + 1) == 0;
}

bool aws_config_has_profile(const struct aws_config *config, const char *profile)
{
	for (int file = 0; file < AWS_CONFIG_FILE_COUNT; file++) {
		const struct ini *ini = &config->files[file];

		for (size_t i = 0; i < ini->count; i++) {
			if (is_in_profile(&ini->entries[i], file, profile)) {
				return true;
			}
		}
	}
	return false;
}

static bool load_file(
	struct aws_config *config, enum aws_config_file file, const char *path, struct error *err)
{
	struct ini *ini = &config->files[file];
	bool is_good = ini_read(ini, path, INI_ANY, err);
	struct buf name = {0};

	ini_join_lines(ini);
	buf_puts(&name, path);
	if (ini->skipped[0]) {
		buf_printf(&name, " (skipped: %s)", ini->skipped);
	}
	config->names[file] = name.data;
	return is_good;
}

static bool load_files(struct aws_config *config, struct error *err)
{
	bool is_good = true;

	for (int file = 0; is_good && file < AWS_CONFIG_FILE_COUNT; file++) {
		char *path = aws_config_find_path(file);

		is_good = load_file(config, file, path, err);
		free(path);
	}
	return is_good;
}

bool aws_config_load(const char *profile, struct aws_config **config, struct error *err)
{
	struct aws_config *loaded = base_calloc(1, sizeof(*loaded));
	const char *wanted = settings_choose_profile(profile, &loaded->profile_origin);
	bool is_named = wanted && *wanted;

	loaded->is_explicit = profile;
	loaded->profile = base_strdup(is_named ? wanted : "default");
	if (!load_files(loaded, err)) {
		goto failed;
	}
	if (is_named && !aws_config_has_profile(loaded, loaded->profile)) {
		error_set(err, ERROR_CONFIG, "profile \"%.64s\" is neither in %.120s nor in %.120s",
			loaded->profile, aws_config_path(loaded, AWS_CONFIG_FILE),
			aws_config_path(loaded, AWS_CREDENTIALS_FILE));
		goto failed;
	}
	*config = loaded;
	return true;

failed:
	aws_config_free(loaded);
	return false;
}

void aws_config_free(struct aws_config *config)
{
	if (!config) {
		return;
	}
	for (int file = 0; file < AWS_CONFIG_FILE_COUNT; file++) {
		ini_fini(&config->files[file]);
		free(config->names[file]);
	}
	free(config->profile);
	free(config);
}

const char *aws_config_profile(const struct aws_config *config)
{
	return config->profile;
}

const char *aws_config_profile_origin(const struct aws_config *config)
{
	return config->profile_origin;
}

bool aws_config_profile_is_explicit(const struct aws_config *config)
{
	return config->is_explicit;
}

const char *aws_config_get_of(const struct aws_config *config, const char *profile, const char *key)
{
	const char *value = aws_config_find(config, AWS_CREDENTIALS_FILE, profile, key);

	return value ? value : aws_config_find(config, AWS_CONFIG_FILE, profile, key);
}

/*
 * Sections with the same name are merged; the last of several values counts. What a profile does
 * not say is looked for in [DEFAULT], which RawConfigParser adds to every section of its file.
 */
const char *aws_config_find(const struct aws_config *config, enum aws_config_file file,
	const char *profile, const char *key)
{
	const struct ini *ini = &config->files[file];
	const char *shared = NULL;
	bool has_profile = false;

	for (size_t i = ini->count; i-- > 0;) {
		const struct ini_entry *entry = &ini->entries[i];
		bool is_wanted = has_key(entry, key);

		/* The key first: names of sections take longer to compare. */
		if (!is_wanted && (has_profile || entry->key)) {
			continue;
		}
		if (is_in_profile(entry, file, profile)) {
			has_profile = true;
			if (is_wanted) {
				return *entry->value ? entry->value : NULL;
			}
		} else if (is_wanted && !shared && ini_is_in(entry, NULL, "DEFAULT")) {
			shared = entry->value;
		}
	}
	return has_profile && shared && *shared ? shared : NULL;
}

const char *aws_config_get_in(
	const struct aws_config *config, const char *kind, const char *name, const char *key)
{
	const struct ini *ini = &config->files[AWS_CONFIG_FILE];

	for (size_t i = ini->count; i-- > 0;) {
		const struct ini_entry *entry = &ini->entries[i];

		if (has_key(entry, key) && ini_is_in(entry, kind, name)) {
			return *entry->value ? entry->value : NULL;
		}
	}
	return NULL;
}

bool aws_config_has_section(const struct aws_config *config, const char *kind, const char *name)
{
	const struct ini *ini = &config->files[AWS_CONFIG_FILE];

	for (size_t i = 0; i < ini->count; i++) {
		if (ini_is_in(&ini->entries[i], kind, name)) {
			return true;
		}
	}
	return false;
}

const char *aws_config_path(const struct aws_config *config, enum aws_config_file file)
{
	return config->names[file];
}

const char *aws_config_skipped(const struct aws_config *config, enum aws_config_file file)
{
	return config->files[file].skipped;
}
