/* SPDX-License-Identifier: MIT */
/* For unshare(). */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier) */
/* The audit log as a file: its permissions, what is refused, and what is read back. */
#include "base/log_file.h"

#include "base/arena.h"
#include "base/json.h"
#include "clock.h"
#include "file.h"
#include "kit/skip.h"
#include "kit/state_home.h"
#include "model/snapshot_memory.h"
#include "timestamp.h"
#include "write/audit.h"
#include "write/audit_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[128], path[160];

static int renew(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "%s/beyatop", state_home_renew());
	snprintf(path, sizeof(path), "%s/audit.jsonl", dir);
	return 0;
}

static struct audit *open_audit_of(const char *account, bool is_read_only)
{
	struct audit *audit = audit_new(&(struct audit_options){.table = "the-table",
		.region = "eu-west-1",
		.endpoint = "http://here",
		.is_read_only = is_read_only});

	audit_set_caller(audit, "prod AKID");
	audit_set_account(audit, account);
	return audit;
}

static struct audit *open_audit(bool is_read_only)
{
	return open_audit_of("111122223333", is_read_only);
}

static struct audit_write make_write(const char *user_id)
{
	return (struct audit_write){.user_id = user_id,
		.service = "slack",
		.type = "S",
		.from = "true",
		.to = "false",
		.reason = "a \"reason\"\nof two lines",
		.order = 7};
}

static void must_intend(struct audit *audit, struct audit_write *write)
{
	struct error err;

	if (!audit_intend(audit, write, &err)) {
		fail_msg("%s", err.text);
	}
}

static void must_conclude(
	struct audit *audit, const struct audit_write *write, enum write_outcome outcome)
{
	struct error err;

	if (!audit_conclude(audit, write, outcome, "REQ1", "", &err)) {
		fail_msg("%s", err.text);
	}
}

static mode_t mode_of(const char *name)
{
	struct stat found;

	assert_int_equal(stat(name, &found), 0);
	return found.st_mode & 0777;
}

static void private_file_in_a_private_directory(void **state)
{
	(void)state;
	mode_t before = umask(0);

	audit_free(open_audit(false));
	umask(before);
	assert_int_equal(mode_of(dir), 0700);
	assert_int_equal(mode_of(path), 0600);
	/* A mode that is too open is corrected. */
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(chmod(dir, 0755), 0);
	audit_free(open_audit(false));
	assert_int_equal(mode_of(dir), 0700);
	assert_int_equal(mode_of(path), 0600);
}

static void assert_refused(const char *why)
{
	struct audit *audit = open_audit(false);
	struct audit_write write = make_write("u");
	struct error err;

	assert_non_null(strstr(audit_refusal(audit), why));
	assert_false(audit_intend(audit, &write, &err));
	assert_non_null(strstr(err.text, why));
	audit_free(audit);
}

static void links_are_refused(void **state)
{
	(void)state;
	char elsewhere[192];

	snprintf(elsewhere, sizeof(elsewhere), "%s-elsewhere", dir);
	assert_int_equal(mkdir(elsewhere, 0700), 0);
	assert_int_equal(symlink(elsewhere, dir), 0);
	assert_refused("is a link");
	assert_int_equal(unlink(dir), 0);
	assert_int_equal(mkdir(dir, 0700), 0);
	assert_int_equal(symlink("/dev/null", path), 0);
	assert_refused("is a symbolic link");
	assert_int_equal(unlink(path), 0);
	/* A second name, through which another user could read on. */
	snprintf(elsewhere, sizeof(elsewhere), "%s-other", dir);
	close(open(elsewhere, O_CREAT | O_WRONLY, 0600));
	assert_int_equal(link(elsewhere, path), 0);
	assert_refused("a single name");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_refused("audit.jsonl: it is a pipe, not a regular file");
	assert_int_equal(unlink(path), 0);
	/* What a full log would replace. */
	snprintf(elsewhere, sizeof(elsewhere), "%s.2", path);
	assert_int_equal(symlink("/dev/null", elsewhere), 0);
	assert_refused("audit.jsonl.2: it is a symbolic link");
}

static void file_of_another_user_is_refused(void **state)
{
	(void)state;
	if (geteuid() != 0) {
		SKIP_TEST("only root can give a directory away");
	}
	assert_int_equal(mkdir(dir, 0700), 0);
	assert_int_equal(chown(dir, 65534, 65534), 0);
	assert_refused("another user");
}

static void read_only_creates_nothing(void **state)
{
	(void)state;
	audit_free(open_audit(true));
	assert_int_equal(access(dir, F_OK), -1);
}

static struct json *line_of(size_t n)
{
	struct buf log = {0};

	state_home_read(&log);
	const char *line = buf_text(&log);

	for (size_t i = 0; i < n; i++) {
		line = strchr(line, '\n');
		assert_non_null(line);
		line++;
	}
	struct json *json = json_parse(line, strcspn(line, "\n"));

	buf_fini(&log);
	assert_non_null(json);
	return json;
}

static void assert_text(const struct json *json, const char *name, const char *expected)
{
	const char *text = json_string(json_get(json, name));

	if (!text || strcmp(text, expected) != 0) {
		fail_msg("%s is %s, not %s", name, text ? text : "missing", expected);
	}
}

static void lines_are_complete(void **state)
{
	(void)state;
	setenv("SSH_CONNECTION", "10.0.0.1 4711 10.0.0.2 22", 1);
	struct audit *audit = open_audit(false);

	unsetenv("SSH_CONNECTION");
	struct audit_write write = make_write("u-1");

	must_intend(audit, &write);
	must_conclude(audit, &write, WRITE_WRITTEN);
	static const char *const both[][2] = {{"userId", "u-1"}, {"serviceType", "slack"},
		{"table", "the-table"}, {"region", "eu-west-1"}, {"endpoint", "http://here"},
		{"caller", "prod AKID"}, {"account", "111122223333"},
		{"ssh", "10.0.0.1 4711 10.0.0.2 22"}, {"reason", "a \"reason\"\nof two lines"}};

	for (size_t i = 0; i < 2; i++) {
		struct json *json = line_of(i);

		assert_text(json, "kind", i == 0 ? "intent" : "result");
		assert_text(json, "id", write.id);
		for (size_t j = 0; j < ARRAY_LEN(both); j++) {
			assert_text(json, both[j][0], both[j][1]);
		}
		assert_text(json_get(json, "from"), "S", "true");
		assert_text(json_get(json, "to"), "S", "false");
		assert_true(json_number(json_get(json, "pid"), 0) == getpid());
		assert_non_null(json_string(json_get(json, "time")));
		assert_non_null(json_string(json_get(json, "tty")));
		assert_non_null(json_string(json_get(json, "user")));
		json_free(json);
	}
	struct json *result = line_of(1);

	assert_text(result, "outcome", "written");
	assert_text(result, "requestId", "REQ1");
	json_free(result);
	audit_free(audit);
}

/* Where syslog(3) sends to, for this process alone; -1: the system does not let us. */
static int open_dev_log(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/dev/log"};

	if (unshare(geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) < 0 ||
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
		mount("none", "/dev", "tmpfs", 0, NULL) < 0) {
		return -1;
	}
	int log = socket(AF_UNIX, SOCK_DGRAM, 0);

	assert_int_equal(bind(log, (struct sockaddr *)&address, sizeof(address)), 0);
	return log;
}

/* The line of the file after what syslog puts before each message: priority, time, program. */
static void assert_sent(int log, const char *line, size_t length)
{
	char message[4096], program[64];
	ssize_t bytes = recv(log, message, sizeof(message) - 1, MSG_DONTWAIT);

	assert_true(bytes > 0);
	message[bytes] = '\0';
	message[strcspn(message, "\n")] = '\0';
	snprintf(program, sizeof(program), "beyatop[%d]: ", (int)getpid());
	const char *sent = strstr(message, program);

	assert_non_null(sent);
	assert_int_equal(strncmp(message, "<85>", 4), 0); /* authpriv, notice */
	assert_int_equal(strlen(sent + strlen(program)), length);
	assert_memory_equal(sent + strlen(program), line, length);
}

#define NOT_ALLOWED 77

static int send_to_syslog(void)
{
	int log = open_dev_log();

	if (log < 0) {
		return NOT_ALLOWED;
	}
	struct audit *audit = audit_new(&(struct audit_options){.table = "the-table",
		.region = "eu-west-1",
		.endpoint = "http://here",
		.has_syslog = true});
	struct audit_write write = make_write("u-%s-1");

	must_intend(audit, &write);
	must_conclude(audit, &write, WRITE_WRITTEN);
	audit_free(audit);
	struct buf file = {0};

	state_home_read(&file);
	const char *line = buf_text(&file);

	for (int i = 0; i < 2; i++) {
		size_t length = strcspn(line, "\n");

		assert_sent(log, line, length);
		line += length + 1;
	}
	buf_fini(&file);
	close(log);
	return 0;
}

/* Both lines of a write, as they are in the file. */
static void lines_go_to_syslog_too(void **state)
{
	(void)state;
	pid_t child = fork();

	if (child == 0) {
		_exit(send_to_syslog());
	}
	int status;

	waitpid(child, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_ALLOWED) {
		SKIP_TEST("/dev/log cannot be ours alone here");
	}
	assert_int_equal(status, 0);
}

static size_t count_records(struct audit *audit, enum write_outcome outcome)
{
	struct snapshot *snapshot = snapshot_new();
	size_t count = 0;

	audit_copy(audit, &snapshot->memory->arena, snapshot);
	for (size_t i = 0; i < snapshot->write_records_count; i++) {
		count += snapshot->write_records[i].outcome == outcome;
	}
	snapshot_free(snapshot);
	return count;
}

static unsigned count_unfinished(struct audit *audit)
{
	struct snapshot *snapshot = snapshot_new();

	audit_copy(audit, &snapshot->memory->arena, snapshot);
	unsigned open = snapshot->status.unfinished_writes;

	snapshot_free(snapshot);
	return open;
}

/* The audit log shows the writes of other dashboards, and their authors. */
static void other_dashboards_are_read(void **state)
{
	(void)state;
	struct audit *ours = open_audit(false), *theirs = open_audit(false);
	struct audit_write write = make_write("u-1");
	char who[160];

	assert_false(audit_find(ours, "u-1", "slack", ACTIVE_OFF, 0, who, sizeof(who)));
	int64_t before_ms = clock_wall_ms();

	must_intend(theirs, &write);
	must_conclude(theirs, &write, WRITE_WRITTEN);
	assert_true(audit_find(ours, "u-1", "slack", ACTIVE_OFF, 0, who, sizeof(who)));
	assert_non_null(strstr(who, " at "));
	assert_false(audit_find(ours, "u-1", "slack", ACTIVE_ON, 0, who, sizeof(who)));
	assert_false(audit_find(ours, "u-2", "slack", ACTIVE_OFF, 0, who, sizeof(who)));
	/* Nor does a write from before it was last seen explain its present value, */
	assert_true(audit_find(ours, "u-1", "slack", ACTIVE_OFF, before_ms, who, sizeof(who)));
	assert_false(audit_find(
		ours, "u-1", "slack", ACTIVE_OFF, clock_wall_ms() + 1, who, sizeof(who)));
	/* or one that was written over. */
	write.from = "false";
	write.to = "true";
	must_intend(theirs, &write);
	must_conclude(theirs, &write, WRITE_WRITTEN);
	assert_false(audit_find(ours, "u-1", "slack", ACTIVE_OFF, 0, who, sizeof(who)));
	assert_true(audit_find(ours, "u-1", "slack", ACTIVE_ON, 0, who, sizeof(who)));
	audit_free(ours);
	audit_free(theirs);
}

/* Hundreds of later records do not hide an open intent. */
static void open_intent_is_reported_once(void **state)
{
	(void)state;
	pid_t child = fork();

	if (child == 0) {
		struct audit *audit = open_audit(false);
		struct audit_write open = make_write("u-open");

		must_intend(audit, &open);
		for (int i = 0; i < WRITE_RECORDS_KEPT + 50; i++) {
			struct audit_write write = make_write("u-done");

			must_intend(audit, &write);
			must_conclude(audit, &write, WRITE_WRITTEN);
		}
		_exit(0);
	}
	int status;

	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	struct audit *watching = open_audit(true), *next = open_audit(false);
	struct audit_write left;

	assert_int_equal(count_unfinished(watching), 1);
	assert_int_equal(count_unfinished(next), 1);
	assert_int_equal(count_records(next, WRITE_UNKNOWN), 1);
	assert_true(audit_next_unfinished(watching, &left));
	assert_string_equal(left.user_id, "u-open");
	assert_string_equal(left.service, "slack");
	assert_string_equal(left.to, "false");
	/* A read-only start, and one that could not read the item, leave it to the next. */
	audit_resolve_unfinished(watching, &left, true, "as it was to be");
	assert_false(audit_next_unfinished(watching, &left));
	audit_free(watching);
	assert_true(audit_next_unfinished(next, &left));
	audit_resolve_unfinished(next, &left, false, "not read");
	audit_free(next);
	next = open_audit(false);
	assert_int_equal(count_unfinished(next), 1);
	assert_true(audit_next_unfinished(next, &left));
	audit_resolve_unfinished(next, &left, true, "as it was to be");
	assert_false(audit_next_unfinished(next, &left));
	audit_free(next);
	next = open_audit(false);
	assert_int_equal(count_unfinished(next), 0);
	assert_false(audit_next_unfinished(next, &left));
	audit_free(next);
}

/* An intent of a program on this machine. */
static void put_intent(pid_t pid, const char *account, const char *time)
{
	char host[64] = "";

	gethostname(host, sizeof(host) - 1);
	FILE *file = fopen(path, "a");

	assert_non_null(file);
	fprintf(file,
		"{\"kind\":\"intent\",\"time\":\"%s\",\"id\":\"%s-%d-1-1\",\"pid\":%d,\"host\":\"%"
		"s\","
		"\"endpoint\":\"http://here\",\"region\":\"eu-west-1\",\"account\":\"%s\","
		"\"table\":\"the-table\",\"userId\":\"u\",\"serviceType\":\"slack\","
		"\"to\":{\"S\":\"false\"}}\n",
		time, host, (int)pid, (int)pid, host, account);
	fclose(file);
}

/* Another program may have the process ID of the dead one, but none waits this long. */
static void long_open_is_unfinished(void **state)
{
	(void)state;
	char now[TIMESTAMP_SIZE];
	pid_t living = fork();

	if (living == 0) {
		pause();
		_exit(0);
	}
	timestamp_format(clock_wall_ms(), 3, now);
	audit_free(open_audit(false)); /* makes the directory */
	put_intent(living, "", now);
	struct audit *audit = open_audit(false);

	assert_int_equal(count_unfinished(audit), 0);
	audit_free(audit);
	put_intent(living, "", "2024-01-15T10:35:00.000Z");
	audit = open_audit(false);
	assert_int_equal(count_unfinished(audit), 1);
	audit_free(audit);
	kill(living, SIGKILL);
	waitpid(living, NULL, 0);
}

/* A line of the log, as another program wrote it. */
static void put_intent_of(const char *run, pid_t pid, const char *user_id)
{
	char host[64] = "", now[TIMESTAMP_SIZE];
	FILE *file = fopen(path, "a");

	gethostname(host, sizeof(host) - 1);
	timestamp_format(clock_wall_ms(), 3, now);
	assert_non_null(file);
	fprintf(file,
		"{\"kind\":\"intent\",\"time\":\"%s\",\"id\":\"%s-%s\",\"pid\":%d,\"host\":\"%s\"%s%s%s,"
		"\"endpoint\":\"http://here\",\"region\":\"eu-west-1\",\"account\":\"\","
		"\"table\":\"the-table\",\"userId\":\"%s\",\"serviceType\":\"slack\","
		"\"to\":{\"S\":\"false\"}}\n",
		now, host, user_id, (int)pid, host, run[0] ? ",\"run\":\"" : "", run,
		run[0] ? "\"" : "", user_id);
	fclose(file);
}

/*
 * In containers, every run has process ID 1, and often the same host name: a killed run's intent is
 * neither our own nor that of a living program.
 */
static void same_process_id_is_not_the_same_run(void **state)
{
	static const char *const runs[] = {"", "00000000deadbeef", "not hexadecimal", "0"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(runs); i++) {
		renew(NULL);
		audit_free(open_audit(false));
		put_intent_of(runs[i], getpid(), "u");
		struct audit *audit = open_audit(false);

		assert_int_equal(count_unfinished(audit), 1);
		audit_free(audit);
	}
}

/* A child that has written an intent and lives until it is killed. */
static pid_t start_writer(char run[17])
{
	int ready[2];

	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();

	if (child == 0) {
		struct audit_write write_ = make_write("u-1");

		must_intend(open_audit(false), &write_);
		close(ready[1]);
		for (;;) {
			pause();
		}
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], run, 1), 0);
	close(ready[0]);
	struct json *line = line_of(0);

	snprintf(run, 17, "%s", json_string(json_get(line, "run")));
	json_free(line);
	return child;
}

static void kill_writer(pid_t child)
{
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

/*
 * Its lock tells whether a run has ended, even to other containers, where its process ID belongs to
 * no process or to another one; and its end is noticed while we run.
 */
static void killed_run_is_noticed(void **state)
{
	char run[17];
	struct audit_write left;

	(void)state;
	pid_t child = start_writer(run);

	assert_int_equal(strlen(run), 16);
	put_intent_of(run, 0x7FFFFFFF, "u-2");
	put_intent_of("00000000deadbeef", getppid(), "u-3");
	struct audit *audit = open_audit(false);

	assert_int_equal(count_records(audit, WRITE_SENT), 2);
	assert_int_equal(count_unfinished(audit), 1);
	assert_true(audit_next_unfinished(audit, &left));
	assert_string_equal(left.user_id, "u-3");
	audit_resolve_unfinished(audit, &left, true, "");
	assert_true(audit_refresh(audit));
	assert_false(audit_refresh(audit));
	kill_writer(child);
	assert_true(audit_refresh(audit));
	assert_int_equal(count_records(audit, WRITE_SENT), 0);
	assert_int_equal(count_unfinished(audit), 3);
	assert_false(audit_refresh(audit));
	audit_free(audit);
}

/* Its file was rotated by another program since; its lock is on the old one. */
static void run_is_known_after_a_rotation(void **state)
{
	char run[17], older[200];

	(void)state;
	pid_t child = start_writer(run);

	snprintf(older, sizeof(older), "%s.1", path);
	assert_int_equal(rename(path, older), 0);
	struct audit *audit = open_audit(false);

	assert_int_equal(count_records(audit, WRITE_SENT), 1);
	kill_writer(child);
	assert_true(audit_refresh(audit));
	assert_int_equal(count_unfinished(audit), 1);
	audit_free(audit);
}

static size_t count_results(void)
{
	struct buf log = {0};
	size_t count = 0;

	state_home_read(&log);
	for (const char *at = buf_text(&log); (at = strstr(at, "\"kind\":\"result\"")); at++) {
		count++;
	}
	buf_fini(&log);
	return count;
}

/* Two that start together: one resolves, the other sees it. If the first ends, the other takes
 * over. */
static void one_of_two_resolves(void **state)
{
	struct audit_write left, again;

	(void)state;
	audit_free(open_audit(false));
	put_intent_of("00000000deadbeef", 1, "u-1");
	put_intent_of("00000000deadbeef", 1, "u-2");
	struct audit *one = open_audit(false), *two = open_audit(false);

	assert_int_equal(count_unfinished(one), 2);
	assert_int_equal(count_unfinished(two), 2);
	assert_true(audit_next_unfinished(one, &left));
	assert_false(audit_next_unfinished(two, &again));
	audit_resolve_unfinished(one, &left, true, "as ordered");
	assert_true(audit_next_unfinished(one, &left));
	assert_false(audit_next_unfinished(two, &again));
	audit_free(one);
	assert_true(audit_next_unfinished(two, &again));
	assert_string_equal(again.user_id, "u-2");
	audit_resolve_unfinished(two, &again, true, "as ordered");
	assert_false(audit_next_unfinished(two, &again));
	assert_int_equal(count_results(), 2);
	audit_free(two);
}

/* The list of writes shows those of other dashboards, even without a write of its own. */
static void other_dashboards_are_followed(void **state)
{
	char older[200];

	(void)state;
	struct audit *ours = open_audit(false), *theirs = open_audit(false);
	struct audit_write write = make_write("u-1");

	assert_false(audit_refresh(ours) && audit_refresh(ours));
	must_intend(theirs, &write);
	assert_true(audit_refresh(ours));
	assert_int_equal(count_records(ours, WRITE_SENT), 1);
	must_conclude(theirs, &write, WRITE_WRITTEN);
	assert_true(audit_refresh(ours));
	assert_int_equal(count_records(ours, WRITE_SENT), 0);
	assert_int_equal(count_records(ours, WRITE_WRITTEN), 1);
	assert_false(audit_refresh(ours));
	/* Their log is rotated by their next write. */
	snprintf(older, sizeof(older), "%s.1", path);
	assert_int_equal(rename(path, older), 0);
	write = make_write("u-2");
	must_intend(theirs, &write);
	assert_true(audit_refresh(ours));
	assert_int_equal(count_records(ours, WRITE_SENT), 1);
	must_conclude(theirs, &write, WRITE_CONFLICT);
	assert_true(audit_refresh(ours));
	assert_int_equal(count_records(ours, WRITE_CONFLICT), 1);
	/* Someone empties it. */
	assert_int_equal(truncate(path, 0), 0);
	assert_false(audit_refresh(ours));
	write = make_write("u-3");
	must_intend(theirs, &write);
	assert_true(audit_refresh(ours));
	assert_int_equal(count_records(ours, WRITE_SENT), 1);
	audit_free(ours);
	audit_free(theirs);
}

/* Waits until the log, which is opened again every few seconds, can be written. */
static void wait_until_writable(struct audit *audit)
{
	int64_t deadline_ms = clock_mono_ms() + 30000;

	while (audit_refusal(audit)[0] && clock_mono_ms() < deadline_ms) {
		poll(NULL, 0, 20);
	}
	assert_string_equal(audit_refusal(audit), "");
}

/*
 * The disk was full when the result came: it is shown, and logged when there is room. A read-only
 * dashboard that was started before there was a log shows it, too.
 */
static void result_is_not_lost(void **state)
{
	struct audit_write write = make_write("u-1"), refused = make_write("u-2");
	struct rlimit limit, small;
	struct stat found;
	struct error err;

	(void)state;
	struct audit *watching = open_audit(true), *audit = open_audit(false);

	must_intend(audit, &write);
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = (struct rlimit){(rlim_t)found.st_size + 30, limit.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_false(audit_conclude(audit, &write, WRITE_WRITTEN, "REQ1", "", &err));
	assert_non_null(strstr(err.text, "File too large"));
	assert_int_equal(count_records(audit, WRITE_SENT), 0);
	assert_int_equal(count_records(audit, WRITE_WRITTEN), 1);
	assert_false(audit_intend(audit, &refused, &err));
	assert_string_equal(refused.id, "");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, SIG_DFL);
	wait_until_writable(audit);
	assert_int_equal(count_records(audit, WRITE_SENT), 0);
	assert_int_equal(count_records(audit, WRITE_WRITTEN), 1);
	audit_free(audit);
	assert_true(audit_refresh(watching));
	assert_int_equal(count_records(watching, WRITE_WRITTEN), 1);
	audit_free(watching);
	struct audit *next = open_audit(false);

	assert_int_equal(count_unfinished(next), 0);
	assert_int_equal(count_records(next, WRITE_WRITTEN), 1);
	audit_free(next);
}

/* Numbers that no process has: converting them must not be undefined. */
static void odd_process_ids_are_of_nobody(void **state)
{
	static const char *const ids[] = {
		"1e300", "-1e300", "1e999", "4294967297", "0", "-1", "0.5", "\"1\"", "[]"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		char host[64] = "", now[TIMESTAMP_SIZE];

		renew(NULL);
		audit_free(open_audit(false));
		FILE *file = fopen(path, "a");

		gethostname(host, sizeof(host) - 1);
		timestamp_format(clock_wall_ms(), 3, now);
		fprintf(file,
			"{\"kind\":\"intent\",\"time\":\"%s\",\"id\":\"x\",\"pid\":%s,\"host\":\"%s\","
			"\"endpoint\":\"http://here\",\"region\":\"eu-west-1\",\"account\":\"\","
			"\"table\":\"the-table\",\"userId\":\"u\",\"serviceType\":\"slack\"}\n",
			now, ids[i], host);
		fclose(file);
		struct audit *audit = open_audit(false);

		assert_int_equal(count_unfinished(audit), 1);
		audit_free(audit);
	}
}

/* A table of the same name in another account is a different table. */
static void other_accounts_are_left_alone(void **state)
{
	(void)state;
	audit_free(open_audit(false));
	put_intent(0, "444455556666", "2024-01-15T10:35:00.000Z");
	struct audit *audit = open_audit(false);

	assert_int_equal(count_unfinished(audit), 0);
	assert_int_equal(count_records(audit, WRITE_SENT) + count_records(audit, WRITE_UNKNOWN), 0);
	/* What comes later, too. */
	struct audit *theirs = open_audit_of("444455556666", false);
	struct audit_write write = make_write("u-1");
	char who[160];

	assert_int_equal(count_unfinished(theirs), 1);
	must_intend(theirs, &write);
	must_conclude(theirs, &write, WRITE_WRITTEN);
	assert_false(audit_find(audit, "u-1", "slack", ACTIVE_OFF, 0, who, sizeof(who)));
	audit_free(theirs);
	audit_free(audit);
}

/* While the account is unknown, writes of other accounts are neither read nor resolved. */
static void unknown_account_resolves_nothing(void **state)
{
	(void)state;
	struct audit_write left;

	audit_free(open_audit(false));
	put_intent(0, "444455556666", "2024-01-15T10:35:00.000Z");
	struct audit *audit = open_audit_of("", false);

	assert_int_equal(count_unfinished(audit), 0);
	assert_false(audit_next_unfinished(audit, &left));
	/* Once known, it stays known though DescribeTable is denied later. */
	audit_set_account(audit, "444455556666");
	audit_set_account(audit, "");
	assert_int_equal(count_unfinished(audit), 1);
	assert_true(audit_next_unfinished(audit, &left));
	audit_free(audit);
}

/* An intent in a file that has been rotated since then is not forgotten. */
static void full_file_is_read_too(void **state)
{
	(void)state;
	char older[200];

	audit_free(open_audit(false));
	put_intent(0, "", "2024-01-15T10:35:00.000Z");
	snprintf(older, sizeof(older), "%s.1", path);
	assert_int_equal(rename(path, older), 0);
	struct audit *audit = open_audit(false);

	assert_int_equal(count_unfinished(audit), 1);
	audit_free(audit);
}

/* An intent of a running program may still get its result. */
static void running_programs_are_left_alone(void **state)
{
	(void)state;
	struct audit *ours = open_audit(false);
	struct audit_write write = make_write("u-1");

	must_intend(ours, &write);
	struct audit *other = open_audit(false);

	assert_int_equal(count_records(other, WRITE_UNKNOWN), 0);
	assert_int_equal(count_records(other, WRITE_SENT), 1);
	must_conclude(ours, &write, WRITE_WRITTEN);
	audit_free(ours);
	audit_free(other);
}

static void damaged_lines_are_skipped(void **state)
{
	(void)state;
	struct audit *audit = open_audit(false);
	struct audit_write write = make_write("u-1");

	must_intend(audit, &write);
	must_conclude(audit, &write, WRITE_WRITTEN);
	audit_free(audit);
	FILE *file = fopen(path, "a");

	fputs("not json\n\n[]\n{\"kind\":7,\"table\":{}}\n{\"kind\":\"intent\",\"table\":\"the-"
	      "table\",\"region\":\"eu-west-1\",\"endpoint\":\"http://here\"}\n{\"torn",
		file);
	fclose(file);
	audit = open_audit(false);
	assert_int_equal(count_records(audit, WRITE_WRITTEN), 1);
	size_t open = count_records(audit, WRITE_SENT);

	must_intend(audit, &write);
	/* The torn line has not swallowed the next. */
	struct audit *other = open_audit(false);

	assert_int_equal(count_records(other, WRITE_SENT), open + 1);
	audit_free(other);
	must_conclude(audit, &write, WRITE_WRITTEN);
	audit_free(audit);
}

/* A program was killed while it wrote: the next line, by any program, starts anew. */
static void torn_line_is_ended(void **state)
{
	(void)state;
	struct audit *audit = open_audit(false);
	struct audit_write write = make_write("u-1");
	FILE *file = fopen(path, "a");

	fputs("{\"torn", file);
	fclose(file);
	must_intend(audit, &write);
	struct audit *other = open_audit(false);

	assert_int_equal(count_records(other, WRITE_SENT), 1);
	audit_free(other);
	audit_free(audit);
}

/* Another dashboard was suspended by Ctrl-Z in the middle of a line: ours continues. */
static void suspended_program_blocks_no_other(void **state)
{
	(void)state;
	struct audit *audit = open_audit(false);
	struct audit_write write = make_write("u-1");
	int fd = open(path, O_RDWR | O_CLOEXEC);

	assert_true(file_lock(fd, FILE_LOCK_EXCLUSIVE, 0, LOG_FILE_LOCKED, 0));
	must_intend(audit, &write);
	must_conclude(audit, &write, WRITE_WRITTEN);
	file_unlock(fd, 0, LOG_FILE_LOCKED);
	close(fd);
	audit_free(audit);
}

/* --- The file ------------------------------------------------------------------------------- */

static void append_lines(int from, int count, off_t max_bytes)
{
	struct audit_file file;
	struct error err;

	audit_file_init(&file, 1);
	file.log.max_bytes = max_bytes;
	if (!audit_file_open(&file, true, &err)) {
		base_fatal("%s", err.text);
	}
	for (int i = 0; i < count; i++) {
		struct buf line = {0};

		buf_printf(&line, "%08d %0100d\n", from + i, 0);
		if (!audit_file_renew(&file, &err) ||
			!audit_file_append(&file, &line, false, &err)) {
			base_fatal("%s", err.text);
		}
		buf_fini(&line);
	}
	audit_file_close(&file);
}

#define LINES 400

/* Marks the numbers of the lines in a file of the log; returns its bytes. */
static long mark_lines(const char *name, bool *is_there)
{
	char line[256];
	FILE *file = fopen(name, "r");

	if (!file) {
		return 0;
	}
	while (fgets(line, sizeof(line), file)) {
		assert_int_equal(strlen(line), 110);
		int number = atoi(line);

		assert_in_range(number, 0, 2 * LINES - 1);
		assert_false(is_there[number]);
		is_there[number] = true;
	}
	long bytes = ftell(file);

	fclose(file);
	return bytes;
}

/* Two dashboards append at once and rotate the file often: no line is lost or mixed. */
static void two_append_and_rotate(void **state)
{
	(void)state;
	bool is_there[2 * LINES] = {0};
	off_t max_bytes = 2 * LINES * 110 / 4;
	pid_t child = fork();

	if (child == 0) {
		append_lines(0, LINES, max_bytes);
		_exit(0);
	}
	append_lines(LINES, LINES, max_bytes);
	int status;

	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	int files = 0;

	for (int i = 0; i <= AUDIT_FILES_KEPT; i++) {
		char name[200];

		snprintf(name, sizeof(name), i ? "%s.%d" : "%s", path, i);
		long bytes = mark_lines(name, is_there);

		files += bytes > 0;
		assert_true(bytes <= max_bytes + 4 * 110);
	}
	assert_in_range(files, 4, 5);
	for (int i = 0; i < 2 * LINES; i++) {
		assert_true(is_there[i]);
	}
}

static void oldest_file_goes(void **state)
{
	(void)state;
	char name[200];

	append_lines(0, 200, 10 * 110);
	snprintf(name, sizeof(name), "%s.%d", path, AUDIT_FILES_KEPT);
	assert_int_equal(access(name, F_OK), 0);
	assert_int_equal(mode_of(name), 0600);
	snprintf(name, sizeof(name), "%s.%d", path, AUDIT_FILES_KEPT + 1);
	assert_int_equal(access(name, F_OK), -1);
}

#define TEST(function) cmocka_unit_test_setup(function, renew)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(private_file_in_a_private_directory),
		TEST(links_are_refused),
		TEST(file_of_another_user_is_refused),
		TEST(read_only_creates_nothing),
		TEST(lines_are_complete),
		TEST(lines_go_to_syslog_too),
		TEST(other_dashboards_are_read),
		TEST(open_intent_is_reported_once),
		TEST(long_open_is_unfinished),
		TEST(same_process_id_is_not_the_same_run),
		TEST(killed_run_is_noticed),
		TEST(run_is_known_after_a_rotation),
		TEST(one_of_two_resolves),
		TEST(other_dashboards_are_followed),
		TEST(result_is_not_lost),
		TEST(odd_process_ids_are_of_nobody),
		TEST(other_accounts_are_left_alone),
		TEST(unknown_account_resolves_nothing),
		TEST(full_file_is_read_too),
		TEST(running_programs_are_left_alone),
		TEST(damaged_lines_are_skipped),
		TEST(torn_line_is_ended),
		TEST(suspended_program_blocks_no_other),
		TEST(two_append_and_rotate),
		TEST(oldest_file_goes),
	};

	return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
