/* SPDX-License-Identifier: MIT */
/* The opened item as JSON that can be shown around. Pure, any thread. */
#ifndef BEYATOP_ITEM_JSON_H
#define BEYATOP_ITEM_JSON_H

#include "buf.h"
#include "snapshot.h"

/*
 * Appends the item as one JSON object. What the detail view masks is masked: values that are secret
 * by their names, or by that of a map around them, and addresses.
 */
void item_json_put(struct buf *out, const struct item_detail *item);

#endif
