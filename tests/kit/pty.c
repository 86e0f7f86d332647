/* SPDX-License-Identifier: MIT */
#include "kit/pty.h"

#include "base.h"
#include "clock.h"
#include "kit/state_home.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define MAX_FDS 256 /* more than a test has open */

struct pty {
	pid_t leader, program;
	int master, slave;
	/* from the leader */
	int events;
	int rows, cols;
	/* -1: it runs */
	int exit_status;
	bool is_stopped, is_mute, is_pressing, is_unread, shows_dim;
	/* the last two bytes shown, for shows_dim */
	char last[2];
	struct termios initial;
	struct buf log;
	struct buf row;
	VTerm *vt;
	VTermScreen *screen;
};

/* --- The session leader: runs between fork and _exit, so async-signal-safe calls only. -------- */

void pty_close_others(int kept, int kept_too)
{
	for (int fd = STDERR_FILENO + 1; fd < MAX_FDS; fd++) {
		if (fd != kept && fd != kept_too) {
			close(fd);
		}
	}
}

/* As a shell's fg: the terminal first, because background writers are stopped. */
static void continue_program(int slave, pid_t program)
{
	tcsetpgrp(slave, program);
	kill(-program, SIGCONT);
}

_Noreturn static void run_program(int slave, bool has_no_job, char **argv, char **env)
{
	sigset_t none;

	if (!has_no_job) {
		setpgid(0, 0);
	}
	tcsetpgrp(slave, getpgrp());
	signal(SIGTTOU, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int fd = 0; fd <= 2; fd++) {
		dup2(slave, fd);
	}
	execve(argv[0], argv, env);
	_exit(127);
}

/* Writes the program's wait status to events; false when it has ended. */
static bool tell_status(int slave, pid_t program, int events)
{
	int status;

	while (waitpid(program, &status, WNOHANG | WUNTRACED | WCONTINUED) == program) {
		if (WIFSTOPPED(status)) {
			tcsetpgrp(slave, getpid()); /* as a shell does */
		}
		if (write(events, &status, sizeof(status)) < 0) {
			_exit(1);
		}
		if (WIFEXITED(status) || WIFSIGNALED(status)) {
			return false;
		}
	}
	return true;
}

/*
 * Writes the program's process to events, then each of its wait statuses. Takes signals where it
 * waits for them, for ThreadSanitizer would call a handler only after the wait.
 */
_Noreturn static void lead(const struct pty *pty, const struct pty_options *options, int events,
	char **argv, char **env)
{
	sigset_t awaited;
	pid_t program;
	int signal_number = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	/* Only the test may hold the terminal's side, or closing it would not hang up. */
	pty_close_others(pty->slave, events);
	ioctl(pty->slave, TIOCSCTTY, 0);
	signal(SIGTTOU, SIG_IGN);
	signal(SIGHUP, options->ignores_hangup ? SIG_IGN : SIG_DFL);
	sigemptyset(&awaited);
	sigaddset(&awaited, SIGCHLD);
	sigaddset(&awaited, SIGUSR1);
	sigaddset(&awaited, SIGHUP);
	sigprocmask(SIG_BLOCK, &awaited, NULL);
	program = fork();
	if (program == 0) {
		run_program(pty->slave, options->has_no_job, argv, env);
	}
	if (write(events, &program, sizeof(program)) < 0) {
		_exit(1);
	}
	while (tell_status(pty->slave, program, events)) {
		sigwait(&awaited, &signal_number);
		if (signal_number == SIGUSR1) {
			continue_program(pty->slave, program);
		} else if (signal_number == SIGHUP && !options->ignores_hangup) {
			kill(program, SIGHUP);
		}
	}
	/* The exit of a session leader resets the terminal, which the test still has to check. */
	for (;;) {
		pause();
	}
}

/* --- The test's side. --------------------------------------------------------------------------
 */

static bool has_same_name(const char *variable, const char *other)
{
	size_t length = strcspn(variable, "=");

	return strncmp(variable, other, length) == 0 && other[length] == '=';
}

void pty_environment(const char *const *extra, const char *env[PTY_MAX_ENV])
{
	static const char *const pinned[] = {"LANG=C.UTF-8", "TZ=UTC", "HOME=/nonexistent",
		"USER=tester", "AWS_ACCESS_KEY_ID=AKIDTEST", "AWS_SECRET_ACCESS_KEY=test",
		"AWS_REGION=us-east-1", "AWS_EC2_METADATA_DISABLED=true"};
	static const char *const inherited[] = {"PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS",
		"TSAN_OPTIONS", "GCOV_PREFIX", "GCOV_PREFIX_STRIP"};
	static char state[96];
	extern char **environ;
	size_t count = 0;

	snprintf(state, sizeof(state), "XDG_STATE_HOME=%s", state_home());

	for (size_t i = 0; extra && extra[i] && count < PTY_MAX_ENV - 32; i++) {
		env[count++] = extra[i];
	}
	for (size_t i = 0; i < ARRAY_LEN(pinned); i++) {
		bool is_set = false;

		for (size_t j = 0; j < count; j++) {
			is_set = is_set || has_same_name(env[j], pinned[i]);
		}
		if (!is_set) {
			env[count++] = pinned[i];
		}
	}
	env[count++] = state;
	for (char **at = environ; *at; at++) {
		for (size_t i = 0; i < ARRAY_LEN(inherited); i++) {
			size_t length = strlen(inherited[i]);

			if (strncmp(*at, inherited[i], length) == 0 && (*at)[length] == '=') {
				env[count++] = *at;
			}
		}
	}
	env[count] = NULL;
}

static void write_all(int fd, const char *bytes, size_t count)
{
	while (count > 0) {
		ssize_t written = write(fd, bytes, count);

		if (written < 0 && errno == EAGAIN) {
			struct pollfd room = {.fd = fd, .events = POLLOUT};

			poll(&room, 1, -1);
			continue;
		}
		if (written <= 0) {
			return;
		}
		bytes += written;
		count -= (size_t)written;
	}
}

static void answer(const char *bytes, size_t count, void *user)
{
	struct pty *pty = user;

	if (!pty->is_mute || pty->is_pressing) {
		write_all(pty->master, bytes, count);
	}
}

static void open_terminal(struct pty *pty, const struct pty_options *options)
{
	struct winsize size;

	pty->rows = options->rows ? options->rows : 24;
	pty->cols = options->cols ? options->cols : 80;
	size = (struct winsize){
		.ws_row = (unsigned short)pty->rows, .ws_col = (unsigned short)pty->cols};
	if (openpty(&pty->master, &pty->slave, NULL, NULL, &size) < 0) {
		base_fatal("openpty: %s", strerror(errno));
	}
	fcntl(pty->master, F_SETFL, O_NONBLOCK);
	fcntl(pty->master, F_SETFD, FD_CLOEXEC);
	fcntl(pty->slave, F_SETFD, FD_CLOEXEC);
	tcgetattr(pty->slave, &pty->initial);
	pty->vt = vterm_new(pty->rows, pty->cols);
	vterm_set_utf8(pty->vt, 1);
	vterm_output_set_callback(pty->vt, answer, pty);
	pty->screen = vterm_obtain_screen(pty->vt);
	vterm_screen_enable_altscreen(pty->screen, 1);
	vterm_screen_reset(pty->screen, 1);
}

char **pty_copy_strings(const char *const *strings)
{
	size_t count = 0;
	char **copies;

	while (strings[count]) {
		count++;
	}
	copies = base_calloc(count + 1, sizeof(*copies));
	for (size_t i = 0; i < count; i++) {
		copies[i] = base_strdup(strings[i]);
	}
	return copies;
}

void pty_free_strings(char **strings)
{
	for (size_t i = 0; strings[i]; i++) {
		free(strings[i]);
	}
	free(strings);
}

static char **make_environment(const struct pty_options *options)
{
	const char *extra[PTY_MAX_ENV] = {NULL}, *env[PTY_MAX_ENV];
	char term[64];
	size_t count = 0;

	snprintf(term, sizeof(term), "TERM=%s", options->term ? options->term : "xterm-256color");
	if (strcmp(term, "TERM=") != 0) {
		extra[count++] = term;
	}
	for (size_t i = 0; options->env && options->env[i] && count < PTY_MAX_ENV - 1; i++) {
		extra[count++] = options->env[i];
	}
	pty_environment(extra, env);
	return pty_copy_strings(env);
}

static void read_event(struct pty *pty, void *event, size_t size)
{
	if (read(pty->events, event, size) != (ssize_t)size) {
		base_fatal("the program's parent died");
	}
}

static void start_leader(
	struct pty *pty, const struct pty_options *options, char **argv, char **env)
{
	int events[2];

	if (pipe(events) < 0) {
		base_fatal("pipe: %s", strerror(errno));
	}
	fcntl(events[0], F_SETFD, FD_CLOEXEC);
	fcntl(events[1], F_SETFD, FD_CLOEXEC);
	pty->leader = fork();
	if (pty->leader < 0) {
		base_fatal("fork: %s", strerror(errno));
	}
	if (pty->leader == 0) {
		lead(pty, options, events[1], argv, env);
	}
	close(events[1]);
	pty->events = events[0];
	read_event(pty, &pty->program, sizeof(pty->program));
}

struct pty *pty_start(const struct pty_options *options, const char *const *argv)
{
	struct pty *pty = base_calloc(1, sizeof(*pty));
	char **arguments = pty_copy_strings(argv), **env = make_environment(options);

	pty->exit_status = -1;
	pty->is_mute = options->is_mute;
	pty->shows_dim = options->shows_dim;
	open_terminal(pty, options);
	start_leader(pty, options, arguments, env);
	pty_free_strings(arguments);
	pty_free_strings(env);
	return pty;
}

void pty_free(struct pty *pty)
{
	if (pty->exit_status < 0) {
		kill(pty->program, SIGKILL);
		if (!pty_wait_exit(pty, PTY_PATIENCE_MS)) {
			base_fatal("process %d cannot be killed", (int)pty->program);
		}
	}
	kill(pty->leader, SIGKILL);
	waitpid(pty->leader, NULL, 0);
	pty_hang_up(pty);
	close(pty->slave);
	close(pty->events);
	vterm_free(pty->vt);
	buf_fini(&pty->log);
	buf_fini(&pty->row);
	free(pty);
}

void pty_type(struct pty *pty, const char *text)
{
	write_all(pty->master, text, strlen(text));
}

void pty_press(struct pty *pty, VTermKey key)
{
	pty->is_pressing = true;
	vterm_keyboard_key(pty->vt, key, VTERM_MOD_NONE);
	pty->is_pressing = false;
}

void pty_resize(struct pty *pty, int rows, int cols)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	pty->rows = rows;
	pty->cols = cols;
	vterm_set_size(pty->vt, rows, cols);
	ioctl(pty->master, TIOCSWINSZ, &size);
}

void pty_undefine_suspend(struct pty *pty)
{
	struct termios settings;

	if (tcgetattr(pty->slave, &settings) == 0) {
		settings.c_cc[VSUSP] = _POSIX_VDISABLE;
		(void)tcsetattr(pty->slave, TCSANOW, &settings);
	}
}

void pty_signal(struct pty *pty, int signal_number)
{
	kill(pty->program, signal_number);
}

void pty_hang_up(struct pty *pty)
{
	if (pty->master >= 0) {
		close(pty->master);
	}
	pty->master = -1;
}

/* Adds a colour to dim, the 2 of "ESC [ 2 m" or "0;2;7": no colour ends in a 2 of its own. */
static void show(struct pty *pty, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		bool is_after_dim =
			pty->last[1] == '2' &&
			((pty->last[0] == ';' && (bytes[i] == 'm' || bytes[i] == ';')) ||
				(pty->last[0] == '[' && bytes[i] == 'm'));

		if (pty->shows_dim && is_after_dim) {
			vterm_input_write(pty->vt, ";90", 3);
		}
		vterm_input_write(pty->vt, &bytes[i], 1);
		pty->last[0] = pty->last[1];
		pty->last[1] = bytes[i];
	}
}

static bool take_output(struct pty *pty)
{
	char bytes[65536];
	ssize_t count = read(pty->master, bytes, sizeof(bytes));

	/* Ctrl-Z discards what poll() has just seen. */
	if (count < 0 && errno == EAGAIN) {
		return true;
	}
	if (count <= 0) {
		return false;
	}
	buf_append(&pty->log, bytes, (size_t)count);
	show(pty, bytes, (size_t)count);
	return true;
}

static char *find_nul(const struct buf *log, size_t from)
{
	return log->length > from ? memchr(log->data + from, '\0', log->length - from) : NULL;
}

/*
 * What the program wrote before it stopped or ended may still be in the kernel. A NUL, which
 * terminals ignore, arrives after it.
 */
static void take_rest(struct pty *pty)
{
	struct buf *log = &pty->log;
	size_t from = log->length;
	char *nul = NULL;
	bool is_open = pty->master >= 0 && write(pty->slave, "", 1) == 1;

	while (is_open && !nul) {
		struct pollfd output = {.fd = pty->master, .events = POLLIN};

		is_open = poll(&output, 1, PTY_PATIENCE_MS) > 0 && take_output(pty);
		nul = find_nul(log, from);
	}
	if (nul) {
		memmove(nul, nul + 1, log->length - (size_t)(nul + 1 - log->data));
		log->length--;
	}
}

void pty_set_reading(struct pty *pty, bool is_reading)
{
	pty->is_unread = !is_reading;
	if (is_reading && pty->exit_status >= 0) {
		take_rest(pty);
	}
}

static void take_status(struct pty *pty)
{
	int status;

	read_event(pty, &status, sizeof(status));
	pty->is_stopped = WIFSTOPPED(status);
	if (WIFEXITED(status)) {
		pty->exit_status = WEXITSTATUS(status);
	} else if (WIFSIGNALED(status)) {
		pty->exit_status = 128 + WTERMSIG(status);
	}
	if (!WIFCONTINUED(status) && !pty->is_unread) {
		take_rest(pty);
	}
}

/* Reads what arrives first, within timeout_ms. */
static void take_some(struct pty *pty, int timeout_ms)
{
	struct pollfd fds[] = {{.fd = pty->is_unread ? -1 : pty->master, .events = POLLIN},
		{.fd = pty->events, .events = POLLIN}};

	if (poll(fds, ARRAY_LEN(fds), timeout_ms) <= 0) {
		return;
	}
	if (fds[0].revents) {
		take_output(pty);
	}
	if (fds[1].revents) {
		take_status(pty);
	}
}

bool pty_wait(struct pty *pty, pty_condition *is_met, const void *user, int timeout_ms)
{
	int64_t deadline_ms = clock_mono_ms() + timeout_ms;

	while (!is_met(pty, user)) {
		int64_t left_ms = deadline_ms - clock_mono_ms();

		if (left_ms <= 0 || pty->exit_status >= 0) {
			return false;
		}
		take_some(pty, (int)left_ms);
	}
	return true;
}

static bool has_text(struct pty *pty, const void *text)
{
	return pty_find(pty, text) >= 0;
}

static bool lacks_text(struct pty *pty, const void *text)
{
	return pty_find(pty, text) < 0;
}

static bool has_exited(struct pty *pty, const void *user)
{
	(void)user;
	return pty->exit_status >= 0;
}

static bool is_stopped(struct pty *pty, const void *user)
{
	(void)user;
	return pty->is_stopped;
}

static bool is_running(struct pty *pty, const void *user)
{
	(void)user;
	return !pty->is_stopped;
}

/* For what no event announces: check again after a moment. */
#define LOOK_AGAIN_MS 1

/* Polls the program's side, which also makes the kernel deliver what was typed. */
bool pty_wait_read(struct pty *pty, int timeout_ms)
{
	struct pollfd input = {.fd = pty->slave, .events = POLLIN};
	int64_t deadline_ms = clock_mono_ms() + timeout_ms;
	bool has_input = true;

	while ((has_input = poll(&input, 1, 0) > 0) && clock_mono_ms() < deadline_ms) {
		take_some(pty, LOOK_AGAIN_MS);
	}
	return !has_input;
}

bool pty_wait_text(struct pty *pty, const char *text, int timeout_ms)
{
	return pty_wait(pty, has_text, text, timeout_ms);
}

bool pty_wait_gone(struct pty *pty, const char *text, int timeout_ms)
{
	return pty_wait(pty, lacks_text, text, timeout_ms);
}

bool pty_wait_exit(struct pty *pty, int timeout_ms)
{
	return pty_wait(pty, has_exited, NULL, timeout_ms);
}

bool pty_wait_stopped(struct pty *pty, int timeout_ms)
{
	return pty_wait(pty, is_stopped, NULL, timeout_ms);
}

bool pty_continue(struct pty *pty, int timeout_ms)
{
	kill(pty->leader, SIGUSR1);
	return pty_wait(pty, is_running, NULL, timeout_ms);
}

int pty_exit_status(const struct pty *pty)
{
	return pty->exit_status;
}

pid_t pty_pid(const struct pty *pty)
{
	return pty->program;
}

VTermScreenCell pty_cell(struct pty *pty, int row, int col)
{
	VTermScreenCell cell = {0};

	vterm_screen_get_cell(pty->screen, (VTermPos){.row = row, .col = col}, &cell);
	return cell;
}

const char *pty_row(struct pty *pty, int row)
{
	buf_clear(&pty->row);
	for (int col = 0; row >= 0 && row < pty->rows && col < pty->cols;) {
		VTermScreenCell cell = pty_cell(pty, row, col);

		if (cell.chars[0] == 0) {
			buf_putc(&pty->row, ' ');
		}
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++) {
			char bytes[4];

			buf_append(&pty->row, bytes, text_encode(cell.chars[i], bytes));
		}
		col += cell.width > 1 ? cell.width : 1;
	}
	while (pty->row.length > 0 && pty->row.data[pty->row.length - 1] == ' ') {
		pty->row.data[--pty->row.length] = '\0';
	}
	return buf_text(&pty->row);
}

int pty_find(struct pty *pty, const char *text)
{
	for (int row = 0; row < pty->rows; row++) {
		if (strstr(pty_row(pty, row), text)) {
			return row;
		}
	}
	return -1;
}

int64_t pty_color(struct pty *pty, VTermColor color)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(&color) || VTERM_COLOR_IS_DEFAULT_BG(&color)) {
		return -1;
	}
	vterm_screen_convert_color_to_rgb(pty->screen, &color);
	return (int64_t)color.rgb.red << 16 | color.rgb.green << 8 | color.rgb.blue;
}

int pty_rows(const struct pty *pty)
{
	return pty->rows;
}

int pty_cols(const struct pty *pty)
{
	return pty->cols;
}

const struct buf *pty_log(const struct pty *pty)
{
	return &pty->log;
}

long pty_writes(const struct pty *pty)
{
	char path[64], line[128];
	long writes = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/io", (int)pty->program, (int)pty->program);
	file = fopen(path, "re");
	if (!file) {
		return -1;
	}
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, "syscw: ", strlen("syscw: ")) == 0) {
			writes = strtol(line + strlen("syscw: "), NULL, 10);
		}
	}
	fclose(file);
	return writes;
}

/* Whether the parameters of a control sequence, "12;25h", have the mode. */
static bool has_parameter(const char *at, int mode, char *final)
{
	bool has_mode = false;
	char *end;

	do {
		has_mode = strtol(at, &end, 10) == mode || has_mode;
		at = end + 1;
	} while (*end == ';');
	*final = *end;
	return has_mode;
}

bool pty_mode(const struct pty *pty, int mode, bool initially)
{
	const char *at = buf_text(&pty->log);
	const char *end = at + pty->log.length;
	bool is_on = initially;
	char final;

	while ((at = memchr(at, '\033', (size_t)(end - at))) != NULL) {
		at++;
		if (strncmp(at, "[?", 2) != 0 || !has_parameter(at + 2, mode, &final)) {
			continue;
		}
		if (final == 'h' || final == 'l') {
			is_on = final == 'h';
		}
	}
	return is_on;
}

bool pty_has_initial_termios(const struct pty *pty)
{
	struct termios now;

	return tcgetattr(pty->slave, &now) == 0 && now.c_iflag == pty->initial.c_iflag &&
	       now.c_oflag == pty->initial.c_oflag && now.c_cflag == pty->initial.c_cflag &&
	       now.c_lflag == pty->initial.c_lflag &&
	       memcmp(now.c_cc, pty->initial.c_cc, sizeof(now.c_cc)) == 0;
}

void pty_dump(struct pty *pty)
{
	for (int row = 0; row < pty->rows; row++) {
		fprintf(stderr, "%3d|%s\n", row, pty_row(pty, row));
	}
	fprintf(stderr, "    %s, %zu bytes written, exit status %d\n",
		pty->is_stopped ? "stopped" : "not stopped", pty->log.length, pty->exit_status);
}
