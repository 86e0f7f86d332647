/* SPDX-License-Identifier: MIT */
/* A snapshot of those sessions only that a report is about, counted anew, so that all its figures
 * agree. */
#ifndef BEYATOP_NARROW_H
#define BEYATOP_NARROW_H

#include "settings.h"
#include "snapshot.h"

struct narrowed {
	/* shares with the whole one what it does not narrow */
	struct snapshot snapshot;
	struct session *sessions;
	struct service_summary *services;
};

/*
 * Keeps what settings ask for: with -s those services, also where they have no sessions. The whole
 * snapshot must outlive it. Free by narrow_fini().
 */
void narrow_make(
	struct narrowed *narrowed, const struct snapshot *whole, const struct settings *settings);
void narrow_fini(struct narrowed *narrowed);

/* The first service that -s asks for and that has no session, so that it may be misspelled; NULL:
 * none. */
const char *narrow_find_empty(const struct snapshot *snapshot, const struct settings *settings);

#endif
