/* SPDX-License-Identifier: MIT */
/*
 * What the figures mean, in sentences: where to look first, and whether an opened session is the
 * only one. They end in a question where the table alone cannot tell. Pure functions of the ui.
 * UI thread.
 */
#ifndef BEYATOP_ADVICE_H
#define BEYATOP_ADVICE_H

#include "buf.h"
#include "cell/role.h"
#include "ui/ui.h"

#include <stdbool.h>

/* A sentence about the whole fleet, and the role that it deserves. */
struct advice_note {
	struct buf text;
	enum role role;
};

#define ADVICE_MAX_NOTES 3

struct advice_notes {
	struct advice_note list[ADVICE_MAX_NOTES];
	size_t count;
};

/*
 * The sentences below the overview, the most important first: where to look first (the worst
 * service, what is wrong with it, and what that may be) or that all is well; then what the
 * figures do not say. Free them by advice_free_notes().
 */
void advice_make_notes(const struct ui *ui, struct advice_notes *notes);
void advice_free_notes(struct advice_notes *notes);

/*
 * "31 of 412 stopped within 20s of 09:41:07Z, 1 acknowledged", for people who look at asof_ms;
 * without the "of" where out_of is 0.
 */
void advice_append_stopped(
	struct buf *out, const struct cohort *cohort, uint32_t out_of, int64_t asof_ms);

/* What is wrong with a service that needs somebody, and what that may be, as below the overview. */
void advice_append_finding(const struct ui *ui, size_t service, struct buf *out);

/* What the rest of the opened session's service does, and what the rest of the fleet. */
void advice_service(const struct ui *ui, const struct session *session, struct buf *out);
void advice_fleet(const struct ui *ui, const struct session *session, struct buf *out);

/* "just this one", or what it may have in common with others. */
void advice_conclusion(const struct ui *ui, const struct session *session, struct buf *out);

#endif
