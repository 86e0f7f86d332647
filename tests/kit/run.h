/* SPDX-License-Identifier: MIT */
/* Runs a program without a terminal and keeps its output. One thread. */
#ifndef BEYATOP_TESTS_RUN_H
#define BEYATOP_TESTS_RUN_H

#include "buf.h"

struct run {
	/* as in a shell; -1: killed after the timeout */
	int exit_status;
	struct buf out, err;
};

/*
 * Runs argv[0], a path, in the environment of pty_environment(env), without a controlling terminal
 * and with empty input. Its output goes to the file stdout_path or, if NULL, to run->out. Free by
 * run_fini().
 */
void run_program(
	struct run *run, const char *const *argv, const char *const *env, const char *stdout_path);
void run_fini(struct run *run);

#endif
