/* SPDX-License-Identifier: MIT */
/*
 * The cost of a key and of a snapshot in a large fleet, all in one service, drawn on a canvas of 50
 * by 160: the time from the key to the finished frame, without a terminal; and for comparison the
 * time to sort all rows. Prints a table; does not pass or fail.
 */
#include "act/dashboard.h"
#include "act/keys.h"

#include "base.h"
#include "diagnosis.h"
#include "finding.h"
#include "fleet/chance.h"
#include "list/sort.h"
#include "model/snapshot_memory.h"
#include "summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ASOF_MS   INT64_C(1790000000000)
#define ROWS      50
#define COLS      160
#define SNAPSHOTS 5

static const struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;

static double now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* One in fifty is late or worse; each snapshot has other ages. */
static struct session make_session(struct arena *arena, size_t i, struct chance *chance)
{
	char user_id[32];
	int64_t age_ms = (int64_t)chance_below(chance, 20000);

	if (chance_of(chance, 0.02)) {
		age_ms += (int64_t)chance_below(chance, 900000);
	}
	snprintf(user_id, sizeof(user_id), "u-%08zx", (i * 2654435761u) & 0xFFFFFFFF);
	struct session session = {
		.user_id = arena_strdup(arena, user_id),
		.polled_at_ms = ASOF_MS - age_ms,
		.created_at_s = (uint32_t)(ASOF_MS / 1000 - 1000000 - i),
		.asof_s = (uint32_t)(ASOF_MS / 1000),
		.interval_ms = 20000,
		.error_count = chance_of(chance, 0.05) ? (int32_t)chance_below(chance, 30) : 0,
		.active = chance_of(chance, 0.9) ? ACTIVE_ON : ACTIVE_OFF,
	};

	session.state = (uint8_t)session_state_at(&session, &limits, ASOF_MS);
	return session;
}

static struct snapshot *make_snapshot(const struct settings *settings, size_t count, uint64_t seed)
{
	struct snapshot *snapshot = snapshot_new();
	struct arena *arena = &snapshot->memory->arena;
	struct session *sessions = arena_alloc(arena, count * sizeof(*sessions));
	struct service_summary *service = arena_alloc(arena, sizeof(*service));
	struct chance chance = {seed};

	for (size_t i = 0; i < count; i++) {
		sessions[i] = make_session(arena, i, &chance);
	}
	*service = (struct service_summary){.name = "gmail"};
	summary_fill(sessions, count, service, 1, &snapshot->totals);
	snapshot->number = seed;
	snapshot->asof_ms = ASOF_MS;
	snapshot->asof_mono_ms = 1000;
	snapshot->sessions = sessions;
	snapshot->sessions_count = count;
	snapshot->services = service;
	snapshot->services_count = 1;
	snapshot->status = (struct poll_status){.table = "sessions",
		.region = "eu-west-1",
		.endpoint = "https://dynamodb.eu-west-1.amazonaws.com",
		.profile = "",
		.interval_ms = 15000,
		.can_write = true};
	snapshot->diagnosis = snapshot->memory->diagnosis = diagnosis_new(snapshot, settings);
	snapshot->findings = snapshot->memory->findings = findings_new(snapshot, NULL);
	return snapshot;
}

struct bench {
	struct settings settings;
	struct app app;
	struct canvas canvas;
};

static void draw(struct bench *bench)
{
	dashboard_draw(&bench->app, &bench->canvas, 2000, ASOF_MS);
}

/* From the first of some keys to the frame after the last; the mean of one key. */
static double press(struct bench *bench, const int *keys, size_t count)
{
	double start = now_ms();

	for (size_t i = 0; i < count; i++) {
		keys_press(&bench->app, keys[i]);
		draw(bench);
	}
	return (now_ms() - start) / (double)count;
}

static int compare_rows(const void *left, const void *right, void *user)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
	const struct lazy_sort *all = user;

	if (all->keys[a] != all->keys[b]) {
		return all->keys[a] < all->keys[b] ? -1 : 1;
	}
	return sort_compare_names(
		all->snapshot, &all->snapshot->sessions[a], &all->snapshot->sessions[b]);
}

extern void qsort_r(void *base, size_t count, size_t size,
	int (*compare)(const void *, const void *, void *), void *user);

/* What a list costs that is sorted as a whole. */
static double sort_all(const struct snapshot *snapshot)
{
	struct lazy_sort all = {0};
	const struct sort_keys worst_first = {0};
	uint32_t *rows = base_calloc(snapshot->sessions_count, sizeof(*rows));
	double start = now_ms();

	lazy_sort_begin(&all, snapshot, snapshot->sessions_count, false);
	for (uint32_t i = 0; i < snapshot->sessions_count; i++) {
		lazy_sort_add(&all, i, sort_key(&worst_first, &snapshot->sessions[i], false));
		rows[i] = i;
	}
	qsort_r(rows, all.count, sizeof(*rows), compare_rows, &all);
	double took = now_ms() - start;

	lazy_sort_fini(&all);
	free(rows);
	return took;
}

#define FIGURES 16

static const char *const names[FIGURES] = {"all rows sorted, for comparison", "snapshot",
	"snapshot, order locked", "snapshot, filtered", "down", "page down", "next problem", "end",
	"page up from there", "sort by another column", "a letter of a text filter",
	"a letter of err>5", "tag", "open the service", "everything", "the sessions of a finding"};

static double mean_of_snapshots(struct bench *bench, size_t count, uint64_t seed)
{
	double took = 0;

	for (uint64_t i = 0; i < SNAPSHOTS; i++) {
		struct snapshot *snapshot = make_snapshot(&bench->settings, count, seed + i);
		double start = now_ms();

		dashboard_receive(&bench->app, snapshot);
		draw(bench);
		took += now_ms() - start;
	}
	return took / SNAPSHOTS;
}

static void repeat(int *keys, size_t count, int key)
{
	for (size_t i = 0; i < count; i++) {
		keys[i] = key;
	}
}

static void measure(size_t count, double figures[FIGURES])
{
	static const int open[] = {':', 'g', 'm', 'a', 'i', 'l', '\r'}, all[] = {'0'},
			 first_finding[] = {'1', 'g', '\r'}, lock[] = {'o'}, end[] = {'G'},
			 home[] = {'g'}, tag[] = {' '}, sort[] = {'>', '>', '>'},
			 back[] = {'<', '<', '<'}, text[] = {'u', '-', '3', 'f', 'a'},
			 errors[] = {'e', 'r', 'r', '>', '5'}, slash[] = {'/'},
			 leave[] = {KEY_IS_ESCAPE}, enter[] = {'\r'};
	struct bench bench = {.settings = {.table = "sessions",
				      .interval_ms = 15000,
				      .limits = SESSION_THRESHOLDS_DEFAULT}};
	struct snapshot *first = make_snapshot(&bench.settings, count, 1);
	int keys[40];

	dashboard_init(&bench.app, &bench.settings, "");
	canvas_resize(&bench.canvas, ROWS, COLS);
	draw(&bench);
	figures[0] = sort_all(first);
	dashboard_receive(&bench.app, first);
	figures[13] = press(&bench, open, ARRAY_LEN(open)) * (double)ARRAY_LEN(open);
	figures[14] = press(&bench, all, 1);
	figures[15] = press(&bench, first_finding, ARRAY_LEN(first_finding)) *
		      (double)ARRAY_LEN(first_finding);
	(void)press(&bench, all, 1);
	figures[1] = mean_of_snapshots(&bench, count, 2);
	repeat(keys, 40, 'j');
	figures[4] = press(&bench, keys, 40);
	repeat(keys, 40, KEY_IS_PAGE_DOWN);
	figures[5] = press(&bench, keys, 40);
	repeat(keys, 40, 'n');
	(void)press(&bench, home, 1);
	figures[6] = press(&bench, keys, 40);
	figures[7] = press(&bench, end, 1);
	repeat(keys, 40, KEY_IS_PAGE_UP);
	figures[8] = press(&bench, keys, 40);
	(void)press(&bench, home, 1);
	figures[9] = press(&bench, sort, 3);
	(void)press(&bench, back, 3);
	figures[12] = press(&bench, tag, 1);
	(void)press(&bench, slash, 1);
	figures[10] = press(&bench, text, 5);
	(void)press(&bench, leave, 1);
	(void)press(&bench, slash, 1);
	figures[11] = press(&bench, errors, 5);
	(void)press(&bench, enter, 1);
	figures[3] = mean_of_snapshots(&bench, count, 20);
	(void)press(&bench, leave, 1);
	(void)press(&bench, lock, 1);
	figures[2] = mean_of_snapshots(&bench, count, 30);
	dashboard_fini(&bench.app);
	canvas_fini(&bench.canvas);
}

int main(void)
{
	static const size_t counts[] = {1000, 100000, 1000000};
	double figures[ARRAY_LEN(counts)][FIGURES];

	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		measure(counts[i], figures[i]);
	}
	printf("%-34s", "ms to the finished frame");
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		printf(" %9zu rows, of a sort", counts[i]);
	}
	putchar('\n');
	for (int figure = 0; figure < FIGURES; figure++) {
		printf("%-34s", names[figure]);
		for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
			printf(" %14.3f %8.1f %%", figures[i][figure],
				100 * figures[i][figure] / figures[i][0]);
		}
		putchar('\n');
	}
	return 0;
}
