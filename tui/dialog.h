/* SPDX-License-Identifier: MIT */
/*
 * The question before a write. Everything it says was copied when it opened:
 * rows that move under it change nothing. UI thread.
 */
#ifndef BEYATOP_DIALOG_H
#define BEYATOP_DIALOG_H

#include "canvas.h"
#include "session.h"

#include <stdbool.h>
#include <stdint.h>

struct ui;

#define DIALOG_HEALTH_SIZE 120

struct dialog {
	bool is_open;
	char *user_id, *service; /* own copies, as stored */
	enum session_active seen;
	uint8_t encoding;
	char health[DIALOG_HEALTH_SIZE]; /* state, lateness and errors, in words */
};

/* Opens it for a session; health is copied. Closes one that is open. */
void dialog_open(struct dialog *dialog, const char *user_id, const char *service,
	enum session_active seen, uint8_t encoding, const char *health);
void dialog_close(struct dialog *dialog);

/* Draws it over the middle of the canvas, which is at least as large as the floor. */
void dialog_draw(struct canvas *canvas, const struct ui *ui);

#endif
