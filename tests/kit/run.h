/* SPDX-License-Identifier: MIT */
/* A program run without a terminal, its output kept. One thread. */
#ifndef BEYATOP_TESTS_RUN_H
#define BEYATOP_TESTS_RUN_H

#include "buf.h"

struct run {
	/* as a shell has it; -1: killed by us, it was not over in time */
	int exit_status;
	struct buf out, err;
};

/*
 * Runs argv[0], a path, in the environment of pty_environment(env), without a controlling
 * terminal, its input empty. stdout_path is where its output goes instead of run->out, NULL for
 * run->out. Free by run_fini().
 */
void run_program(
	struct run *run, const char *const *argv, const char *const *env, const char *stdout_path);
void run_fini(struct run *run);

#endif
