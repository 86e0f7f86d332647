/* SPDX-License-Identifier: MIT */
#include "list/item_mask.h"

#include "text.h"

#include <string.h>

bool item_mask_is_container(const struct item_node *node)
{
	return node->children > 0 || strcmp(node->type, "M") == 0 || strcmp(node->type, "L") == 0;
}

/* URLs often have tokens in their path or query, whatever the attribute's name. */
static bool is_url(const struct item_node *node)
{
	return strstr(node->text, "://") != NULL || strcmp(node->name, "webhookUrl") == 0;
}

const char *item_mask_value(
	const struct item_node *node, bool is_secret_by_name, char masked[ITEM_MASK_SIZE])
{
	if (*node->text && (is_secret_by_name || text_is_secret_value(node->text))) {
		return "****";
	}
	if (*node->text && is_url(node)) {
		text_mask_url(node->text, masked, ITEM_MASK_SIZE);
		return masked;
	}
	return node->text;
}
