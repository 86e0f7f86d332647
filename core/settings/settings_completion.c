/* SPDX-License-Identifier: MIT */
/* --completion: completions of the options, made from the table. tui/share has the same bytes. */
#include "settings/settings_table.h"

#include <stdio.h>
#include <string.h>

static bool is_path(const struct setting *row)
{
	return row->metavar && strcmp(row->metavar, "PATH") == 0;
}

/* Prints text with a backslash before each of the special characters. */
static void print_escaped(const char *text, const char *special, FILE *out)
{
	for (; *text; text++) {
		if (strchr(special, *text)) {
			fputc('\\', out);
		}
		fputc(*text, out);
	}
}

/* --- bash ------------------------------------------------------------------------------------ */

/* What follows an option that takes a value: its choices, files, or anything. */
static void print_bash_case(const struct setting *row, FILE *out)
{
	fprintf(out, "\t--%s", row->flag);
	if (row->letter) {
		fprintf(out, "|-%c", row->letter);
	}
	fputs(") ", out);
	if (row->choices) {
		fprintf(out, "mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$cur\"); ",
			row->choices);
	} else if (is_path(row)) {
		fputs("compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); ",
			out);
	}
	fputs("return ;;\n", out);
}

static void print_bash(FILE *out)
{
	const struct setting *row;

	fputs("# SPDX-License-Identifier: MIT\n"
	      "# Completion of beyatop's options for bash, made from its table of settings.\n"
	      "_beyatop()\n"
	      "{\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	      "\tCOMPREPLY=()\n"
	      "\t[ \"$cur\" != = ] || cur=''\n"
	      "\t[ \"$prev\" != = ] || prev=${COMP_WORDS[COMP_CWORD-2]}\n"
	      "\tcase $prev in\n",
		out);
	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		if (row->metavar) {
			print_bash_case(row, out);
		}
	}
	fputs("\tesac\n\tmapfile -t COMPREPLY < <(compgen -W '", out);
	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		fprintf(out, "%s--%s", i > 0 ? " " : "", row->flag);
	}
	fputs("' -- \"$cur\")\n}\ncomplete -F _beyatop beyatop\n", out);
}

/* --- zsh ------------------------------------------------------------------------------------- */

/* Inside single quotes and square brackets. */
static void print_zsh_words(const char *text, FILE *out)
{
	for (; *text; text++) {
		if (*text == '\'') {
			fputs("'\\''", out);
		} else {
			print_escaped((char[]){*text, '\0'}, "[]:", out);
		}
	}
}

static void print_zsh_row(const struct setting *row, FILE *out)
{
	const char *suffix = row->metavar ? "=" : "";

	if (row->letter) {
		fprintf(out, " \\\n\t\t'(-%c --%s)'{-%c%s,--%s%s}'[", row->letter, row->flag,
			row->letter, row->metavar ? "+" : "", row->flag, suffix);
	} else {
		fprintf(out, " \\\n\t\t'--%s%s[", row->flag, suffix);
	}
	print_zsh_words(row->help, out);
	fputc(']', out);
	if (row->choices) {
		fprintf(out, ":%s:(%s)", row->metavar, row->choices);
	} else if (row->metavar) {
		fputc(':', out);
		print_zsh_words(row->metavar, out);
		fputs(is_path(row) ? ":_files" : ": ", out);
	}
	fputc('\'', out);
}

/* For a file in $fpath, which compinit calls as a function, and for source <(...) as well. */
static void print_zsh(FILE *out)
{
	const struct setting *row;

	fputs("#compdef beyatop\n"
	      "# SPDX-License-Identifier: MIT\n"
	      "# Completion of beyatop's options for zsh, made from its table of settings.\n"
	      "_beyatop()\n"
	      "{\n"
	      "\t_arguments -s",
		out);
	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		print_zsh_row(row, out);
	}
	fputs("\n"
	      "}\n"
	      "if [ \"$funcstack[1]\" = _beyatop ]; then\n"
	      "\t_beyatop \"$@\"\n"
	      "else\n"
	      "\tcompdef _beyatop beyatop\n"
	      "fi\n",
		out);
}

/* --- fish ------------------------------------------------------------------------------------ */

static void print_fish_row(const struct setting *row, FILE *out)
{
	fputs("complete -c beyatop", out);
	if (row->letter) {
		fprintf(out, " -s %c", row->letter);
	}
	fprintf(out, " -l %s", row->flag);
	if (row->choices) {
		fprintf(out, " -x -a '%s'", row->choices);
	} else if (row->metavar) {
		fputs(is_path(row) ? " -r -F" : " -x", out);
	}
	fputs(" -d '", out);
	print_escaped(row->help, "'", out);
	fputs("'\n", out);
}

static void print_fish(FILE *out)
{
	const struct setting *row;

	fputs("# SPDX-License-Identifier: MIT\n"
	      "# Completion of beyatop's options for fish, made from its table of settings.\n"
	      "complete -c beyatop -f\n",
		out);
	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		print_fish_row(row, out);
	}
}

void settings_print_completion(const char *shell, FILE *out)
{
	static const struct {
		const char *shell;
		void (*print)(FILE *out);
	} shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};

	for (size_t i = 0; i < ARRAY_LEN(shells); i++) {
		if (strcmp(shells[i].shell, shell) == 0) {
			shells[i].print(out);
		}
	}
}
