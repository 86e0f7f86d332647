/* SPDX-License-Identifier: MIT */
#include "server/server_list.h"

#include <stdint.h>
#include <stdlib.h>

#define LEVELS 12 /* one node in four reaches the next level: enough for 16 million */

struct server_list {
	server_compare_fn *compare;
	size_t count;
	uint32_t random;
	/* has no item, and a link on every level */
	struct server_node *head;
};

struct server_list *server_list_new(server_compare_fn *compare)
{
	struct server_list *list = base_calloc(1, sizeof(*list));

	list->compare = compare;
	list->random = 1;
	list->head = base_calloc(1, sizeof(*list->head) + LEVELS * sizeof(void *));
	return list;
}

void server_list_free(struct server_list *list)
{
	for (struct server_node *node = list->head; node;) {
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

/*
 * The last node before the probe, or at it where equals are passed; the head if there is none.
 * befores receives the last one on each level, unless it is NULL.
 */
static struct server_node *find(const struct server_list *list, const void *probe,
	bool passes_equal, struct server_node **befores)
{
	struct server_node *node = list->head;

	for (int level = LEVELS - 1; level >= 0; level--) {
		while (node->next[level] &&
			is_before(list, node->next[level], probe, passes_equal)) {
			node = node->next[level];
		}
		if (befores) {
			befores[level] = node;
		}
	}
	return node;
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
	struct server_node *befores[LEVELS];
	struct server_node *before = find(list, item, false, befores);
	int height = random_height(list);
	struct server_node *node = base_alloc(sizeof(*node) + (size_t)height * sizeof(void *));

	node->item = item;
	node->previous = before == list->head ? NULL : before;
	for (int level = 0; level < height; level++) {
		node->next[level] = befores[level]->next[level];
		befores[level]->next[level] = node;
	}
	if (node->next[0]) {
		node->next[0]->previous = node;
	}
	list->count++;
}

void server_list_remove(struct server_list *list, const void *item)
{
	struct server_node *befores[LEVELS];
	struct server_node *node = find(list, item, false, befores)->next[0];

	if (!node || list->compare(node->item, item) != 0) {
		return;
	}
	for (int level = 0; level < LEVELS && befores[level]->next[level] == node; level++) {
		befores[level]->next[level] = node->next[level];
	}
	if (node->next[0]) {
		node->next[0]->previous = node->previous;
	}
	free(node);
	list->count--;
}

const struct server_node *server_list_seek(
	const struct server_list *list, const void *probe, bool is_after)
{
	return find(list, probe, is_after, NULL)->next[0];
}

const struct server_node *server_list_seek_back(
	const struct server_list *list, const void *probe, bool is_before)
{
	const struct server_node *node = find(list, probe, !is_before, NULL);

	return node == list->head ? NULL : node;
}

const struct server_node *server_list_first(const struct server_list *list)
{
	return list->head->next[0];
}

size_t server_list_count(const struct server_list *list)
{
	return list->count;
}
