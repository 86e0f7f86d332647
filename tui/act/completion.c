/* SPDX-License-Identifier: MIT */
#include "act/completion.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* As many bytes as fit on a narrow screen. */
#define NAMES_MAX_BYTES 280

/* The prompt takes printable ASCII only, and a blank ends a word. */
static bool can_be_typed(const char *text)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i++) {
		if (text[i] <= ' ' || text[i] > '~') {
			return false;
		}
	}
	return length > 0 && length < COMPLETION_SIZE;
}

static void agree(struct completion *completion, const char *candidate)
{
	size_t length = 0;

	while (completion->common_prefix[length] &&
		completion->common_prefix[length] == candidate[length]) {
		length++;
	}
	completion->common_prefix[length] = '\0';
}

void completion_add(struct completion *completion, const char *candidate)
{
	if (!can_be_typed(candidate) ||
		strncmp(candidate, completion->word, strlen(completion->word)) != 0) {
		return;
	}
	if (completion->count++ == 0) {
		snprintf(completion->common_prefix, sizeof(completion->common_prefix), "%s",
			candidate);
	}
	agree(completion, candidate);
	if (completion->names.length + strlen(candidate) + 2 > NAMES_MAX_BYTES) {
		completion->left_out++;
	} else {
		buf_printf(
			&completion->names, "%s%s", completion->count > 1 ? "  " : "", candidate);
	}
}

void completion_add_words(struct completion *completion, const char *words)
{
	for (size_t length; *words; words += length + (words[length] == ' ')) {
		char word[COMPLETION_SIZE];

		length = strcspn(words, " ");
		snprintf(word, sizeof(word), "%.*s", (int)length, words);
		completion_add(completion, word);
	}
}

const char *completion_names(struct completion *completion)
{
	if (completion->left_out > 0) {
		buf_printf(&completion->names, "  and %zu more", completion->left_out);
		completion->left_out = 0;
	}
	return buf_text(&completion->names);
}

void completion_fini(struct completion *completion)
{
	buf_fini(&completion->names);
	*completion = (struct completion){0};
}
