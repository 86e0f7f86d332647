/* SPDX-License-Identifier: MIT */
/*
 * The lines of an opened item: first the attributes of every session, in the order of the table's
 * specification, then the others; maps and lists folded or not. Folds are kept by path, so that
 * they survive the next read. UI thread.
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
	/* the line of the map or list around it, or ITEM_TREE_NO_LINE */
	size_t parent;
	/* a hash of the names from the attribute down */
	uint64_t path;
	/* has members that are not shown */
	bool is_folded;
	/* by its name, or that of a map around it */
	bool is_secret;
};

/* Start with {0}. Lines are borrowed from the item. */
struct item_tree {
	struct item_tree_line *lines;
	size_t count, capacity;
	/* paths that were folded or unfolded by the user */
	uint64_t *toggled;
	size_t toggled_count, toggled_capacity;
};

/* Rebuilds the lines; NULL: none. */
void item_tree_build(struct item_tree *tree, const struct item_detail *item);

/* Folds or unfolds a line that has members; rebuild afterwards. False when it has none. */
bool item_tree_toggle(struct item_tree *tree, size_t line);

void item_tree_fini(struct item_tree *tree);

#endif
