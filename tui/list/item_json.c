/* SPDX-License-Identifier: MIT */
#include "list/item_json.h"

#include "list/item_mask.h"
#include "text.h"

#include <string.h>

/* True for a valid JSON literal: DynamoDB sends numbers as strings, which may hold anything. */
static bool is_bare(const struct item_node *node)
{
	if (strcmp(node->type, "BOOL") == 0) {
		return strcmp(node->text, "true") == 0 || strcmp(node->text, "false") == 0;
	}
	const char *digits = node->text + (*node->text == '-');
	size_t length = strspn(digits, "0123456789");

	return strcmp(node->type, "N") == 0 && length > 0 && !digits[length] &&
	       (length == 1 || *digits != '0');
}

static void put_scalar(struct buf *out, const struct item_node *node, bool is_secret)
{
	char masked[ITEM_MASK_SIZE];
	const char *text = item_mask_value(node, is_secret, masked);

	if (text == node->text && is_bare(node)) {
		buf_puts(out, text);
	} else if (text == node->text && strcmp(node->type, "NULL") == 0) {
		buf_puts(out, "null");
	} else {
		text_put_json(out, text);
	}
}

/* Appends the members found in count nodes, where each is followed by its descendants. */
static void put_members(
	struct buf *out, const struct item_node *nodes, size_t count, bool is_list, bool is_secret)
{
	for (size_t i = 0; i < count; i += 1 + nodes[i].descendants) {
		const struct item_node *node = &nodes[i];
		bool hides = is_secret || text_is_secret_name(node->name);
		bool is_map = strcmp(node->type, "M") == 0;

		buf_puts(out, i > 0 ? "," : "");
		if (!is_list) {
			text_put_json(out, node->name);
			buf_putc(out, ':');
		}
		if (!item_mask_is_container(node)) {
			put_scalar(out, node, hides);
			continue;
		}
		buf_putc(out, is_map ? '{' : '[');
		put_members(out, node + 1, node->descendants, !is_map, hides);
		buf_putc(out, is_map ? '}' : ']');
	}
}

void item_json_put(struct buf *out, const struct item_detail *item)
{
	buf_putc(out, '{');
	put_members(out, item->nodes, item->nodes_count, false, false);
	buf_putc(out, '}');
}
