/* SPDX-License-Identifier: MIT */
/*
 * Screens kept as text files in tests/scene/golden. A screen is written as its rows, numbered, and
 * below them the roles of the cells in runs: "C3" is three cells of one role, ".3" three normal
 * ones, "5/O2" two cells of two halves. Rows that are as expected anyway are left out: the blank
 * ones or, for a screen that differs little from another, those that are the same there.
 */
#ifndef BEYATOP_TESTS_GOLDEN_H
#define BEYATOP_TESTS_GOLDEN_H

#include "buf.h"
#include "kit/scene.h"

/* Appends the rows that differ from those of like, a scene of the same size; NULL: a blank one. */
void golden_append_screen(struct buf *out, const struct scene *scene, const struct scene *like);

/* Fails the test unless the file of this name contains the text. With BEYATOP_REGOLD=1 in the
 * environment it writes the file instead. */
void golden_compare(const char *name, const struct buf *text);

#endif
