/* SPDX-License-Identifier: MIT */
#include "server/server_list.h"

#include <stdint.h>
#include <stdlib.h>

#define LEVELS 12 /* one node in four reaches the next level: enough for 16 million */

struct server_list {
	server_compare_fn *compare;
	size_t count;
	uint32_t random;
	struct server_node *first[LEVELS];
};

struct server_list *server_list_new(server_compare_fn *compare)
{
	struct server_list *list = base_calloc(1, sizeof(*list));

	list->compare = compare;
	list->random = 1;
	return list;
}

void server_list_free(struct server_list *list)
{
	for (struct server_node *node = list->first[0]; node;) {
		struct server_node *next = node->next[0];

		free(node);
		node = next;
	}
	free(list);
}

/* Whether the node comes before the probe, or is its equal where those are passed too. */
static bool is_before(const struct server_list *list, const struct server_node *node,
	const void *probe, bool passes_equal)
{
	int order = list->compare(node->item, probe);

	return order < 0 || (passes_equal && order == 0);
}

/* On each level, the link to the first node that is not before the probe. */
static void find_links(
	struct server_list *list, const void *probe, struct server_node **links[LEVELS])
{
	struct server_node **next = list->first;

	for (int level = LEVELS - 1; level >= 0; level--) {
		while (next[level] && is_before(list, next[level], probe, false)) {
			next = next[level]->next;
		}
		links[level] = &next[level];
	}
}

/* Xorshift; the same lists in every run. */
static int random_height(struct server_list *list)
{
	uint32_t bits = list->random;

	bits ^= bits << 13;
	bits ^= bits >> 17;
	bits ^= bits << 5;
	list->random = bits;
	int height = 1;

	for (; height < LEVELS && (bits & 3) == 0; bits >>= 2) {
		height++;
	}
	return height;
}

void server_list_insert(struct server_list *list, void *item)
{
	struct server_node **links[LEVELS];

	find_links(list, item, links);
	int height = random_height(list);
	struct server_node *node = base_alloc(sizeof(*node) + (size_t)height * sizeof(void *));

	node->item = item;
	for (int level = 0; level < height; level++) {
		node->next[level] = *links[level];
		*links[level] = node;
	}
	list->count++;
}

void server_list_remove(struct server_list *list, const void *item)
{
	struct server_node **links[LEVELS];

	find_links(list, item, links);
	struct server_node *node = *links[0];

	if (!node || list->compare(node->item, item) != 0) {
		return;
	}
	for (int level = 0; level < LEVELS && *links[level] == node; level++) {
		*links[level] = node->next[level];
	}
	free(node);
	list->count--;
}

const struct server_node *server_list_seek(
	const struct server_list *list, const void *probe, bool is_after)
{
	struct server_node *const *next = list->first;

	for (int level = LEVELS - 1; level >= 0; level--) {
		while (next[level] && is_before(list, next[level], probe, is_after)) {
			next = next[level]->next;
		}
	}
	return next[0];
}

const struct server_node *server_list_first(const struct server_list *list)
{
	return list->first[0];
}

size_t server_list_count(const struct server_list *list)
{
	return list->count;
}
