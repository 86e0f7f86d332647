/* SPDX-License-Identifier: MIT */
#include "fleet/unreadable_forms.h"

#include "model/snapshot_memory.h"

#include <stdio.h>
#include <string.h>

#define OTHERS (UNREADABLE_FORMS - 1)

uint8_t unreadable_forms_index(struct unreadable_forms *forms, const char *text)
{
	uint8_t free_index = OTHERS;

	if (!text[0]) {
		return 0;
	}
	for (uint8_t i = OTHERS - 1; i > 0; i--) {
		if (strcmp(forms->texts[i], text) == 0) {
			return i;
		}
		if (!forms->texts[i][0]) {
			free_index = i;
		}
	}
	snprintf(forms->texts[free_index], sizeof(forms->texts[free_index]), "%s",
		free_index == OTHERS ? "attributes in other forms" : text);
	return free_index;
}

void unreadable_forms_copy(struct unreadable_forms *forms, struct snapshot *snapshot)
{
	struct arena *arena = &snapshot->memory->arena;
	const char **texts = arena_alloc(arena, UNREADABLE_FORMS * sizeof(*texts));
	uint32_t counts[UNREADABLE_FORMS];

	snapshot->unreadable = texts;
	(void)snapshot_count_unreadable(snapshot, UINT32_MAX, counts);
	for (size_t i = 0; i < UNREADABLE_FORMS; i++) {
		if (counts[i] == 0) {
			forms->texts[i][0] = '\0';
		}
		texts[i] = arena_strdup(arena, forms->texts[i]);
	}
}
