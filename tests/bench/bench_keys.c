/* SPDX-License-Identifier: MIT */
/*
 * bench_keys PROGRAM [SESSIONS]: the real dashboard in a pseudo-terminal while it sweeps a table of
 * 100,000 sessions without a pause: the time from a key to the frame that shows its effect. Prints
 * figures; does not pass or fail.
 */
#include "base.h"

#include "clock.h"
#include "kit/pty.h"
#include "server/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SAMPLES  400
#define PAUSE_MS 25

static double now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The row of the cursor; -1 when none is shown. */
static int cursor_row(struct pty *pty)
{
	int row = 0;

	while (row < pty_rows(pty) && pty_row(pty, row)[0] != '>') {
		row++;
	}
	return row < pty_rows(pty) ? row : -1;
}

static bool has_moved(struct pty *pty, const void *user)
{
	int row = cursor_row(pty);

	return row >= 0 && row != *(const int *)user;
}

static bool never(struct pty *pty, const void *user)
{
	(void)pty;
	(void)user;
	return false;
}

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static void wait_for(struct pty *pty, const char *text)
{
	if (!pty_wait_text(pty, text, 120000)) {
		pty_dump(pty);
		base_fatal("\"%s\" did not come", text);
	}
}

static void measure(struct pty *pty)
{
	double samples[SAMPLES];
	int sweeping = 0;

	for (int i = 0; i < SAMPLES; i++) {
		int row = cursor_row(pty);

		(void)!pty_wait(pty, never, NULL, PAUSE_MS);
		row = cursor_row(pty);
		double start = now_ms();

		pty_type(pty, i / 10 % 2 ? "k" : "j");
		if (!pty_wait(pty, has_moved, &row, PTY_PATIENCE_MS)) {
			pty_dump(pty);
			base_fatal("a key was lost");
		}
		samples[i] = now_ms() - start;
		sweeping += pty_find(pty, "sweep ") >= 0 || pty_find(pty, "PARTIAL") >= 0;
	}
	qsort(samples, SAMPLES, sizeof(samples[0]), compare);
	printf("key to frame, %d keys, %d %% of them during a sweep: p50 %.2f ms, p90 %.2f ms, p99 "
	       "%.2f ms, worst %.2f ms\n",
		SAMPLES, 100 * sweeping / SAMPLES, samples[SAMPLES / 2], samples[SAMPLES * 9 / 10],
		samples[SAMPLES * 99 / 100], samples[SAMPLES - 1]);
}

int main(int argc, char **argv)
{
	size_t sessions = argc > 2 ? strtoul(argv[2], NULL, 10) : 100000;
	struct server *server = server_start(&(struct server_settings){.table = "sessions"});
	const char *const env[] = {"AWS_ACCESS_KEY_ID=" SERVER_KEY_ID,
		"AWS_SECRET_ACCESS_KEY=" SERVER_SECRET, "AWS_REGION=" SERVER_REGION, NULL};
	const char *const arguments[] = {argc > 1 ? argv[1] : "build/release/beyatop", "-t",
		"sessions", "--endpoint-url", server_url(server), "--max-rcu", "3000",
		"--full-every", "1", "-i", "1s", "--reconcile", "off", "--read-only", NULL};

	server_seed(server, sessions, 60000, clock_wall_ms());
	printf("%zu sessions, swept without a pause\n", sessions);
	struct pty *pty =
		pty_start(&(struct pty_options){.rows = 50, .cols = 160, .env = env}, arguments);

	wait_for(pty, "TOTAL");
	wait_for(pty, "full read");
	pty_type(pty, "\r");
	wait_for(pty, "overview >");
	measure(pty);
	pty_type(pty, "Q");
	if (!pty_wait_exit(pty, PTY_PATIENCE_MS)) {
		base_fatal("it did not end");
	}
	pty_free(pty);
	server_stop(server);
	return 0;
}
