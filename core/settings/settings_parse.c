/* SPDX-License-Identifier: MIT */
#include "settings/settings_given.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SYSTEM_PATH "/etc/beyatop/config"

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
			return settings_given_refuse(row, text, row->variable, ERROR_CONFIG, err);
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
			base_fatal("the default of --%s is invalid", row->flag);
		}
	}
}

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
	if (settings_need_no_more(settings)) {
		return true;
	}
	if (!read_variables(settings, err) || !settings_load_files(settings, system_file, err) ||
		!settings_read_files(settings, err)) {
		return false;
	}
	read_defaults(settings);
	return settings_choose_report(settings, err) && settings_read_services(settings, err) &&
	       settings_read_views(settings, err) && settings_check(settings, err);
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
	/* One allocation for the array and the new flag, which comes last and therefore wins. */
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
