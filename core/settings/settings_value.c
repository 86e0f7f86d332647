/* SPDX-License-Identifier: MIT */
#include "settings/settings_value.h"

#include "condition.h"
#include "duration.h"
#include "runbook_url.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define MAX_NUMBER                                                                                 \
	1e6 /* far above any quota in RCU/s and any sensible number of polling intervals */

static void *member_of(const struct setting *setting, struct settings *settings)
{
	return (char *)settings + setting->offset;
}

bool settings_value_any(const struct setting *setting, const char *text, struct settings *settings)
{
	const char **member = member_of(setting, settings);

	*member = text;
	return true;
}

bool settings_value_text(const struct setting *setting, const char *text, struct settings *settings)
{
	return settings_value_any(setting, text, settings) && *text;
}

bool settings_value_name(const struct setting *setting, const char *text, struct settings *settings)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_.-";
	size_t length = strlen(text);

	return length >= 3 && length <= 255 && strspn(text, allowed) == length &&
	       settings_value_text(setting, text, settings);
}

bool settings_value_arn(const struct setting *setting, const char *text, struct settings *settings)
{
	return strncmp(text, "arn:", 4) == 0 && strstr(text, ":role/") &&
	       settings_value_text(setting, text, settings);
}

bool settings_value_runbook(
	const struct setting *setting, const char *text, struct settings *settings)
{
	return runbook_url_is_valid(text) && settings_value_text(setting, text, settings);
}

bool settings_value_switch(
	const struct setting *setting, const char *text, struct settings *settings)
{
	bool *member = member_of(setting, settings);

	*member = !text || text_equal_ignoring_case(text, "1") ||
		  text_equal_ignoring_case(text, "true") || text_equal_ignoring_case(text, "yes");
	return *member || text_equal_ignoring_case(text, "0") ||
	       text_equal_ignoring_case(text, "false") || text_equal_ignoring_case(text, "no");
}

bool settings_value_lock(const struct setting *setting, const char *text, struct settings *settings)
{
	bool is_hard = text && strcmp(text, SETTINGS_HARD) == 0;

	return settings_value_switch(setting, is_hard ? NULL : text, settings);
}

bool settings_value_duration(
	const struct setting *setting, const char *text, struct settings *settings)
{
	int64_t *member = member_of(setting, settings);

	return duration_parse(text, member) && *member >= setting->min && *member <= setting->max;
}

bool settings_value_duration_or_off(
	const struct setting *setting, const char *text, struct settings *settings)
{
	int64_t *member = member_of(setting, settings);

	*member = 0;
	return text_equal_ignoring_case(text, "off") ||
	       settings_value_duration(setting, text, settings);
}

bool settings_value_rate(const struct setting *setting, const char *text, struct settings *settings)
{
	double *member = member_of(setting, settings);
	char *end;

	*member = strtod(text, &end);
	/* strtod() also accepts spaces, hexadecimal, "inf" and "nan". */
	return *text && text[strspn(text, "0123456789.")] == '\0' && *end == '\0' && *member > 0 &&
	       *member <= MAX_NUMBER;
}

bool settings_value_count(
	const struct setting *setting, const char *text, struct settings *settings)
{
	int64_t *member = member_of(setting, settings);
	size_t digits = strspn(text, "0123456789");

	*member = strtoll(text, NULL, 10);
	return digits > 0 && digits < 18 && text[digits] == '\0' && *member >= setting->min &&
	       *member <= setting->max;
}

bool settings_value_errors(
	const struct setting *setting, const char *text, struct settings *settings)
{
	int32_t *member = member_of(setting, settings);
	size_t digits = strspn(text, "0123456789");

	*member = (int32_t)strtol(text, NULL, 10);
	return digits > 0 && digits < 10 && text[digits] == '\0' && *member > 0;
}

bool settings_value_condition(
	const struct setting *setting, const char *text, struct settings *settings)
{
	struct predicate condition;
	struct predicate_error error;

	return condition_parse(&condition, text, &error) &&
	       settings_value_text(setting, text, settings);
}

void settings_value_explain_condition(const char *text, struct buf *reason)
{
	struct predicate condition;
	struct predicate_error error;

	if (!condition_parse(&condition, text, &error)) {
		buf_printf(reason, ": at %zu: %s", error.at + 1, error.reason);
	}
}

int settings_value_position(const char *words, const char *text)
{
	size_t length = strlen(text);

	for (int position = 0; *words; position++) {
		size_t end = strcspn(words, " ");

		if (end == length && memcmp(words, text, length) == 0) {
			return position;
		}
		words += end + strspn(words + end, " ");
	}
	return -1;
}

bool settings_value_choice(
	const struct setting *setting, const char *text, struct settings *settings)
{
	return settings_value_position(setting->choices, text) >= 0 &&
	       settings_value_text(setting, text, settings);
}

bool settings_value_wait(const struct setting *setting, const char *text, struct settings *settings)
{
	return settings_value_choice(setting, text, settings) ||
	       settings_value_condition(setting, text, settings);
}

bool settings_value_second(
	const struct setting *setting, const char *text, struct settings *settings)
{
	bool *member = member_of(setting, settings);
	int position = settings_value_position(setting->choices, text);

	*member = position == 1;
	return position >= 0;
}

bool settings_value_word(const struct setting *setting, const char *text, struct settings *settings)
{
	unsigned *member = member_of(setting, settings);
	int position = settings_value_position(setting->choices, text);

	*member = (unsigned)position;
	return position >= 0;
}

static bool add_service(const char *name, size_t length, struct settings *settings)
{
	char *end = settings->services_text;

	for (int i = 0; i < settings->services_count; i++) {
		const char *known = settings->services[i];

		if (strlen(known) == length && memcmp(known, name, length) == 0) {
			return true;
		}
		end += strlen(known) + 1;
	}
	if (length == 0 || settings->services_count == SETTINGS_MAX_SERVICES ||
		length >=
			sizeof(settings->services_text) - (size_t)(end - settings->services_text)) {
		return false;
	}
	memcpy(end, name, length);
	end[length] = '\0';
	settings->services[settings->services_count++] = end;
	return true;
}

bool settings_value_services(
	const struct setting *setting, const char *text, struct settings *settings)
{
	(void)setting;
	for (;;) {
		size_t length = strcspn(text, ",");

		if (!add_service(text, length, settings)) {
			return false;
		}
		if (!text[length]) {
			return true;
		}
		text += length + 1;
	}
}
