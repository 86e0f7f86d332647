/* SPDX-License-Identifier: MIT */
#include "settings/settings_table.h"
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SYSTEM_PATH "/etc/beyatop/config"

struct settings_given *settings_given(const struct settings *settings, const struct setting *row)
{
	return &settings->memory->given[settings_position(row)];
}

void settings_put_source(
	struct buf *out, const struct setting *row, const struct settings_given *given)
{
	switch (given->source) {
	case FROM_DEFAULT:
		buf_puts(out, "default");
		break;
	case FROM_FILE:
		buf_printf(out, "%s:%u", given->path, given->entry->line);
		break;
	case FROM_VARIABLE:
		buf_puts(out, row->variable);
		break;
	case FROM_FLAG:
		buf_printf(out, "--%s", row->flag);
		break;
	}
}

void settings_format_origin(
	const struct settings *settings, const char *key, char text[SETTINGS_ORIGIN_SIZE])
{
	const struct setting *row = settings_find_key(key);
	struct settings_given by_flag = {.source = FROM_FLAG};
	struct buf source = {0};

	settings_put_source(
		&source, row, settings->memory ? settings_given(settings, row) : &by_flag);
	snprintf(text, SETTINGS_ORIGIN_SIZE, "%s", buf_text(&source));
	buf_fini(&source);
}

void settings_warn(struct settings *settings, const char *format, ...)
{
	char line[800], safe[sizeof(line)];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	text_sanitize(line, safe, sizeof(safe));
	buf_printf(&settings->memory->warnings, "%s\n", safe);
}

const char *settings_warnings(const struct settings *settings)
{
	return buf_text(&settings->memory->warnings);
}

static bool read_variables(struct settings *settings, struct error *err)
{
	const struct setting *row;

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		const char *text = row->variable ? getenv(row->variable) : NULL;
		struct settings_given *given = settings_given(settings, row);

		if (!text || !*text || given->source == FROM_FLAG) {
			continue;
		}
		text = row->is_set_by_presence ? "1" : text;
		*given = (struct settings_given){.text = text, .source = FROM_VARIABLE};
		if (!row->read(row, text, settings)) {
			error_set(err, ERROR_CONFIG, "%s: \"%.60s\" is not %s", row->variable, text,
				row->accepted);
			return false;
		}
	}
	return true;
}

static void read_defaults(struct settings *settings)
{
	const struct setting *row;

	for (size_t i = 0; (row = settings_row(i)) != NULL; i++) {
		struct settings_given *given = settings_given(settings, row);

		if (given->source != FROM_DEFAULT) {
			continue;
		}
		given->text = row->metavar ? row->initial : "0";
		if (row->initial && !row->read(row, row->initial, settings)) {
			base_fatal("the default of --%s is not acceptable", row->flag);
		}
	}
}

/* --- Values that do not go together -------------------------------------------------------- */

static bool is_flag_given(const struct settings *settings, const char *flag)
{
	const struct setting *row = settings_find_flag(flag, strlen(flag));

	return settings_given(settings, row)->source == FROM_FLAG;
}

enum error_kind settings_blame(const struct settings *settings, const char *flag)
{
	return is_flag_given(settings, flag) ? ERROR_USAGE : ERROR_CONFIG;
}

/* Of two settings that do not agree. */
static enum error_kind blame_either(
	const struct settings *settings, const char *flag, const char *other)
{
	return is_flag_given(settings, flag) ? ERROR_USAGE : settings_blame(settings, other);
}

/* The two spellings of isActive come together and differ. */
static bool check_spellings(struct settings *settings, struct error *err)
{
	const char *active = settings->active_value, *paused = settings->paused_value;
	enum error_kind kind = blame_either(settings, "active-value", "paused-value");

	if (!active != !paused) {
		error_set(err, kind,
			"--active-value and --paused-value go together, and --%s-value is "
			"missing" SETTINGS_TRY_HELP,
			active ? "paused" : "active");
		return false;
	}
	if (active && strcmp(active, paused) == 0) {
		error_set(err, kind,
			"--active-value and --paused-value are both \"%.60s\"" SETTINGS_TRY_HELP,
			active);
		return false;
	}
	settings->own_encodings = session_own_encodings(active, paused);
	return true;
}

/* An external ID is told to no other role: not to that of a profile, which has its own. */
static bool check_role(const struct settings *settings, struct error *err)
{
	if (!settings->external_id || settings->role_arn) {
		return true;
	}
	error_set(err, settings_blame(settings, "external-id"),
		"--external-id is of use with --role-arn only" SETTINGS_TRY_HELP);
	return false;
}

/* service is NULL for the thresholds for all. */
static bool check_limits(const struct settings *settings, const struct session_thresholds *limits,
	const char *service, struct error *err)
{
	const char *for_whom = service ? service : "all";

	if (limits->late > limits->critical) {
		error_set(err, blame_either(settings, "late", "critical"),
			"thresholds for %.60s: late (%g) is over critical (%g)" SETTINGS_TRY_HELP,
			for_whom, limits->late, limits->critical);
		return false;
	}
	if (limits->errors_late > limits->errors_critical) {
		error_set(err, blame_either(settings, "errors-late", "errors-critical"),
			"thresholds for %.60s: errors_late (%d) is over errors_critical "
			"(%d)" SETTINGS_TRY_HELP,
			for_whom, (int)limits->errors_late, (int)limits->errors_critical);
		return false;
	}
	return true;
}

/* A recording cannot be written to. */
static bool check_replay(struct settings *settings, struct error *err)
{
	if (settings->record && settings->replay) {
		error_set(err, ERROR_USAGE,
			"--record and --replay do not go together" SETTINGS_TRY_HELP);
		return false;
	}
	if (settings->replay && (settings->count != 1 || settings->wait_until)) {
		error_set(err, ERROR_USAGE,
			"--%s waits for news, and --replay has none" SETTINGS_TRY_HELP,
			settings->wait_until ? "wait-until" : "count");
		return false;
	}
	settings->read_only = settings->read_only || settings->replay;
	return true;
}

static bool check(struct settings *settings, struct error *err)
{
	bool is_good = check_spellings(settings, err) && check_role(settings, err) &&
		       check_replay(settings, err) &&
		       check_limits(settings, &settings->limits, NULL, err);

	for (size_t i = 0; is_good && i < settings->service_limits_count; i++) {
		const struct settings_service_limits *own = &settings->service_limits[i];

		is_good = check_limits(settings, &own->limits, own->service, err);
	}
	return is_good;
}

/* --- Reports instead of the screen ---------------------------------------------------------- */

/* The kinds of report that are not chosen by --output, by the flag that asks for one. */
static const struct {
	const char *flag;
	enum output output;
} kinds[] = {
	{"check", OUTPUT_CHECK},
	{"statusline", OUTPUT_STATUSLINE},
	{"textfile", OUTPUT_PROM},
	{"wait-until", OUTPUT_WAIT},
};

/* Flags that say something about what is printed, and so need it. */
static const struct {
	const char *flag;
	/* --whoami and --doctor take it, too */
	bool is_of_facts;
	const char *needs;
} of_reports[] = {
	{"output", true, "--once, --whoami and --doctor"},
	{"timeout", false, "--once"},
};

static bool choose_kind(struct settings *settings, struct error *err)
{
	const char *chosen = is_flag_given(settings, "output") ? "output" : NULL;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!is_flag_given(settings, kinds[i].flag)) {
			continue;
		}
		if (chosen) {
			error_set(err, ERROR_USAGE,
				"--%s and --%s do not go together" SETTINGS_TRY_HELP, chosen,
				kinds[i].flag);
			return false;
		}
		chosen = kinds[i].flag;
		settings->output = kinds[i].output;
		settings->once = true;
	}
	return true;
}

/* Flags that choose among listed sessions are of no use where none is listed. */
static bool check_list(const struct settings *settings, struct error *err)
{
	static const char *const of_lists[] = {"filter", "sort"};
	const struct settings_format *format = settings_format(settings->output);
	bool has_list = format && format->prints & OUTPUT_SESSIONS;

	for (size_t i = 0; i < ARRAY_LEN(of_lists); i++) {
		if (!has_list && is_flag_given(settings, of_lists[i])) {
			error_set(err, ERROR_USAGE,
				"--%s chooses among sessions that are listed, and this lists "
				"none" SETTINGS_TRY_HELP,
				of_lists[i]);
			return false;
		}
	}
	return true;
}

/* --whoami and --doctor have fewer formats. */
static bool check_facts(const struct settings *settings, struct error *err)
{
	const struct settings_format *format = settings_format(settings->output);

	if ((!settings->whoami && !settings->doctor) || !format || format->prints & OUTPUT_FACTS) {
		return true;
	}
	error_set(err, ERROR_USAGE, "--%s cannot be printed as %s" SETTINGS_TRY_HELP,
		settings->whoami ? "whoami" : "doctor", format->name);
	return false;
}

static bool choose_report(struct settings *settings, struct error *err)
{
	settings->once |= is_flag_given(settings, "count");
	if (!choose_kind(settings, err)) {
		return false;
	}
	for (size_t i = 0; i < ARRAY_LEN(of_reports); i++) {
		bool is_of_use = settings->once || (of_reports[i].is_of_facts &&
							   (settings->whoami || settings->doctor));

		if (is_flag_given(settings, of_reports[i].flag) && !is_of_use) {
			error_set(err, ERROR_USAGE, "--%s is of use with %s only" SETTINGS_TRY_HELP,
				of_reports[i].flag, of_reports[i].needs);
			return false;
		}
	}
	settings->only_services = settings->once && is_flag_given(settings, "service");
	return check_facts(settings, err) && check_list(settings, err);
}

/* --- In this order -------------------------------------------------------------------------- */

bool settings_parse_with(struct settings *settings, int argc, char **argv, const char *system_file,
	struct error *err)
{
	*settings = (struct settings){.memory = base_calloc(1, sizeof(*settings->memory))};
	settings->memory->argc = argc;
	settings->memory->argv = argv;
	settings->memory->system_file = system_file;
	if (!settings_read_arguments(settings, argv + (argc > 0), err)) {
		return false;
	}
	if (settings->show_help || settings->show_version) {
		return true;
	}
	if (!read_variables(settings, err) || !settings_load_files(settings, system_file, err) ||
		!settings_read_files(settings, err)) {
		return false;
	}
	read_defaults(settings);
	return choose_report(settings, err) && settings_read_services(settings, err) &&
	       check(settings, err);
}

bool settings_parse(struct settings *settings, int argc, char **argv, struct error *err)
{
	return settings_parse_with(settings, argc, argv, SYSTEM_PATH, err);
}

bool settings_parse_again(struct settings *settings, const struct settings *before,
	const char *profile, struct error *err)
{
	static const char flag[] = "--profile=";
	const struct settings_memory *memory = before->memory;
	size_t count = (size_t)memory->argc, bytes = sizeof(flag) + strlen(profile);
	/* The array and the text that it ends with; of what was given twice the last counts. */
	char **argv = base_alloc((count + 2) * sizeof(*argv) + bytes);

	memcpy(argv, memory->argv, count * sizeof(*argv));
	argv[count] = (char *)(argv + count + 2);
	argv[count + 1] = NULL;
	snprintf(argv[count], bytes, "%s%s", flag, profile);
	bool is_good =
		settings_parse_with(settings, (int)count + 1, argv, memory->system_file, err);

	settings->memory->argc = memory->argc;
	settings->memory->argv = memory->argv;
	settings->memory->own_argv = argv;
	return is_good;
}

void settings_fini(struct settings *settings)
{
	struct settings_memory *memory = settings->memory;

	if (!memory) {
		return;
	}
	for (int i = 0; i < SETTINGS_FILES; i++) {
		ini_fini(&memory->files[i]);
	}
	buf_fini(&memory->warnings);
	arena_fini(&memory->arena);
	free(memory->own_argv);
	free(memory);
	settings->memory = NULL;
}

const struct session_thresholds *settings_limits(
	const struct settings *settings, const char *service)
{
	for (size_t i = 0; service && i < settings->service_limits_count; i++) {
		if (strcmp(settings->service_limits[i].service, service) == 0) {
			return &settings->service_limits[i].limits;
		}
	}
	return &settings->limits;
}
