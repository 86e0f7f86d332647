/* SPDX-License-Identifier: MIT */
/*
 * The lines of an opened item: first the attributes that every session has, in the order of the
 * table's specification, then the others. Maps and lists can be folded; folds are kept by path, so
 * that they survive the next read. UI thread.
 */
#ifndef BEYATOP_ITEM_TREE_H
#define BEYATOP_ITEM_TREE_H

#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ITEM_TREE_NO_LINE SIZE_MAX

struct item_tree_line {
	/* NULL: the item has no such attribute */
	const struct item_node *node;
	const char *name;
	/* the line of the enclosing map or list, or ITEM_TREE_NO_LINE */
	size_t parent;
	/* a hash of the names from the attribute down to this member */
	uint64_t path;
	/* its members are not shown */
	bool is_folded;
	/* because of its name, or that of an enclosing map */
	bool is_secret;
};

/* Start with {0}. Lines are borrowed from the item. */
struct item_tree {
	struct item_tree_line *lines;
	size_t count, capacity;
	/* paths of the lines that the user folded or unfolded */
	uint64_t *toggled;
	size_t toggled_count, toggled_capacity;
};

/* Rebuilds the lines; item NULL: no lines. */
void item_tree_build(struct item_tree *tree, const struct item_detail *item);

/* Folds or unfolds a line; call item_tree_build() afterwards. False if it has no members. */
bool item_tree_toggle(struct item_tree *tree, size_t line);

/* An attribute of an item; NULL: it has none of that name. Borrowed. */
const struct item_node *item_tree_attribute(const struct item_detail *item, const char *name);

void item_tree_fini(struct item_tree *tree);

#endif
