/* SPDX-License-Identifier: MIT */
/*
 * The tables of the manual pages, and the completions of three shells, are those of the program.
 * With BEYATOP_REGOLD=1 in the environment they are written instead. Runs in the project's folder.
 */
#include "act/commands.h"
#include "act/keys.h"
#include "buf.h"
#include "finding.h"
#include "list/filter.h"
#include "list/sort.h"
#include "settings/settings_find.h"
#include "settings/settings_table.h"
#include "summary.h"
#include "timestamp.h"
#include "ui/column_choice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kit/generated.h"
#include "kit/skip.h"

#define MANUAL        "tui/share/beyatop.1"
#define MANUAL_CONFIG "tui/share/beyatop.config.5"
#define MANUAL_TABLE  "tui/share/beyatop-table.7"

/* --- The manual page ------------------------------------------------------------------------- */

/* As roff text: no escape, no dash that is a hyphen, no request at the start of a line. */
static void put_roff(struct buf *out, const char *text)
{
	for (const char *at = text; *at; at++) {
		if (*at == '\\') {
			buf_puts(out, "\\e");
		} else if (*at == '"') {
			buf_puts(out, "\\(dq");
		} else if (*at == '-') {
			buf_puts(out, "\\-");
		} else if (*at == '~') {
			buf_puts(out, "\\(ti");
		} else if (*at == '^') {
			buf_puts(out, "\\(ha");
		} else if (at == text && (*at == '.' || *at == '\'')) {
			buf_printf(out, "\\&%c", *at);
		} else {
			buf_putc(out, *at);
		}
	}
}

/* A tag in bold, then its text. */
static void put_item(struct buf *out, const char *tag, const char *text)
{
	buf_puts(out, ".TP\n.B ");
	put_roff(out, tag);
	buf_putc(out, '\n');
	put_roff(out, text);
	buf_putc(out, '\n');
}

static void check_section_of(const char *page, const char *name, struct buf *expected)
{
	char begin[64], end[64];

	snprintf(begin, sizeof(begin), ".\\\" %s\n", name);
	snprintf(end, sizeof(end), ".\\\" /%s\n", name);
	generated_check_section(page, begin, end, buf_text(expected));
	buf_fini(expected);
}

static void check_section(const char *name, struct buf *expected)
{
	check_section_of(MANUAL, name, expected);
}

static void put_option(struct buf *out, const struct setting *row)
{
	struct buf tag = {0};

	if (row->letter) {
		buf_printf(&tag, "-%c, ", row->letter);
	}
	buf_printf(&tag, "--%s%s%s", row->flag, row->metavar ? "=" : "",
		row->metavar ? row->metavar : "");
	put_item(out, buf_text(&tag), row->help);
	if (row->variable) {
		buf_printf(out, ".br\n%s", row->variable);
	}
	const char *initial = settings_default_help(row);

	if (initial) {
		buf_puts(out, row->variable ? ", default " : ".br\ndefault ");
		put_roff(out, initial);
	}
	buf_puts(out, row->variable || initial ? "\n" : "");
	buf_fini(&tag);
}

static void options(void **state)
{
	(void)state;
	struct buf text = {0};
	const struct setting *row;

	for (unsigned group = SETTINGS_NO_GROUP + 1; group < SETTINGS_GROUP_END; group++) {
		buf_printf(&text, ".SS %s\n", settings_group_title(group));
		for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
			if (row->group == group) {
				put_option(&text, row);
			}
		}
	}
	check_section("options", &text);
}

/* The forms of times, and how much a tick reads of an index that is sorted by them. */
static void times(void **state)
{
	static const char *const orders[] = {
		[SORTS_BY_TIME] = "only new polls",
		[SORTS_BY_DAY] = "up to two days more",
		[SORTS_NOT] = "the whole index",
	};
	struct buf text = {0};

	(void)state;
	buf_puts(&text, ".nf\nlastPollAt                                         a tick reads\n");
	for (size_t i = 0; i < TIMESTAMP_FORMS; i++) {
		const struct timestamp_form *form = &timestamp_forms[i];
		char line[120];

		snprintf(line, sizeof(line), "%-50s %s", form->example, orders[form->order]);
		put_roff(&text, line);
		buf_putc(&text, '\n');
	}
	buf_puts(&text, ".fi\n");
	check_section_of(MANUAL_TABLE, "times", &text);
}

static void states(void **state)
{
	(void)state;
	struct buf text = {0}, tag = {0};

	for (int i = 0; i < STATE_COUNT; i++) {
		const struct session_state_info *info = session_state_info(i);

		buf_clear(&tag);
		buf_printf(&tag, "%c  %s", info->letter, info->word);
		put_item(&text, buf_text(&tag), info->meaning);
	}
	buf_fini(&tag);
	check_section("states", &text);
}

static void keys(void **state)
{
	(void)state;
	struct buf text = {0};
	const struct key_binding *row;

	for (row = keys_table; row->name; row++) {
		put_item(&text, row->name, row->help);
	}
	check_section("keys", &text);
}

static void commands(void **state)
{
	(void)state;
	struct buf text = {0}, tag = {0};
	const struct typed_command *row;

	for (row = commands_table; row->name; row++) {
		buf_clear(&tag);
		buf_printf(&tag, ":%s%s%s", row->name, row->argument ? " " : "",
			row->argument ? row->argument : "");
		put_item(&text, buf_text(&tag), row->help);
	}
	buf_fini(&tag);
	check_section("commands", &text);
}

static void filters(void **state)
{
	(void)state;
	struct buf text = {0};
	const struct filter_example *row;

	for (size_t i = 0; (row = filter_example(i)) != NULL; i++) {
		put_item(&text, row->text, row->meaning);
	}
	check_section("filters", &text);
}

/* One line a unit: "sessions, active, ...: a number, or a percentage of the active sessions". */
static void figures(void **state)
{
	static const char *const units[] = {
		[SUMMARY_COUNT] = "a number, or a percentage of the active sessions",
		[SUMMARY_INTERVALS] = "a number of polling intervals",
		[SUMMARY_AGE_MS] = "a duration",
	};
	struct buf text = {0}, words = {0};

	(void)state;
	for (unsigned unit = 0; unit < ARRAY_LEN(units); unit++) {
		buf_clear(&words);
		for (unsigned figure = 0; figure < FIGURE_COUNT; figure++) {
			const struct summary_figure_info *info = summary_figure_info(figure);

			if (info->unit == unit) {
				buf_printf(
					&words, "%s%s", words.length > 0 ? ", " : "", info->word);
			}
		}
		put_item(&text, buf_text(&words), units[unit]);
	}
	buf_fini(&words);
	check_section("figures", &text);
}

static void orders(void **state)
{
	(void)state;
	struct buf text = {0}, words = {0};

	for (size_t i = 0; i < field_sessions.count; i++) {
		const struct field *field = &field_sessions.fields[i];

		if (field->sorted) {
			buf_clear(&words);
			buf_printf(&words, "%s; reversed: %s", field->sorted, field->reversed);
			put_item(&text, field->name, buf_text(&words));
		}
	}
	buf_fini(&words);
	check_section("orders", &text);
}

static void put_columns(struct buf *out, const char *list, const struct field_table *table)
{
	struct buf tag = {0};

	for (size_t i = 0; i < table->count; i++) {
		const struct field *column = &table->fields[i];

		if (column_choice_allows(column)) {
			buf_clear(&tag);
			buf_printf(&tag, "%s  %s  %s", list, column->name, column->title);
			put_item(out, buf_text(&tag), column->help);
		}
	}
	buf_fini(&tag);
}

static void columns(void **state)
{
	(void)state;
	struct buf text = {0};

	put_columns(&text, "overview", &field_services);
	put_columns(&text, "sessions", &field_sessions);
	check_section("columns", &text);
}

static void config(void **state)
{
	(void)state;
	struct buf text = {0};
	const struct setting *row;

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		char key[SETTINGS_KEY_SIZE];

		if (*settings_key(row, key)) {
			put_item(&text, key, row->accepted);
		}
	}
	check_section_of(MANUAL_CONFIG, "config", &text);
}

/* As --help prints them last: "  64     invalid command line". */
static void exit_statuses(void **state)
{
	(void)state;
	struct buf text = {0};
	char *help = NULL, status[16], meaning[80];
	size_t size = 0;
	FILE *out = open_memstream(&help, &size);

	assert_non_null(out);
	settings_print_help(out);
	assert_int_equal(fclose(out), 0);
	const char *line = strstr(help, "\nExit status:\n");

	assert_non_null(line);
	for (line = strstr(line, "\n  "); line; line = strchr(line + 1, '\n')) {
		if (line[1]) {
			assert_int_equal(sscanf(line, "%15s %79[^\n]", status, meaning), 2);
			put_item(&text, status, meaning);
		}
	}
	free(help);
	check_section("exit", &text);
}

static void kinds(void **state)
{
	(void)state;
	struct buf text = {0};

#define KIND(NAME, word, meaning) put_item(&text, word, meaning);
	FINDING_KINDS(KIND)
#undef KIND
	check_section("kinds", &text);
}

static void formats(void **state)
{
	(void)state;
	struct buf text = {0};
	const struct settings_format *row;

	for (size_t i = 0; (row = settings_format(i)) != NULL; i++) {
		put_item(&text, row->name, row->help);
	}
	check_section("formats", &text);
}

/* --- Completions ----------------------------------------------------------------------------- */

static void check_completion(const char *shell, const char *path)
{
	struct buf text = {0};
	char *printed = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&printed, &size);

	assert_non_null(out);
	settings_print_completion(shell, out);
	assert_int_equal(fclose(out), 0);
	buf_append(&text, printed, size);
	free(printed);
	generated_check_file(path, &text);
	buf_fini(&text);
}

static void completions(void **state)
{
	(void)state;
	check_completion("bash", "tui/share/beyatop.bash");
	check_completion("zsh", "tui/share/beyatop.zsh");
	check_completion("fish", "tui/share/beyatop.fish");
}

/* --- By others' eyes ------------------------------------------------------------------------- */

static bool has_command(const char *name)
{
	char command[80];

	snprintf(command, sizeof(command), "command -v %s >/dev/null", name);
	return system(command) == 0;
}

/* Runs a shell command and compares what it says, on both outputs. */
static void assert_says(const char *command, const char *expected)
{
	struct buf told = {0};
	FILE *out = popen(command, "r");

	assert_non_null(out);
	char bytes[4096];

	for (size_t count; (count = fread(bytes, 1, sizeof(bytes), out)) > 0;) {
		buf_append(&told, bytes, count);
	}
	assert_int_equal(pclose(out), 0);
	assert_string_equal(buf_text(&told), expected);
	buf_fini(&told);
}

static void manuals_are_sound(void **state)
{
	static const char *const pages[] = {MANUAL, MANUAL_CONFIG, MANUAL_TABLE};

	(void)state;
	if (!has_command("groff")) {
		SKIP_TEST("groff is not installed");
	}
	/* Where manuals are left out, man is a script that says so. */
	bool has_man = system("man --version 2>/dev/null | grep -q ^man") == 0;

	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		char command[160];

		snprintf(command, sizeof(command),
			"groff -man -Tutf8 -ww -rCHECKSTYLE=3 %s 2>&1 >/dev/null", pages[i]);
		assert_says(command, "");
		if (has_man) {
			snprintf(command, sizeof(command),
				"man --warnings -E UTF-8 -l -Tutf8 -Z %s 2>&1 >/dev/null",
				pages[i]);
			assert_says(command, "");
		}
	}
}

static void bash_completes(void **state)
{
	(void)state;
	assert_says("bash -c 'source tui/share/beyatop.bash; compopt() { :; }\n"
		    "try() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _beyatop; "
		    "echo \"${COMPREPLY[@]}\"; }\n"
		    "try beyatop --stat; try beyatop -o js; try beyatop --output = cs; "
		    "try beyatop -t x; try beyatop --config LICEN' 2>&1",
		"--statusline\njson jsonl\ncsv\n\nLICENSE\n");
}

static void fish_completes(void **state)
{
	(void)state;
	if (!has_command("fish")) {
		SKIP_TEST("fish is not installed");
	}
	assert_says("HOME=/tmp fish --no-config -c 'source tui/share/beyatop.fish; complete -C "
		    "\"beyatop "
		    "--stat\"; "
		    "complete -C \"beyatop -o js\"' 2>&1",
		"--statusline\tprint one short line for tmux\n"
		"json\tprint a report in a format, see below\n"
		"jsonl\tprint a report in a format, see below\n");
}

static void zsh_completes(void **state)
{
	(void)state;
	if (!has_command("zsh")) {
		SKIP_TEST("zsh is not installed");
	}
	assert_says("timeout 60 zsh -f tests/unit/docs/complete.zsh 'beyatop --stat' 'beyatop -o "
		    "js' 2>&1",
		"--statusline\njson jsonl\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options),
		cmocka_unit_test(times),
		cmocka_unit_test(states),
		cmocka_unit_test(keys),
		cmocka_unit_test(commands),
		cmocka_unit_test(filters),
		cmocka_unit_test(figures),
		cmocka_unit_test(orders),
		cmocka_unit_test(columns),
		cmocka_unit_test(config),
		cmocka_unit_test(exit_statuses),
		cmocka_unit_test(kinds),
		cmocka_unit_test(formats),
		cmocka_unit_test(completions),
		cmocka_unit_test(manuals_are_sound),
		cmocka_unit_test(bash_completes),
		cmocka_unit_test(fish_completes),
		cmocka_unit_test(zsh_completes),
	};

	return cmocka_run_group_tests_name("manual", tests, NULL, NULL);
}
