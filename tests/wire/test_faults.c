/* SPDX-License-Identifier: MIT */
/*
 * The fault matrix: for each fault what the snapshots say, that the good data survive, and that
 * reading resumes by itself when the fault is over. Every row has a server and a poller in a
 * process of their own, and several run at once. With BEYATOP_PRINT_MATRIX=1 the matrix is printed
 * as a Markdown table: the fault, what is shown, and how soon reads succeed after it. With
 * BEYATOP_ONLY_FAULT=TEXT only rows with that text in their name are run.
 */
#include "clock.h"

#include "kit/aws_files.h"
#include "kit/fault_rows.h"
#include "kit/state_home.h"
#include "poller.h"

#include <dlfcn.h>
#include <netdb.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define DEADLINE_MS      60000
#define SESSIONS         50
#define DAY_MS           (INT64_C(24) * 3600 * 1000)
#define HOUR_MS          (INT64_C(3600) * 1000)
#define MAX_AT_ONCE      8
#define LONG_INTERVAL_MS (INT64_C(2) * DAY_MS) /* no session becomes late while a row runs */

/* --- A resolver that can fail -------------------------------------------------------------- */

/* libcurl calls this one: symbols of the program precede those of its libraries. */
int getaddrinfo(const char *restrict node, const char *restrict service,
	const struct addrinfo *restrict hints, struct addrinfo **restrict found)
{
	int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

	*(void **)&real = dlsym(dlopen("libc.so.6", RTLD_LAZY), "getaddrinfo");
	bool is_ours = node && strcmp(node, FAULT_HOST) == 0;

	if (is_ours && atomic_load(&fault_host_is_unknown)) {
		return EAI_NONAME;
	}
	return real(is_ours ? "127.0.0.1" : node, service, hints, found);
}

/* --- A trial of a row ---------------------------------------------------------------------- */

/* The outcome of a trial. */
struct outcome {
	pid_t process;
	bool is_over;
	/* "": none */
	char failure[100];
	char shown[400];
	int64_t recovered_ms;
};

struct trial {
	const struct fault_row *row;
	struct server *server;
	struct settings settings;
	char url[80];
	struct poller *poller;
	/* the newest */
	struct snapshot *snapshot;
	/* responses from then on are faulty */
	int64_t begun_mono_ms;
	int64_t ended_mono_ms;
	/* what was waited for in vain; NULL: nothing */
	const char *failure;
	char shown[400];
	int64_t recovered_ms;
};

static struct outcome *outcomes; /* one a row, shared by the processes */

/* Notes what is shown, without the advice after it and without the port, which varies. */
static void note_shown(struct trial *trial, const char *text)
{
	char port[16];

	snprintf(port, sizeof(port), ":%u", server_port(trial->server));
	const char *found = strstr(text, port);
	int before = found ? (int)(found - text) : 0;

	snprintf(trial->shown, sizeof(trial->shown), "%.*s%s", before, text,
		found ? found + strlen(port) : text);
	trial->shown[strcspn(trial->shown, ";")] = '\0';
}

/* Notes what was waited for in vain, and what the newest snapshot says instead. */
static void fail_trial(struct trial *trial, const char *what)
{
	const struct snapshot *snapshot = trial->snapshot;

	trial->failure = what;
	if (snapshot) {
		snprintf(trial->shown, sizeof(trial->shown),
			"error: %.120s, notice: %.120s, %u rows of %lld ms ago from source %d, %s",
			snapshot->error.text, snapshot->status.notice, snapshot->totals.sessions,
			(long long)(clock_mono_ms() - snapshot->asof_mono_ms),
			snapshot->status.source,
			snapshot->status.is_throttled ? "throttled" : "not throttled");
	}
}

/* Takes snapshots until one is as wanted; false, with the failure, after the deadline. */
static bool wait_for(struct trial *trial, bool (*is_wanted)(const struct trial *), const char *what)
{
	int64_t deadline_mono_ms = clock_mono_ms() + DEADLINE_MS;

	while (!trial->failure && (!trial->snapshot || !is_wanted(trial))) {
		int64_t left_ms = deadline_mono_ms - clock_mono_ms();
		struct pollfd wake = {.fd = poller_wake_fd(trial->poller), .events = POLLIN};

		if (left_ms <= 0 || poll(&wake, 1, (int)left_ms) <= 0) {
			fail_trial(trial, what);
			break;
		}
		struct snapshot *newer = poller_take(trial->poller);

		if (newer) {
			snapshot_free(trial->snapshot);
			trial->snapshot = newer;
		}
	}
	return !trial->failure;
}

static bool has_all(const struct trial *trial)
{
	const struct snapshot *snapshot = trial->snapshot;

	return snapshot->totals.sessions == SESSIONS &&
	       snapshot->totals.states[STATE_ON_TIME] + snapshot->totals.paused == SESSIONS;
}

static bool is_good(const struct trial *trial)
{
	const struct poll_status *status = &trial->snapshot->status;
	enum item_status item = trial->snapshot->item.status;

	return has_all(trial) && status->is_complete && trial->snapshot->error.kind == ERROR_NONE &&
	       !status->is_throttled && !status->reconcile_failure[0] &&
	       (trial->row->where != IN_ITEM || item == ITEM_PRESENT) &&
	       trial->snapshot->asof_mono_ms > trial->ended_mono_ms;
}

static bool is_newer(const struct trial *trial)
{
	return trial->snapshot->asof_mono_ms > trial->begun_mono_ms;
}

static bool is_told(const struct trial *trial, const struct error *error)
{
	return error->kind == trial->row->kind && strstr(error->text, trial->row->said);
}

/* What the snapshot says of the fault; NULL: nothing. */
static const char *find_shown(const struct trial *trial)
{
	const struct snapshot *snapshot = trial->snapshot;
	const struct poll_status *status = &snapshot->status;
	const char *said = trial->row->said;

	switch (trial->row->where) {
	case NOWHERE:
		break;
	case IN_THROTTLED:
		if (status->is_throttled && strstr(status->throttled, said)) {
			return status->throttled;
		}
		return is_told(trial, &snapshot->error) ? snapshot->error.text : NULL;
	case IN_ERROR:
		return is_told(trial, &snapshot->error) ? snapshot->error.text : NULL;
	case IN_NOTICE:
		return strstr(status->notice, said) && is_newer(trial) ? status->notice
		       : strstr(snapshot->error.text, said)            ? snapshot->error.text
								       : NULL;
	case IN_RECONCILE:
		return strstr(status->reconcile_failure, said) ? status->reconcile_failure : NULL;
	case IN_ITEM:
		return snapshot->item.status == ITEM_FAILED && is_told(trial, &snapshot->item.error)
			       ? snapshot->item.error.text
			       : NULL;
	case IN_WRITE:
		return is_told(trial, &snapshot->write_result.error)
			       ? snapshot->write_result.error.text
			       : NULL;
	}
	return NULL;
}

static bool is_shown(const struct trial *trial)
{
	return find_shown(trial);
}

static bool is_written(const struct trial *trial)
{
	return trial->snapshot->write_result.outcome == WRITE_WRITTEN;
}

static void command(struct trial *trial, enum poller_command_kind kind)
{
	static const char *const services[] = {SERVER_SERVICES};
	struct poller_command told = {
		.kind = kind, .user_id = "user-0000000", .service = services[0]};

	poller_send(trial->poller, &told);
}

static void toggle(struct trial *trial)
{
	static const char *const services[] = {SERVER_SERVICES};
	struct write_target key = {
		.user_id = "user-0000000", .service = services[0], .seen = ACTIVE_ON};
	struct write_order order = {.number = 1, .reason = "", .targets = &key, .count = 1};

	session_decode_active(NULL, "S", "true", &key.encoding);
	poller_send(
		trial->poller, &(struct poller_command){.kind = COMMAND_WRITE, .order = &order});
}

static void start_server(struct trial *trial)
{
	struct server_settings settings = {.table = "sessions",
		.has_tls = trial->row->has_tls,
		.projection = trial->row->projection};

	trial->server = server_start(&settings);
	server_seed(trial->server, SESSIONS, LONG_INTERVAL_MS, clock_wall_ms() - HOUR_MS);
}

static void start_poller(struct trial *trial)
{
	const struct fault_row *row = trial->row;

	snprintf(trial->url, sizeof(trial->url), "http://" FAULT_HOST ":%u",
		server_port(trial->server));
	trial->settings = (struct settings){
		.table = "sessions",
		.region = SERVER_REGION,
		.endpoint_url = row->has_name ? trial->url : server_url(trial->server),
		.allow_http = true,
		.index_service = "ServiceType-Index",
		.index_active = "Active-Sessions-Index",
		.interval_ms = 50,
		.reconcile_ms = row->where == IN_RECONCILE ? 50 : 0,
		.full_every = 3,
		.max_items = 1000000,
		.max_read_rate = 10000,
		.write_rate = 10000,
		.request_timeout_ms = row->request_timeout_ms,
		.limits = SESSION_THRESHOLDS_DEFAULT,
	};
	struct error err;

	trial->poller = poller_start(&trial->settings, &err);
	if (!trial->poller) {
		base_fatal("%s", err.text);
	}
	if (row->where == IN_ITEM) {
		command(trial, COMMAND_OPEN);
	}
}

static void begin_fault(struct trial *trial)
{
	if (trial->row->begin) {
		trial->row->begin(trial->server);
	} else {
		server_inject(trial->server, &trial->row->fault);
	}
}

/* Waits until the fault has hit a request: what is read from then on is faulty. */
static void meet_fault(struct trial *trial)
{
	const struct fault_row *row = trial->row;
	bool is_scripted = !row->begin;
	int operation = is_scripted ? row->fault.operation : SERVER_ANY;
	int source = is_scripted ? row->fault.source : SERVER_ANY;
	uint64_t requests = row->where == NOWHERE ? 4 : 1;

	if (row->where == IN_WRITE) {
		toggle(trial);
	}
	if (!row->is_unreachable &&
		!server_wait_requests(trial->server, operation, source, requests, DEADLINE_MS)) {
		trial->failure = "a request that meets the fault";
	}
	trial->begun_mono_ms = clock_mono_ms();
}

static void end_fault(struct trial *trial)
{
	if (trial->row->end) {
		trial->row->end(trial->server);
	}
	server_lift(trial->server);
	trial->ended_mono_ms = clock_mono_ms();
}

/*
 * False if rows grow younger during the fault. A response may have been on its way when it began,
 * even when it was shown, so they may do so twice.
 */
static bool rows_keep_their_age(struct trial *trial)
{
	for (int tries = 0; tries < 3; tries++) {
		if (trial->snapshot->asof_mono_ms <= trial->begun_mono_ms) {
			return true;
		}
		meet_fault(trial);
		snapshot_free(trial->snapshot);
		trial->snapshot = NULL;
		if (!wait_for(trial, is_shown, "that the snapshot tells again")) {
			break;
		}
	}
	return false;
}

/* During the fault: checks what is shown, and that the rows are unchanged. */
static void check_fault(struct trial *trial)
{
	const struct fault_row *row = trial->row;

	if (row->where == NOWHERE) {
		note_shown(trial, "nothing: reading goes on");
		if (wait_for(trial, is_newer, "newer data in spite of it") &&
			trial->snapshot->error.kind != ERROR_NONE) {
			note_shown(trial, trial->snapshot->error.text);
			trial->failure = "no error";
		}
	} else if (wait_for(trial, is_shown, "that the snapshot tells")) {
		note_shown(trial, find_shown(trial));
	}
	if (trial->failure || row->is_first) {
		return;
	}
	if (!has_all(trial)) {
		trial->failure = "that all good rows survive";
	}
	if (row->where == IN_ERROR && !rows_keep_their_age(trial)) {
		trial->failure = "that the rows keep the age they had";
	}
}

static void check_recovery(struct trial *trial)
{
	if (trial->row->is_permanent || trial->failure) {
		return;
	}
	if (trial->row->where == IN_WRITE) {
		/* What was not written is sent again. */
		wait_for(trial, is_written, "that writing works again");
	} else {
		wait_for(trial, is_good, "that all is well again");
	}
	trial->recovered_ms = clock_mono_ms() - trial->ended_mono_ms;
}

static void run_trial(struct trial *trial)
{
	state_home();
	start_server(trial);
	if (trial->row->is_first) {
		begin_fault(trial);
	}
	start_poller(trial);
	if (!trial->row->is_first && wait_for(trial, is_good, "good data at first")) {
		begin_fault(trial);
		meet_fault(trial);
	}
	check_fault(trial);
	end_fault(trial);
	check_recovery(trial);
	poller_stop(trial->poller);
	server_stop(trial->server);
}

/* --- All of them --------------------------------------------------------------------------- */

static void run_row(size_t i)
{
	struct trial trial = {.row = &fault_rows[i]};
	struct outcome *outcome = &outcomes[i];
	char name[32], place[128];

	snprintf(name, sizeof(name), "keys-%zu", i);
	aws_files_path(name, place);
	setenv("AWS_SHARED_CREDENTIALS_FILE", place, 1);
	fault_write_credentials(SERVER_KEY_ID);
	run_trial(&trial);
	remove(place);
	if (getenv("AWS_CA_BUNDLE")) {
		remove(getenv("AWS_CA_BUNDLE"));
	}
	snapshot_free(trial.snapshot);
	memcpy(outcome->shown, trial.shown, sizeof(outcome->shown));
	snprintf(outcome->failure, sizeof(outcome->failure), "%s",
		trial.failure ? trial.failure : "");
	outcome->recovered_ms = trial.recovered_ms;
	outcome->is_over = true;
}

static bool start_row(size_t i)
{
	const char *only = getenv("BEYATOP_ONLY_FAULT");

	if (only && !strstr(fault_rows[i].name, only)) {
		return false;
	}
	fflush(NULL);
	pid_t process = fork();

	if (process < 0) {
		base_fatal("cannot fork");
	}
	if (process == 0) {
		run_row(i);
		exit(EXIT_SUCCESS);
	}
	outcomes[i].process = process;
	return true;
}

/* Waits for one of them. A bad status comes from a sanitizer's report or a signal. */
static void wait_for_row(void)
{
	int status;
	pid_t process = wait(&status);

	for (size_t i = 0; i < fault_rows_count; i++) {
		struct outcome *outcome = &outcomes[i];

		if (outcome->process == process && (status != 0 || !outcome->is_over)) {
			snprintf(outcome->failure, sizeof(outcome->failure),
				"its process ended with status %d", status);
		}
	}
}

static void run_rows(void)
{
	int running = 0;

	for (size_t i = 0; i < fault_rows_count; i++) {
		if (running == MAX_AT_ONCE) {
			wait_for_row();
			running--;
		}
		running += start_row(i);
	}
	for (; running > 0; running--) {
		wait_for_row();
	}
}

static void print_matrix(void)
{
	printf("| fault | shown | recovered in |\n|---|---|---|\n");
	for (size_t i = 0; i < fault_rows_count; i++) {
		const struct outcome *outcome = &outcomes[i];

		if (outcome->process == 0) {
			continue;
		}
		printf("| %s | %s | ", fault_rows[i].name, outcome->shown);
		if (fault_rows[i].is_permanent) {
			printf("not by itself |\n");
		} else {
			printf("%lld ms |\n", (long long)outcome->recovered_ms);
		}
	}
}

/* Says which rows failed; returns how many. */
static int count_failures(void)
{
	int failures = 0;

	for (size_t i = 0; i < fault_rows_count; i++) {
		if (outcomes[i].failure[0]) {
			printf("# %s: waited in vain for: %s; shown: %s\n", fault_rows[i].name,
				outcomes[i].failure, outcomes[i].shown);
			failures++;
		}
	}
	return failures;
}

static void every_fault_shows_and_passes(void **state)
{
	(void)state;
	size_t size = fault_rows_count * sizeof(*outcomes);

	outcomes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (outcomes == MAP_FAILED) {
		fail_msg("no memory");
	}
	run_rows();
	int failures = count_failures();

	if (getenv("BEYATOP_PRINT_MATRIX")) {
		print_matrix();
	}

	munmap(outcomes, size);
	assert_int_equal(failures, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fault_shows_and_passes),
	};

	return cmocka_run_group_tests_name("faults", tests, aws_files_setup, aws_files_teardown);
}
