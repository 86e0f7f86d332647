/* SPDX-License-Identifier: MIT */
#include "kit/tap.h"

#include "term/draw.h"
#include "term/theme.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

struct tap {
	int master, slave;
	/* standard input and output */
	int saved[2];
	VTerm *vt;
	VTermScreen *screen;
	/* of the last frame */
	struct buf bytes;
	pthread_t reader;
	pthread_mutex_t lock;
	pthread_cond_t has_come;
	/* locked */
	struct buf incoming;
};

static void open_pty(struct tap *tap, int rows, int cols)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	if (openpty(&tap->master, &tap->slave, NULL, NULL, &size) < 0) {
		base_fatal("openpty: %s", strerror(errno));
	}
	for (int fd = 0; fd < 2; fd++) {
		tap->saved[fd] = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		dup2(tap->slave, fd);
	}
}

static void restore_streams(struct tap *tap)
{
	for (int fd = 0; fd < 2; fd++) {
		dup2(tap->saved[fd], fd);
		close(tap->saved[fd]);
	}
}

/* The terminal's end: reads at once, so that the program never waits for room in the pty. */
static void *take_output(void *user)
{
	struct tap *tap = user;
	char bytes[4096];
	ssize_t count;

	while ((count = read(tap->master, bytes, sizeof(bytes))) > 0) {
		pthread_mutex_lock(&tap->lock);
		buf_append(&tap->incoming, bytes, (size_t)count);
		pthread_cond_signal(&tap->has_come);
		pthread_mutex_unlock(&tap->lock);
	}
	return NULL;
}

static bool has_nul(const struct buf *bytes)
{
	return bytes->length > 0 && bytes->data[bytes->length - 1] == '\0';
}

/*
 * Takes what has been written so far. The kernel delivers it later, but in order: a NUL, which no
 * frame contains, comes last.
 */
static void take_bytes(struct tap *tap)
{
	if (write(tap->slave, "", 1) != 1) {
		base_fatal("the terminal takes no output");
	}
	buf_clear(&tap->bytes);
	pthread_mutex_lock(&tap->lock);
	while (!has_nul(&tap->incoming)) {
		pthread_cond_wait(&tap->has_come, &tap->lock);
	}
	buf_append(&tap->bytes, tap->incoming.data, tap->incoming.length - 1);
	buf_clear(&tap->incoming);
	pthread_mutex_unlock(&tap->lock);
	vterm_input_write(tap->vt, buf_text(&tap->bytes), tap->bytes.length);
}

struct tap *tap_open(const char *term, int rows, int cols, const struct screen_options *options,
	struct screen_traits *traits)
{
	struct tap *tap = base_calloc(1, sizeof(*tap));
	struct error err;

	fflush(stdout);
	open_pty(tap, rows, cols);
	tap->vt = vterm_new(rows, cols);
	vterm_set_utf8(tap->vt, 1);
	tap->screen = vterm_obtain_screen(tap->vt);
	vterm_screen_enable_altscreen(tap->screen, 1);
	vterm_screen_reset(tap->screen, 1);
	pthread_mutex_init(&tap->lock, NULL);
	pthread_cond_init(&tap->has_come, NULL);
	if (pthread_create(&tap->reader, NULL, take_output, tap) != 0) {
		base_fatal("no thread for the terminal");
	}
	setenv("TERM", term, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	if (!screen_open(options, traits, &err)) {
		restore_streams(tap);
		base_fatal("%s: %s", term, err.text);
	}
	return tap;
}

void tap_close(struct tap *tap)
{
	tcflush(tap->slave, TCIFLUSH);
	screen_close();
	draw_close();
	restore_streams(tap);
	close(tap->slave); /* the last of its side: the reader ends */
	pthread_join(tap->reader, NULL);
	close(tap->master);
	vterm_free(tap->vt);
	buf_fini(&tap->bytes);
	buf_fini(&tap->incoming);
	free(tap);
}

size_t tap_draw(struct tap *tap, const struct canvas *canvas)
{
	draw_canvas(canvas);
	take_bytes(tap);
	return tap->bytes.length;
}

const struct buf *tap_bytes(const struct tap *tap)
{
	return &tap->bytes;
}

/* A blank may be a cell that was never written. */
static bool is_same(const VTermScreenCell *shown, const struct cell *cell)
{
	uint32_t first = shown->chars[0] == 0 ? ' ' : shown->chars[0];

	if (cell->width_cols == 0) {
		return true;
	}
	return first == cell->text[0] && (first == ' ' || shown->chars[1] == cell->text[1]);
}

bool tap_shows(struct tap *tap, const struct canvas *canvas)
{
	for (int y = 0; y < canvas->rows; y++) {
		for (int x = 0; x < canvas->cols; x++) {
			const struct cell *cell = canvas_at(canvas, y, x);
			VTermScreenCell shown;

			vterm_screen_get_cell(tap->screen, (VTermPos){.row = y, .col = x}, &shown);
			if (!is_same(&shown, cell)) {
				fprintf(stderr, "row %d, column %d: U+%04X is shown, not U+%04X\n",
					y, x, (unsigned)shown.chars[0], (unsigned)cell->text[0]);
				return false;
			}
		}
	}
	return true;
}

void tap_type(struct tap *tap, const char *bytes)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

	if (write(tap->master, bytes, strlen(bytes)) < 0) {
		base_fatal("the terminal takes no input");
	}
	(void)poll(&input, 1, -1);
}
