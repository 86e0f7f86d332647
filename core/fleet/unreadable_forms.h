/* SPDX-License-Identifier: MIT */
/*
 * The forms of attributes that could not be read, so that their writers can be found and corrected.
 * Network thread only.
 */
#ifndef BEYATOP_UNREADABLE_FORMS_H
#define BEYATOP_UNREADABLE_FORMS_H

#include "model/item.h"
#include "snapshot.h"

#include <stddef.h>
#include <stdint.h>

/* Start with {0}. */
struct unreadable_forms {
	/* indexed by session.unreadable; "": free. The first is none, the last all other forms */
	char texts[UNREADABLE_FORMS][ITEM_UNREADABLE_SIZE];
};

/* The index of item.unreadable, which is added if it is new; 0 for "". */
uint8_t unreadable_forms_index(struct unreadable_forms *forms, const char *text);

/* Sets the snapshot's forms, and forgets those that none of its sessions has. */
void unreadable_forms_copy(struct unreadable_forms *forms, struct snapshot *snapshot);

#endif
