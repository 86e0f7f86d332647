/* SPDX-License-Identifier: MIT */
/*
 * The lists of sessions from which the one on the screen was opened, to go back to them. UI thread.
 */
#ifndef BEYATOP_SCOPE_STACK_H
#define BEYATOP_SCOPE_STACK_H

#include "ui/scope.h"

#include <stdbool.h>
#include <stddef.h>

/* Older ones are forgotten. */
#define SCOPE_STACK_SIZE 16

struct scope_place {
	enum scope_kind kind;
	uint64_t number;
	/* as in struct scope */
	const char *name;
	/* the selected session, or its service alone; NULL: none */
	const char *service, *user_id;
};

/* Start with {0}. */
struct scope_stack {
	struct scope_place places[SCOPE_STACK_SIZE];
	size_t count;
};

/* Adds a scope and the session that is selected in it; everything is copied. */
void scope_stack_push(struct scope_stack *stack, const struct scope *scope, const char *service,
	const char *user_id);

/* Takes the last one, whose strings the caller then owns: free with scope_place_fini(). */
bool scope_stack_pop(struct scope_stack *stack, struct scope_place *place);

/* True if it is a place in that scope. */
bool scope_place_is(const struct scope_place *place, const struct scope *scope);

void scope_place_fini(struct scope_place *place);

/* Forgets all. */
void scope_stack_clear(struct scope_stack *stack);

#endif
