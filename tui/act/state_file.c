/* SPDX-License-Identifier: MIT */
#include "act/state_file.h"

#include "act/state_dir.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_NAME  "state"
#define FIRST_LINE "beyatop state 1"
#define MAX_BYTES  ((size_t)4 << 20)

/* The end of the year 9999: later times cannot be written as a timestamp. */
#define LAST_MS INT64_C(253402300799999)

/* --- Words, separated by blanks, with %XX for what would end one ---------------------------- */

static void put_word(struct buf *out, const char *text)
{
	buf_putc(out, ' ');
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte <= ' ' || byte == '%' || byte == 0x7F) {
			buf_printf(out, "%%%02X", byte);
		} else {
			buf_putc(out, *text);
		}
	}
	if (out->data[out->length - 1] == ' ') {
		buf_putc(out, '%'); /* stands for an empty word */
	}
}

/* Splits the next word off a line and decodes it in place; NULL: none, or invalid. */
static char *take_word(char **line)
{
	char *word = *line + strspn(*line, " "), *in = word, *out = word;

	if (!*word) {
		return NULL;
	}
	for (; *in && *in != ' '; in++) {
		char digits[3] = {0};
		unsigned byte;

		if (*in != '%') {
			*out++ = *in;
			continue;
		}
		if (in == word && (!in[1] || in[1] == ' ')) {
			continue;
		}
		memcpy(digits, in + 1, strnlen(in + 1, 2));
		if (sscanf(digits, "%2X", &byte) != 1 || strlen(digits) != 2 || byte == 0) {
			return NULL;
		}
		*out++ = (char)byte;
		in += 2;
	}
	*line = in + (*in == ' ');
	*out = '\0';
	return word;
}

/* A whole number from 0 to most. */
static bool take_number(char **line, int64_t most, int64_t *number)
{
	char *word = take_word(line), *end;

	if (!word) {
		return false;
	}
	errno = 0;
	*number = strtoll(word, &end, 10);
	return end != word && *end == '\0' && errno == 0 && *number >= 0 && *number <= most;
}

/* --- Lines ---------------------------------------------------------------------------------- */

struct line {
	const char *name;
	/* both NULL: the line is dropped */
	bool (*read)(struct ui *ui, const struct line *line, char *rest);
	void (*print)(const struct ui *ui, const struct line *line, struct buf *out);
	/* histories */
	enum prompt_kind prompt;
	/* columns: of the services, else of the sessions */
	bool is_of_services;
	/* lines written by other dashboards are merged */
	bool is_merged;
};

static const struct field_table *fields_of(const struct line *line)
{
	return line->is_of_services ? &field_services : &field_sessions;
}

static bool read_columns(struct ui *ui, const struct line *line, char *rest)
{
	const char *wrong;
	size_t wrong_length;

	return column_choice_parse(
		line->is_of_services ? &ui->services_columns : &ui->sessions_columns,
		fields_of(line), rest, &wrong, &wrong_length);
}

static void print_columns(const struct ui *ui, const struct line *line, struct buf *out)
{
	const struct column_choice *choice =
		line->is_of_services ? &ui->services_columns : &ui->sessions_columns;

	if (choice->count > 0) {
		buf_printf(out, "%s ", line->name);
		column_choice_print(choice, fields_of(line), out);
		buf_putc(out, '\n');
	}
}

/* Only lines that could be typed. */
static bool read_typed(struct ui *ui, const struct line *line, char *rest)
{
	for (const char *at = rest; *at; at++) {
		if (*at < ' ' || *at > '~') {
			return false;
		}
	}
	prompt_history_add(&ui->histories[line->prompt], rest);
	return strlen(rest) < PROMPT_SIZE;
}

static void print_typed(const struct ui *ui, const struct line *line, struct buf *out)
{
	const struct prompt_history *history = &ui->histories[line->prompt];

	for (size_t i = 0; i < history->count; i++) {
		buf_printf(out, "%s %s\n", line->name, history->lines[i]);
	}
}

static bool read_ack(struct ui *ui, const struct line *line, char *rest)
{
	struct ack ack = {0};
	int64_t is_revoked;

	(void)line;
	if (!take_number(&rest, LAST_MS, &ack.until_ms) ||
		!take_number(&rest, LAST_MS, &ack.changed_ms) ||
		!take_number(&rest, 1, &is_revoked)) {
		return false;
	}
	ack.is_revoked = is_revoked != 0;
	ack.scope = take_word(&rest);
	ack.service = ack.scope ? take_word(&rest) : NULL;
	ack.user_id = ack.service ? take_word(&rest) : NULL;
	char *note = ack.user_id ? take_word(&rest) : NULL;

	if (!note) {
		return false;
	}
	snprintf(ack.note, sizeof(ack.note), "%s", note);
	/* An expired one was removed before, and the user was told. */
	if (ack.until_ms > ui->now_wall_ms) {
		acks_merge(&ui->acks, &ack);
	}
	return true;
}

static void print_acks(const struct ui *ui, const struct line *line, struct buf *out)
{
	for (size_t i = 0; i < ui->acks.count; i++) {
		const struct ack *ack = &ui->acks.list[i];

		buf_printf(out, "%s %" PRId64 " %" PRId64 " %d", line->name, ack->until_ms,
			ack->changed_ms, ack->is_revoked);
		put_word(out, ack->scope);
		put_word(out, ack->service);
		put_word(out, ack->user_id);
		put_word(out, ack->note);
		buf_putc(out, '\n');
	}
}

static const struct line lines[] = {
	{"sessions-columns", read_columns, print_columns, .is_of_services = false},
	{"services-columns", read_columns, print_columns, .is_of_services = true},
	{"filter", read_typed, print_typed, .prompt = PROMPT_FILTER},
	{"command", read_typed, print_typed, .prompt = PROMPT_COMMAND},
	{"ack", read_ack, print_acks, .is_merged = true},
	/* from earlier versions: sort orders and the style of times now end with the run */
	{"sessions-order", NULL, NULL, .is_merged = false},
	{"services-order", NULL, NULL, .is_merged = false},
	{"times", NULL, NULL, .is_merged = false},
};

/* --- The text ------------------------------------------------------------------------------- */

/* False for an invalid line. */
static bool read_line(struct ui *ui, char *line, bool merged_only)
{
	size_t length = strcspn(line, " ");
	char *rest = line + length + (line[length] == ' ');

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		if (strlen(lines[i].name) == length && memcmp(lines[i].name, line, length) == 0) {
			return !lines[i].read || (merged_only && !lines[i].is_merged) ||
			       lines[i].read(ui, &lines[i], rest);
		}
	}
	return false;
}

/* See state_file_parse(). merged_only: reads acknowledgements only; the later one of each counts.
 */
static size_t parse(struct ui *ui, const char *text, bool merged_only)
{
	char *copy = base_strdup(text), *rest = NULL;
	char *line = strtok_r(copy, "\n", &rest);
	size_t bad = 0;

	if (!line || strcmp(line, FIRST_LINE) != 0) {
		free(copy);
		return SIZE_MAX;
	}
	while ((line = strtok_r(NULL, "\n", &rest)) != NULL) {
		bad += !read_line(ui, line, merged_only);
	}
	free(copy);
	return bad;
}

size_t state_file_parse(struct ui *ui, const char *text)
{
	return parse(ui, text, false);
}

void state_file_print(const struct ui *ui, struct buf *out)
{
	buf_puts(out, FIRST_LINE "\n");
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		if (lines[i].print) {
			lines[i].print(ui, &lines[i], out);
		}
	}
}

/* --- The file ------------------------------------------------------------------------------- */

void state_file_load(struct ui *ui, char notice[STATE_FILE_NOTICE_SIZE])
{
	struct buf text = {0};
	struct error err;
	size_t bad;

	*notice = '\0';
	if (!state_dir_read(FILE_NAME, MAX_BYTES, &text, &err)) {
		snprintf(notice, STATE_FILE_NOTICE_SIZE, "State file not read: %.180s", err.text);
	} else if (text.length > 0 && (bad = state_file_parse(ui, buf_text(&text))) > 0) {
		snprintf(notice, STATE_FILE_NOTICE_SIZE,
			bad == SIZE_MAX
				? "State file invalid: it is ignored and will be replaced."
				: "Some lines of the state file are invalid: they are ignored.");
	}
	buf_fini(&text);
}

bool state_file_refresh(struct ui *ui, struct file_stamp *seen)
{
	struct file_stamp now = state_dir_stamp(FILE_NAME);
	struct buf text = {0};
	struct error err;

	if (file_stamp_equal(&now, seen)) {
		return false;
	}
	*seen = now;
	/* A file that cannot be read was reported at the start, or will be when we save. */
	bool is_read = state_dir_read(FILE_NAME, MAX_BYTES, &text, &err);

	if (is_read) {
		(void)parse(ui, buf_text(&text), true); /* invalid lines are ignored */
	}
	buf_fini(&text);
	return is_read;
}

/* The new text of the file; reads the old one into *before, and merges it. */
static bool make_text(struct ui *ui, struct buf *before, struct buf *text, struct error *err)
{
	buf_clear(before);
	buf_clear(text);
	if (!state_dir_read(FILE_NAME, MAX_BYTES, before, err)) {
		return false;
	}
	(void)parse(ui, buf_text(before), true); /* invalid lines are dropped */
	(void)acks_expire(&ui->acks, ui->now_wall_ms);
	state_file_print(ui, text);
	return true;
}

bool state_file_save(struct ui *ui, struct error *err)
{
	struct buf before = {0}, text = {0};
	bool is_good = make_text(ui, &before, &text, err);
	const char *known = before.length > 0 ? buf_text(&before) : FIRST_LINE "\n";
	int lock = -1;

	/* Where nothing has changed, not even the directory is created. */
	if (!is_good || strcmp(known, buf_text(&text)) == 0) {
		goto out;
	}
	lock = state_dir_lock(FILE_NAME, err);
	is_good = lock >= 0 && make_text(ui, &before, &text, err) &&
		  state_dir_replace(FILE_NAME, &text, err);
	if (lock >= 0) {
		state_dir_unlock(lock);
	}
out:
	buf_fini(&before);
	buf_fini(&text);
	return is_good;
}
