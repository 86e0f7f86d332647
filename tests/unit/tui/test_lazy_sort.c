/* SPDX-License-Identifier: MIT */
#include "list/lazy_sort.h"

#include "base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MAX_ROWS 3000

static const struct service_summary services[] = {{.name = "b"}, {.name = "a"}};
static struct session sessions[MAX_ROWS];
static char names[MAX_ROWS][8];
static struct snapshot snapshot = {.sessions = sessions, .services = services, .services_count = 2};
static uint64_t keys[MAX_ROWS];
static bool is_inverted;

/* The order by definition. */
static int compare(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	if (keys[a] != keys[b]) {
		return keys[a] < keys[b] ? -1 : 1;
	}
	int names_order = sort_compare_names(&snapshot, &sessions[a], &sessions[b]);

	return is_inverted ? -names_order : names_order;
}

/* Some rows of the snapshot in a ranking, and in a wholly sorted array. */
struct twins {
	struct lazy_sort ranking;
	uint32_t sorted[MAX_ROWS];
	size_t count;
};

/* Many or few different keys, in or out of order already. */
static void make(struct twins *twins, size_t count)
{
	static const unsigned ranges[] = {1, 2, 7, 1000, 1u << 30};
	unsigned range = ranges[(size_t)rand() % ARRAY_LEN(ranges)];
	int form = rand() % 4;

	is_inverted = rand() % 2 == 0;
	snapshot.sessions_count = count;
	lazy_sort_begin(&twins->ranking, &snapshot, count, is_inverted);
	twins->count = 0;
	for (size_t i = 0; i < count; i++) {
		size_t way = form == 0 ? i : form == 1 ? count - i : (size_t)rand();

		keys[i] = form == 3 && i % 2 ? i : way % range;
		snprintf(names[i], sizeof(names[i]), "%x", (unsigned)(i * 2654435761u) >> 12);
		sessions[i] = (struct session){.user_id = names[i], .service = i % 3 == 0};
		if (rand() % 5 > 0) {
			lazy_sort_add(&twins->ranking, (uint32_t)i, keys[i]);
			twins->sorted[twins->count++] = (uint32_t)i;
		}
	}
	qsort(twins->sorted, twins->count, sizeof(twins->sorted[0]), compare);
}

static void look(struct twins *twins, size_t from, size_t to)
{
	lazy_sort_range(&twins->ranking, from, to);
	for (size_t i = from; i < to && i < twins->count; i++) {
		assert_int_equal(twins->ranking.rows[i], twins->sorted[i]);
		assert_int_equal(twins->ranking.keys[i], keys[twins->sorted[i]]);
	}
}

/* Wherever one looks, and in whichever sequence, it is as if all were sorted. */
static void windows_equal_a_full_sort(void **state)
{
	static struct twins twins;

	(void)state;
	srand(11);
	for (int round = 0; round < 300; round++) {
		make(&twins, (size_t)rand() % (round % 10 == 0 ? MAX_ROWS : 200));
		for (int i = 0; i < 12; i++) {
			size_t from = (size_t)rand() % (twins.count + 2);

			look(&twins, from, from + (size_t)rand() % 50);
		}
		look(&twins, 0, twins.count);
	}
	lazy_sort_fini(&twins.ranking);
}

static void finding(void **state)
{
	static struct twins twins;

	(void)state;
	srand(12);
	for (int round = 0; round < 200; round++) {
		make(&twins, (size_t)rand() % 200);
		if (rand() % 2) {
			lazy_sort_range(&twins.ranking, 0, 20);
		}
		for (size_t line = 0; line < twins.count; line++) {
			assert_int_equal(lazy_sort_find(&twins.ranking, twins.sorted[line]), line);
		}
		assert_int_equal(lazy_sort_find(&twins.ranking, MAX_ROWS), LAZY_SORT_NONE);
	}
	lazy_sort_fini(&twins.ranking);
}

static bool is_marked(const void *user, uint32_t row)
{
	return ((const bool *)user)[row];
}

static void nearest_wanted(void **state)
{
	static struct twins twins;

	(void)state;
	srand(13);
	for (int round = 0; round < 400; round++) {
		bool marks[MAX_ROWS] = {false};

		make(&twins, 1 + (size_t)rand() % 150);
		for (size_t i = 0; i < twins.count; i++) {
			marks[twins.sorted[i]] = rand() % (1 + round % 40) == 0;
		}
		for (size_t line = 0; line < twins.count; line += 1 + (size_t)rand() % 9) {
			size_t below = line + 1, above = line;

			lazy_sort_range(&twins.ranking, line, line + 1);
			while (below < twins.count && !marks[twins.sorted[below]]) {
				below++;
			}
			while (above > 0 && !marks[twins.sorted[above - 1]]) {
				above--;
			}
			assert_int_equal(
				lazy_sort_next(&twins.ranking, line, true, is_marked, marks),
				below < twins.count ? below : LAZY_SORT_NONE);
			assert_int_equal(
				lazy_sort_next(&twins.ranking, line, false, is_marked, marks),
				above > 0 ? above - 1 : LAZY_SORT_NONE);
		}
	}
	lazy_sort_fini(&twins.ranking);
}

static void nothing(void **state)
{
	struct lazy_sort ranking = {0};

	(void)state;
	lazy_sort_range(&ranking, 0, 10);
	assert_int_equal(lazy_sort_find(&ranking, 0), LAZY_SORT_NONE);
	lazy_sort_begin(&ranking, &snapshot, 0, false);
	lazy_sort_range(&ranking, 0, 10);
	lazy_sort_fini(&ranking);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows_equal_a_full_sort),
		cmocka_unit_test(finding),
		cmocka_unit_test(nearest_wanted),
		cmocka_unit_test(nothing),
	};

	return cmocka_run_group_tests_name("lazy_sort", tests, NULL, NULL);
}
