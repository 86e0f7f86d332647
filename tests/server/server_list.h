/* SPDX-License-Identifier: MIT */
/* Ordered lists of borrowed items (skip lists), to walk either way from any place. Not locked. */
#ifndef BEYATOP_TESTS_SERVER_LIST_H
#define BEYATOP_TESTS_SERVER_LIST_H

#include "base.h"

#include <stdbool.h>
#include <stddef.h>

/* As for qsort(); 0 means the same item. */
typedef int server_compare_fn(const void *a, const void *b);

struct server_node {
	void *item;
	/* NULL: it is the first */
	struct server_node *previous;
	/* next[0] is the next of all */
	struct server_node *next[];
};

struct server_list;

struct server_list *server_list_new(server_compare_fn *compare) MUST_USE;
void server_list_free(struct server_list *list); /* not the items */

/* The item must not be in it. */
void server_list_insert(struct server_list *list, void *item);

/* Removes the item that compares equal, if any. */
void server_list_remove(struct server_list *list, const void *item);

/* The first item at or after the probe or, if is_after, the first after it; NULL: none. */
const struct server_node *server_list_seek(
	const struct server_list *list, const void *probe, bool is_after);

/* The last item at or before the probe or, if is_before, the last before it; NULL: none. */
const struct server_node *server_list_seek_back(
	const struct server_list *list, const void *probe, bool is_before);

const struct server_node *server_list_first(const struct server_list *list);
size_t server_list_count(const struct server_list *list);

#endif
