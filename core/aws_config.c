/* SPDX-License-Identifier: MIT */
#include "aws_config.h"

#include "buf.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_FILE_BYTES (1u << 20)

static const char blanks[] = " \t";

/*
 * One line that says something. The strings point into the file's text. A section's own line has
 * a NULL key, so that an empty section exists, too.
 */
struct entry {
	const char *kind, *name; /* its section: "profile" and "prod" */
	const char *block;       /* the key above that it is indented under, or NULL */
	const char *key, *value;
};

struct file {
	char *path;
	char *text; /* NULL: there is no such file; cut into strings by the parser */
	size_t size;
	struct entry *entries;
	size_t count, capacity;
};

struct aws_config {
	struct file files[AWS_CONFIG_FILE_COUNT];
	char *profile;
	bool is_explicit;
};

/* How a file is found, and how it writes a profile's section. */
static const struct {
	const char *variable, *standard;
	bool has_kinds; /* "[profile x]", not "[x]" */
} file_kinds[AWS_CONFIG_FILE_COUNT] = {
	[AWS_CREDENTIALS_FILE] = {"AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", false},
	[AWS_CONFIG_FILE] = {"AWS_CONFIG_FILE", "~/.aws/config", true},
};

/* --- Reading a file ------------------------------------------------------------------------ */

static const char *home_directory(void)
{
	const char *home = getenv("HOME");
	const struct passwd *user;

	if (home && *home) {
		return home;
	}
	user = getpwuid(getuid());
	return user && user->pw_dir ? user->pw_dir : "";
}

/* The caller frees the result. */
static char *find_path(enum aws_config_file which)
{
	const char *path = getenv(file_kinds[which].variable);
	struct buf expanded = {0};

	if (!path || !*path) {
		path = file_kinds[which].standard;
	}
	if (path[0] == '~' && path[1] == '/') {
		buf_puts(&expanded, home_directory());
		path++;
	}
	buf_puts(&expanded, path);
	return expanded.data;
}

/* Up to one byte over the cap. Not by stdio, whose buffers would keep a copy of the secrets. */
static bool read_all(int fd, struct file *file)
{
	ssize_t count;

	file->text = base_alloc(MAX_FILE_BYTES + 1);
	do {
		count = read(fd, file->text + file->size, MAX_FILE_BYTES + 1 - file->size);
		if (count > 0) {
			file->size += (size_t)count;
		}
	} while (count > 0 || (count < 0 && errno == EINTR));
	return count == 0;
}

static bool read_file(struct file *file, struct error *err)
{
	bool is_read = false;
	int fd = open(file->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		return true;
	}
	if (fd < 0 || !read_all(fd, file)) {
		error_set(err, ERROR_CONFIG, "cannot read %s: %s", file->path, strerror(errno));
		goto out;
	}
	if (file->size > MAX_FILE_BYTES) {
		error_set(err, ERROR_CONFIG, "%s: larger than 1 MB", file->path);
		goto out;
	}
	file->text[file->size] = '\0';
	is_read = true;
out:
	if (fd >= 0) {
		close(fd);
	}
	return is_read;
}

/* --- Its lines ----------------------------------------------------------------------------- */

struct parser {
	struct file *file;
	bool has_kinds;
	struct entry section; /* that the line is in; kind NULL: none yet */
	struct entry last;    /* the last key that was not in a sub-block */
	size_t last_indent;
};

static void add_entry(struct file *file, struct entry entry)
{
	if (file->count == file->capacity) {
		file->capacity = file->capacity ? 2 * file->capacity : 64;
		file->entries =
			base_realloc(file->entries, file->capacity, sizeof(file->entries[0]));
	}
	file->entries[file->count++] = entry;
}

/* Ends the text before the blanks at its end, and returns it past those at its start. */
static char *trim(char *text)
{
	size_t length;

	text += strspn(text, blanks);
	length = strlen(text);
	while (length > 0 && strchr(blanks, text[length - 1])) {
		length--;
	}
	text[length] = '\0';
	return text;
}

static char *unquote(char *text)
{
	size_t length = strlen(text);

	if (length < 2 || (text[0] != '"' && text[0] != '\'') || text[length - 1] != text[0]) {
		return text;
	}
	text[length - 1] = '\0';
	return text + 1;
}

static char *lower(char *text)
{
	for (char *at = text; *at; at++) {
		if (*at >= 'A' && *at <= 'Z') {
			*at = (char)(*at - 'A' + 'a');
		}
	}
	return text;
}

/* A comment starts the line or follows a blank: "#" may be part of a value. */
static void cut_comment(char *line)
{
	for (char *at = line; *at; at++) {
		if ((*at == '#' || *at == ';') && (at == line || strchr(blanks, at[-1]))) {
			*at = '\0';
			return;
		}
	}
}

/* "[profile x]" is kind "profile" and name "x"; "[default]" is a profile in both files. */
static bool parse_section(struct parser *parser, char *line)
{
	char *end = strrchr(line, ']'), *name;

	if (!end || *trim(end + 1)) {
		return false;
	}
	*end = '\0';
	name = trim(line + 1);
	parser->section = (struct entry){.kind = "profile"};
	if (parser->has_kinds && strcmp(name, "default") != 0) {
		parser->section.kind = name;
		name += strcspn(name, blanks);
		if (*name) {
			*name++ = '\0';
		}
	}
	parser->section.name = unquote(trim(name));
	parser->last = (struct entry){0};
	add_entry(parser->file, parser->section);
	return true;
}

static bool parse_key(struct parser *parser, char *line)
{
	size_t indent = strspn(line, blanks);
	bool is_under = parser->last.key && indent > parser->last_indent;
	char *equals = strchr(line, '=');
	struct entry entry = parser->section;

	if (!parser->section.kind) {
		return false;
	}
	if (is_under && *parser->last.value) {
		return true; /* goes on with the value above; no key that is read here does so */
	}
	if (!equals) {
		return false;
	}
	*equals = '\0';
	entry.key = lower(trim(line));
	entry.value = trim(equals + 1);
	if (is_under) {
		entry.block = parser->last.key;
	} else {
		parser->last = entry;
		parser->last_indent = indent;
	}
	add_entry(parser->file, entry);
	return *entry.key;
}

static bool parse_line(struct parser *parser, char *line)
{
	size_t length = strlen(line);
	char *start;

	if (length > 0 && line[length - 1] == '\r') {
		line[length - 1] = '\0';
	}
	cut_comment(line);
	start = line + strspn(line, blanks);
	if (!*start) {
		return true;
	}
	return *start == '[' ? parse_section(parser, start) : parse_key(parser, line);
}

static bool parse_file(struct file *file, bool has_kinds, struct error *err)
{
	static const char byte_order_mark[] = "\xEF\xBB\xBF";
	struct parser parser = {.file = file, .has_kinds = has_kinds};
	char *line = file->text, *next;

	if (memchr(file->text, '\0', file->size)) {
		error_set(err, ERROR_CONFIG, "%s: not a text file in UTF-8", file->path);
		return false;
	}
	if (strncmp(line, byte_order_mark, strlen(byte_order_mark)) == 0) {
		line += strlen(byte_order_mark);
	}
	for (unsigned number = 1; line; line = next, number++) {
		next = strchr(line, '\n');
		if (next) {
			*next++ = '\0';
		}
		if (!parse_line(&parser, line)) {
			error_set(err, ERROR_CONFIG, "%s:%u: expected [section] or key = value",
				file->path, number);
			return false;
		}
	}
	return true;
}

/* --- What is in them ----------------------------------------------------------------------- */

static bool has_profile(const struct aws_config *config, const char *name)
{
	for (int i = 0; i < AWS_CONFIG_FILE_COUNT; i++) {
		const struct file *file = &config->files[i];

		for (size_t j = 0; j < file->count; j++) {
			if (strcmp(file->entries[j].kind, "profile") == 0 &&
				strcmp(file->entries[j].name, name) == 0) {
				return true;
			}
		}
	}
	return false;
}

static bool has_key(const struct entry *entry, const char *key)
{
	size_t length = entry->block ? strlen(entry->block) : 0;

	if (!entry->key) {
		return false;
	}
	if (!entry->block) {
		return strcmp(entry->key, key) == 0;
	}
	return strncmp(entry->block, key, length) == 0 && key[length] == '.' &&
	       strcmp(entry->key, key + length + 1) == 0;
}

/* Sections of one name are one section, and the last of equal keys counts. */
static const char *find(
	const struct file *file, const char *kind, const char *name, const char *key)
{
	for (size_t i = file->count; i-- > 0;) {
		const struct entry *entry = &file->entries[i];

		if (strcmp(entry->kind, kind) == 0 && strcmp(entry->name, name) == 0 &&
			has_key(entry, key)) {
			return *entry->value ? entry->value : NULL;
		}
	}
	return NULL;
}

static bool load_files(struct aws_config *config, struct error *err)
{
	for (int i = 0; i < AWS_CONFIG_FILE_COUNT; i++) {
		struct file *file = &config->files[i];

		file->path = find_path(i);
		if (!read_file(file, err)) {
			return false;
		}
		if (file->text && !parse_file(file, file_kinds[i].has_kinds, err)) {
			return false;
		}
	}
	return true;
}

bool aws_config_load(const char *profile, struct aws_config **config, struct error *err)
{
	const char *wanted = profile ? profile : getenv("AWS_PROFILE");
	bool is_named = wanted && *wanted;
	struct aws_config *loaded = base_calloc(1, sizeof(*loaded));

	loaded->is_explicit = profile;
	loaded->profile = base_strdup(is_named ? wanted : "default");
	if (!load_files(loaded, err)) {
		goto failed;
	}
	if (is_named && !has_profile(loaded, loaded->profile)) {
		error_set(err, ERROR_CONFIG, "no profile \"%.64s\" in %.120s or %.120s",
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
	for (int i = 0; i < AWS_CONFIG_FILE_COUNT; i++) {
		struct file *file = &config->files[i];

		if (file->text) {
			explicit_bzero(file->text, file->size);
		}
		free(file->text);
		free(file->entries);
		free(file->path);
	}
	free(config->profile);
	free(config);
}

const char *aws_config_profile(const struct aws_config *config)
{
	return config->profile;
}

bool aws_config_profile_is_explicit(const struct aws_config *config)
{
	return config->is_explicit;
}

const char *aws_config_get(const struct aws_config *config, const char *key)
{
	const char *value = aws_config_get_from(config, AWS_CREDENTIALS_FILE, key);

	return value ? value : aws_config_get_from(config, AWS_CONFIG_FILE, key);
}

const char *aws_config_get_from(
	const struct aws_config *config, enum aws_config_file file, const char *key)
{
	return find(&config->files[file], "profile", config->profile, key);
}

const char *aws_config_get_in(
	const struct aws_config *config, const char *kind, const char *name, const char *key)
{
	return find(&config->files[AWS_CONFIG_FILE], kind, name, key);
}

const char *aws_config_path(const struct aws_config *config, enum aws_config_file file)
{
	return config->files[file].path;
}
