/* SPDX-License-Identifier: MIT */
#include "act/state_file.h"

#include "act/state_dir.h"
#include "list/sort.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_NAME  "state"
#define FIRST_LINE "beyatop state 1"
#define MAX_BYTES  ((size_t)4 << 20)

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
		buf_putc(out, '%'); /* an empty word */
	}
}

/* Cuts the next word off a line and decodes it in place; NULL: there is none, or it is invalid. */
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

static bool take_number(char **line, int64_t *number)
{
	char *word = take_word(line), *end;

	if (!word) {
		return false;
	}
	errno = 0;
	*number = strtoll(word, &end, 10);
	return end != word && *end == '\0' && errno == 0;
}

/* --- Lines ---------------------------------------------------------------------------------- */

static const char *const time_names[TIMES_COUNT] = {
	[TIMES_UTC] = "utc", [TIMES_LOCAL] = "local", [TIMES_AGE] = "age"};

static bool read_sessions_order(struct ui *ui, char *rest)
{
	return sort_parse(&field_sessions, rest, &ui->sessions_order);
}

static bool read_services_order(struct ui *ui, char *rest)
{
	return sort_parse(&field_services, rest, &ui->services_order);
}

static bool read_columns(
	struct column_choice *choice, const struct field_table *table, const char *rest)
{
	const char *wrong;
	size_t wrong_length;

	return column_choice_parse(choice, table, rest, &wrong, &wrong_length);
}

static bool read_sessions_columns(struct ui *ui, char *rest)
{
	return read_columns(&ui->sessions_columns, &field_sessions, rest);
}

static bool read_services_columns(struct ui *ui, char *rest)
{
	return read_columns(&ui->services_columns, &field_services, rest);
}

static bool read_times(struct ui *ui, char *rest)
{
	for (int style = 0; style < TIMES_COUNT; style++) {
		if (strcmp(time_names[style], rest) == 0) {
			ui->times = style;
			return true;
		}
	}
	return false;
}

/* Only lines that could be typed. */
static bool keep_line(struct prompt_history *history, const char *line)
{
	for (const char *at = line; *at; at++) {
		if (*at < ' ' || *at > '~') {
			return false;
		}
	}
	prompt_keep(history, line);
	return strlen(line) < PROMPT_SIZE;
}

static bool read_filter(struct ui *ui, char *rest)
{
	return keep_line(&ui->histories[PROMPT_FILTER], rest);
}

static bool read_command(struct ui *ui, char *rest)
{
	return keep_line(&ui->histories[PROMPT_COMMAND], rest);
}

static bool read_ack(struct ui *ui, char *rest)
{
	struct ack ack = {0};
	int64_t is_taken_back;

	if (!take_number(&rest, &ack.until_ms) || !take_number(&rest, &ack.changed_ms) ||
		!take_number(&rest, &is_taken_back)) {
		return false;
	}
	ack.is_taken_back = is_taken_back != 0;
	ack.scope = take_word(&rest);
	ack.service = ack.scope ? take_word(&rest) : NULL;
	ack.user_id = ack.service ? take_word(&rest) : NULL;
	char *note = ack.user_id ? take_word(&rest) : NULL;

	if (!note) {
		return false;
	}
	snprintf(ack.note, sizeof(ack.note), "%s", note);
	acks_merge(&ui->acks, &ack);
	return true;
}

/* The default is not written. */
static void print_order(const struct sort_order *order, const struct field_table *table,
	const char *name, struct buf *out)
{
	if (order->by != 0 || order->is_inverted) {
		buf_printf(out, "%s %s%s\n", name, order->is_inverted ? "-" : "",
			table->fields[order->by].name);
	}
}

static void print_sessions_order(const struct ui *ui, struct buf *out)
{
	print_order(&ui->sessions_order, &field_sessions, "sessions-order", out);
}

static void print_services_order(const struct ui *ui, struct buf *out)
{
	print_order(&ui->services_order, &field_services, "services-order", out);
}

static void print_columns(const struct column_choice *choice, const struct field_table *table,
	const char *name, struct buf *out)
{
	if (choice->count > 0) {
		buf_printf(out, "%s ", name);
		column_choice_print(choice, table, out);
		buf_putc(out, '\n');
	}
}

static void print_sessions_columns(const struct ui *ui, struct buf *out)
{
	print_columns(&ui->sessions_columns, &field_sessions, "sessions-columns", out);
}

static void print_services_columns(const struct ui *ui, struct buf *out)
{
	print_columns(&ui->services_columns, &field_services, "services-columns", out);
}

static void print_times(const struct ui *ui, struct buf *out)
{
	if (ui->times != TIMES_UTC) {
		buf_printf(out, "times %s\n", time_names[ui->times]);
	}
}

static void print_lines(const struct prompt_history *history, const char *name, struct buf *out)
{
	for (size_t i = 0; i < history->count; i++) {
		buf_printf(out, "%s %s\n", name, history->lines[i]);
	}
}

static void print_filters(const struct ui *ui, struct buf *out)
{
	print_lines(&ui->histories[PROMPT_FILTER], "filter", out);
}

static void print_commands(const struct ui *ui, struct buf *out)
{
	print_lines(&ui->histories[PROMPT_COMMAND], "command", out);
}

static void print_acks(const struct ui *ui, struct buf *out)
{
	for (size_t i = 0; i < ui->acks.count; i++) {
		const struct ack *ack = &ui->acks.list[i];

		buf_printf(out, "ack %" PRId64 " %" PRId64 " %d", ack->until_ms, ack->changed_ms,
			ack->is_taken_back);
		put_word(out, ack->scope);
		put_word(out, ack->service);
		put_word(out, ack->user_id);
		put_word(out, ack->note);
		buf_putc(out, '\n');
	}
}

static const struct line {
	const char *name;
	bool (*read)(struct ui *ui, char *rest);
	void (*print)(const struct ui *ui, struct buf *out);
	/* lines written by other dashboards are merged */
	bool is_merged;
} lines[] = {
	{"sessions-order", read_sessions_order, print_sessions_order, false},
	{"services-order", read_services_order, print_services_order, false},
	{"sessions-columns", read_sessions_columns, print_sessions_columns, false},
	{"services-columns", read_services_columns, print_services_columns, false},
	{"times", read_times, print_times, false},
	{"filter", read_filter, print_filters, false},
	{"command", read_command, print_commands, false},
	{"ack", read_ack, print_acks, true},
};

/* --- The text ------------------------------------------------------------------------------- */

/* False for an invalid line. */
static bool read_line(struct ui *ui, char *line, bool merged_only)
{
	size_t length = strcspn(line, " ");
	char *rest = line + length + (line[length] == ' ');

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		if (strlen(lines[i].name) == length && memcmp(lines[i].name, line, length) == 0) {
			return (merged_only && !lines[i].is_merged) || lines[i].read(ui, rest);
		}
	}
	return false;
}

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

size_t state_file_merge(struct ui *ui, const char *text)
{
	return parse(ui, text, true);
}

void state_file_print(const struct ui *ui, struct buf *out)
{
	buf_puts(out, FIRST_LINE "\n");
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		lines[i].print(ui, out);
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

/* The new text of the file; reads the old one into *before, and merges it. */
static bool make_text(struct ui *ui, struct buf *before, struct buf *text, struct error *err)
{
	buf_clear(before);
	buf_clear(text);
	if (!state_dir_read(FILE_NAME, MAX_BYTES, before, err)) {
		return false;
	}
	(void)state_file_merge(ui, buf_text(before)); /* invalid lines are dropped */
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
	lock = state_dir_lock(err);
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
