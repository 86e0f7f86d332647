/* SPDX-License-Identifier: MIT */
#include "base/ini.h"

#include "buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_GUARDED_BYTES (1u << 20)

/* --- Reading a file ------------------------------------------------------------------------ */

/* Devices such as /dev/null are exempt from the ownership check. */
static bool is_guarded(const struct stat *status)
{
	bool is_ours = status->st_uid == geteuid() || status->st_uid == 0;

	return S_ISCHR(status->st_mode) || (is_ours && !(status->st_mode & (S_IWGRP | S_IWOTH)));
}

/* Reads up to one piece over the limit. stdio is not used because its buffers would keep secrets.
 */
static bool read_all(int fd, size_t limit, struct buf *content)
{
	char piece[32768];
	ssize_t count;

	do {
		count = read(fd, piece, sizeof(piece));
		buf_append(content, piece, count > 0 ? (size_t)count : 0);
	} while ((count > 0 && content->length <= limit) || (count < 0 && errno == EINTR));
	explicit_bzero(piece, sizeof(piece));
	return count >= 0;
}

/* Why it is not read, NULL: it is. /dev/null stands for no file; a pipe may have no end. */
static const char *refusal_of(mode_t mode)
{
	if (S_ISREG(mode) || S_ISCHR(mode)) {
		return NULL;
	}
	return S_ISDIR(mode) ? strerror(EISDIR) : "not a regular file";
}

static bool read_guarded(struct ini *ini, int fd, struct buf *content, struct error *err)
{
	struct stat status;

	if (fd >= 0 && fstat(fd, &status) != 0) {
		fd = -1;
	}
	if (fd >= 0 && refusal_of(status.st_mode)) {
		return error_set(err, ERROR_CONFIG, "cannot read %s: %s", ini->path,
			refusal_of(status.st_mode));
	}
	if (fd >= 0 && !is_guarded(&status)) {
		return error_set(err, ERROR_CONFIG,
			"%s is not trusted: it must belong to you or root and be writable by its "
			"owner only (chmod go-w)",
			ini->path);
	}
	if (fd < 0 || !read_all(fd, MAX_GUARDED_BYTES, content)) {
		return error_set(
			err, ERROR_CONFIG, "cannot read %s: %s", ini->path, strerror(errno));
	}
	return content->length <= MAX_GUARDED_BYTES ||
	       error_set(err, ERROR_CONFIG, "%s is larger than 1 MB", ini->path);
}

/* Like botocore, skips what it cannot open and what is not a regular file. */
static bool read_any(struct ini *ini, int fd, struct buf *content)
{
	struct stat status = {0};
	bool is_regular = fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode);

	if (is_regular && read_all(fd, SIZE_MAX, content)) {
		return true;
	}
	if (fd < 0 || is_regular) {
		snprintf(ini->skipped, sizeof(ini->skipped), "%s", strerror(errno));
	} else if (refusal_of(status.st_mode)) {
		snprintf(ini->skipped, sizeof(ini->skipped), "%s", refusal_of(status.st_mode));
	}
	return false;
}

/* Sets text unless the file counts as missing. */
static bool read_file(struct ini *ini, enum ini_trust trust, struct error *err)
{
	/* Opening a pipe that nobody writes to must not block. */
	int fd = open(ini->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct buf content = {0};

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		return true;
	}
	bool is_read = trust == INI_ANY ? read_any(ini, fd, &content)
					: read_guarded(ini, fd, &content, err);

	if (is_read) {
		ini->size = content.length;
		ini->text = content.data ? content.data : base_strdup("");
	} else {
		buf_fini(&content);
	}
	if (fd >= 0) {
		close(fd);
	}
	return is_read || trust == INI_ANY;
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

/*
 * The blanks of Python's str.strip(), in UTF-8, except those that end a line. No-break spaces come
 * with text that is pasted from a web page.
 */
static const char *const blanks[] = {" ", "\t", "\v", "\f", "\x1C", "\x1D", "\x1E", "\x1F",
	"\xC2\x85", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
	"\u2006", "\u2007", "\u2008", "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F",
	"\u3000"};

/* Bytes of the blank that the text starts with; 0: none. */
static size_t blank_at(const char *text)
{
	if (*text > ' ' && *text <= '~') { /* most are, and a file may be large */
		return 0;
	}
	for (size_t i = 0; i < ARRAY_LEN(blanks); i++) {
		size_t length = strlen(blanks[i]);

		if (strncmp(text, blanks[i], length) == 0) {
			return length;
		}
	}
	return 0;
}

/* Bytes of the blank that the first length bytes end with; 0: none. */
static size_t blank_before(const char *text, size_t length)
{
	for (size_t count = 1; count <= 3 && count <= length; count++) {
		if (blank_at(text + length - count) == count) {
			return count;
		}
	}
	return 0;
}

/* Bytes of all blanks that the text starts with. */
static size_t count_blanks(const char *text)
{
	size_t total = 0;

	for (size_t count; (count = blank_at(text + total)) > 0;) {
		total += count;
	}
	return total;
}

/* Removes trailing blanks in place and returns a pointer past the leading ones. */
static char *trim(char *text)
{
	text += count_blanks(text);
	size_t length = strlen(text);

	for (size_t count; (count = blank_before(text, length)) > 0;) {
		length -= count;
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

/*
 * Ends the text at a comment, which must follow a blank and be outside quotes: elsewhere, "#" is
 * part of the value.
 */
static void cut_comment(char *text)
{
	for (char *at = text; *at; at++) {
		char *end = *at == '"' || *at == '\'' ? strchr(at + 1, *at) : NULL;

		if (end) {
			at = end;
		} else if ((*at == '#' || *at == ';') && blank_before(text, (size_t)(at - text))) {
			*at = '\0';
			return;
		}
	}
}

static bool parse_section(struct parser *parser, char *line)
{
	cut_comment(line);
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

/* Splits a line at its first "=" or ":". NULL if it has neither, or nothing before it. */
static char *split(char *line, char **value)
{
	size_t length = strcspn(line, "=:");

	if (!line[length]) {
		return NULL;
	}
	line[length] = '\0';
	*value = line + length + 1;
	char *key = lower(trim(line));

	/* If a comment follows a blank here, the value is empty. */
	if (strcmp(key, "credential_process") != 0) {
		cut_comment(*value);
	}
	*value = trim(*value);
	return *key ? key : NULL;
}

bool ini_can_hold(const char *text)
{
	struct buf value = {0};

	buf_putc(&value, ' ');
	buf_puts(&value, text);
	cut_comment(value.data);
	bool can_hold = strcmp(trim(value.data), text) == 0;

	buf_fini(&value);
	return can_hold;
}

/* indent counts bytes: lines of one block are indented alike. */
static bool parse_key(struct parser *parser, char *line, size_t indent)
{
	bool is_under = parser->key && indent > parser->indent;
	struct ini_entry entry = {.key = ""};
	char *value;

	if (is_under && *parser->value) {
		/* A continuation of a command line may not be cut either. */
		if (strcmp(parser->key, "credential_process") != 0) {
			cut_comment(line);
		}
		entry.block = parser->key;
		entry.value = trim(line);
		add_entry(parser, entry);
		return true;
	}
	entry.key = split(line, &value);
	if (!entry.key) {
		return false;
	}
	entry.value = value;
	if (is_under) {
		entry.block = parser->key;
	} else {
		parser->key = entry.key;
		parser->value = entry.value;
		parser->indent = indent;
	}
	add_entry(parser, entry);
	return true;
}

static bool parse_line(struct parser *parser, char *line)
{
	char *start = line + count_blanks(line);

	if (!*start || *start == '#' || *start == ';') {
		return true;
	}
	if (*start == '[') {
		return parse_section(parser, start);
	}
	return parser->section && parse_key(parser, start, (size_t)(start - line));
}

/* Ends the line in place and returns the next one; NULL if there is none. */
static char *end_line(char *line)
{
	char *end = line;

	/* Not strcspn(), which sanitizers let read the rest of the file for each line. */
	while (*end && *end != '\r' && *end != '\n') {
		end++;
	}
	bool is_pair = end[0] == '\r' && end[1] == '\n', is_last = !*end;

	*end = '\0';
	return is_last ? NULL : end + 1 + is_pair;
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
		next = end_line(line);
		parser.line++;
		bool is_above_sections = !parser.section && line[count_blanks(line)] != '[';

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

void ini_join_lines(struct ini *ini)
{
	/* the end of the value so far */
	char *end = ini->text;

	for (size_t i = 0; i < ini->count; i++) {
		struct ini_entry *entry = &ini->entries[i];
		size_t length = strlen(entry->value);

		if (entry->key && !*entry->key) {
			/* In the file, the continuation comes after the value. */
			*end = '\n';
			memmove(end + 1, entry->value, length + 1);
			end += 1 + length;
			entry->value = "";
		} else if (entry->key) {
			end = ini->text + (entry->value - ini->text) + length;
		}
	}
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

	if (strncmp(entry->section, kind, kind_length) != 0 || !blank_at(name)) {
		return NULL;
	}
	return unquote(name + count_blanks(name), length);
}

bool ini_is_in(const struct ini_entry *entry, const char *kind, const char *name)
{
	size_t length;
	const char *found =
		kind ? ini_name_of(entry, kind, &length) : unquote(entry->section, &length);

	return found && strlen(name) == length && memcmp(found, name, length) == 0;
}
