/* SPDX-License-Identifier: MIT */
#include "base/ini.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE_BYTES (1u << 20)

static const char blanks[] = " \t";

/* --- Reading a file ------------------------------------------------------------------------ */

/* Devices such as /dev/null are exempt from the ownership check. */
static bool is_guarded(int fd)
{
	struct stat status;

	if (fstat(fd, &status) != 0) {
		return false;
	}
	bool is_ours = status.st_uid == geteuid() || status.st_uid == 0;

	return S_ISCHR(status.st_mode) || (is_ours && !(status.st_mode & (S_IWGRP | S_IWOTH)));
}

/* Reads up to one byte over the limit. stdio is not used because its buffers would keep secrets. */
static bool read_all(int fd, struct ini *ini)
{
	ini->text = base_alloc(MAX_FILE_BYTES + 1);
	ssize_t count;

	do {
		count = read(fd, ini->text + ini->size, MAX_FILE_BYTES + 1 - ini->size);
		if (count > 0) {
			ini->size += (size_t)count;
		}
	} while (count > 0 || (count < 0 && errno == EINTR));
	return count == 0;
}

static bool read_file(struct ini *ini, enum ini_trust trust, struct error *err)
{
	bool is_read = false;
	int fd = open(ini->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		return true;
	}
	if (fd >= 0 && trust == INI_GUARDED && !is_guarded(fd)) {
		error_set(err, ERROR_CONFIG,
			"%s is not trusted: it must belong to you or root and be writable by its "
			"owner only (chmod go-w)",
			ini->path);
		goto out;
	}
	if (fd < 0 || !read_all(fd, ini)) {
		error_set(err, ERROR_CONFIG, "cannot read %s: %s", ini->path, strerror(errno));
		goto out;
	}
	if (ini->size > MAX_FILE_BYTES) {
		error_set(err, ERROR_CONFIG, "%s is larger than 1 MB", ini->path);
		goto out;
	}
	ini->text[ini->size] = '\0';
	is_read = true;
out:
	if (fd >= 0) {
		close(fd);
	}
	return is_read;
}

/* --- Lines --------------------------------------------------------------------------------- */

struct parser {
	struct ini *ini;
	/* the current section; NULL: none yet */
	const char *section;
	/* the last key at the outer level, its value and indentation; NULL: none */
	const char *key;
	const char *value;
	size_t indent;
	unsigned line;
};

static void add_entry(struct parser *parser, struct ini_entry entry)
{
	struct ini *ini = parser->ini;

	ini->entries = base_grow(ini->entries, ini->count, &ini->capacity, sizeof(ini->entries[0]));
	entry.section = parser->section ? parser->section : "";
	entry.line = parser->line;
	ini->entries[ini->count++] = entry;
}

/* Removes trailing spaces in place and returns a pointer past the leading ones. */
static char *trim(char *text)
{
	text += strspn(text, blanks);
	size_t length = strlen(text);

	while (length > 0 && strchr(blanks, text[length - 1])) {
		length--;
	}
	text[length] = '\0';
	return text;
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

/* A comment starts the line or follows a space: "#" may be part of a value. */
static void cut_comment(char *line)
{
	for (char *at = line; *at; at++) {
		if ((*at == '#' || *at == ';') && (at == line || strchr(blanks, at[-1]))) {
			*at = '\0';
			return;
		}
	}
}

static bool parse_section(struct parser *parser, char *line)
{
	char *end = strrchr(line, ']');

	if (!end || *trim(end + 1)) {
		return false;
	}
	*end = '\0';
	parser->section = trim(line + 1);
	parser->key = NULL;
	add_entry(parser, (struct ini_entry){.value = ""});
	return true;
}

static bool parse_key(struct parser *parser, char *line)
{
	size_t indent = strspn(line, blanks);
	bool is_under = parser->key && indent > parser->indent;

	if (is_under && *parser->value) {
		add_entry(parser,
			(struct ini_entry){.block = parser->key, .key = "", .value = trim(line)});
		return true;
	}
	char *equals = strchr(line, '=');

	if (!equals) {
		return false;
	}
	*equals = '\0';
	struct ini_entry entry = {.key = lower(trim(line)), .value = trim(equals + 1)};

	if (is_under) {
		entry.block = parser->key;
	} else {
		parser->key = entry.key;
		parser->value = entry.value;
		parser->indent = indent;
	}
	add_entry(parser, entry);
	return *entry.key;
}

static bool parse_line(struct parser *parser, char *line)
{
	size_t length = strlen(line);

	if (length > 0 && line[length - 1] == '\r') {
		line[length - 1] = '\0';
	}
	cut_comment(line);
	char *start = line + strspn(line, blanks);

	if (!*start) {
		return true;
	}
	if (*start == '[') {
		return parse_section(parser, start);
	}
	return parser->section && parse_key(parser, line);
}

static bool parse(struct ini *ini, struct error *err)
{
	static const char byte_order_mark[] = "\xEF\xBB\xBF";
	struct parser parser = {.ini = ini};
	char *line = ini->text;

	if (memchr(line, '\0', ini->size)) {
		return error_set(err, ERROR_CONFIG, "%s is not a text file in UTF-8", ini->path);
	}
	if (strncmp(line, byte_order_mark, strlen(byte_order_mark)) == 0) {
		line += strlen(byte_order_mark);
	}
	for (char *next; line; line = next) {
		next = strchr(line, '\n');
		if (next) {
			*next++ = '\0';
		}
		parser.line++;
		bool is_above_sections = !parser.section && line[strspn(line, blanks)] != '[';

		if (!parse_line(&parser, line)) {
			return error_set(err, ERROR_CONFIG, "%s:%u: expected %s", ini->path,
				parser.line,
				is_above_sections ? "[section] above the first setting"
						  : "[section] or key = value");
		}
	}
	return true;
}

bool ini_read(struct ini *ini, const char *path, enum ini_trust trust, struct error *err)
{
	*ini = (struct ini){.path = base_strdup(path)};
	return read_file(ini, trust, err) && (!ini->text || parse(ini, err));
}

void ini_fini(struct ini *ini)
{
	if (ini->text) {
		explicit_bzero(ini->text, ini->size);
	}
	free(ini->text);
	free(ini->entries);
	free(ini->path);
	*ini = (struct ini){0};
}

/* --- Sections ------------------------------------------------------------------------------ */

/* The text without surrounding quotes. */
static const char *unquote(const char *text, size_t *length)
{
	*length = strlen(text);
	if (*length < 2 || (text[0] != '"' && text[0] != '\'') || text[*length - 1] != text[0]) {
		return text;
	}
	*length -= 2;
	return text + 1;
}

const char *ini_name_of(const struct ini_entry *entry, const char *kind, size_t *length)
{
	size_t kind_length = strlen(kind);
	const char *name = entry->section + kind_length;

	if (strncmp(entry->section, kind, kind_length) != 0 || !*name || !strchr(blanks, *name)) {
		return NULL;
	}
	return unquote(name + strspn(name, blanks), length);
}

bool ini_is_in(const struct ini_entry *entry, const char *kind, const char *name)
{
	size_t length;
	const char *found =
		kind ? ini_name_of(entry, kind, &length) : unquote(entry->section, &length);

	return found && strlen(name) == length && memcmp(found, name, length) == 0;
}
