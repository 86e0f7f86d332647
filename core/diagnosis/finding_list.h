/* SPDX-License-Identifier: MIT */
/*
 * Findings under construction: their rows and counts, and packing them into one block of memory.
 * Network thread, and the UI thread for findings_select().
 */
#ifndef BEYATOP_FINDING_LIST_H
#define BEYATOP_FINDING_LIST_H

#include "finding.h"

/* Start with {0} and .overdue_worst_late NAN. */
struct finding_list {
	struct finding *list;
	size_t count, capacity;
	/* members of all findings, one after the other */
	uint32_t *rows;
	size_t rows_count, rows_capacity;
	/* the newest number given */
	uint64_t number;
	/* as in struct findings */
	uint32_t overdue;
	double overdue_worst_late;
	bool is_partial;
};

/* A finding whose unknown values are unknown. */
struct finding finding_list_blank(void);

/* The same without the members and what is counted over them. */
struct finding finding_list_copy_blank(const struct finding *finding);

/* Adds a member to a finding that is not in the list yet. */
void finding_list_add_row(struct finding_list *list, struct finding *finding, uint32_t row);

/*
 * Counts over the members and adds the finding, which must have the last rows of the list. The
 * snapshot must have its diagnosis.
 */
void finding_list_add(
	struct finding_list *list, const struct snapshot *snapshot, const struct finding *finding);

/* Adds a finding without members as it is: nothing is counted. */
void finding_list_add_empty(struct finding_list *list, const struct finding *finding);

/*
 * Sorts the findings and packs them, with the texts that they refer to, into one block. Frees the
 * list.
 */
struct findings *finding_list_pack(
	struct finding_list *list, const struct snapshot *snapshot) MUST_USE;

/* A copy without rows. */
struct findings *finding_list_copy(const struct findings *findings) MUST_USE;

#endif
