/* SPDX-License-Identifier: MIT */
/*
 * shot: runs a program in a virtual terminal, plays keys, and draws what is on the screen as SVG.
 *
 *   shot ROWSxCOLS STEP... -- PROGRAM [ARGUMENT]...
 *
 * A STEP is wait=TEXT (until it is on the screen), patience=SECONDS (for what is waited for from
 * here on), type=TEXT, key=NAME (enter, down, escape…), svg=FILE, or scheme=light, for a terminal
 * with dark letters on white. When the steps are done the program is ended.
 */
#include "base.h"

#include "kit/pty.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CELL_WIDTH  8.4 /* the advance of JetBrains Mono at FONT_SIZE */
#define CELL_HEIGHT 18
#define FONT_SIZE   14
#define BASELINE    13.9 /* box drawing letters join between rows */
#define MARGIN      12

#define SETTLE_MS 300

/* The terminal's own colors. */
static const struct scheme {
	uint32_t color, background;
	uint32_t palette[16];
} dark = {0xC9D1D9, 0x0D1117,
	{0x21262D, 0xE5534B, 0x57AB5A, 0xDAAA3F, 0x539BF5, 0xB083F0, 0x39C5CF, 0xC9D1D9, 0x768390,
		0xFF7B72, 0x7EE787, 0xF2CC60, 0x79C0FF, 0xD2A8FF, 0x56D4DD, 0xF0F6FC}},
  light = {0x24292F, 0xFFFFFF,
	  {0x24292F, 0xCF222E, 0x116329, 0xD4A72C, 0x0969DA, 0x8250DF, 0x76E3EA, 0xF6F8FA, 0x57606A,
		  0xA40E26, 0x1A7F37, 0xEAC54F, 0x218BFF, 0xA475F9, 0x3192AA, 0xFFFFFF}};
static const struct scheme *scheme = &dark;

PRINTF_LIKE(1, 2)
_Noreturn static void fail(const char *format, ...)
{
	va_list args;

	fputs("shot: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

struct style {
	uint32_t color, background;
};

/* xterm's 256 colours from 16 on; libvterm mixes others. */
static uint32_t xterm_color(unsigned color)
{
	static const uint32_t steps[6] = {0, 95, 135, 175, 215, 255};
	unsigned at = color - 16;

	if (color >= 232) {
		return (8 + 10 * (color - 232)) * 0x010101;
	}
	return steps[at / 36] << 16 | steps[at / 6 % 6] << 8 | steps[at % 6];
}

static uint32_t resolve(struct pty *pty, VTermColor color, uint32_t otherwise)
{
	int64_t rgb = pty_color(pty, color);

	if (rgb < 0) {
		return otherwise;
	}
	if (!VTERM_COLOR_IS_INDEXED(&color)) {
		return (uint32_t)rgb;
	}
	return color.indexed.idx < ARRAY_LEN(scheme->palette) ? scheme->palette[color.indexed.idx]
							      : xterm_color(color.indexed.idx);
}

static struct style style_of(struct pty *pty, const VTermScreenCell *cell)
{
	struct style style = {
		resolve(pty, cell->fg, scheme->color), resolve(pty, cell->bg, scheme->background)};

	if (cell->attrs.reverse) {
		return (struct style){style.background, style.color};
	}
	return style;
}

static double x_of(int col)
{
	return MARGIN + col * CELL_WIDTH;
}

static int y_of(int row)
{
	return MARGIN + row * CELL_HEIGHT;
}

/* Cells of one background are one rectangle; with several, the seams would show. */
static void draw_backgrounds(struct pty *pty, int row, FILE *out)
{
	int start = 0;

	while (start < pty_cols(pty)) {
		VTermScreenCell cell = pty_cell(pty, row, start);
		uint32_t background = style_of(pty, &cell).background;
		int end = start + 1;

		for (; end < pty_cols(pty); end++) {
			cell = pty_cell(pty, row, end);
			if (style_of(pty, &cell).background != background) {
				break;
			}
		}
		if (background != scheme->background) {
			fprintf(out,
				"<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" "
				"fill=\"#%06" PRIx32 "\"/>\n",
				x_of(start), y_of(row), (end - start) * CELL_WIDTH, CELL_HEIGHT,
				background);
		}
		start = end;
	}
}

static void put_escaped(uint32_t code_point, FILE *out)
{
	char bytes[4] = {0};

	if (code_point == '<' || code_point == '&') {
		fprintf(out, "&#%" PRIu32 ";", code_point);
	} else {
		fprintf(out, "%.*s", (int)text_encode(code_point, bytes), bytes);
	}
}

/* Each cell by itself: fallback fonts have other widths. */
static void draw_letters(struct pty *pty, int row, FILE *out)
{
	for (int col = 0; col < pty_cols(pty); col++) {
		VTermScreenCell cell = pty_cell(pty, row, col);

		if (cell.chars[0] <= ' ' || cell.chars[0] == UINT32_MAX) {
			continue;
		}
		fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" fill=\"#%06" PRIx32 "\"%s%s>", x_of(col),
			y_of(row) + BASELINE, style_of(pty, &cell).color,
			cell.attrs.bold ? " font-weight=\"bold\"" : "",
			cell.attrs.underline ? " text-decoration=\"underline\"" : "");
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++) {
			put_escaped(cell.chars[i], out);
		}
		fputs("</text>\n", out);
	}
}

static bool never(struct pty *pty, const void *user)
{
	(void)pty;
	(void)user;
	return false;
}

/* The expected text may be in a frame of which only a part has arrived. */
static void settle(struct pty *pty)
{
	bool is_met = pty_wait(pty, never, NULL, SETTLE_MS);

	(void)is_met;
}

static void draw(struct pty *pty, const char *path)
{
	FILE *out = fopen(path, "w");

	if (!out) {
		fail("%s: %s", path, strerror(errno));
	}
	settle(pty);
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%d\">\n"
		"<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"#%06" PRIx32 "\"/>\n"
		"<g font-family=\"JetBrains Mono, DejaVu Sans Mono\" font-size=\"%d\" "
		"xml:space=\"preserve\">\n",
		x_of(pty_cols(pty)) + MARGIN, y_of(pty_rows(pty)) + MARGIN, scheme->background,
		FONT_SIZE);
	for (int row = 0; row < pty_rows(pty); row++) {
		draw_backgrounds(pty, row, out);
	}
	for (int row = 0; row < pty_rows(pty); row++) {
		draw_letters(pty, row, out);
	}
	fputs("</g></svg>\n", out);
	if (ferror(out) || fclose(out) != 0) {
		fail("%s: %s", path, strerror(errno));
	}
}

/* --- The steps ------------------------------------------------------------------------------ */

static int patience_ms = PTY_PATIENCE_MS;

static void choose_patience(struct pty *pty, const char *seconds)
{
	(void)pty;
	patience_ms = (int)strtol(seconds, NULL, 10) * 1000;
}

static void wait_for(struct pty *pty, const char *text)
{
	if (pty_wait_text(pty, text, patience_ms)) {
		return;
	}
	pty_dump(pty);
	fail("'%s' does not appear", text);
}

static void press(struct pty *pty, const char *name)
{
	static const struct {
		const char *name;
		VTermKey key;
	} keys[] = {{"enter", VTERM_KEY_ENTER}, {"escape", VTERM_KEY_ESCAPE}, {"up", VTERM_KEY_UP},
		{"down", VTERM_KEY_DOWN}, {"left", VTERM_KEY_LEFT}, {"right", VTERM_KEY_RIGHT},
		{"pageup", VTERM_KEY_PAGEUP}, {"pagedown", VTERM_KEY_PAGEDOWN}};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (strcmp(keys[i].name, name) == 0) {
			pty_press(pty, keys[i].key);
			return;
		}
	}
	fail("no key %s", name);
}

static void choose_scheme(struct pty *pty, const char *name)
{
	(void)pty;
	scheme = strcmp(name, "light") == 0 ? &light : &dark;
}

static const struct {
	const char *prefix;
	void (*take)(struct pty *pty, const char *argument);
} steps[] = {{"wait=", wait_for}, {"patience=", choose_patience}, {"type=", pty_type},
	{"key=", press}, {"svg=", draw}, {"scheme=", choose_scheme}};

static void take_step(struct pty *pty, const char *step)
{
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		size_t length = strlen(steps[i].prefix);

		if (strncmp(step, steps[i].prefix, length) == 0) {
			steps[i].take(pty, step + length);
			return;
		}
	}
	fail("not a step: %s", step);
}

static int find_program(char **argv)
{
	int at = 2;

	while (argv[at] && strcmp(argv[at], "--") != 0) {
		at++;
	}
	return argv[at] ? at + 1 : at;
}

int main(int argc, char **argv)
{
	struct pty_options options = {.shows_dim = true};
	const char **program;
	struct pty *pty;
	int first;

	if (argc < 4 || sscanf(argv[1], "%dx%d", &options.rows, &options.cols) != 2) {
		fputs("Usage: shot ROWSxCOLS STEP... -- PROGRAM [ARGUMENT]...\n", stderr);
		return 64;
	}
	first = find_program(argv);
	program = base_calloc((size_t)(argc - first) + 1, sizeof(*program));
	for (int i = first; i < argc; i++) {
		program[i - first] = argv[i];
	}
	if (!program[0]) {
		fail("no program after --");
	}
	pty = pty_start(&options, program);
	for (int i = 2; i < first - 1; i++) {
		take_step(pty, argv[i]);
	}
	pty_free(pty);
	free(program);
	return 0;
}
