/* SPDX-License-Identifier: MIT */
#include "settings/settings_given.h"
#include "summary.h"
#include "text.h"

#include <string.h>

#define HELP_COLS   80
#define HELP_COLUMN 28

/* A test parses each up to its "|" or ">". */
static const struct {
	const char *line, *meaning;
} examples[] = {
	{"beyatop -p prod -r eu-west-1", "watch the table of a profile"},
	{"beyatop --once -s slack", "what is wrong with one service"},
	{"beyatop -o json | jq -r '.findings[].text'", "every finding, for a script"},
	{"beyatop --summary >incident.md", "an incident summary as Markdown"},
	{"beyatop --check --crit-if='critical>5%'", "a plugin for Nagios or Icinga"},
};

static const struct {
	const char *status, *meaning;
} exit_statuses[] = {
	{"0", "success"},
	{"1", "other failure, or --wait-until timed out"},
	{"2", "the report is incomplete"},
	{"64", "invalid command line"},
	{"69", "the server cannot be reached"},
	{"77", "no valid credentials, or denied by IAM"},
	{"78", "invalid configuration"},
	{"128+N", "terminated by signal N"},
	{"0-3", "with --check: OK, WARNING, CRITICAL, UNKNOWN; no others"},
};

/* Prints the default on the variable's line if there is room; that line is width columns long. */
static void print_default(const char *text, int width, FILE *out)
{
	static const char word[] = "default ";
	bool is_beside = width > 0 && width + 2 + strlen(word) + strlen(text) <= HELP_COLS;

	if (is_beside) {
		fprintf(out, ", %s%s\n", word, text);
	} else {
		fprintf(out, "%s%*s%s%s\n", width ? "\n" : "", HELP_COLUMN, "", word, text);
	}
}

static void print_setting(const struct setting *row, FILE *out)
{
	int width = row->letter ? fprintf(out, "  -%c, --%s", row->letter, row->flag)
				: fprintf(out, "      --%s", row->flag);

	if (row->metavar) {
		width += fprintf(out, "=%s", row->metavar);
	}
	fprintf(out, "%*s%s\n", HELP_COLUMN - width, "", row->help);
	if (row->variable) {
		width = fprintf(out, "%*s$%s", HELP_COLUMN, "", row->variable);
	}
	if (settings_default_help(row)) {
		print_default(settings_default_help(row), row->variable ? width : 0, out);
	} else if (row->variable) {
		fputc('\n', out);
	}
}

static void print_group(enum settings_group group, FILE *out)
{
	const struct setting *row;

	fprintf(out, "\n%s:\n", settings_group_title(group));
	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		if (row->group == group) {
			print_setting(row, out);
		}
	}
}

/* Prints "sessions, active, ...", wrapped. */
static void print_figures(FILE *out)
{
	int cols = 0;

	for (unsigned figure = 0; figure < FIGURE_COUNT; figure++) {
		const char *word = summary_figure_info(figure)->word;

		if (cols + (int)strlen(word) + 2 > HELP_COLS) {
			fputc('\n', out);
			cols = 0;
		}
		cols += fprintf(out, "%s%s%s", cols > 0 ? " " : "", word,
			figure + 1 < FIGURE_COUNT ? "," : "\n");
	}
}

void settings_print_help(FILE *out)
{
	fputs("Usage: beyatop [OPTION]...\n"
	      "Watches the health of the integration sessions in a DynamoDB table.\n"
	      "\n"
	      "Examples:\n",
		out);
	for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
		fprintf(out, "  %-45s%s\n", examples[i].line, examples[i].meaning);
	}
	fputs("\n"
	      "Options, each with the environment variable to use instead.\n",
		out);
	for (unsigned group = SETTINGS_NO_GROUP + 1; group < SETTINGS_GROUP_END; group++) {
		print_group(group, out);
	}
	fputs("\n"
	      "Settings given by neither are read from ~/.config/beyatop/config, then from\n"
	      "/etc/beyatop/config: \"key = value\" in [default] or [profile NAME]. A key is the\n"
	      "variable in lower case without BEYATOP_, as in max_rcu = 10. Options without a\n"
	      "value are set to 1 or 0 there, as with --ascii=0. read_only = hard cannot be\n"
	      "overridden. [service NAME] sets thresholds, runbook and owner of one service,\n"
	      "[view NAME] what --view=NAME shows.\n"
	      "\n"
	      "A condition compares figures, joined by \"and\" and \"or\", as in late<=5%. --check\n"
	      "reports UNKNOWN if the table could not be read completely. Figures:\n",
		out);
	print_figures(out);
	fputs("\n"
	      "Durations are written as 15s, 5m or 1h. Region, endpoint and credentials also\n"
	      "come from AWS_* variables and the files in ~/.aws, as for the AWS CLI.\n"
	      "\n"
	      "Formats of reports:\n",
		out);
	const struct settings_format *format;

	for (size_t i = 0; (format = settings_format(i)) != NULL; i++) {
		fprintf(out, "  %-7s%s\n", format->name, format->help);
	}
	fputs("\n"
	      "Exit status:\n",
		out);
	for (size_t i = 0; i < ARRAY_LEN(exit_statuses); i++) {
		fprintf(out, "  %-7s%s\n", exit_statuses[i].status, exit_statuses[i].meaning);
	}
}

/* --- --print-config ------------------------------------------------------------------------ */

#define SOURCE_COLUMN 40

static void put_safely(struct buf *out, const char *text)
{
	char safe[1024];

	text_sanitize(text, safe, sizeof(safe));
	buf_puts(out, safe);
}

/* Prints all of them, because several -s add up. */
static void put_services(struct buf *out, const struct settings *settings)
{
	for (int i = 0; i < settings->services_count; i++) {
		buf_puts(out, i > 0 ? "," : "");
		put_safely(out, settings->services[i]);
	}
}

/* True for settings that AWS_* variables and the files in ~/.aws may also set. */
static bool is_of_aws(const char *key)
{
	return strcmp(key, "region") == 0 || strcmp(key, "profile") == 0 ||
	       strcmp(key, "endpoint_url") == 0;
}

/*
 * Prints "interval = 5s     # --interval"; commented out if there is no value or a file cannot
 * express it.
 */
static void print_row(const struct settings *settings, const struct setting *row, const char *key,
	const struct settings_given *given, FILE *out)
{
	struct buf line = {0}, source = {0};

	if (!given->text) {
		fprintf(out, "# %s is not set%s\n", key,
			is_of_aws(key) ? " here; --whoami shows what AWS's own settings say" : "");
		return;
	}
	buf_printf(&line, "%s%s = ", !ini_can_hold(given->text) ? "# " : "", key);
	if (row->offset == offsetof(struct settings, services) &&
		given == settings_given(settings, row)) {
		put_services(&line, settings);
	} else {
		put_safely(&line, given->text);
	}
	settings_put_source(&source, row, given);
	fprintf(out, "%-*s # ", SOURCE_COLUMN, buf_text(&line));
	buf_clear(&line);
	put_safely(&line, buf_text(&source));
	fprintf(out, "%s\n", buf_text(&line));
	buf_fini(&line);
	buf_fini(&source);
}

static void print_service(const struct settings *settings, size_t at, FILE *out)
{
	struct buf name = {0};

	put_safely(&name, settings->own_services[at].service);
	fprintf(out, "\n[service %s]\n", buf_text(&name));
	buf_fini(&name);
	const struct setting *row;
	char key[SETTINGS_KEY_SIZE];

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		const struct settings_given *given = &settings->memory->own_given[at][i];

		if (row->is_per_service) {
			print_row(settings, row, settings_key(row, key),
				given->text ? given : settings_given(settings, row), out);
		}
	}
}

static void print_view(const struct settings *settings, size_t at, FILE *out)
{
	struct buf name = {0};

	put_safely(&name, settings->memory->views[at]);
	fprintf(out, "\n[view %s]\n", buf_text(&name));
	buf_fini(&name);
	const struct setting *row;

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		const struct settings_given *given = &settings->memory->views_given[at][i];

		if (given->text) {
			print_row(settings, row, row->flag, given, out);
		}
	}
}

void settings_print_config(const struct settings *settings, FILE *out)
{
	char key[SETTINGS_KEY_SIZE];
	const struct setting *row;

	fputs("[default]\n", out);
	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		if (*settings_key(row, key)) {
			print_row(settings, row, key, settings_given(settings, row), out);
		}
	}
	for (size_t i = 0; i < settings->own_services_count; i++) {
		print_service(settings, i, out);
	}
	for (size_t i = 0; i < settings->memory->views_count; i++) {
		print_view(settings, i, out);
	}
}
