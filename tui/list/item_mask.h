/* SPDX-License-Identifier: MIT */
/* What of an item's values may be seen: one rule for the screen and for what is copied. Any thread.
 */
#ifndef BEYATOP_ITEM_MASK_H
#define BEYATOP_ITEM_MASK_H

#include "snapshot.h"

#include <stdbool.h>

#define ITEM_MASK_SIZE 512

/* True of a map or a list, which has members and no text. */
bool item_mask_is_container(const struct item_node *node);

/*
 * The text of a scalar without its secrets: "****" for what is one by its name, or that of what it
 * lies in, or by its looks; of an address only the host's domain. Returns node->text where nothing
 * is hidden, else a static text or masked.
 */
const char *item_mask_value(
	const struct item_node *node, bool is_secret_by_name, char masked[ITEM_MASK_SIZE]);

#endif
