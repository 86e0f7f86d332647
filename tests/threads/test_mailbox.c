/* SPDX-License-Identifier: MIT */
#include "model/mailbox.h"

#include "model/snapshot_memory.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#define LAST UINT64_C(20000)

static struct snapshot *numbered(uint64_t number)
{
	struct snapshot *snapshot = snapshot_new();
	/* Whatever it points at was written by the other thread as well. */
	uint64_t *copy = arena_alloc(&snapshot->memory->arena, sizeof(*copy));

	*copy = number;
	snapshot->status.table = (const char *)copy;
	snapshot->number = number;
	return snapshot;
}

static bool is_readable(const struct mailbox *mailbox, int timeout_ms)
{
	struct pollfd fd = {.fd = mailbox_fd(mailbox), .events = POLLIN};

	return poll(&fd, 1, timeout_ms) == 1 && (fd.revents & POLLIN);
}

static void open_mailbox(struct mailbox *mailbox)
{
	struct error err;

	assert_true(mailbox_init(mailbox, &err));
}

static void test_newest_wins(void **state)
{
	(void)state;
	struct mailbox mailbox;

	open_mailbox(&mailbox);
	assert_false(is_readable(&mailbox, 0));
	assert_null(mailbox_take(&mailbox));

	for (uint64_t number = 1; number <= 3; number++) {
		mailbox_post(&mailbox, numbered(number));
	}
	assert_true(is_readable(&mailbox, 0));
	struct snapshot *taken = mailbox_take(&mailbox);

	assert_non_null(taken);
	assert_int_equal(taken->number, 3);
	snapshot_free(taken);

	/* Once each, and the pipe is empty again. */
	assert_null(mailbox_take(&mailbox));
	assert_false(is_readable(&mailbox, 0));
	mailbox_fini(&mailbox);
}

/* A reader that sleeps for long neither blocks the writer nor finds a queue. */
static void test_without_a_reader(void **state)
{
	(void)state;
	struct mailbox mailbox;

	open_mailbox(&mailbox);
	/* More than any pipe holds. */
	for (uint64_t number = 1; number <= 100000; number++) {
		mailbox_post(&mailbox, numbered(number));
	}
	struct snapshot *taken = mailbox_take(&mailbox);

	assert_int_equal(taken->number, 100000);
	snapshot_free(taken);
	assert_false(is_readable(&mailbox, 0));

	/* It still wakes afterwards. */
	mailbox_post(&mailbox, numbered(100001));
	assert_true(is_readable(&mailbox, 0));
	mailbox_fini(&mailbox); /* frees what was not taken */
}

static void *post_all(void *user)
{
	struct mailbox *mailbox = user;

	for (uint64_t number = 1; number <= LAST; number++) {
		mailbox_post(mailbox, numbered(number));
	}
	return NULL;
}

/* No wake-up is lost: poll(2) alone leads the reader to the last one. */
static void test_two_threads(void **state)
{
	(void)state;
	struct mailbox mailbox;
	pthread_t writer;
	uint64_t newest = 0;

	open_mailbox(&mailbox);
	assert_int_equal(pthread_create(&writer, NULL, post_all, &mailbox), 0);
	while (newest < LAST) {
		assert_true(is_readable(&mailbox, 60000));
		struct snapshot *taken = mailbox_take(&mailbox);

		if (taken) {
			assert_true(taken->number > newest);
			newest = taken->number;
			assert_int_equal(
				*(const uint64_t *)(const void *)taken->status.table, newest);
			snapshot_free(taken);
		}
	}
	pthread_join(writer, NULL);
	assert_null(mailbox_take(&mailbox));
	mailbox_fini(&mailbox);
}

static void test_pipe(void **state)
{
	(void)state;
	struct mailbox mailbox;

	open_mailbox(&mailbox);
	for (int i = 0; i < 2; i++) {
		assert_true(fcntl(mailbox.pipe[i], F_GETFL) & O_NONBLOCK);
		assert_true(fcntl(mailbox.pipe[i], F_GETFD) & FD_CLOEXEC);
	}
	int fd = mailbox_fd(&mailbox);

	mailbox_fini(&mailbox);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
}

int main(void)
{
	const struct CMUnitTest mailbox[] = {
		cmocka_unit_test(test_newest_wins),
		cmocka_unit_test(test_without_a_reader),
		cmocka_unit_test(test_two_threads),
		cmocka_unit_test(test_pipe),
	};

	return cmocka_run_group_tests(mailbox, NULL, NULL);
}
