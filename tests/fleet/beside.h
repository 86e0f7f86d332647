/* SPDX-License-Identifier: MIT */
/*
 * Runs a command beside the fleet and ends with it, on every way out: neither outlives the other.
 */
#ifndef FLEET_BESIDE_H
#define FLEET_BESIDE_H

/*
 * Blocks, in the calling thread and those that it starts from now on, the signals that
 * beside_run() waits for. Call it before another thread is started.
 */
void beside_block_signals(void);

/* Undoes that for the calling thread: until beside_run(), the signals end the process. */
void beside_unblock_signals(void);

/*
 * Points the process, and what it runs, at an endpoint: BEYATOP_TEST_ENDPOINT is the URL, and of
 * the AWS variables there are only region and credentials.
 */
void beside_set_environment(const char *url, const char *key_id, const char *secret);

/*
 * Runs the command, which ends with a NULL, and returns its exit status; 128 + N when signal N
 * ended it. SIGHUP and SIGTERM are passed on; SIGINT comes from the terminal, which sends it to the
 * command too. A command that does not end within five seconds of a signal is killed.
 */
int beside_run(char *const *command);

#endif
