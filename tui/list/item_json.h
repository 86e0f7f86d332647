/* SPDX-License-Identifier: MIT */
/* The opened item as JSON that is safe to share: secrets are masked. Pure, any thread. */
#ifndef BEYATOP_ITEM_JSON_H
#define BEYATOP_ITEM_JSON_H

#include "buf.h"
#include "snapshot.h"

/*
 * Appends the item as one JSON object, with secrets and URLs masked as in the detail view: see
 * item_mask_value().
 */
void item_json_put(struct buf *out, const struct item_detail *item);

#endif
