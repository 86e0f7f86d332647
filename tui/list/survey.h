/* SPDX-License-Identifier: MIT */
/*
 * What only all sessions together tell: when the late ones stopped, and whether they stopped
 * together. Made once a snapshot, not once a frame. UI thread.
 */
#ifndef BEYATOP_SURVEY_H
#define BEYATOP_SURVEY_H

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

/* So many late sessions of a service, whose last polls lie within so short a time, are a cohort. */
#define SURVEY_COHORT_MS  20000
#define SURVEY_COHORT_MIN 3

/*
 * Sessions that stopped together: the first and the last of their last polls. There is one for as
 * long as enough of them need somebody; the acknowledged ones are of it then, too.
 */
struct survey_cohort {
	/* 0: there is none */
	uint32_t sessions;
	int64_t first_ms, last_ms;
	/* of the sessions */
	uint32_t acked;
};

struct survey_service {
	/* late by their age, not by their errors alone */
	uint32_t late;
	/* the highest errorCount of an active session */
	uint32_t max_errors;
	/* the largest of its cohorts */
	struct survey_cohort cohort;
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

/* Is an active session late by its age, whatever its errors are? */
bool survey_is_late(const struct session *session, const struct session_thresholds *limits);

/* Did it stop with the cohort? Those of its service are asked. */
bool survey_is_in_cohort(const struct survey_cohort *cohort, const struct session *session);

/* True for cohorts of two services that may have stopped for one reason. */
bool survey_is_together(const struct survey_cohort *a, const struct survey_cohort *b);

#endif
