/* SPDX-License-Identifier: MIT */
/*
 * For pipe2() and POSIX_SPAWN_SETSID, which are POSIX only since 2024, and for closing all
 * descriptors in the child.
 */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier): that is its name */
#include "aws/subprocess.h"

#include "clock.h"
#include "environment.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- Words --------------------------------------------------------------------------------- */

static const char blanks[] = " \t\r\n";

/* Copies a quoted part and returns what follows; NULL if the closing quote is missing. */
static const char *copy_quoted(const char *at, char **to)
{
	char quote = *at++;

	while (*at && *at != quote) {
		bool is_escape = quote == '"' && *at == '\\' && (at[1] == '"' || at[1] == '\\');

		at += is_escape;
		*(*to)++ = *at++;
	}
	return *at ? at + 1 : NULL;
}

/* Copies a word and returns what follows; NULL if a quote or escape is incomplete. */
static const char *copy_word(const char *at, char **to)
{
	while (at && *at && !strchr(blanks, *at)) {
		if (*at == '"' || *at == '\'') {
			at = copy_quoted(at, to);
			continue;
		}
		if (*at == '\\' && !*++at) {
			return NULL;
		}
		*(*to)++ = *at++;
	}
	*(*to)++ = '\0';
	return at;
}

char **subprocess_split(const char *command)
{
	/* Upper bounds: each word takes a character and a space, and unquoting only shortens. */
	size_t length = strlen(command), count = 0, max_words = length / 2 + 2;
	char **words = base_alloc(max_words * sizeof(*words) + length + 1);
	char *to = (char *)(words + max_words);
	const char *at = command + strspn(command, blanks);

	while (at && *at) {
		words[count++] = to;
		at = copy_word(at, &to);
		at = at ? at + strspn(at, blanks) : NULL;
	}
	words[count] = NULL;
	if (!at || count == 0) {
		free(words);
		return NULL;
	}
	return words;
}

/* --- The process --------------------------------------------------------------------------- */

struct process {
	pid_t pid;
	/* read ends of its standard output and error; -1: closed */
	int output, error_output;
};

static bool make_pipe(int fds[2])
{
	if (pipe2(fds, O_CLOEXEC) != 0) {
		fds[0] = fds[1] = -1;
		return false;
	}
	(void)fcntl(fds[0], F_SETFL, O_NONBLOCK);
	return true;
}

static void close_fd(int *fd)
{
	if (*fd >= 0) {
		close(*fd);
	}
	*fd = -1;
}

/*
 * All of ours are close-on-exec, but libraries open some that are not, such as the ones by which
 * libcurl wakes itself up.
 */
static void close_others(posix_spawn_file_actions_t *files)
{
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
	posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
#else
	/* More than we ever have open. Closing what is not open is no error. */
	for (int fd = STDERR_FILENO + 1; fd < 256; fd++) {
		posix_spawn_file_actions_addclose(files, fd);
	}
#endif
}

/*
 * Starts a new session, so that the program cannot prompt on our terminal and its process group can
 * be killed.
 */
static int spawn(char **words, int output, int error_output, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, error_output, STDERR_FILENO);
	close_others(&files);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(
		&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	int failure =
		posix_spawnp(pid, words[0], &files, &attributes, words, environment_of_programs());

	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return failure;
}

static bool start(char **words, struct process *process, struct error *err)
{
	int output[2] = {-1, -1}, error_output[2] = {-1, -1};
	int failure = make_pipe(output) && make_pipe(error_output) ? 0 : errno;

	if (!failure) {
		failure = spawn(words, output[1], error_output[1], &process->pid);
	}
	close_fd(&output[1]);
	close_fd(&error_output[1]);
	process->output = output[0];
	process->error_output = error_output[0];
	if (failure) {
		error_set(err, ERROR_CONFIG, "cannot be started: %s", strerror(failure));
	}
	return !failure;
}

/* Reads what is available. False if the total exceeds max_bytes. */
static bool take(int *fd, struct buf *into, size_t max_bytes)
{
	char bytes[4096];
	ssize_t count = read(*fd, bytes, sizeof(bytes));

	if (count > 0) {
		buf_append(into, bytes, (size_t)count);
	} else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
		close_fd(fd);
	}
	explicit_bzero(bytes, sizeof(bytes));
	return into->length <= max_bytes;
}

/* Keeps only the end of standard error, usually the most useful part. */
static void take_error_output(int *fd, struct buf *into)
{
	if (!take(fd, into, 8192)) {
		memmove(into->data, into->data + into->length - 4096, 4096 + 1);
		into->length = 4096;
	}
}

/* The timeout for poll(2); 0 with *err if time is up or the run was cancelled. */
static int remaining_ms(const struct subprocess *run, int64_t deadline_mono_ms, struct error *err)
{
	struct pollfd cancel = {.fd = run->cancel_fd, .events = POLLIN};

	if (poll(&cancel, 1, 0) > 0) {
		error_set(err, ERROR_STOPPED, "stopped");
		return 0;
	}
	int64_t left_ms = deadline_mono_ms - clock_mono_ms();

	if (left_ms > 0) {
		return (int)left_ms;
	}
	error_set(err, ERROR_CONFIG, "did not finish within %lld s",
		(long long)run->timeout_ms / 1000);
	return 0;
}

/* Reads until both pipes are closed. */
static bool read_all(struct process *process, struct subprocess *run, struct buf *error_output,
	int64_t deadline_mono_ms, struct error *err)
{
	while (process->output >= 0 || process->error_output >= 0) {
		struct pollfd fds[] = {
			{.fd = process->output, .events = POLLIN},
			{.fd = process->error_output, .events = POLLIN},
			{.fd = run->cancel_fd, .events = POLLIN},
		};
		int wait_ms = remaining_ms(run, deadline_mono_ms, err);

		if (wait_ms == 0) {
			return false;
		}
		if (poll(fds, ARRAY_LEN(fds), wait_ms) < 0) {
			continue;
		}
		if (fds[1].revents) {
			take_error_output(&process->error_output, error_output);
		}
		if (fds[0].revents && !take(&process->output, &run->output, run->max_bytes)) {
			return error_set(err, ERROR_CONFIG, "printed more than %zu kB",
				run->max_bytes / 1024);
		}
	}
	return true;
}

/*
 * Waits for a program that has closed its output to exit. Polls, because not every system can
 * report that on a descriptor.
 */
static bool await_end(const struct process *process, const struct subprocess *run,
	int64_t deadline_mono_ms, struct error *err)
{
	struct pollfd cancel = {.fd = run->cancel_fd, .events = POLLIN};

	for (;;) {
		siginfo_t info = {0};

		if (waitid(P_PID, (id_t)process->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
			info.si_pid == process->pid) {
			return true;
		}
		if (remaining_ms(run, deadline_mono_ms, err) == 0) {
			return false;
		}
		(void)poll(&cancel, 1, 5);
	}
}

/*
 * Kills the program and its children, which may outlive it. False unless it exited with status 0.
 */
static bool reap(const struct process *process, bool is_over, struct error *err)
{
	int status = 0;
	bool is_killed = kill(-process->pid, SIGKILL) == 0;
	/* A setuid program cannot be killed, so do not wait for it. */
	pid_t reaped = waitpid(process->pid, &status, is_killed || is_over ? 0 : WNOHANG);

	if (!is_over) {
		return false;
	}
	if (reaped == process->pid && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		return true;
	}
	if (reaped == process->pid && WIFSIGNALED(status)) {
		error_set(err, ERROR_CONFIG, "was killed by signal %d", WTERMSIG(status));
	} else {
		error_set(err, ERROR_CONFIG, "exited with status %d", WEXITSTATUS(status));
	}
	return false;
}

/* Puts the end of standard error on one line. */
static void keep_error_text(const struct buf *error_output, struct subprocess *run)
{
	const char *text = buf_text(error_output);
	size_t length = error_output->length, max = sizeof(run->error_text) - 1;
	char line[sizeof(run->error_text)];

	while (length > 0 && strchr(blanks, text[length - 1])) {
		length--;
	}
	const char *from = length > max ? text + length - max : text;
	size_t count = (size_t)(text + length - from);

	memcpy(line, from, count);
	line[count] = '\0';
	for (char *at = line; *at; at++) {
		*at = strchr(blanks, *at) ? ' ' : *at;
	}
	text_sanitize(line, run->error_text, sizeof(run->error_text));
}

bool subprocess_run(struct subprocess *run, struct error *err)
{
	struct process process = {.output = -1, .error_output = -1};
	struct buf error_output = {0};
	int64_t deadline_mono_ms = clock_mono_ms() + run->timeout_ms;
	bool is_good = false;
	char **words = subprocess_split(run->command);

	if (!words) {
		return error_set(err, ERROR_CONFIG,
			"is not a valid command: it is empty, or a quote is not closed");
	}
	if (!start(words, &process, err)) {
		goto out;
	}
	bool is_over = read_all(&process, run, &error_output, deadline_mono_ms, err) &&
		       await_end(&process, run, deadline_mono_ms, err);

	is_good = reap(&process, is_over, err);
	keep_error_text(&error_output, run);
out:
	close_fd(&process.output);
	close_fd(&process.error_output);
	buf_fini(&error_output);
	free(words);
	return is_good;
}
