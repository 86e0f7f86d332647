/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include "base.h"
#include "io.h"
#include "term/screen.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

/* These ask the program to end: it saves its state and finishes a write in flight. */
static const int end_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGPWR, SIGSTKFLT};

/*
 * Curses would handle the first two itself, but it ignores SIGTSTP while it draws, so a Ctrl-Z
 * could be lost. It does not replace handlers that were installed before it started.
 */
static const int screen_signals[] = {SIGTSTP, SIGWINCH, SIGCONT};

/*
 * These, and real-time signals, would end the program without restoring the terminal, but ask for
 * nothing. With a handler, writing to a closed pipe or beyond the limit on a file's size fails
 * instead. They are not ignored, because the programs that we start would inherit that.
 */
static const int harmless_signals[] = {
	SIGUSR1, SIGUSR2, SIGPIPE, SIGXFSZ, SIGVTALRM, SIGPROF, SIGIO};

/* How long an orderly exit may take, in seconds. */
#define END_PATIENCE_S 2

static int ends[2];               /* of the pipe */
static atomic_int ending_signal;  /* the first */
static atomic_int interrupts;     /* SIGINTs that have arrived */
static atomic_bool was_continued; /* since the last SIGTSTP */

static void wake_loop(int signal_number)
{
	int saved_errno = errno;
	char byte = (char)signal_number;

	if (signal_number == SIGTSTP || signal_number == SIGCONT) {
		atomic_store(&was_continued, signal_number == SIGCONT);
	}
	/* If the pipe is full, the loop wakes up anyway. */
	(void)!write(ends[1], &byte, 1);
	errno = saved_errno;
}

static void do_nothing(int signal_number)
{
	(void)signal_number;
}

static void exit_at_once(void)
{
	screen_restore();
	_exit(128 + atomic_load(&ending_signal));
}

/* SIGALRM: an orderly exit takes too long because something hangs, such as a file system. */
static void watch(int signal_number)
{
	(void)signal_number;
	if (atomic_load(&ending_signal) != 0) {
		exit_at_once();
	}
}

/*
 * A second SIGINT is from someone who does not want to wait. Other signals often come twice: a
 * shell that is hung up passes SIGHUP on to jobs that also get it from the terminal.
 */
static void end(int signal_number)
{
	int first = 0;
	bool is_first = atomic_compare_exchange_strong(&ending_signal, &first, signal_number);

	if (signal_number == SIGINT && atomic_fetch_add(&interrupts, 1) > 0) {
		exit_at_once();
	}
	if (is_first) {
		(void)alarm(END_PATIENCE_S);
		wake_loop(signal_number);
	}
}

/*
 * Handlers block all signals: nested handlers would finish in reverse order, and the order of
 * SIGTSTP and SIGCONT matters.
 */
static void handle(int signal_number, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

	sigfillset(&action.sa_mask);
	(void)sigaction(signal_number, &action, NULL);
}

static bool is_ignored(int signal_number)
{
	struct sigaction action;

	return sigaction(signal_number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* What the parent ignores stays ignored: nohup ignores SIGHUP, a shell without jobs SIGTSTP. */
static void handle_all(const int *signals, size_t count, void (*handler)(int))
{
	for (size_t i = 0; i < count; i++) {
		if (!is_ignored(signals[i])) {
			handle(signals[i], handler);
		}
	}
}

bool signals_open(struct error *err)
{
	if (!io_open_pipe(ends, err)) {
		return false;
	}
	handle_all(end_signals, ARRAY_LEN(end_signals), end);
	handle_all(screen_signals, ARRAY_LEN(screen_signals), wake_loop);
	handle_all(harmless_signals, ARRAY_LEN(harmless_signals), do_nothing);
	for (int number = SIGRTMIN; number <= SIGRTMAX; number++) {
		handle_all(&number, 1, do_nothing);
	}
	handle(SIGALRM, watch);
	return true;
}

int signals_fd(void)
{
	return ends[0];
}

int signals_take(void)
{
	char byte;

	return read(ends[0], &byte, 1) == 1 ? byte : 0;
}

bool signals_end_program(void)
{
	return atomic_load(&ending_signal) != 0;
}

/* SIGCONT discards a pending SIGTSTP, so it may also arrive between the two lines. */
static void stop(void)
{
	sigset_t stop_signal, before;

	sigemptyset(&stop_signal);
	sigaddset(&stop_signal, SIGTSTP);
	(void)pthread_sigmask(SIG_BLOCK, &stop_signal, &before);
	handle(SIGTSTP, SIG_DFL);
	(void)raise(SIGTSTP);
	if (atomic_load(&was_continued)) {
		handle(SIGTSTP, SIG_IGN); /* discards it, too */
	}
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	handle(SIGTSTP, wake_loop);
}

void signals_request_stop(void)
{
	if (!is_ignored(SIGTSTP)) {
		(void)kill(0, SIGTSTP);
	}
}

bool signals_stop(void (*give_back)(void))
{
	if (is_ignored(SIGTSTP)) {
		return false;
	}
	/* If our parent was stopped before us, the terminal belongs to the shell already. */
	handle(SIGTTOU, SIG_IGN);
	give_back();
	handle(SIGTTOU, SIG_DFL);
	stop();
	return true;
}
