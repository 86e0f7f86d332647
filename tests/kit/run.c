/* SPDX-License-Identifier: MIT */
#include "kit/run.h"

#include "base.h"
#include "clock.h"
#include "kit/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUN_PATIENCE_MS 60000

static void make_pipe(int fds[2])
{
	if (pipe(fds) < 0) {
		base_fatal("pipe: %s", strerror(errno));
	}
	fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	fcntl(fds[1], F_SETFD, FD_CLOEXEC);
}

/* Between fork and exec: async-signal-safe calls only. */
_Noreturn static void become(
	char **argv, char **env, const char *stdout_path, int out_fd, int err_fd)
{
	int in_fd = open("/dev/null", O_RDONLY);

	if (stdout_path) {
		out_fd = open(stdout_path, O_WRONLY);
	}
	setsid();
	dup2(in_fd, STDIN_FILENO);
	dup2(out_fd, STDOUT_FILENO);
	dup2(err_fd, STDERR_FILENO);
	pty_close_others(-1, -1);
	execve(argv[0], argv, env);
	_exit(127);
}

static pid_t start(const char *const *argv, const char *const *env, const char *stdout_path,
	int out_fd, int err_fd)
{
	const char *environment[PTY_MAX_ENV];
	char **arguments = pty_copy_strings(argv);
	char **variables;
	pid_t pid;

	pty_environment(env, environment);
	variables = pty_copy_strings(environment);
	pid = fork();
	if (pid < 0) {
		base_fatal("fork: %s", strerror(errno));
	}
	if (pid == 0) {
		become(arguments, variables, stdout_path, out_fd, err_fd);
	}
	pty_free_strings(arguments);
	pty_free_strings(variables);
	return pid;
}

/* Reads both pipes until the program closes them. */
static bool read_output(struct run *run, int out, int err)
{
	struct pollfd fds[] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
	struct buf *const bufs[] = {&run->out, &run->err};
	int64_t deadline_ms = clock_mono_ms() + RUN_PATIENCE_MS;
	char bytes[4096];

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		int64_t left_ms = deadline_ms - clock_mono_ms();

		if (left_ms <= 0 || poll(fds, ARRAY_LEN(fds), (int)left_ms) <= 0) {
			return false;
		}
		for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
			ssize_t count = fds[i].revents ? read(fds[i].fd, bytes, sizeof(bytes)) : 0;

			if (fds[i].revents && count <= 0) {
				fds[i].fd = -1;
			} else if (count > 0) {
				buf_append(bufs[i], bytes, (size_t)count);
			}
		}
	}
	return true;
}

void run_program(
	struct run *run, const char *const *argv, const char *const *env, const char *stdout_path)
{
	int out[2], err[2], status;
	bool is_over;
	pid_t pid;

	*run = (struct run){.exit_status = -1};
	make_pipe(out);
	make_pipe(err);
	pid = start(argv, env, stdout_path, out[1], err[1]);
	close(out[1]);
	close(err[1]);
	is_over = read_output(run, out[0], err[0]);
	if (!is_over) {
		kill(pid, SIGKILL);
	}
	if (waitpid(pid, &status, 0) == pid && is_over) {
		run->exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
	close(out[0]);
	close(err[0]);
}

void run_fini(struct run *run)
{
	buf_fini(&run->out);
	buf_fini(&run->err);
}
