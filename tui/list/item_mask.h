/* SPDX-License-Identifier: MIT */
/* Masks secrets in an item's values, for the screen and for copies. Any thread. */
#ifndef BEYATOP_ITEM_MASK_H
#define BEYATOP_ITEM_MASK_H

#include "snapshot.h"

#include <stdbool.h>

#define ITEM_MASK_SIZE 512

/* True for a map or a list: it has members and no text. */
bool item_mask_is_container(const struct item_node *node);

/*
 * The text of a scalar without secrets: "****" if its name, the name of an enclosing map, or the
 * value itself looks like a secret; for a URL, only the host's domain. Returns node->text if
 * nothing is masked, else a static text or the buffer masked.
 */
const char *item_mask_value(
	const struct item_node *node, bool is_secret_by_name, char masked[ITEM_MASK_SIZE]);

#endif
