/* SPDX-License-Identifier: MIT */
#include "settings/settings_given.h"

#include "settings/settings_value.h"
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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
	const struct settings_given by_flag = {.source = FROM_FLAG};
	struct buf source = {0};

	settings_put_source(
		&source, row, settings->memory ? settings_given(settings, row) : &by_flag);
	snprintf(text, SETTINGS_ORIGIN_SIZE, "%s", buf_text(&source));
	buf_fini(&source);
}

void settings_warn(struct settings *settings, const char *format, ...)
{
	struct settings_memory *memory = settings->memory;
	char line[800], safe[sizeof(line)];
	va_list args;

	if (++memory->warnings_count > SETTINGS_MAX_WARNINGS) {
		size_t more = memory->warnings_count - SETTINGS_MAX_WARNINGS;

		memory->warnings.length = memory->shown_length;
		buf_printf(&memory->warnings, "%zu more warning%s\n", more, more == 1 ? "" : "s");
		return;
	}
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	text_sanitize(line, safe, sizeof(safe));
	buf_printf(&memory->warnings, "%s\n", safe);
	memory->shown_length = memory->warnings.length;
}

const char *settings_warnings(const struct settings *settings)
{
	return buf_text(&settings->memory->warnings);
}

const char *settings_text(const struct settings *settings, const char *flag)
{
	const struct setting *row = settings_find_flag(flag, strlen(flag));

	if (settings->memory) {
		return settings_given(settings, row)->text;
	}
	const char *member = (const char *)settings + row->offset;

	bool is_text = row->read == settings_value_text || row->read == settings_value_any;

	return is_text ? *(const char *const *)(const void *)member : NULL;
}

bool settings_is_flag_given(const struct settings *settings, const char *flag)
{
	const struct setting *row = settings_find_flag(flag, strlen(flag));

	return settings->memory && settings_given(settings, row)->source == FROM_FLAG;
}

enum error_kind settings_error_kind(const struct settings *settings, const char *flag)
{
	return settings_is_flag_given(settings, flag) ? ERROR_USAGE : ERROR_CONFIG;
}

#define SHOWN_SIZE 61

bool settings_given_refuse(const struct setting *row, const char *text, const char *name,
	enum error_kind kind, struct error *err)
{
	char shown[SHOWN_SIZE];
	struct buf reason = {0};

	text_sanitize(text, shown, sizeof(shown));
	if (row->explain) {
		row->explain(text, &reason);
	}
	error_set(err, kind, "%s: \"%s\" is not %s%s%s", name, shown, row->accepted,
		buf_text(&reason), kind == ERROR_USAGE ? SETTINGS_TRY_HELP : "");
	buf_fini(&reason);
	return false;
}
