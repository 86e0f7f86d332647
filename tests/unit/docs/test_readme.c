/* SPDX-License-Identifier: MIT */
/*
 * The README's keys, commands, filters, orders, columns and options are those of the program's own
 * tables. With BEYATOP_REGOLD=1 in the environment they are written into it instead. Runs in the
 * project's folder.
 */
#include "buf.h"
#include "list/filter.h"
#include "list/sort.h"
#include "settings.h"
#include "ui/keymap.h"
#include "ui/verb.h"
#include "view/service_columns.h"
#include "view/session_columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kit/generated.h"

#define README "README.md"

static void check_section(const char *name, const char *expected)
{
	char begin[64], end[64];

	snprintf(begin, sizeof(begin), "<!-- %s -->\n", name);
	snprintf(end, sizeof(end), "<!-- /%s -->", name);
	generated_check_section(README, begin, end, expected);
}

static void keys(void **state)
{
	(void)state;
	struct buf table = {0};

	buf_puts(&table, "| key | what it does |\n|---|---|\n");
	const struct key_binding *row;

	for (size_t i = 0; (row = keymap_row(i)) != NULL; i++) {
		buf_printf(&table, "| %s | %s |\n", row->name, row->help);
	}
	check_section("keys", table.data);
	buf_fini(&table);
}

static void commands(void **state)
{
	(void)state;
	struct buf table = {0};

	buf_puts(&table, "| command | what it does |\n|---|---|\n");
	const struct verb_row *row;

	for (size_t i = 0; (row = verb_row(i)) != NULL; i++) {
		buf_printf(&table, "| `:%s%s%s` | %s |\n", row->name, row->argument ? " " : "",
			row->argument ? row->argument : "", row->help);
	}
	check_section("commands", table.data);
	buf_fini(&table);
}

static void filters(void **state)
{
	(void)state;
	struct buf table = {0};

	buf_puts(&table, "| filter | lists |\n|---|---|\n");
	for (size_t i = 0; filter_example(i); i++) {
		buf_printf(&table, "| `%s` | %s |\n", filter_example(i)->text,
			filter_example(i)->meaning);
	}
	check_section("filters", table.data);
	buf_fini(&table);
}

static void orders(void **state)
{
	(void)state;
	struct buf table = {0};

	buf_puts(&table, "| order | | other way round |\n|---|---|---|\n");
	for (int by = 0; sort_info(by); by++) {
		buf_printf(&table, "| `%s` | %s | %s |\n", sort_info(by)->name,
			sort_info(by)->words, sort_info(by)->inverted);
	}
	check_section("orders", table.data);
	buf_fini(&table);
}

static void append_columns(struct buf *out, const char *list, const struct column_table *columns)
{
	for (size_t i = 0; i < columns->count; i++) {
		const struct column *column = &columns->columns[i];

		if (column_choice_has(column)) {
			buf_printf(out, "| %s | `%s` | %s | %s |\n", list, column->name,
				column->title, column->help);
		}
	}
}

static void columns(void **state)
{
	(void)state;
	struct buf table = {0};

	buf_puts(&table, "| in the | column | title | what it shows |\n|---|---|---|---|\n");
	append_columns(&table, "overview", service_columns());
	append_columns(&table, "sessions", session_columns());
	check_section("columns", table.data);
	buf_fini(&table);
}

static void options(void **state)
{
	(void)state;
	char *help = NULL;
	size_t length;
	FILE *out = open_memstream(&help, &length);

	settings_print_help(out);
	fclose(out);
	struct buf section = {0};

	buf_printf(&section, "```\n%s```\n", help);
	check_section("options", section.data);
	buf_fini(&section);
	free(help);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys),
		cmocka_unit_test(commands),
		cmocka_unit_test(filters),
		cmocka_unit_test(orders),
		cmocka_unit_test(columns),
		cmocka_unit_test(options),
	};

	return cmocka_run_group_tests_name("readme", tests, NULL, NULL);
}
