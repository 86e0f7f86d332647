/* SPDX-License-Identifier: MIT */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
	EXIT_OTHER = 1,
	EXIT_BAD_USAGE = 64,
	EXIT_UNREACHABLE = 69,
	EXIT_NO_PERMISSION = 77,
	EXIT_BAD_CONFIG = 78,
};

static const struct {
	const char *word;
	int exit_status;
	bool is_transient;
} kinds[ERROR_KIND_COUNT] = {
	[ERROR_NONE] = {"ok", 0, false},
	[ERROR_USAGE] = {"usage", EXIT_BAD_USAGE, false},
	[ERROR_CONFIG] = {"configuration", EXIT_BAD_CONFIG, false},
	[ERROR_CREDENTIALS] = {"credentials", EXIT_NO_PERMISSION, false},
	[ERROR_DENIED] = {"access denied", EXIT_NO_PERMISSION, false},
	[ERROR_NETWORK] = {"network", EXIT_UNREACHABLE, true},
	[ERROR_THROTTLED] = {"throttled", EXIT_OTHER, true},
	[ERROR_SERVICE] = {"service", EXIT_OTHER, true},
	[ERROR_PROTOCOL] = {"protocol", EXIT_OTHER, false},
	[ERROR_NOT_FOUND] = {"not found", EXIT_OTHER, false},
	[ERROR_VALIDATION] = {"validation", EXIT_OTHER, false},
	[ERROR_CONFLICT] = {"conflict", EXIT_OTHER, false},
	[ERROR_RECORDING] = {"recording", EXIT_BAD_CONFIG, false},
	[ERROR_STOPPED] = {"stopped", EXIT_OTHER, false},
};

/* Removes an incomplete character at the end of a text that was cut, so that it stays UTF-8. */
static void drop_cut_character(char *text)
{
	size_t length = strlen(text);

	while (length > 0 && (text[length - 1] & 0xC0) == 0x80) {
		length--;
	}
	if (length > 0 && (text[length - 1] & 0xC0) == 0xC0) {
		length--;
	}
	text[length] = '\0';
}

bool error_set(struct error *err, enum error_kind kind, const char *format, ...)
{
	/* Formatted separately, because the arguments may point into *err. */
	struct error filled = {.kind = kind};
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(filled.text, sizeof(filled.text), format, args);
	va_end(args);
	if (length >= (int)sizeof(filled.text)) {
		drop_cut_character(filled.text);
	}
	*err = filled;
	return false;
}

void error_clear(struct error *err)
{
	*err = (struct error){.kind = ERROR_NONE};
}

int error_exit_status(const struct error *err)
{
	return kinds[err->kind].exit_status;
}

bool error_is_transient(const struct error *err)
{
	return kinds[err->kind].is_transient;
}

const char *error_kind_word(enum error_kind kind)
{
	return kinds[kind].word;
}
