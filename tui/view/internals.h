/* SPDX-License-Identifier: MIT */
/*
 * How the program does its work: when it last read everything, what it consumes, when its
 * credentials expire. One dim line above the keys; the help lists all of it. Ages are rounded, so
 * that they change once a minute. UI thread.
 */
#ifndef BEYATOP_INTERNALS_H
#define BEYATOP_INTERNALS_H

#include "cell/canvas.h"
#include "ui/ui.h"

struct internals_fact {
	enum role role;
	/* "full read 3m ago"; "": unknown, or not of interest now */
	char text[80];
	/* one line for the help; static */
	const char *meaning;
};

/* The facts by number, the most important first; false: there are no more. */
bool internals_get(const struct ui *ui, size_t i, struct internals_fact *fact);

/* The line; facts that do not fit are left out. */
void internals_draw(struct canvas *canvas, const struct ui *ui, int y);

/* Milliseconds until time alone changes a fact; -1: never. There must be a snapshot. */
int64_t internals_next_change_ms(const struct ui *ui);

/* How much of the full read is done: "34%", "page 3". */
#define INTERNALS_SHARE_SIZE 24
void internals_format_share(const struct poll_status *status, char text[INTERNALS_SHARE_SIZE]);

#endif
