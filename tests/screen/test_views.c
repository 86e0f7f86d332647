/* SPDX-License-Identifier: MIT */
/*
 * Views on a canvas against goldens: the text, and below it the roles, a letter for each.
 * BEYATOP_REGOLD=1 writes them anew; then look at the difference.
 */
#include "scene.h"

#include "buf.h"
#include "frame.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GOLDEN "tests/screen/golden"

/* One letter for each of enum role, '.' for the ordinary. */
static const char role_letters[] = ".dtksbmMDCNLUFOP012345";

_Static_assert(sizeof role_letters == ROLE_COUNT + 1, "a letter for each role");
