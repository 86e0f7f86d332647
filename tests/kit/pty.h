/* SPDX-License-Identifier: MIT */
/*
 * Runs a program in a pseudo-terminal and interprets its output by a virtual terminal (libvterm). A
 * small session leader starts it, as a shell would, so that it can be suspended. All waits are for
 * a condition, with a deadline. One thread.
 */
#ifndef BEYATOP_TESTS_PTY_H
#define BEYATOP_TESTS_PTY_H

#include "buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <vterm.h>

/* A deadline for what should take milliseconds, with sanitizers on a busy machine. */
#define PTY_PATIENCE_MS 20000

/* More variables than a test sets. */
#define PTY_MAX_ENV 64

struct pty_options {
	/* 0: 24x80 */
	int rows, cols;
	/* NULL: xterm-256color; "": TERM is not set */
	const char *term;
	/* see pty_environment(); may be NULL */
	const char *const *env;
	/* the terminal sends no responses; use pty_type() */
	bool is_mute;
	/* as under nohup: closing the terminal sends no SIGHUP */
	bool ignores_hangup;
	/* started without a shell: job control cannot stop it */
	bool has_no_job;
	/*
	 * shows dim text in the palette's bright black: libvterm does not tell dim from normal. The
	 * log stays as it was sent
	 */
	bool shows_dim;
};

struct pty;

/*
 * Starts argv[0], a path, in the environment of pty_environment(). Ends the process on failure.
 * Free by pty_free().
 */
struct pty *pty_start(const struct pty_options *options, const char *const *argv) MUST_USE;

/* Kills the program if it still runs. */
void pty_free(struct pty *pty);

/*
 * Fills env, ended by NULL: LANG=C.UTF-8, TZ=UTC, a HOME that does not exist, dummy AWS
 * credentials, and from the environment only PATH and the sanitizers' options.
 * extra, ended by NULL or NULL itself, overrides these; a name without "=" removes the variable.
 * The strings are borrowed.
 */
void pty_environment(const char *const *extra, const char *env[PTY_MAX_ENV]);

/* For exec, whose arguments are not const: copies of both the array and its strings. */
char **pty_copy_strings(const char *const *strings) MUST_USE;
void pty_free_strings(char **strings);

/*
 * Closes all descriptors except the standard ones and two others (-1: none). For a child before
 * exec; async-signal-safe.
 */
void pty_close_others(int kept, int kept_too);

/* Types text, and a key as the terminal's mode at that moment encodes it. */
void pty_type(struct pty *pty, const char *text);
void pty_press(struct pty *pty, VTermKey key);

/* Waits until the program has read all that was typed; returns like pty_wait(). */
bool pty_wait_read(struct pty *pty, int timeout_ms) MUST_USE;

void pty_resize(struct pty *pty, int rows, int cols);

/* Stops reading the program's output, like a terminal that hangs, or continues. */
void pty_set_reading(struct pty *pty, bool is_reading);
void pty_signal(struct pty *pty, int signal_number);

/*
 * As stty susp undef: Ctrl-Z is an ordinary key until the program changes the terminal's settings.
 */
void pty_undefine_suspend(struct pty *pty);

/* Closes the terminal's side for good, as a cut SSH connection does. */
void pty_hang_up(struct pty *pty);

/* Reads output until is_met() is true, for at most timeout_ms. False after the timeout. */
typedef bool pty_condition(struct pty *pty, const void *user);
bool pty_wait(struct pty *pty, pty_condition *is_met, const void *user, int timeout_ms) MUST_USE;

/* As above: the text is in a row of the screen; or in none. */
bool pty_wait_text(struct pty *pty, const char *text, int timeout_ms) MUST_USE;
bool pty_wait_gone(struct pty *pty, const char *text, int timeout_ms) MUST_USE;

/* As above: the program has ended, and its last output has been read. */
bool pty_wait_exit(struct pty *pty, int timeout_ms) MUST_USE;

/* As above: the program is stopped by job control, and its output up to then has been read. */
bool pty_wait_stopped(struct pty *pty, int timeout_ms) MUST_USE;

/* Continues a stopped program and waits until it runs. */
bool pty_continue(struct pty *pty, int timeout_ms) MUST_USE;

/* The exit status as in a shell, 128 + signal if that ended it; -1: it runs. */
int pty_exit_status(const struct pty *pty);

/* The program's process. */
pid_t pty_pid(const struct pty *pty);

/* A row's text in UTF-8 without trailing blanks; "" outside. Borrowed until the next call. */
const char *pty_row(struct pty *pty, int row);

/* The first row that has the text, -1 for none. */
int pty_find(struct pty *pty, const char *text);

VTermScreenCell pty_cell(struct pty *pty, int row, int col);

/* 0xRRGGBB of a cell's text and background, or -1 for the terminal's default. */
int64_t pty_color(struct pty *pty, VTermColor color);

int pty_rows(const struct pty *pty);
int pty_cols(const struct pty *pty);

/* Every byte the program wrote, in order. */
const struct buf *pty_log(const struct pty *pty);

/* write(2) calls of the program's first thread so far; -1 when it is gone. */
long pty_writes(const struct pty *pty);

/*
 * Whether a private mode (DECSET) is on by the bytes written: 25 cursor shown, 1049 alternate
 * screen. libvterm's own state is not used: it is more lenient than terminals.
 */
bool pty_mode(const struct pty *pty, int mode, bool initially);

/* Whether the terminal's settings (tcgetattr) are what they were before the program started. */
bool pty_has_initial_termios(const struct pty *pty);

/* The screen, to stderr. */
void pty_dump(struct pty *pty);

#endif
