/* SPDX-License-Identifier: MIT */
#include "list/item_tree.h"

#include "base.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* Required attributes, which are shown as missing if the item lacks them, and optional ones. */
static const struct {
	const char *name;
	bool is_optional;
} known[] = {
	{"userId", false},
	{"serviceType", false},
	{"sessionId", true},
	{"isActive", false},
	{"pollingIntervalMs", false},
	{"lastPollAt", false},
	{"createdAt", false},
	{"errorCount", false},
	{"webhookUrl", true},
	{"serviceState", true},
};

static bool is_known(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (strcmp(known[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

/* FNV-1a, with the NUL, so that "a" in "bc" is not "ab" in "c". */
static uint64_t extend_path(uint64_t path, const char *name)
{
	do {
		path = (path ^ (unsigned char)*name) * 0x100000001B3u;
	} while (*name++);
	return path;
}

static bool is_toggled(const struct item_tree *tree, uint64_t path)
{
	for (size_t i = 0; i < tree->toggled_count; i++) {
		if (tree->toggled[i] == path) {
			return true;
		}
	}
	return false;
}

/* Attributes begin unfolded, deeper levels folded. */
static bool is_folded(const struct item_tree *tree, const struct item_node *node, uint64_t path)
{
	return node->children > 0 && (node->depth > 0) != is_toggled(tree, path);
}

static struct item_tree_line *add_line(struct item_tree *tree)
{
	tree->lines = base_grow(tree->lines, tree->count, &tree->capacity, sizeof(*tree->lines));
	return &tree->lines[tree->count++];
}

/* The line of the map or list that encloses the next node, which has this depth. */
static size_t enclosing(const struct item_tree *tree, int depth)
{
	size_t line = tree->count > 0 && depth > 0 ? tree->count - 1 : ITEM_TREE_NO_LINE;

	while (line != ITEM_TREE_NO_LINE && tree->lines[line].node->depth >= depth) {
		line = tree->lines[line].parent;
	}
	return line;
}

static void add_node(struct item_tree *tree, const struct item_node *node)
{
	size_t parent = enclosing(tree, node->depth);
	const struct item_tree_line *around =
		parent != ITEM_TREE_NO_LINE ? &tree->lines[parent] : NULL;
	struct item_tree_line line = {
		.node = node,
		.name = node->name,
		.parent = parent,
		.path = extend_path(around ? around->path : 0xCBF29CE484222325u, node->name),
		.is_secret = (around && around->is_secret) || text_is_secret_name(node->name),
	};

	line.is_folded = is_folded(tree, node, line.path);
	*add_line(tree) = line;
}

/* Adds an attribute and those of its members that are not folded away. */
static void add_attribute(struct item_tree *tree, const struct item_node *attribute)
{
	const struct item_node *end = attribute + 1 + attribute->descendants;

	for (const struct item_node *node = attribute; node < end; node++) {
		add_node(tree, node);
		if (tree->lines[tree->count - 1].is_folded) {
			node += node->descendants;
		}
	}
}

const struct item_node *item_tree_attribute(const struct item_detail *item, const char *name)
{
	for (size_t i = 0; i < item->nodes_count; i += 1 + item->nodes[i].descendants) {
		if (strcmp(item->nodes[i].name, name) == 0) {
			return &item->nodes[i];
		}
	}
	return NULL;
}

void item_tree_build(struct item_tree *tree, const struct item_detail *item)
{
	tree->count = 0;
	if (!item || item->status != ITEM_PRESENT) {
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		const struct item_node *node = item_tree_attribute(item, known[i].name);

		if (node) {
			add_attribute(tree, node);
		} else if (!known[i].is_optional) {
			*add_line(tree) = (struct item_tree_line){
				.name = known[i].name, .parent = ITEM_TREE_NO_LINE};
		}
	}
	for (size_t i = 0; i < item->nodes_count; i += 1 + item->nodes[i].descendants) {
		if (!is_known(item->nodes[i].name)) {
			add_attribute(tree, &item->nodes[i]);
		}
	}
}

bool item_tree_toggle(struct item_tree *tree, size_t line)
{
	uint64_t path;

	if (line >= tree->count || !tree->lines[line].node ||
		tree->lines[line].node->children == 0) {
		return false;
	}
	path = tree->lines[line].path;
	for (size_t i = 0; i < tree->toggled_count; i++) {
		if (tree->toggled[i] == path) {
			tree->toggled[i] = tree->toggled[--tree->toggled_count];
			return true;
		}
	}
	tree->toggled = base_grow(tree->toggled, tree->toggled_count, &tree->toggled_capacity,
		sizeof(*tree->toggled));
	tree->toggled[tree->toggled_count++] = path;
	return true;
}

void item_tree_fini(struct item_tree *tree)
{
	free(tree->lines);
	free(tree->toggled);
	*tree = (struct item_tree){0};
}
