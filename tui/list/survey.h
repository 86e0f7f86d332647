/* SPDX-License-Identifier: MIT */
/*
 * What only all sessions together tell: when the late ones stopped, and whether they stopped
 * together. Made once a snapshot, not once a frame. UI thread.
 */
#ifndef BEYATOP_SURVEY_H
#define BEYATOP_SURVEY_H

#include "cohort.h"
#include "list/counted.h"
#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The hour on the screen moves by steps, so that what is drawn of it stays in its place between
 * them. */
#define SURVEY_MINUTES      60
#define SURVEY_STEP_MINUTES 10

struct survey_service {
	/* late by their age, not by their errors alone */
	uint32_t late;
	/* the highest errorCount of an active session */
	uint32_t max_errors;
	/* the largest of its cohorts */
	struct cohort cohort;
};

/* Start with {0}. */
struct survey {
	/*
	 * The late ones by minute of their last poll, from first_minute of the Unix epoch on, a
	 * whole step. The minute of the snapshot is in the last step.
	 */
	uint32_t minutes[SURVEY_MINUTES];
	int64_t first_minute;
	/* late_before: those that stopped before all the minutes */
	uint32_t late, late_before;
	/* by index, as in the snapshot */
	struct survey_service *services;
	/* or SURVEY_NO_SERVICE, when all are well */
	size_t worst_service;
};

#define SURVEY_NO_SERVICE SIZE_MAX

/*
 * Makes it anew, in time that is linear in the sessions. Those that are acknowledged need nobody:
 * they are left out, but counted with the cohort of others that they stopped with.
 */
void survey_take(struct survey *survey, const struct snapshot *snapshot,
	const struct settings *settings, const struct counted *counted);

void survey_fini(struct survey *survey);

#endif
