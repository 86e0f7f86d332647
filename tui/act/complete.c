/* SPDX-License-Identifier: MIT */
#include "act/complete.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* More than fits the line for messages on a narrow screen says nothing. */
#define NAMES_MAX_BYTES 280

/* The prompt takes printable ASCII, and a blank ends a word. */
static bool can_be_typed(const char *text)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i++) {
		if (text[i] <= ' ' || text[i] > '~') {
			return false;
		}
	}
	return length > 0 && length < COMPLETE_SIZE;
}

static void agree(struct complete *complete, const char *candidate)
{
	size_t length = 0;

	while (complete->agreed[length] && complete->agreed[length] == candidate[length]) {
		length++;
	}
	complete->agreed[length] = '\0';
}

void complete_offer(struct complete *complete, const char *candidate)
{
	if (!can_be_typed(candidate) ||
		strncmp(candidate, complete->word, strlen(complete->word)) != 0) {
		return;
	}
	if (complete->count++ == 0) {
		snprintf(complete->agreed, sizeof(complete->agreed), "%s", candidate);
	}
	agree(complete, candidate);
	if (complete->names.length + strlen(candidate) + 2 > NAMES_MAX_BYTES) {
		complete->left_out++;
	} else {
		buf_printf(&complete->names, "%s%s", complete->count > 1 ? "  " : "", candidate);
	}
}

const char *complete_names(struct complete *complete)
{
	if (complete->left_out > 0) {
		buf_printf(&complete->names, "  and %zu more", complete->left_out);
		complete->left_out = 0;
	}
	return buf_text(&complete->names);
}

void complete_fini(struct complete *complete)
{
	buf_fini(&complete->names);
	*complete = (struct complete){0};
}
