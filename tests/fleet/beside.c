/* SPDX-License-Identifier: MIT */
#include "fleet/beside.h"

#include "base.h"
#include "server/server.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_S 5

static sigset_t waited_for(void)
{
	static const int signals[] = {SIGCHLD, SIGHUP, SIGINT, SIGTERM};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		sigaddset(&set, signals[i]);
	}
	return set;
}

void beside_block_signals(void)
{
	sigset_t set = waited_for();

	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

void beside_unblock_signals(void)
{
	sigset_t set = waited_for();

	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

void beside_set_environment(const char *url, const char *key_id, const char *secret)
{
	extern char **environ;

	for (char **at = environ; *at;) {
		size_t length = strcspn(*at, "=");
		char *name = base_strndup(*at, length);
		bool is_aws = strncmp(name, "AWS_", 4) == 0 && unsetenv(name) == 0;

		free(name);
		at = is_aws ? environ : at + 1;
	}
	setenv("BEYATOP_TEST_ENDPOINT", url, 1);
	setenv("AWS_REGION", SERVER_REGION, 1);
	setenv("AWS_ACCESS_KEY_ID", key_id, 1);
	setenv("AWS_SECRET_ACCESS_KEY", secret, 1);
	setenv("AWS_CONFIG_FILE", "/dev/null", 1);
	setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null", 1);
}

/* In the child. */
_Noreturn static void execute(char *const *command)
{
	prctl(PR_SET_PDEATHSIG, SIGHUP);
	signal(SIGPIPE, SIG_DFL);
	beside_unblock_signals();
	execvp(command[0], command);
	fprintf(stderr, "fleet: cannot run %s: %s\n", command[0], strerror(errno));
	_exit(127);
}

int beside_run(char *const *command)
{
	/* If what started us is killed, the command gets the signal of a closed terminal. */
	prctl(PR_SET_PDEATHSIG, SIGHUP);
	beside_block_signals();
	fflush(stdout);
	pid_t child = fork();

	if (child < 0) {
		base_fatal("cannot start a process: %s", strerror(errno));
	}
	if (child == 0) {
		execute(command);
	}
	sigset_t set = waited_for();
	const struct timespec patience = {.tv_sec = PATIENCE_S};
	bool is_ending = false;
	int status;

	while (waitpid(child, &status, WNOHANG) != child) {
		int got = is_ending ? sigtimedwait(&set, NULL, &patience) : sigwaitinfo(&set, NULL);

		if (got == SIGHUP || got == SIGTERM) {
			kill(child, got);
			is_ending = true;
		} else if (got < 0 && errno == EAGAIN) {
			kill(child, SIGKILL);
		}
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
