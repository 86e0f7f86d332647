/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include "fleet/fleet.h"
#include "kit/skip.h"
#include "model/mailbox.h"
#include "model/snapshot_memory.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define NOW    INT64_C(1705314900000)
#define SECOND INT64_C(1000)
#define TICK   INT64_C(15000)

#define SESSIONS       100000
#define SURVIVORS      10000
#define SNAPSHOTS      3
#define BYTES_A_ROW    200
#define OVERHEAD_BYTES ((size_t)256 << 10) /* histories, names, page ends: not a row's */

/* A sanitizer's own memory is resident too. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CAN_MEASURE 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CAN_MEASURE 0
#endif
#endif
#ifndef CAN_MEASURE
#define CAN_MEASURE 1
#endif

static const char *const services[] = {
	"gmail", "slack", "whatsapp", "outlook", "telegram", "calendar", "notion", "linear"};

/* Resident memory of this process. */
static size_t resident_bytes(void)
{
	size_t pages;
	FILE *statm = fopen("/proc/self/statm", "r");

	assert_non_null(statm);
	assert_int_equal(fscanf(statm, "%*u %zu", &pages), 1);
	fclose(statm);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* Ids of 16 to 36 bytes. */
static void format_user(unsigned user, char text[40])
{
	static const char tail[] = "abcdefghijklmnopqrst";

	snprintf(text, 40, "user-%011u%.*s", user, (int)(user % 21), tail);
}

static void put(struct fleet *fleet, unsigned user, int64_t asof_ms)
{
	char user_id[40];

	format_user(user, user_id);
	struct item item = {
		.user_id = user_id,
		.service = services[user % ARRAY_LEN(services)],
		.session =
			{
				.polled_at_ms = asof_ms - user % 60 * SECOND,
				.created_at_s = 1700000000,
				.interval_ms = 60000,
				.active = ACTIVE_ON,
				.encoding = 2,
			},
	};

	fleet_put(fleet, &item, asof_ms);
}

/* A refresh of one sweep that shows every step-th session. */
static void read_pass(struct fleet *fleet, unsigned step, bool is_delta, int64_t asof_ms)
{
	struct coverage coverage = {
		.kind = COVER_ENCODING, .encodings = 1u << 2, .is_delta = is_delta};

	fleet_begin_sweep(fleet, &coverage);
	for (unsigned user = 0; user < SESSIONS; user += step) {
		put(fleet, user, asof_ms);
	}
	fleet_end_sweep(fleet, &coverage, asof_ms);
	fleet_flush_changes(fleet, asof_ms);
	fleet_sample(fleet, asof_ms);
}

static struct snapshot *publish(struct fleet *fleet)
{
	struct snapshot *snapshot = snapshot_new();

	fleet_copy(fleet, snapshot);
	return snapshot;
}

static void assert_bytes(const char *what, size_t before, size_t rows)
{
	size_t now = resident_bytes();
	size_t bytes = now > before ? now - before : 0;

	print_message("# %s: %zu bytes, %.1f a row\n", what, bytes, (double)bytes / (double)rows);
	if (CAN_MEASURE) {
		assert_true(bytes <= rows * BYTES_A_ROW + OVERHEAD_BYTES);
	}
}

static void test_size_of_a_fleet(void **state)
{
	(void)state;
	const struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;
	size_t before = resident_bytes();
	struct fleet *fleet = fleet_new(&limits);
	struct snapshot *snapshots[SNAPSHOTS];

	read_pass(fleet, 1, false, NOW);
	fleet_start_changes(fleet);
	/* Ticks leave no row as it was, so that no two snapshots share their sessions. */
	for (int i = 0; i < SNAPSHOTS; i++) {
		read_pass(fleet, 2, true, NOW + (i + 1) * TICK);
		snapshots[i] = publish(fleet);
		assert_int_equal(snapshots[i]->sessions_count, SESSIONS);
		assert_int_equal(snapshots[i]->totals.sessions, SESSIONS);
	}
	assert_ptr_not_equal(snapshots[0]->sessions, snapshots[1]->sessions);
	assert_ptr_not_equal(snapshots[1]->sessions, snapshots[2]->sessions);
	assert_bytes("100,000 sessions and 3 snapshots", before, SESSIONS);

	/* Nine of ten are gone. */
	for (int i = 0; i < 2; i++) {
		read_pass(fleet, SESSIONS / SURVIVORS, false, NOW + (i + 10) * TICK);
	}
	assert_int_equal(fleet_count(fleet), SURVIVORS);
	/* Those that are left are found where they are now. */
	read_pass(fleet, SESSIONS / SURVIVORS, false, NOW + 12 * TICK);
	assert_int_equal(fleet_count(fleet), SURVIVORS);
	for (int i = 0; i < SNAPSHOTS; i++) {
		snapshot_free(snapshots[i]);
		snapshots[i] = NULL;
	}
	struct snapshot *last = publish(fleet);

	assert_int_equal(last->sessions_count, SURVIVORS);
	assert_true(last->changes_count > 0);
	assert_bytes("10,000 of them are left", before, SURVIVORS);
	snapshot_free(last);
	fleet_free(fleet);
	if (!CAN_MEASURE) {
		SKIP_TEST("the bytes are not asserted: a sanitizer's own are among them");
	}
}

/* What the network thread does for each snapshot, and for each tick; how long depends on the
 * machine. */
static void test_cost_of_a_snapshot(void **state)
{
	(void)state;
	const struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;
	struct fleet *fleet = fleet_new(&limits);
	int64_t began_ms = clock_mono_ms();

	read_pass(fleet, 1, false, NOW);
	print_message("# a sweep of %d: %d ms\n", SESSIONS, (int)(clock_mono_ms() - began_ms));
	fleet_start_changes(fleet);
	enum { TIMES = 20 };
	int64_t tick_ms = 0, publish_ms = 0;

	for (int i = 0; i < TIMES; i++) {
		int64_t tick_began_ms = clock_mono_ms();

		read_pass(fleet, 4, true, NOW + i * SECOND);
		int64_t publish_began_ms = clock_mono_ms();

		snapshot_free(publish(fleet));
		tick_ms += publish_began_ms - tick_began_ms;
		publish_ms += clock_mono_ms() - publish_began_ms;
	}
	print_message("# a tick of %d: %.1f ms\n", SESSIONS / 4, (double)tick_ms / TIMES);
	print_message("# a snapshot: %.1f ms\n", (double)publish_ms / TIMES);
	fleet_free(fleet);
}

/* The rows that a snapshot shows are not the ones that the fleet goes on to change. */
static void test_snapshots_are_immutable(void **state)
{
	(void)state;
	const struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;
	struct fleet *fleet = fleet_new(&limits);

	put(fleet, 0, NOW);
	put(fleet, 1, NOW);
	struct snapshot *first = publish(fleet), *same = publish(fleet);

	assert_ptr_equal(first->sessions, same->sessions);
	snapshot_free(same);

	put(fleet, 0, NOW + 60 * SECOND);
	put(fleet, 2, NOW + 60 * SECOND);
	fleet_set_active(fleet, first->sessions[1].user_id, "slack", ACTIVE_OFF, NOW + 90 * SECOND);
	struct snapshot *second = publish(fleet);

	fleet_remove(fleet, first->sessions[0].user_id, "gmail", 0);
	assert_int_equal(first->sessions_count, 2);
	assert_int_equal(first->sessions[0].polled_at_ms, NOW);
	assert_int_equal(first->sessions[1].active, ACTIVE_ON);
	assert_int_equal(second->sessions_count, 3);
	assert_int_equal(second->sessions[0].polled_at_ms, NOW + 60 * SECOND);
	assert_int_equal(second->sessions[1].active, ACTIVE_OFF);
	assert_int_equal(fleet_count(fleet), 2);
	fleet_free(fleet);
	assert_string_equal(second->sessions[0].user_id, "user-00000000000");
	snapshot_free(first);
	snapshot_free(second);
}

/* Reads and frees what it is handed until that is NULL, as the screen's thread does. */
static void *read_snapshots(void *user)
{
	struct mailbox *mailbox = user;
	uint64_t *lengths = base_calloc(1, sizeof(*lengths));
	struct pollfd wake = {.fd = mailbox_fd(mailbox), .events = POLLIN};

	for (bool is_last = false; !is_last;) {
		poll(&wake, 1, -1);
		struct snapshot *snapshot = mailbox_take(mailbox);

		for (size_t i = 0; snapshot && i < snapshot->sessions_count; i++) {
			const struct session *session = &snapshot->sessions[i];

			*lengths += strlen(session->user_id) + (session->polled_at_ms < NOW);
		}
		is_last = snapshot && snapshot->number == 0;
		snapshot_free(snapshot);
	}
	return lengths;
}

/* The fleet goes on changing, growing and packing what the other thread reads and gives back. */
static void test_two_threads(void **state)
{
	(void)state;
	enum { ROUNDS = 200, ROWS = 3000 };
	const struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;
	struct fleet *fleet = fleet_new(&limits);
	struct mailbox mailbox;
	struct error err;
	pthread_t thread;
	void *lengths;

	assert_true(mailbox_init(&mailbox, &err));
	assert_int_equal(pthread_create(&thread, NULL, read_snapshots, &mailbox), 0);
	for (unsigned round = ROUNDS; round-- > 0;) {
		for (unsigned i = 0; i < ROWS / 10; i++) {
			put(fleet, (round * 37 + i * 11) % ROWS, NOW + round * SECOND);
		}
		if (round % 50 == 25) {
			struct coverage scan = {.kind = COVER_ALL};

			fleet_begin_sweep(fleet, &scan);
			fleet_end_sweep(fleet, &scan, NOW);
		}
		struct snapshot *snapshot = publish(fleet);

		snapshot->number = round;
		mailbox_post(&mailbox, snapshot);
	}
	fleet_free(fleet);
	pthread_join(thread, &lengths);
	assert_true(*(uint64_t *)lengths > 0);
	free(lengths);
	mailbox_fini(&mailbox);
}

int main(void)
{
	const struct CMUnitTest memory[] = {
		cmocka_unit_test(test_size_of_a_fleet),
		cmocka_unit_test(test_cost_of_a_snapshot),
		cmocka_unit_test(test_snapshots_are_immutable),
		cmocka_unit_test(test_two_threads),
	};

	base_return_large_blocks();
	return cmocka_run_group_tests(memory, NULL, NULL);
}
