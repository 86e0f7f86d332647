/* SPDX-License-Identifier: MIT */
/*
 * What the real program reads of a table when it is told to show one user or one service, counted
 * by a server: no request and no read unit more than needed.
 */
#include "kit/binary.h"

#include "buf.h"
#include "clock.h"
#include "kit/workdir.h"
#include "server/server.h"
#include "timestamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SESSIONS    1000
#define INTERVAL_MS INT64_C(3600000)

/* Has two sessions; the one of slack was never polled. */
#define USER "user-0000005"

static struct server *server;

static const char *const env[] = {"AWS_ACCESS_KEY_ID=" SERVER_KEY_ID,
	"AWS_SECRET_ACCESS_KEY=" SERVER_SECRET, "AWS_REGION=" SERVER_REGION, NULL};

static int start_server(void **state)
{
	(void)state;
	workdir_open();
	server = server_start(&(struct server_settings){.table = "the-table"});
	server_seed(server, SESSIONS, INTERVAL_MS, clock_wall_ms());
	server_put(server, &(struct server_session){.user_id = USER,
				   .service = "slack",
				   .active = ACTIVE_ON,
				   .interval_ms = INTERVAL_MS});
	return 0;
}

static int stop_server(void **state)
{
	(void)state;
	server_stop(server);
	workdir_close();
	return 0;
}

/* "DescribeTable 1, Query ServiceType-Index 1": what the server has served since the reset. */
static const char *describe_requests(void)
{
	static const char *const operations[SERVER_OPERATION_COUNT] = {
		"DescribeTable", "Query", "Scan", "GetItem", "BatchGetItem", "UpdateItem"};
	static const char *const sources[SERVER_SOURCE_COUNT] = {
		"", " Active-Sessions-Index", " ServiceType-Index"};
	static char text[400];
	int length = 0;

	text[0] = '\0';
	for (int operation = 0; operation < SERVER_OPERATION_COUNT; operation++) {
		for (int source = 0; source < SERVER_SOURCE_COUNT; source++) {
			struct server_count count = server_count(server, operation, source);

			if (count.requests > 0) {
				length += snprintf(text + length, sizeof(text) - (size_t)length,
					"%s%s%s %llu", length > 0 ? ", " : "",
					operations[operation], sources[source],
					(unsigned long long)count.requests);
			}
		}
	}
	return text;
}

static double count_read_units(void)
{
	return server_count(server, SERVER_ANY, SERVER_ANY).read_units;
}

/* --- Reports ------------------------------------------------------------------------------- */

struct cost {
	const char *flags[8];
	const char *requests;
	/* negative: whatever those requests cost */
	double read_units;
	int exit_status;
	/* somewhere in the output */
	const char *output;
};

static void expect_cost(const struct cost *cost)
{
	struct run run;

	server_reset_counts(server);
	binary_run(&(struct binary){.url = server_url(server),
			   .table = "the-table",
			   .flags = cost->flags,
			   .pty = {.env = env}},
		&run, NULL);
	bool is_good = run.exit_status == cost->exit_status &&
		       strcmp(describe_requests(), cost->requests) == 0 &&
		       (cost->read_units < 0 || count_read_units() == cost->read_units) &&
		       strstr(buf_text(&run.out), cost->output);

	if (!is_good) {
		fail_msg("%s %s %s: exit status %d, %s, %.1f RCU\n%s%s", cost->flags[0],
			cost->flags[1], cost->flags[2], run.exit_status, describe_requests(),
			count_read_units(), buf_text(&run.out), buf_text(&run.err));
	}
	run_fini(&run);
}

/* A user's sessions are a Query of the base table, never-polled ones included. */
static void reports_about_a_user_read_the_user(void **state)
{
	static const struct cost costs[] = {
		{{"--once", "--user", USER}, "Query 1", 0.5, 0, "N  " USER},
		{{"--once", "-u", USER, "-o", "csv"}, "Query 1", 0.5, 0, "\"slack\""},
		{{"--once", "-f", "user=" USER}, "Query 1", 0.5, 0, "2 of 2 sessions"},
		{{"--once", "-f", "svc:sla user=" USER, "-o", "jsonl"}, "Query 1", 0.5, 0, USER},
		{{"--check", "--user", USER}, "Query 1", 0.5, 2, "1 never polled of 2 sessions"},
		{{"--statusline", "--user", USER}, "Query 1", 0.5, 0, "N1 slack"},
		{{"--once", "-u", USER, "-o", "prom"}, "Query 1", 0.5, 0, "never_polled\"} 1"},
		{{"--wait-until", "sessions=2", "-u", USER}, "Query 1", 0.5, 0, "OK - met"},
		{{"-n", "2", "-i", "1s", "-u", USER}, "Query 2", 1, 0, USER},
		{{"--once", "--user", USER, "-s", "slack,gmail"}, "Query 1", 0.5, 0, USER},
		{{"--once", "--user", USER, "-s", "slack"}, "GetItem 1", 0.5, 0, "N  " USER},
		{{"--once", "--user", "nobody"}, "Query 1", 0.5, 2, "for user nobody were found"},
		{{"--check", "--user", "nobody", "-s", "slack"}, "GetItem 1", 0.5, 3,
			"no sessions of slack for user nobody were found"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(costs); i++) {
		expect_cost(&costs[i]);
	}
}

/* A filter that other users pass, or that only a check has, narrows nothing. */
static void other_filters_read_everything(void **state)
{
	static const char everything[] = "DescribeTable 1, Query Active-Sessions-Index 2, Scan 1";
	static const struct cost costs[] = {
		{{"--once", "-f", "user:" USER}, everything, -1, 0, "2 of 1001 sessions"},
		{{"--once", "-f", "!user=" USER}, everything, -1, 0, "999 of 1001 sessions"},
		{{"--once", "-f", "svc=slack"}, everything, -1, 0, "201 of 1001 sessions"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(costs); i++) {
		expect_cost(&costs[i]);
	}
}

/* A service's sessions are a Query of ServiceType-Index; only never-polled ones need the Scan. */
static void reports_about_a_service_read_the_service(void **state)
{
	static const char service[] = "DescribeTable 1, Query ServiceType-Index 1";
	static const char both[] = "DescribeTable 1, Query ServiceType-Index 1, Scan 1";
	static const struct cost costs[] = {
		{{"--once", "-s", "slack"}, service, -1, 0, "200"},
		{{"--once", "-s", "slack"}, service, -1, 0, "never polled are in no index"},
		{{"--once", "-s", "slack", "-f", "err:0"}, service, -1, 0, "200 of 200"},
		{{"--check", "-s", "slack", "--crit-if", "critical>9"}, service, -1, 0, "OK - 200"},
		{{"--statusline", "-s", "slack"}, service, -1, 0, "ok 200 N?"},
		{{"--once", "-s", "nothing"}, service, -1, 2, "no sessions of nothing were found"},
		{{"--once", "-s", "slack", "--reconcile", "1h"}, both, -1, 0, "201"},
		{{"--once", "-s", "slack", "-f", "state:N"}, both, -1, 0, "1 of 201 sessions"},
		{{"--check", "-s", "slack"}, both, -1, 2, "1 never polled"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(costs); i++) {
		expect_cost(&costs[i]);
	}
}

/* --- Dashboards ---------------------------------------------------------------------------- */

static struct pty *start(const char *const *flags)
{
	server_reset_counts(server);
	return binary_start(&(struct binary){.url = server_url(server),
		.table = "the-table",
		.flags = flags,
		.pty = {.env = env, .rows = 30, .cols = 100}});
}

/* With --user, all that is read besides the description, which writes need. */
static void dashboard_of_a_user_reads_the_user(void **state)
{
	static const char *const flags[] = {"--user", USER, NULL};
	struct pty *pty = start(flags);

	(void)state;
	binary_expect(pty, "~overview > user " USER " 2 sessions");
	binary_expect(pty, "WRITES ON");
	assert_string_equal(describe_requests(), "DescribeTable 1, Query 1");
	assert_true(count_read_units() == 0.5);
	binary_type(pty, "r", "Refreshed.");
	assert_string_equal(describe_requests(), "DescribeTable 1, Query 2");
	binary_quit(pty);
}

/* The user on the screen is read from the table, because no index has all sessions of a user. */
static void user_on_the_screen_is_read(void **state)
{
	static const char *const flags[] = {"--reconcile", "off", "-i", "1h", NULL};
	struct pty *pty = start(flags);

	(void)state;
	binary_expect(pty, "~full read <1m ago");
	binary_type(pty, ":user " USER "\r", "~user " USER " 2 sessions");
	assert_string_equal(
		describe_requests(), "DescribeTable 1, Query 1, Query Active-Sessions-Index 2");
	assert_true(server_count(server, SERVER_QUERY, SERVER_TABLE).read_units == 0.5);
	binary_quit(pty);
}

static void service_flag_opens_the_service(void **state)
{
	static const char *const flags[] = {"-s", "slack", NULL};
	struct pty *pty = start(flags);

	(void)state;
	binary_expect(pty, "~overview > slack 201 sessions");
	binary_type(pty, "q", "whatsapp");
	binary_quit(pty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports_about_a_user_read_the_user),
		cmocka_unit_test(other_filters_read_everything),
		cmocka_unit_test(reports_about_a_service_read_the_service),
		cmocka_unit_test(dashboard_of_a_user_reads_the_user),
		cmocka_unit_test(user_on_the_screen_is_read),
		cmocka_unit_test(service_flag_opens_the_service),
	};

	return cmocka_run_group_tests_name("costs", tests, start_server, stop_server);
}
